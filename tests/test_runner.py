"""Many reports: whatever one notebook does, the others complete; what is published is whole, provable, and made again only if need be."""

import fcntl
import json
import os
import pty
import re
import shutil
import signal
import struct
import subprocess
import sys
import termios
import time
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

import nbformat
import psutil
import pytest
from builders import data_folder
from commands import ROOT, evallib, hear_ctrl_c
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from evallib.running.site import is_index

PARAMETERS = "\n".join(f"{name}: {kind} = {value}  # 参数 / parameter" for name, kind, value in [
    ("county", "str", '"test"'), ("year", "int", "2022"), ("department", "str", '"a"'), ("scheme", "str", '""'), ("lang", "str", '"zh"'), ("data", "str", '""'), ("note", "str", '""'), ("month", "int", "12")])
NAP = "98765"  # seconds: how the processes that notebooks leave behind are recognised

HOSTILE = {  # department: what its notebook does, and what is told of it
    "good_a": ("print('good')", "完成"),
    "good_z": ("print('good')", "完成"),
    "raises": ("1 / 0", "ZeroDivisionError: division by zero"),
    "raises_own": ("class Odd(Exception):\n    def __init__(self, a, b): pass\nraise Odd(1, 2)", "Odd: "),
    "interrupts": ("raise KeyboardInterrupt", "KeyboardInterrupt"),
    "leaves": ("raise SystemExit(4)", "SystemExit: 4"),
    "asks": ("input('?')", "StdinNotImplementedError: "),
    "hangs": ("while True: pass", "超过时限10秒"),
    "hangs_deaf": (f"import ctypes, signal\nfor n in (1, 2, 15): signal.signal(n, signal.SIG_IGN)\nctypes.CDLL(None).sleep({NAP})", "超过时限10秒"),
    "exits": ("import os; os._exit(3)", "状态 3"),
    "exits_well": ("import os; os._exit(0)", "状态 0"),
    "segfaults": ("import ctypes; ctypes.string_at(0)", "SIGSEGV"),
    "aborts": ("import os; os.abort()", "SIGABRT"),
    "kills_itself": ("import os; os.kill(os.getpid(), 9)", "SIGKILL"),
    "kills_parent": (f"import os, time; os.kill(os.getppid(), 9); time.sleep({NAP})", "运行报告的进程被终止"),  # and waits to be ended with it: when that comes is the system's affair
    "closes": ("import os; os.closerange(0, 200)", "没有结果"),
    "forks": (f"import os, time\nfor _ in range(3):\n    if os.fork() == 0: time.sleep({NAP})", "完成"),
    "forks_on": ("import os\nos.fork()", "完成"),
    "daemons": (f"import subprocess\nsubprocess.run('setsid sleep {NAP} & (setsid sleep {NAP} &)', shell=True)", "完成"),
    "threads": (f"import threading, time\nfor _ in range(5): threading.Thread(target=time.sleep, args=({NAP},)).start()", "完成"),
    "fills": ("held = bytearray(3 * 2**30)\nheld[::4096] = b'1' * len(held[::4096])", "内存超过1 GiB"),
    "fills_child": ("import subprocess, sys\nsubprocess.run([sys.executable, '-c', 'import time; x = bytearray(2**30); x[::4096] = bytes(2**18); time.sleep(60)'])", "内存超过1 GiB"),
    "prints": ("for _ in range(20_000): print('x' * 50_000)", "64 MB"),
    "writes": ("import os\nfor _ in range(1100): os.write(1, b'x' * 2**20)", "64 MB"),
    "writes_child": ("import subprocess\nsubprocess.run('yes | head -c 2000000000', shell=True)", "64 MB"),
}  # fmt: skip


