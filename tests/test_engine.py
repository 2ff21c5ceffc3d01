"""The engine: a notebook shows what papermill's own engine makes it show; nothing of it stays; whatever ends it is told.

Not compared, because there it depends on the clock: where text lies that is written past Python in a cell that then shows something else,
and how the text of a cell that runs longer than 0.2 s is cut. Not the same, as ``shell`` says: ``exit``, history of earlier days, the connection file.
"""

import os
import re
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from itertools import groupby
from pathlib import Path

import engine_work
import nbformat
import papermill
import psutil
import pytest
from commands import ROOT, hear_ctrl_c
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from evallib.reading.folder import DepartmentYear
from evallib.running.nursery import Nursery
from evallib.running.reports import Report, make

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
    (r"0x[0-9a-f]{6,}", "0x…"), (r"(?<![^\s'\"])[^\s'\"]*/ipykernel_\d+/", "ipykernel/"), (r"[\d.]+ (?:ns|[µμm]s|s)\b", "TIME"), (r"CPU times: .*", "CPU times"), (r"(?<=<dc:date>)[^<]+", "TIME"),
]  # fmt: skip


def comparable(text):
    for pattern, same in UNLIKE:
        text = re.sub(pattern, same, text)
    return text


def seen(cell):
    """What is in a cell, without what differs from run to run.

    Texts one after the other, however they were cut, are one; those that no “flush” has put in order come standard output first.
    """
    shown = {"type": cell.cell_type, "count": cell.get("execution_count"), "tags": cell.metadata.get("tags"), "metadata": sorted(cell.metadata), "outputs": []}
    for streams, together in groupby(cell.get("outputs", ()), lambda output: output.output_type == "stream"):
        outputs = list(together)
        if not streams:
            shown["outputs"] += [dict(output) for output in outputs]
            continue
        ordered = outputs if "flush" in cell.source else sorted(outputs, key=lambda output: output.name, reverse=True)
        shown["outputs"] += [{"output_type": "stream", "name": name, "text": "".join(one.text for one in texts)} for name, texts in groupby(ordered, lambda output: output.name)]
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


# -- one notebook after another ----------------------------------------------------------------------------------------

