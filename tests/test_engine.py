"""The engine: a notebook shows what papermill's own engine makes it show; nothing of it stays; whatever ends it is told."""

import os
import re
from contextlib import suppress

import nbformat
import papermill
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

# One row is one topic: the cells, in order. All rows are cells of one notebook, so that papermill's own engine, which takes seconds to
# start, runs once. A cell that fails says so in its first line; a cell with tags has them after its source.
ROWS = {
    "text": ["print('一', 1)", "print('a', end=''); print('b')", "import sys; print('err', file=sys.stderr)", "print('tab\\tand \\\\ and \\u4e2d\\U0001f600')"],
    "two streams, one after the other": ["print('out 1'); print('err 1', file=sys.stderr); print('out 2')"],
    "two streams, flushed": ["print('o1', flush=True); print('e1', file=sys.stderr, flush=True); print('o2', flush=True); print('e2', file=sys.stderr, flush=True)"],
    "carriage returns": ["for i in range(3): print('\\r', i, '%', end='')", "print('abc\\b\\bX')"],
    "what streams are": ["sys.stdout.isatty(), sys.stdout.writable(), sys.stdout.encoding, sys.stdout.errors, sys.stdout.name, sys.stderr.name, sys.stdout.closed",
                         "sys.stdout.write('abc')", "sys.stdout.writelines(['a\\n', 'b\\n'])", "hasattr(sys.stdout, 'buffer')"],
    "streams refuse bytes": ["try: sys.stdout.write(b'bytes')\nexcept TypeError as e: print(e)"],
    "nothing": ["", "   \n", "# a comment alone", "None", "pass"],
    "results": ["1 + 1", "'中文'", "1;", "x = 5", "[1, {'a': (2, 3)}]", "print('before'); 7", "_", "__", "Out[max(Out)]", "len(In) > 20", "def f(): pass\nf"],
    "pandas": ["pd.DataFrame({'甲': [1, 2.5], '乙': ['x', None]})", "pd.DataFrame({'a': [1]}).style.set_uuid('u').format('{:.2f}')", "pd.Series([1, 2], name='s')", "np.eye(2)", "np.float64(1.5)",
               "pd.DataFrame({'a': range(100)})"],
    "rich": ["from IPython.display import *\ndisplay(1, 'two', [3])", "HTML('<b>x</b>')", "display(HTML('<i>y</i>'), Markdown('# z'), Latex('$x$'), JSON({'a': [1]}), SVG('<svg xmlns=\"http://www.w3.org/2000/svg\"/>'))",
             "Image(data=bytes.fromhex('89504e470d0a1a0a0000000d49484452') + b'\\0' * 20, format='png')", "display({'text/plain': 'raw', 'application/x-own+json': {'k': 1}}, raw=True, metadata={'m': 1})",
             "display(HTML('m'), metadata={'text/html': {'isolated': True}})", "Javascript('1')", "print('a'); display(2); print('b'); display(3)", "Code('x = 1', language='python')",
             "class Own:\n    def _repr_mimebundle_(self, include=None, exclude=None): return {'text/plain': 'own', 'text/html': '<own>'}, {'text/html': {'k': 'v'}}\nOwn()"],
    "what JSON cannot say": ["display({'application/json': {'a': float('nan'), 1: 2, 't': (1,)}}, raw=True)", "try: display({'application/json': object()}, raw=True)\nexcept ValueError as e: print(e)", "# fails\ndisplay({'text/plain': 1}, raw=1, metadata=5)"],
    "updates": ["h = display('first', display_id='d1'); display('second', display_id='d1'); h.update('third')", "update_display('fourth', display_id='d1')", "display('fifth', display_id='d1')",
                "h = display(display_id='d2'); h.display('α'); h.update(HTML('β'))", "update_display('nobody', display_id='unknown')", "h.update('γ'); print('after')", "isinstance(display('x', display_id=True).display_id, str)"],
    "updates after clearing": ["h = display('gone', display_id='d3'); clear_output(); h.update('not seen'); print('kept')", "h = display('a', display_id='d4'); clear_output(wait=True); h.update('b'); print('c')", "h.display('d'); h.update('e')"],
    "clearing": ["print('gone'); clear_output(); print('kept')", "print('stays'); clear_output(wait=True)", "print('goes'); clear_output(wait=True); print('new')", "for i in range(3):\n    clear_output(wait=True)\n    display(i)",
                 "display(1); clear_output(wait=True); 2", "print('x'); clear_output(); clear_output(wait=True)", "print('not cleared by the cell before')"],
    "charts": ["plt.plot([1, 2]); plt.title('t')", "fig, ax = plt.subplots(); ax.bar([1], [2]); plt.show(); print('after')", "for i in range(2): plt.figure(); plt.plot([i])", "fig, ax = plt.subplots(); plt.close(fig)", "fig",
               "f2 = plt.figure(figsize=(1, 1))", "plt.get_fignums()", "%matplotlib inline\nplt.plot([3])", "plt.figure(); display(plt.gcf()); print('x')", "plt.gcf().canvas, plt.get_backend()",
               "import matplotlib as mpl; mpl.rcParams == mpl.rcParamsDefault, sorted((k, str(v)) for k, v in mpl.rcParams.items() if v != mpl.rcParamsDefault[k])"],
    "charts as SVG": ["%config InlineBackend.figure_format = 'svg'\nmpl.rcParams['svg.hashsalt'] = 'x'; mpl.rcParams['svg.fonttype'] = 'none'; plt.plot([1])", "%config InlineBackend.figure_formats = {'png', 'jpeg'}\nplt.plot([1])",
                      "%config InlineBackend.close_figures = False\nfig = plt.figure(); plt.plot([9])", "plt.get_fignums()", "plt.close('all')\n%config InlineBackend.close_figures = True\n%config InlineBackend.figure_format = 'png'"],
    "drawing fails": ["# fails\nclass Bad(mpl.artist.Artist):\n    def draw(self, renderer): raise ValueError('while drawing')\nplt.figure().add_artist(Bad()); print('x')", "plt.close('all')"],
    "errors": ["# fails\n1 / 0", "# fails\ndef inner(n):\n    '''Doc.'''\n    return 1 / n\ndef outer():\n    local = '局部'\n    return inner(0)\nouter()", "# fails\ntry:\n    1 / 0\nexcept ZeroDivisionError as e:\n    raise ValueError('后') from e",
               "# fails\ntry:\n    1 / 0\nexcept ZeroDivisionError:\n    {}['k']", "# fails\nx = = 1", "# fails\nprint('a'\nprint('b')", "# fails\nfor i in range(2):\nprint(i)", "# fails\nundefined_name", "# fails\nprint('before'); raise KeyboardInterrupt",
               "# fails\nraise SystemExit(4)", "# fails\nraise ExceptionGroup('many', [ValueError(1), ExceptionGroup('in', [KeyError('k')])])", "# fails\npd.DataFrame({'a': [1]})['b']", "# fails\nimport json; json.loads('{')", "# fails\nassert 1 == 2, '不等'",
               "# fails\nclass Custom(Exception):\n    def _render_traceback_(self): return ['my', 'own traceback']\nraise Custom('hidden')", "# fails\ne = ValueError('noted'); e.add_note('a note'); raise e", "# fails\nraise ValueError", "# fails\nexec('1/0')",
               "# fails\nclass Strange(Exception):\n    def __str__(self): raise RuntimeError('no text')\nraise Strange", "# fails\nimport nothing_such", "# fails\ncompile('a b', 'own file', 'exec')", "# fails\n%no_such_magic"],
    "errors while showing": ["# fails\nclass H:\n    def _repr_html_(self): raise ValueError('in html')\nH()", "display(H()); print('on')", "# fails\nclass R:\n    def __repr__(self): raise ValueError('in repr')\nR()",
                             "class N:\n    def _repr_html_(self): raise NotImplementedError\nN()", "class L:\n    def _repr_html_(self): return 5\nL()"],
    "after an error": ["print('on')", "get_ipython().execution_count - len(Out) > 0", "_exit_code if '_exit_code' in dir() else 'none'"],
    "tags": [("print('skipped')", "skip-execution"), ("# fails\n1/0", "hide-input"), ("7", "own", "remove-cell")],
    "asking": ["# fails\ninput('name? ')", "# fails\nimport getpass; getpass.getpass()", "# fails\nsys.stdin.readline().strip() or input()", "sys.stdin.closed"],
    "warnings": ["import warnings; warnings.warn('careful')", "warnings.warn('old', DeprecationWarning)", "def g(): warnings.warn('in g', FutureWarning)\ng(); g()", "warnings.simplefilter('ignore'); warnings.warn('unheard')\nwarnings.resetwarnings()",
                 "'\\d'", "x is 1", "with warnings.catch_warnings(record=True) as seen:\n    warnings.simplefilter('always'); warnings.warn('kept')\nlen(seen)"],
    "logging": ["import logging; logging.warning('root'); logging.info('unheard')", "logging.getLogger('own').error('own %s', 1)", "logging.basicConfig(level='INFO', format='%(message)s', force=True); logging.info('heard')",
                "logging.basicConfig(stream=sys.stdout, force=True, format='%(levelname)s %(message)s'); logging.warning('out')", "try:\n    1 / 0\nexcept ZeroDivisionError: logging.getLogger('x').critical('with %s', 'args')"],
    "tqdm": ["from tqdm import tqdm\nfor _ in tqdm(range(3), bar_format='{l_bar}{n_fmt}/{total_fmt}'): pass", "import tqdm.auto\nfor _ in tqdm.auto.tqdm(range(2), bar_format='{n_fmt}'): pass", "from tqdm import trange\nfor _ in trange(2, file=sys.stdout, bar_format='{n}'): pass"],
    "other programs": ["import subprocess, os; _ = subprocess.run(['echo', '子进程'])", "_ = subprocess.run('echo e >&2', shell=True)", "os.system('echo system');", "!echo shell", "!echo one; echo two >&2", "x = !echo caught\nx",
                       "%%bash\necho bash; echo err >&2", "# fails\n%%bash\nexit 3", "%%sh --out text\necho kept", "text", "subprocess.check_output(['echo', 'read'])", "# fails\nsubprocess.run(['false'], check=True)", "%%script cat\nthrough cat", "!exit 4", "_exit_code",
                       "# fails\n!sleep 1 &", "%sx echo list", "subprocess.run([sys.executable, '-c', 'print(1)'], capture_output=True, text=True).stdout", "_ = subprocess.run('read x; echo got:$x', shell=True)", "%%python\nprint('other python')"],
    "past Python": ["os.write(1, b'raw\\n');", "os.write(2, 'err 中\\n'.encode());", "os.write(1, b'\\xff\\n');", "import ctypes; _ = ctypes.CDLL(None).puts(b'from C'); _ = ctypes.CDLL(None).fflush(None)", "import faulthandler; faulthandler.is_enabled()"],
    "magics": ["%time 1 + 1", "%%time\ny = 2", "%%capture c\nprint('hidden'); display(1); 3", "c.stdout, len(c.outputs)", "c()", "%%capture --no-stderr\nprint('e', file=sys.stderr)", "%%html\n<b>cell</b>", "%%javascript\n1", "%%latex\n$x$", "%%markdown\n# m",
               "%pwd\n1", "%%timeit -n1 -r1 -o -q\npass", "%lsmagic\n1", "%precision 2\n3.14159", "%precision %r\n1", "%xmode Plain", "# fails\ndef k(): 1/0\nk()", "%xmode Context", "%load_ext autoreload", "%env ENGINE_TEST=1", "%env ENGINE_TEST",
               "%%writefile /dev/null\nx", "%alias say echo said", "say hello", "f?", "len?", "%who_ls function", "%config IPCompleter", "%macro m 1", "%history -l 2", "%reset_selective -f nothing", "%colors nocolor", "%psource f", "%pinfo f", "%quickref",
               "%autosave 5", "%less /dev/null", "%pdoc len", "%pycat /dev/null"],
    "shell": ["get_ipython().__class__.__name__", "get_ipython().kernel.language_info['name'], get_ipython().kernel.implementation", "get_ipython().run_cell('print(1); 5').result", "get_ipython().ev('1+1')", "# fails\nget_ipython().run_cell('1/0').raise_error()",
              "get_ipython().user_ns['x'] = 'set'; x", "'IPKernelApp' in get_ipython().config", "from IPython import get_ipython as g2; g2() is get_ipython()", "get_ipython().ast_node_interactivity = 'all'\n1\n2", "3\n4", "get_ipython().ast_node_interactivity = 'last_expr'\n5\n6",
              "get_ipython().set_next_input('next')", "get_ipython().events.register('post_run_cell', lambda r: print('after', r.success)); 1", "2", "get_ipython().events.callbacks['post_run_cell'].pop(); 3",
              "get_ipython().display_formatter.formatters['text/plain'].for_type(int, lambda v, p, c: p.text(f'<{v}>')); 8", "get_ipython().display_formatter.formatters['text/plain'].pop(int); 9", "get_ipython().display_formatter.format(1)", "sorted(get_ipython().display_formatter.active_types)",
              "from IPython.utils.capture import capture_output\nwith capture_output() as c: print('in'); display('rich')\nc.stdout, c.outputs[0].data"],
    "display hooks": ["def hook(msg): msg['content']['data'] = {'text/plain': 'hooked'}; return msg\nget_ipython().display_pub.register_hook(hook); display(1)", "get_ipython().display_pub.unregister_hook(hook), display(2)", "get_ipython().display_pub.publish({'text/plain': 'published'})"],
    "waiting": ["import asyncio; await asyncio.sleep(0); print('awaited')", "async def co(): await asyncio.sleep(0.01); return 7\nawait co()", "asyncio.get_running_loop().is_running()", "asyncio.get_event_loop().is_running()", "t = asyncio.create_task(co()); await t", "t2 = asyncio.create_task(co()); 1", "await t2",
                "# fails\nc = co()\ntry: asyncio.run(c)\nfinally: c.close()", "async with asyncio.timeout(1): print('in time')", "[i async for i in (asyncio.sleep(0, i) for i in range(2))] if 0 else 'no'", "# fails\nasync def bad(): raise ValueError('async')\nawait bad()", "await asyncio.to_thread(print, 'other thread')",
                "p = await asyncio.create_subprocess_exec('echo', 'async child'); await p.wait();"],
    "contexts": ["import contextvars; v = contextvars.ContextVar('v', default=0); v.set(1); v.get()", "v.get()", "await asyncio.sleep(0); v.set(2); v.get()", "v.get()"],
    "tasks of earlier cells": ["async def late():\n    await asyncio.sleep(0.05); print('never seen'); display('neither')\ntask = asyncio.create_task(late())", "await asyncio.sleep(0.1); await task; print('later')"],
    "threads": ["import threading\nt = threading.Thread(target=lambda: print('in a thread')); t.start(); t.join()", "t = threading.Thread(target=lambda: display(HTML('thread'))); t.start(); t.join()", "from concurrent.futures import ThreadPoolExecutor\nwith ThreadPoolExecutor(2) as pool: r = list(pool.map(lambda n: n * 2, range(5)))\nr",
                "t = threading.Thread(target=lambda: 1 / 0, name='worker'); t.start(); t.join()", "go = threading.Event(); t = threading.Thread(target=lambda: (go.wait(), print('of the cell that runs'))); t.start()", "go.set(); t.join(); print('second')"],
    "processes": ["from concurrent.futures import ProcessPoolExecutor\nimport multiprocessing as mp\nwith ProcessPoolExecutor(2, mp_context=mp.get_context('fork')) as pool: r = list(pool.map(abs, [-1, -2]))\nr", "def child(): print('from a child', flush=True)\np = mp.get_context('fork').Process(target=child); p.start(); p.join(); p.exitcode",
                  "if (pid := os.fork()) == 0: os._exit(5)\nos.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])", "with mp.get_context('fork').Pool(1) as pool: print(pool.map(len, ['ab']))"],
    "the module": ["__name__", "'__file__' in globals()", "sys.modules['__main__'].__dict__ is globals()", "class Point:\n    def __init__(self): self.a = 1\nimport pickle; pickle.loads(pickle.dumps(Point())).a, Point.__module__", "pickle.loads(pickle.dumps(f)) is f", "import inspect; inspect.getsource(f)",
                   "sys.path[0]", "os.getcwd()", "__builtins__ is sys.modules['builtins']", "sorted(k for k in globals() if k.startswith('__'))", "import dataclasses\n@dataclasses.dataclass\nclass D:\n    a: int = 1\nD()", "f.__code__.co_filename.rsplit('/', 1)[-1]", "sys.displayhook.__class__.__mro__[1].__name__",
                   "type(sys.excepthook).__name__", "%who int", "dir()[:3]"],
    "signals": ["import signal; signal.getsignal(signal.SIGINT) is signal.default_int_handler", "# fails\nsignal.raise_signal(signal.SIGINT); print('not reached')", "# fails\nimport time\nsignal.setitimer(signal.ITIMER_REAL, 0); os.kill(os.getpid(), signal.SIGINT); time.sleep(5)", "print('on')"],
    "widgets": ["import comm; c = comm.create_comm(target_name='own', data={'state': {'_model_name': 'M', 'v': 1}}); c.send({'method': 'update', 'state': {'v': 2}})", "c.close(); len(comm.get_comm_manager().comms)"],
    "leaving": ["import atexit; atexit.register(print, 'never seen'); 1"],
}  # fmt: skip
FIRST = "import concurrent.futures.process, evallib.showing.charts, numpy as np, pandas as pd, sys\nimport matplotlib.pyplot as plt\n_ = plt.plot([1]); plt.savefig('/dev/null', format='png'); plt.close('all')"