def notebook(folder, codes, name="acting"):
    """Write a notebook that does for each department what the table says."""
    (folder / "notebooks").mkdir(exist_ok=True)
    cells = [new_code_cell(PARAMETERS, metadata={"tags": ["parameters"]}, id="p"), new_markdown_cell("# 标题", id="t"), new_code_cell("from pathlib import Path", id="i")]
    cells += [new_code_cell(f"exec({codes!r}.get(department, 'pass'), globals())", id="a"), new_code_cell("print(county, year, department, note, month)", id="e")]
    nbformat.write(new_notebook(cells=cells, metadata={"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}), folder / f"notebooks/{name}.ipynb")


def workplace(folder, codes):
    """Make a folder with notebooks and a data folder, a department for each row."""
    for department in codes:
        data_folder(folder, department=department)
    notebook(folder, codes)
    return folder


RUN = [sys.executable, "-m", "evallib", "run", "--notebook", "acting", "--data", "data", "--outputs", "o"]


def temporary(folder):
    """The variable that gives a run a folder of its own for temporary files, by which its processes are recognised too."""
    (folder / "tmp").mkdir(exist_ok=True)
    return {"TMPDIR": str(folder / "tmp")}


def run(folder, *words, **environment):
    return evallib(*RUN[3:], *words, cwd=folder, **temporary(folder), **environment)


def started(folder, *words):
    """Start a run and do not wait for it."""
    streams = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True, "encoding": "utf-8"}
    return subprocess.Popen([*RUN, *words], cwd=folder, env=os.environ | temporary(folder), start_new_session=True, preexec_fn=hear_ctrl_c, **streams)  # noqa: PLW1509


def left_behind(folder, leader=0):
    """The processes that runs in a folder have started and that still live."""
    found = []
    for process in psutil.process_iter():
        with suppress(psutil.Error):
            if process.pid != leader and process.status() != psutil.STATUS_ZOMBIE and process.environ().get("TMPDIR", "").startswith(str(folder)):
                found.append(process)
    return found


def wait_until(holds, seconds=60):
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.05)


def pages(folder):
    return sorted(path.relative_to(folder / "o").as_posix() for path in (folder / "o").rglob("*.html") if not is_index(path.name))


def state(folder):
    return {name.split("/")[2]: told["state"] for name, told in json.loads((folder / "o/manifest.json").read_text("utf-8"))["reports"].items()}


# -- whatever a notebook does ---------------------------------------------------------------------------------------------


@pytest.fixture(scope="module", params=["fork", "spawn"])
def hostile(request, tmp_path_factory):
    """One run over every hostile notebook; in the second way of starting processes, where each death costs seconds, over some."""
    names = HOSTILE if request.param == "fork" else ["good_a", "good_z", "raises", "raises_own", "hangs", "exits", "segfaults", "fills_child", "daemons"]
    codes = {name: HOSTILE[name][0] for name in names}
    folder = workplace(tmp_path_factory.mktemp("hostile"), codes)
    return folder, run(folder, "--timeout", "10", "--memory", "1G", "--jobs", "3", "--start", request.param), codes


def test_each_failure_is_its_own_and_says_why(hostile):
    _, done, codes = hostile
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    said = {part.split("/")[2]: part for part in re.split(r"(?=^(?:完成 done|失败 failed)  test)", done.stderr, flags=re.MULTILINE)[1:] if "\n" in part.strip() or part.startswith("完成")}
    assert {name: HOSTILE[name][1] in said.get(name, "") for name in codes} == dict.fromkeys(codes, True), done.stderr


def test_everything_else_completes(hostile):
    folder, _, codes = hostile
    good = {name for name in codes if HOSTILE[name][1] == "完成"}
    assert state(folder) == {name: "current" if name in good else "failed" for name in codes}
    assert pages(folder) == sorted(f"test/2022/{name}/acting{'' if name in good else '.error'}.html" for name in codes)
    for name in codes:
        page = (folder / f"o/test/2022/{name}/acting{'' if name in good else '.error'}.html").read_text("utf-8")
        assert str(folder) not in page
        assert (f"test 2022 {name}" in page) == (name in good)


def test_nothing_is_left_behind(hostile):
    folder, _, _ = hostile
    wait_until(lambda: not left_behind(folder), 5)
    assert list((folder / "tmp").iterdir()) == []
    assert [path.name for path in (folder / "o").rglob(".*")] == [".evallib"]


def test_failed_ones_are_tried_again(hostile, tmp_path):
    folder, _, codes = hostile
    shutil.copytree(folder / "o", tmp_path / "o")
    again = evallib("run", "--notebook", "acting", "--data", "data", "--outputs", tmp_path / "o", "--dry-run", cwd=folder)
    told = dict(line.split("  ", 1) for line in again.stdout.splitlines())
    assert {name.split("/")[2]: "上次失败" in words for name, words in told.items()} == {name: HOSTILE[name][1] != "完成" for name in codes}


# -- a run that is ended --------------------------------------------------------------------------------------------------


SLOW = {f"d{number}": "import time; time.sleep(0.7)" for number in range(6)}


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory):
    folder = workplace(tmp_path_factory.mktemp("undisturbed"), SLOW)
    done = run(folder, "--keep-notebooks")
    assert done.returncode == 0, done.stderr
    return folder