# What a notebook may leave behind, and how the next one would see it (True if it does).
LEFT = {
    "a name": ("poison = 1", "'poison' in globals()"),
    "a builtin": ("import builtins; builtins.poison = 1", "import builtins; hasattr(builtins, 'poison')"),
    "a module's function": ("import os; os.getcwd = lambda: 'poisoned'", "import os; os.getcwd() == 'poisoned'"),
    "a function of pandas": ("import pandas; pandas.concat = None", "import pandas; pandas.concat is None"),
    "a method of pandas": ("import pandas; pandas.DataFrame.sum = None", "import pandas; pandas.DataFrame.sum is None"),
    "a method of matplotlib": ("import matplotlib.figure as f; f.Figure.savefig = None", "import matplotlib.figure as f; f.Figure.savefig is None"),
    "a method of evallib": ("from evallib.figures import Figure; Figure.poison = 1", "from evallib.figures import Figure; hasattr(Figure, 'poison')"),
    "a list of evallib": ("import evallib.showing as s; s.__all__.append('poison')", "import evallib.showing as s; 'poison' in s.__all__"),
    "a table of json": ("import json.encoder as e; e.ESCAPE_DCT['x'] = 'y'", "import json.encoder as e; 'x' in e.ESCAPE_DCT"),
    "a value in a table": ("import json.encoder as e; e.ESCAPE_DCT['\\n'] = 'y'", "import json.encoder as e; e.ESCAPE_DCT['\\n'] == 'y'"),
    "a module": ("import sys, types; sys.modules['json.encoder'].poison = types.SimpleNamespace()", "import sys; hasattr(sys.modules['json.encoder'], 'poison')"),
    "a module replaced": ("import sys, types; sys.modules['csv'] = types.ModuleType('csv')", "import csv; not hasattr(csv, 'reader')"),
    "a module forgotten": ("import sys; sys.modules['xml'] = None", "import sys; sys.modules.get('xml', 1) is None"),
    "a path": ("import sys; sys.path.append('/poison')", "import sys; '/poison' in sys.path"),
    "a finder": ("import sys; sys.meta_path.insert(0, type('Finder', (), {'find_spec': lambda *_: None}))", "import sys; getattr(sys.meta_path[0], '__name__', '') == 'Finder'"),
    "environment": ("import os; os.environ['POISON'] = '1'", "import os; 'POISON' in os.environ"),
    "environment replaced": ("import os; os.environ = {'POISON': '1', **os.environ}", "import os; 'POISON' in os.environ"),
    "a folder": ("import os; os.chdir('/usr')", "import os; os.getcwd() == '/usr'"),
    "rcParams": ("import matplotlib; matplotlib.rcParams['lines.linewidth'] = 9", "import matplotlib; matplotlib.rcParams['lines.linewidth'] == 9"),
    "a figure": ("import matplotlib.pyplot as plt\n%config InlineBackend.close_figures = False\nplt.figure();", "import matplotlib.pyplot as plt; plt.get_fignums() != []"),
    "charts as SVG": ("%config InlineBackend.figure_format = 'svg'", "from matplotlib.figure import Figure; 'image/svg+xml' in get_ipython().display_formatter.format((f := Figure(), f.subplots())[0])[0]"),
    "options of pandas": ("import pandas; pandas.set_option('display.max_rows', 1)", "import pandas; pandas.get_option('display.max_rows') == 1"),
    "options of numpy": ("import numpy; numpy.set_printoptions(precision=1)", "import numpy; numpy.get_printoptions()['precision'] == 1"),
    "errors of numpy": ("import numpy; numpy.seterr(all='ignore');", "import numpy; numpy.geterr()['over'] == 'ignore' == numpy.geterr()['divide']"),
    "a seed": ("import numpy, random; random.seed(1); numpy.random.seed(1)", "import numpy, random; random.random() == 0.13436424411240122 or numpy.random.random() == 0.417022004702574"),
    "warnings": ("import warnings; warnings.filterwarnings('error', message='poison')", "import warnings; any('poison' in str(f) for f in warnings.filters)"),
    "a log's handler": ("import logging; logging.getLogger().addHandler(logging.NullHandler())", "import logging; any(type(h) is logging.NullHandler for h in logging.getLogger().handlers)"),
    "a log's level": ("import logging; logging.getLogger('papermill').setLevel(1)", "import logging; logging.getLogger('papermill').level == 1"),
    "logging off": ("import logging; logging.disable(logging.ERROR)", "import logging; logging.root.manager.disable == logging.ERROR"),
    "a locale": ("import locale; locale.setlocale(locale.LC_ALL, 'POSIX' if locale.setlocale(locale.LC_ALL) != 'C' else 'C.UTF-8');", None),
    "decimals": ("import decimal; decimal.getcontext().prec = 3", "import decimal; decimal.getcontext().prec == 3"),
    "a signal": ("import signal; signal.signal(signal.SIGUSR1, lambda *_: None);", "import signal; callable(signal.getsignal(signal.SIGUSR1))"),
    "an alarm": ("import signal; signal.signal(signal.SIGALRM, signal.SIG_IGN); signal.setitimer(signal.ITIMER_REAL, 900, 900);", "import signal; signal.getitimer(signal.ITIMER_REAL)[1] == 900"),
    "a thread": ("import threading; threading.Thread(target=threading.Event().wait, name='poison', daemon=True).start()", "import threading; any(t.name == 'poison' for t in threading.enumerate())"),
    "a process": ("import subprocess; p = subprocess.Popen(['sleep', '77'])", "import psutil; ['sleep', '77'] in [p.info['cmdline'] for p in psutil.process_iter(['cmdline'])]"),
    "a file": ("import tempfile, pathlib; pathlib.Path(tempfile.gettempdir(), 'poison').touch()", "import tempfile, pathlib; pathlib.Path(tempfile.gettempdir(), 'poison').exists()"),
    "at exit": ("import atexit; atexit.register(print);", None),
    "garbage": ("import gc; gc.set_threshold(1, 2, 3)", "import gc; gc.get_threshold() == (1, 2, 3)"),
    "garbage off": ("import gc; gc.disable()", "import gc; not gc.isenabled()"),
    "a stream": ("import sys, io; sys.stderr = io.StringIO()", "import sys, io; isinstance(sys.stderr, io.StringIO)"),
    "the last streams": ("import sys, io; sys.__stdout__ = io.StringIO()", "import sys, io; isinstance(sys.__stdout__, io.StringIO)"),
    "umask": ("import os; os.umask(0o123);", "import os; (os.umask(0o123) == 0o123)"),
    "recursion": ("import sys; sys.setrecursionlimit(12345)", "import sys; sys.getrecursionlimit() == 12345"),
    "a tracer": ("import sys, threading; threading.settrace(lambda *_: None)", "import threading; threading.gettrace() is not None"),
    "a hook": ("import sys; sys.unraisablehook = print", "import sys; sys.unraisablehook is print"),
    "an alias": ("%alias poison echo", "get_ipython().alias_manager.is_alias('poison')"),
    "a magic": ("get_ipython().register_magic_function(lambda line: 1, magic_name='poison')", "'poison' in get_ipython().magics_manager.magics['line']"),
    "an event": ("get_ipython().events.register('pre_run_cell', print)", "print in get_ipython().events.callbacks['pre_run_cell']"),
    "an extension": ("%load_ext autoreload", "'autoreload' in str(get_ipython().extension_manager.loaded)"),
    "a form of display": ("get_ipython().display_formatter.formatters['text/plain'].for_type(bool, lambda v, p, c: p.text('poison'));", "get_ipython().display_formatter.formatters['text/plain'].lookup_by_type(bool).__name__ == '<lambda>'"),
    "history": ("'poison in history'", "any('poison in' in line for line in In[:-1])"),
    "a comm": ("import comm; comm.get_comm_manager().register_target('poison', print)", "import comm; 'poison' in comm.get_comm_manager().targets"),
    "what evallib has read": ("import pydantic\nfrom evallib.reading import yaml_files\nyaml_files._parsed('{}', '', pydantic.create_model('Poison'));", "from evallib.reading import yaml_files; yaml_files._parsed.cache_info().currsize > 0"),
}  # fmt: skip
CLEARED = {"a name", "environment", "a folder", "a seed", "a file", "options of numpy", "errors of numpy", "a stream", "a magic", "an event", "a form of display", "history", "what evallib has read"}
"""What is cleared in any case: a worker in which only this was left may be used again."""