def cell(source):
    """A code cell; one that begins with “# fails” may."""
    source, *tags = source if isinstance(source, tuple) else (source,)
    made = new_code_cell(source)
    made.metadata["tags"] = tags + ["raises-exception"] * source.startswith("# fails")
    return made


def notebook(*sources):
    metadata = {"kernelspec": {"name": "python3", "language": "python", "display_name": "Python"}}
    return new_notebook(cells=[source if hasattr(source, "cell_type") else cell(source) for source in sources], metadata=metadata)


def executed(nb, engine, folder, **how):
    """The notebook after papermill, which raises what any cell has raised, and marks the cell."""
    source, output = folder / "in.ipynb", folder / f"{engine}.ipynb"
    nbformat.write(nb, source)
    testing = os.environ.pop("PYTEST_CURRENT_TEST", None)  # with it ipykernel would not catch what is written past Python
    try:
        with suppress(papermill.PapermillExecutionError):
            papermill.execute_notebook(source, output, engine_name=engine, progress_bar=False, cwd=folder, kernel_name="python3", request_save_on_cell_execute=False, **how)
    finally:
        if testing:
            os.environ["PYTEST_CURRENT_TEST"] = testing
    done = nbformat.read(output, as_version=4)
    done.cells = [cell for cell in done.cells if "papermill-error-cell-tag" not in cell.metadata.get("tags", ())]
    return done