@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGKILL, -9)], ids=["ctrl-c", "sigterm", "kill-9"])
@pytest.mark.parametrize("after", [0, 2])
def test_what_was_finished_stays_and_the_next_run_goes_on(tmp_path, undisturbed, number, status, after):
    folder = workplace(tmp_path, SLOW)
    process = started(folder, "--keep-notebooks", "--jobs", "1", "--log", "run.log")
    wait_until(lambda: len(pages(folder)) >= after if after else left_behind(folder, process.pid))
    process.send_signal(number)
    _, told = process.communicate(timeout=20)
    assert process.returncode == status
    assert "Traceback" not in told
    if number != signal.SIGKILL:
        assert "没有完成 not completed: 已中断 interrupted" in (folder / "run.log").read_text("utf-8")
    wait_until(lambda: not left_behind(folder), 10)
    finished = [name for name in pages(folder) if (folder / "o" / name).read_bytes() == (undisturbed / "o" / name).read_bytes()]
    assert finished == pages(folder), "every page is whole"
    done = run(folder, "--keep-notebooks")
    assert done.returncode == 0, done.stderr
    unchanged = int(re.search(r"unchanged (\d)", done.stderr)[1])
    assert len(finished) - unchanged in {0, 1}, "at most the one that was just being noted is made again"
    assert [path.name for path in (folder / "o").rglob(".*")] == [".evallib"]
    for path in (undisturbed / "o").rglob("*"):
        if path.is_file() and ".evallib" not in path.parts:
            assert (folder / "o" / path.relative_to(undisturbed / "o")).read_bytes() == path.read_bytes(), path


def test_one_run_at_a_time(tmp_path):
    folder = workplace(tmp_path, {"a": "import time; time.sleep(4)", "b": "pass"})
    first = started(folder, "--jobs", "1")
    wait_until(lambda: left_behind(folder, first.pid))
    second = run(folder, "--log", "run.log", "--json")
    assert second.returncode == 2
    assert "另一个 evallib 正在此处生成报告" in second.stderr
    assert f"pid {first.pid}" in second.stderr
    assert "另一个 evallib 正在此处生成报告" in (folder / "run.log").read_text("utf-8")
    assert json.loads(second.stdout)["event"] == "ended"
    elsewhere = run(folder, "--outputs", "other", "--department", "b")
    assert elsewhere.returncode == 0, elsewhere.stderr
    first.communicate(timeout=30)
    assert first.returncode == 0
    assert run(folder).returncode == 0, "the lock is gone with its process"


# -- only what changed ----------------------------------------------------------------------------------------------------


def edit(path, old, new):
    path.write_text(path.read_text("utf-8").replace(old, new), encoding="utf-8")