@pytest.fixture(scope="module")
def nursery_that_finds_us():
    """Nurseries whose processes find the modules of the tests."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", str(Path(__file__).parent))
        patch.delenv("PYTEST_CURRENT_TEST", raising=False)
        yield Nursery


@pytest.mark.parametrize("fork", [True, False], ids=["copied", "kept"])
def test_nothing_stays_for_the_next_notebook(nursery_that_finds_us, fork):
    """In the process that leaves all this each is seen; in the next notebook none."""
    rows = {name: (left, look) for name, (left, look) in LEFT.items() if look}
    looks = notebook(*(look for _, look in rows.values()))
    with nursery_that_finds_us(1, fork=fork) as nursery:
        _, first = nursery.submit(engine_work.executed, notebook("1")).result()
        _, second = nursery.submit(engine_work.executed, notebook(*(left for left, _ in LEFT.values()))).result()
        values, third = nursery.submit(engine_work.executed, looks).result()
        assert (first == second) != fork
        assert second != third
        assert {name: value for name, value in zip(rows, values, strict=True) if value != "False"} == {}


@pytest.fixture(scope="module")
def found(nursery_that_finds_us):
    """For each row, what a look shows in the same notebook, and what is found to be different afterwards."""
    with nursery_that_finds_us(2) as nursery:
        work = {name: nursery.submit(engine_work.differences, notebook(left, look or "'nothing to see'")) for name, (left, look) in LEFT.items()}
        yield {name: future.result() for name, future in work.items()}


@pytest.mark.parametrize("name", LEFT)
def test_a_worker_in_which_something_is_left_is_not_used_again(found, name):
    (_, seen), different, untouched = found[name]
    assert seen == ("True" if LEFT[name][1] else "'nothing to see'")
    assert untouched == (not different) == (name in CLEARED), different


def test_reports_leave_their_worker_as_it_was(nursery_that_finds_us, tmp_path):
    """One process makes many reports, and the comparison takes little time."""
    pids = set()
    with nursery_that_finds_us(1, fork=False) as nursery:
        for kind in ("department", "review"):
            for which in (("yiyang", 2022, "ftu"), ("demo", 2024, "agriculture")):
                report = Report(DepartmentYear(*which), ROOT / f"notebooks/{kind}.ipynb")
                assert nursery.submit(make, report, ROOT / "data", tmp_path, True, False).result()
                pids.add(nursery.submit(engine_work.executed, notebook("1")).result()[1])
        assert len(pids) == 1
        seconds = nursery.submit(engine_work.executed, notebook(TIMED)).result()[0]
        assert float(seconds[0]) < 0.2


TIMED = """import time
from evallib.running import traces
before = traces.traces()
def timed():
    began = time.perf_counter(); traces.untouched(before)
    return time.perf_counter() - began