UNLIKE = [  # what differs from run to run
    (r"0x[0-9a-f]{6,}", "0x…"), (r"[^\s'\"]*/ipykernel_\d+/", "ipykernel/"), (r"[\d.]+ (?:ns|[µμm]s|s)\b", "TIME"), (r"(?<=<dc:date>)[^<]+", "TIME"), (r"CPU times: .*", "CPU times"), (r"(?<=\bpid=)\d+|(?<=ForkProcess-)\d+", "N"),
]  # fmt: skip


def comparable(text):
    for pattern, same in UNLIKE:
        text = re.sub(pattern, same, text)
    return text


def seen(cell):
    """What is in a cell, without what differs from run to run; texts one after the other, however they were cut, are one."""
    shown = {"type": cell.cell_type, "count": cell.get("execution_count"), "tags": cell.metadata.get("tags"), "metadata": sorted(cell.metadata), "outputs": []}
    for output in cell.get("outputs", ()):
        last = shown["outputs"][-1] if shown["outputs"] else {}
        if output.output_type == last.get("output_type") == "stream" and output.name == last["name"]:
            last["text"] += output.text
        else:
            shown["outputs"].append(dict(output))
    for output in shown["outputs"]:
        output.update({key: comparable(value) for key, value in output.items() if isinstance(value, str)})
        if "data" in output:
            output["data"] = {kind: comparable(value) if isinstance(value, str) else value for kind, value in output["data"].items()}
        if "traceback" in output:
            output["traceback"] = [comparable(line) for line in output["traceback"]]
    return shown


@pytest.fixture(scope="module")
def both(tmp_path_factory):
    """All rows, executed by papermill's own engine and by ours: for each row its cells in the one and in the other."""
    folder = tmp_path_factory.mktemp("cells")
    done = [executed(notebook(FIRST, *(source for sources in ROWS.values() for source in sources), new_markdown_cell("# 文")), engine, folder) for engine in (None, "evallib")]
    ends = [list(nb.cells[1:]) for nb in done]
    rows = {name: [[cells.pop(0) for _ in sources] for cells in ends] for name, sources in ROWS.items()}
    return done, rows


@pytest.mark.parametrize("name", ROWS)
def test_cells_show_the_same(both, name):
    stock, ours = both[1][name]
    assert [seen(cell) for cell in ours] == [seen(cell) for cell in stock]