CHANGES = [  # what happens to the folder, further words of the command, and the reason that is told, none if nothing is made
    ("touch", lambda f: os.utime(f / "data/test/2022/a/items.csv", (1, 1)), "", ""),
    ("elsewhere", lambda f: (f / "data").rename(f / "data2"), "--data data2", ""),
    ("item", lambda f: edit(f / "data/test/2022/a/items.csv", "0,人", "1,人"), "", "数据有变：items.csv"),
    ("new_file", lambda f: (f / "data/test/2022/a/说明.txt").write_text("x", "utf-8"), "", "数据有变：说明.txt"),
    ("profile", lambda f: edit(f / "data/test/2022/a/profile.yml", "某局", "某某局"), "", "数据有变：profile.yml"),
    ("county", lambda f: edit(f / "data/test/county.yml", "某县", "某某县"), "", "数据有变：county.yml"),
    ("scheme", lambda f: edit(f / "data/schemes/hunan_c.yml", "\n", "\n\n"), "", "数据有变：schemes/"),
    ("codes", lambda f: shutil.copytree(ROOT / "data/codes", f / "data/codes"), "", ""),
    ("other_codes", lambda f: (f / "data/codes").mkdir(), "", "数据有变：codes/"),
    ("notebook", lambda f: notebook(f, {"a": "print(2)"}), "", "笔记本有变"),
    ("parameter", lambda _: None, "-p note x", "参数不同"),
    ("scheme_named", lambda _: None, "--scheme hunan_b", "参数不同"),
    ("page_edited", lambda f: edit(f / "o/test/2022/a/acting.html", "标题", "题"), "", "已发布的文件缺失或被改动"),
    ("page_lost", lambda f: (f / "o/test/2022/a/acting.html").unlink(), "", "已发布的文件缺失或被改动"),
    ("package", lambda f: edit(f / "o/manifest.json", '"made_with": "', '"made_with": "0'), "", "程序或软件库有变"),
    ("kept", lambda _: None, "--keep-notebooks", "要保留笔记本"),
    ("manifest_lost", lambda f: (f / "o/manifest.json").unlink(), "", "尚未生成"),
    ("manifest_torn", lambda f: (f / "o/manifest.json").write_text("{", "utf-8"), "", "尚未生成"),
    ("forced", lambda _: None, "--force", "要求重做"),
]  # fmt: skip


@pytest.fixture(scope="module")
def once(tmp_path_factory):
    folder = workplace(tmp_path_factory.mktemp("once"), {"a": "print(1)"})
    assert run(folder).returncode == 0
    return folder


@pytest.mark.parametrize(("happens", "words", "reason"), [row[1:] for row in CHANGES], ids=[row[0] for row in CHANGES])
def test_made_again_only_for_a_reason(tmp_path, once, happens, words, reason):
    folder = tmp_path / "copy"
    shutil.copytree(once, folder)
    happens(folder)
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    told = run(folder, *words.split(), "--dry-run")
    assert told.returncode == 0, told.stderr
    assert (f"将生成：{reason} / to be made: " if reason else "未变 / unchanged") in told.stdout
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before, "a dry run writes nothing"


def test_unchanged_is_skipped_and_told(tmp_path, once):
    shutil.copytree(once, tmp_path / "copy")
    done = run(tmp_path / "copy")
    assert (done.returncode, done.stdout) == (0, "")
    assert "完成0份，未变1份，失败0份" in done.stderr


WATCH = """
import sys, json
from pathlib import Path
from evallib.reading.folder import DepartmentYear
from evallib.running.inputs import Fingerprints
from evallib.running.reports import Report, make
data, opened = Path(sys.argv[1]), set()
def hook(event, args):
    if event == "open" and isinstance(args[0], str) and Path(args[0]).is_absolute() and Path(args[0]).is_relative_to(data):
        opened.add(Path(args[0]).relative_to(data).as_posix())
sys.addaudithook(hook)
report = Report(DepartmentYear("demo", 2024, sys.argv[2]), Path(sys.argv[3]))
make(report, data, Path(sys.argv[4]), False, report.has_word, print)
read = sorted(opened)
known = set(Fingerprints(data, "").of(report).data)
print(json.dumps([name for name in read if name not in known and name.split("/")[0] + "/" not in known]), len(read))
"""