min(timed() for _ in range(3))"""


def test_nothing_runs_beside_a_process_that_is_copied():
    program = "import threading; from evallib.running import warm; assert threading.active_count() == 1, threading.enumerate(); import os; print(len(os.listdir('/proc/self/task')))"
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, env={**os.environ, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}, capture_output=True, text=True, check=False)
    assert (done.stdout, done.returncode) == ("1\n", 0), done.stderr


# -- what ends a notebook ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("cells", [("1", "print('before'); {}['key']", "'not reached'"), ("1", "import sys; sys.exit(0)", "'not reached'")], ids=["error", "exit"])
def test_both_engines_stop_at_the_same_cell(tmp_path, cells):
    stock, ours = (executed(notebook(*cells), engine, tmp_path) for engine in (None, "evallib"))
    assert [seen(cell) for cell in ours.cells] == [seen(cell) for cell in stock.cells]
    assert [(cell.metadata.papermill.status, cell.metadata.papermill.exception) for cell in ours.cells] == [(cell.metadata.papermill.status, cell.metadata.papermill.exception) for cell in stock.cells]


def test_what_is_told_of_the_language_is_the_same(both):
    stock, ours = both[0]
    assert ours.metadata.language_info == stock.metadata.language_info
    assert ours.metadata.get("widgets") == comparable_widgets(ours, stock)


def comparable_widgets(ours, stock):
    """The widgets of the stock engine, under the random names that ours have."""
    states = [nb.metadata.widgets["application/vnd.jupyter.widget-state+json"]["state"] for nb in (ours, stock)]
    return {"application/vnd.jupyter.widget-state+json": {"state": dict(zip(states[0], states[1].values(), strict=True)), "version_major": 2, "version_minor": 0}}


STRANGE = ["中文 “引号” 'single' \"double\"", "back\\slash \\n \\", "line\nline\r\n\ttab", "'); import os; os.environ['POISON'] = '1'; ('", "{__import__('os')} %s $HOME `id` !id", '"""', "\\N{BULLET}\x00\u2028", ""]


@pytest.mark.parametrize("value", STRANGE)
def test_parameters_arrive_and_are_not_executed(tmp_path, value):
    first = cell("text = 'default'")
    first.metadata["tags"] = ["parameters"]
    done = executed(notebook(first, "text", "import os; 'POISON' in os.environ"), "evallib", tmp_path, parameters={"text": value})
    assert "injected-parameters" in done.cells[1].metadata.tags
    assert [c.outputs[0].data["text/plain"] for c in done.cells[2:]] == [repr(value), "False"]


def papermill_started(folder, cells, *words, language="python"):
    """The command, in a folder of its own that temporary files go to."""
    nb = notebook(*cells)
    nb.metadata.kernelspec.language = language
    (folder / "tmp").mkdir()
    nbformat.write(nb, folder / "in.ipynb")
    command = [sys.executable, "-m", "papermill", "--engine", "evallib", "in.ipynb", "out.ipynb", *words]
    return subprocess.Popen(command, cwd=folder, env={**os.environ, "TMPDIR": str(folder / "tmp")}, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8", preexec_fn=hear_ctrl_c)  # noqa: PLW1509


def texts(folder):
    """What each cell of the saved notebook has printed."""
    return ["".join(o.get("text", "") for o in c.outputs) for c in nbformat.read(folder / "out.ipynb", as_version=4).cells if c.cell_type == "code"]


def left_by(folder):
    """Files and processes that stay behind."""
    processes = [p.info["cmdline"] for p in psutil.process_iter(["cmdline", "environ"]) if (p.info["environ"] or {}).get("TMPDIR", "").startswith(str(folder))]
    return [*(folder / "tmp").iterdir(), *processes]


ENDINGS = {  # cells, options, status, what standard error says, what the cells that are saved have printed
    "hangs and talks": (["print('一')", "import time\nprint('in', flush=True)\nwhile True: print(end=' ', flush=True); time.sleep(0.1)", "3"], ["--execution-timeout", "2"], 1, ["第2个单元", "时限2秒", "cell 2: stopped after the time limit of 2 seconds"], ["一\n", "in\n", ""]),
    "leaves": (["print('一')", "import os; os._exit(3)", "3"], [], 1, ["第2个单元", "cell 2: its process left by itself (status 3)"], ["一\n", "", ""]),
    "crashes": (["print('一')", "import ctypes; ctypes.string_at(0)", "3"], [], 1, ["cell 2: its process was ended by the signal SIGSEGV"], ["一\n", "", ""]),
    "another language": (["cat(1)"], [], 1, ["只执行 Python", "written in R"], [""]),
}  # fmt: skip


@pytest.fixture(scope="module")
def ended(tmp_path_factory):
    """The commands of all rows, two at a time: for each its folder, its status and what it says."""

    def run(name):
        folder, (cells, words, *_) = tmp_path_factory.mktemp("ending"), ENDINGS[name]
        process = papermill_started(folder, cells, *words, language="R" if name == "another language" else "python")
        _, err = process.communicate(timeout=100)
        return folder, process.returncode, err

    with ThreadPoolExecutor(2) as pool:
        return dict(zip(ENDINGS, pool.map(run, ENDINGS), strict=True))


@pytest.mark.parametrize("name", ENDINGS)
def test_whatever_ends_a_notebook_is_told(ended, name):
    (folder, code, err), (_, _, status, said, saved) = ended[name], ENDINGS[name]
    assert code == status, err
    assert [text for text in said if text not in err] == []
    assert [text.strip() for text in texts(folder)] == [text.strip() for text in saved]
    assert left_by(folder) == []


def test_papermill_options(tmp_path):
    cells = ["import sys; print('出', name); print('err', file=sys.stderr)", "5", "import subprocess; p = subprocess.Popen(['sleep', '60'], start_new_session=True)"]
    process = papermill_started(tmp_path, cells, "-p", "name", "甲", "--log-output", "--stdout-file", "o.txt", "--stderr-file", "e.txt", "--progress-bar")
    _, err = process.communicate(timeout=60)
    assert process.returncode == 0, err
    assert "Executing notebook with engine: evallib" in err
    assert "4/4" in err
    assert ["出 甲" in err, "\n5\n" in err] == [True, True]
    assert ((tmp_path / "o.txt").read_text("utf-8"), (tmp_path / "e.txt").read_text("utf-8")) == ("出 甲\n", "err\n")
    assert left_by(tmp_path) == []


def test_interrupted_by_the_user(tmp_path):
    process = papermill_started(tmp_path, ["print('一')", "print('二', flush=True)\nimport time; time.sleep(60)"])
    until = time.monotonic() + 60
    while time.monotonic() < until and not ((tmp_path / "out.ipynb").is_file() and texts(tmp_path)[0]):
        time.sleep(0.2)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=20)
    assert process.returncode != 0, err
    assert texts(tmp_path)[0] == "一\n"
    assert left_by(tmp_path) == []