@pytest.mark.parametrize(("name", "department"), [("department", "agriculture"), ("department", "ftu"), ("review", "school")])
def test_everything_a_report_reads_counts(tmp_path, name, department):
    done = subprocess.run([sys.executable, "-c", WATCH, ROOT / "data", department, ROOT / f"notebooks/{name}.ipynb", tmp_path], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    unknown, number = done.stdout.rsplit(" ", 1)
    assert json.loads(unknown) == []
    assert int(number) > 5


# -- proof ----------------------------------------------------------------------------------------------------------------


def test_two_runs_anywhere_publish_the_same_bytes(undisturbed, tmp_path):
    """Another folder, time zone, locale, hash seed, user and home; the clock has gone on anyway."""
    folder = workplace(tmp_path / "另一处 x", SLOW)
    (tmp_path / "home").mkdir()
    elsewhere = {"TZ": "Pacific/Auckland", "LC_ALL": "C", "PYTHONHASHSEED": "5", "PYTHONUTF8": "1", "HOME": str(tmp_path / "home"), "USER": "somebody", "LOGNAME": "somebody", "SECRET": "s3cr3t-value"}
    done = run(folder, "--keep-notebooks", "--jobs", "3", **elsewhere)
    assert done.returncode == 0, done.stderr
    published = [path.relative_to(folder / "o") for path in (folder / "o").rglob("*") if path.is_file() and ".evallib" not in path.parts]
    assert len(published) == 2 * len(SLOW) + len(["manifest.json", "index.html", "index.en.html"])
    telling = [str(folder), str(ROOT), str(Path.home()), str(undisturbed), os.uname().nodename, "s3cr3t-value", "somebody", sys.prefix]
    for name in published:
        content = (folder / "o" / name).read_bytes()
        assert content == (undisturbed / "o" / name).read_bytes(), name
        assert [word for word in telling if word.encode() in content] == []


VERIFIED = [  # what happens to what is published, the status, what is told on standard output, on standard error
    ("nothing", lambda _: None, 0, "", "1份报告，0处不符 / reports: 1, differences: 0"),
    ("edited", lambda f: edit(f / "o/test/2022/a/acting.html", "标题", "题"), 1, "test/2022/a/acting.html  内容与清单不符 / not what the manifest says", "1处不符"),
    ("lost", lambda f: (f / "o/test/2022/a/acting.html").unlink(), 1, "test/2022/a/acting.html  缺失 / missing", "1处不符"),
    ("stranger", lambda f: (f / "o/test/other.html").write_text("x", "utf-8"), 0, "", "test/other.html  清单中没有，未核对 / not in the manifest"),
    ("no_manifest", lambda f: (f / "o/manifest.json").unlink(), 2, "", "没有报告清单"),
    ("torn", lambda f: (f / "o/manifest.json").write_text("[", "utf-8"), 2, "", "无法读取"),
]  # fmt: skip


@pytest.mark.parametrize(("happens", "status", "out", "err"), [row[1:] for row in VERIFIED], ids=[row[0] for row in VERIFIED])
def test_verify(tmp_path, once, happens, status, out, err):
    folder = tmp_path / "copy"
    shutil.copytree(once, folder)
    happens(folder)
    done = evallib("verify", "--outputs", "o", cwd=folder)
    assert (done.returncode, done.stdout.strip()) == (status, out)
    assert err in done.stderr


def test_verify_makes_everything_again(undisturbed, tmp_path):
    folder = tmp_path / "copy"
    shutil.copytree(undisturbed, folder)
    again = evallib("verify", "--rerun", "--outputs", "o", "--data", "data", cwd=folder)
    assert (again.returncode, again.stdout) == (0, ""), again.stderr
    edit(folder / "data/test/2022/d0/items.csv", "0,人", "1,人")
    page = folder / "o/test/2022/d1/acting.html"
    edit(page, "标题", "题")
    manifest = folder / "o/manifest.json"
    edit(manifest, json.loads(manifest.read_text("utf-8"))["reports"]["test/2022/d1/acting.html"]["files"]["test/2022/d1/acting.html"], sha256(page.read_bytes()).hexdigest())
    again = evallib("verify", "--rerun", "--outputs", "o", "--data", "data", cwd=folder)
    assert again.returncode == 1
    assert sorted(again.stdout.splitlines()) == [
        "test/2022/d0/acting.html  无法复核：数据有变：items.csv / cannot be proven: data changed: items.csv",
        "test/2022/d1/acting.html  重做的结果与发布的不同 / made again it is different",
    ]


# -- places that cannot be written ----------------------------------------------------------------------------------------


@pytest.fixture
def small_disk(tmp_path):
    disk = tmp_path / "disk"
    disk.mkdir()
    mount, umount = shutil.which("mount"), shutil.which("umount")
    if not mount or subprocess.run([mount, "-t", "tmpfs", "-o", "size=640k", "tmpfs", disk], capture_output=True, check=False).returncode:
        pytest.skip("no right to mount a small disk here")
    yield disk
    subprocess.run([umount, "-l", disk], check=True)


def test_full_disk_ends_in_a_message_and_old_reports_stay(tmp_path, small_disk):
    folder = workplace(tmp_path, dict.fromkeys("abcdefgh", "print('x' * 60_000)"))
    shutil.copytree(folder / "data", folder / "d")
    assert run(folder, "--outputs", small_disk, "--department", "a", "b").returncode == 0
    before = {path: path.read_bytes() for path in small_disk.rglob("*.html") if not is_index(path.name)}
    notebook(folder, dict.fromkeys("abcdefgh", "print('y' * 60_000)"))
    (small_disk / "ballast").write_bytes(bytes(250_000))
    done = run(folder, "--outputs", small_disk)
    assert done.returncode in {1, 2}
    assert "Traceback" not in done.stderr
    assert "无法写入（No space left on device）" in done.stderr
    for path, content in before.items():
        assert path.read_bytes() in {content, content.replace(b"x" * 60_000, b"y" * 60_000)}, "whole: the old one or the new one"
    (small_disk / "ballast").unlink()
    shutil.rmtree(small_disk / "test/2022/h", ignore_errors=True)
    done = run(folder, "--outputs", small_disk, "--department", "a", "b", "c")
    assert done.returncode == 0, done.stderr


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write anywhere")
def test_outputs_that_are_read_only(tmp_path, once):
    shutil.copytree(once, tmp_path / "copy")
    (tmp_path / "copy/o").chmod(0o500)
    done = run(tmp_path / "copy", "--force")
    assert done.returncode == 2
    assert "无法写入" in done.stderr


# -- parameters -----------------------------------------------------------------------------------------------------------


REFUSED = [  # words of the command, what is said
    ("-p nte x", "是否指 note？"),
    ("-p year 2022", "请改用 --year"),
    ("-p month May", "应为整数"),
    ("-p note", "-p/--parameter 后面需要名称和内容两项"),
    ("-p x=1;import_os x", "发现“x=1;import_os”"),
    ("--department aa", "是否指 a？"),
    ("--timeout soon", "--timeout 的内容 'soon' 无法识别"),
    ("--timeout 0", "--timeout 的内容 '0' 无法识别"),
    ("--memory lots", "--memory 的内容 'lots' 无法识别"),
    ("--memory G", "--memory 的内容 'G' 无法识别"),
    ("--jobs=-1", "--jobs 的内容 '-1' 无法识别"),
    ("--jobs 1.5", "--jobs 的内容 '1.5' 无法识别"),
]


@pytest.mark.parametrize(("words", "said"), REFUSED)
def test_wrong_parameters_are_refused(once, words, said):
    done = run(once, *words.split())
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr
    assert "Traceback" not in done.stderr


NASTY = '"""\'; import os; os.system("touch pwned") #\n\\" 中文 {x} %s \u2028'


def test_parameters_stay_what_they_are(tmp_path):
    folder = workplace(tmp_path, {"0401": "Path('ran').write_text(department)"})
    done = run(folder, "-p", "note", NASTY, "-p", "month", "06", "--keep-notebooks")
    assert done.returncode == 0, done.stderr
    assert (folder / "notebooks/ran").read_text("utf-8") == "0401"
    assert not list(folder.rglob("pwned"))
    executed = nbformat.read(folder / "o/test/2022/0401/acting-06.ipynb", as_version=4)
    assert executed.cells[-1].outputs[0].text == f"test 2022 0401 {NASTY} 6\n"


def test_papermill_itself_takes_a_name_of_digits(tmp_path):
    folder = workplace(tmp_path, {"0401": "pass"})
    shutil.copy(ROOT / "notebooks/department.ipynb", folder / "notebooks")
    words = ["--engine", "evallib", "notebooks/department.ipynb", "out.ipynb", "-p", "county", "test", "-p", "year", "2022", "-p", "department", "0401", "-p", "data", "data"]
    done = subprocess.run([sys.executable, "-m", "papermill", *words], cwd=folder, env=os.environ | temporary(folder), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    executed = nbformat.read(folder / "out.ipynb", as_version=4)
    assert any("test/2022/0401" in str(cell.get("outputs", "")) for cell in executed.cells)


# -- progress -------------------------------------------------------------------------------------------------------------


@pytest.fixture
def three(tmp_path):
    return workplace(tmp_path, {"a": "pass", "b": "1 / 0", "c": "import time; time.sleep(0.5)"})


def test_events_and_log(three):
    done = run(three, "--json", "--log", "run.log", "--quiet")
    assert done.returncode == 1
    events = [json.loads(line) for line in done.stdout.splitlines()]
    assert [event["event"] for event in events] == ["begin", *(event["event"] for event in events[1:-1]), "end"]
    assert {event["report"]: event["event"] for event in events[1:-1]} == {f"test/2022/{name}/acting.html": "failed" if name == "b" else "done" for name in "abc"}
    assert events[-1] | {"time": "", "seconds": 0, "slowest": []} == {
        "event": "end", "time": "", "done": 2, "unchanged": 0, "failed": [{"report": "test/2022/b/acting.html", "error": "ZeroDivisionError: division by zero"}], "slowest": [], "seconds": 0,
    }  # fmt: skip
    assert events[-1]["slowest"][0]["report"] == "test/2022/c/acting.html"
    assert done.stderr == "失败 failed  test/2022/b/acting\nZeroDivisionError: division by zero\n"
    log = (three / "run.log").read_text("utf-8")
    assert re.search(r"^20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d  完成2份，未变0份，失败1份", log, re.MULTILINE)
    assert "失败 failed  test/2022/b/acting: ZeroDivisionError" in log


def test_an_account_without_a_home(once, tmp_path):
    shutil.copytree(once, tmp_path / "copy")
    done = run(tmp_path / "copy", "--force", "--quiet", HOME="/nonexistent/home")
    assert (done.returncode, done.stderr) == (0, "")


def test_a_bar_on_a_terminal(three):
    main, terminal = pty.openpty()
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 100, 0, 0))
    with subprocess.Popen(RUN, cwd=three, stderr=terminal, stdout=subprocess.DEVNULL) as process:
        os.close(terminal)
        shown = b""
        while True:
            try:
                shown += os.read(main, 10_000)
            except OSError:
                break
    os.close(main)
    assert process.returncode == 1
    shown = shown.decode("utf-8", "replace")
    assert re.search(r"c: 100%\|█+\| 3/3 \[\d\d:\d\d<\d\d:\d\d", shown) or re.search(r"100%\|█+\| 3/3", shown), shown
    assert "完成 done  test/2022/a" not in shown, "the bar tells it"
    assert "失败 failed  test/2022/b/acting" in shown
