"""Setting up: the lists of packages agree, and run.py does what it says on machines that are bare, odd or interrupted.

The environments that run.py builds here are real ones, of a small stand-in for the package that needs nothing from a
network: it brings its own build backend, and its locks are empty.
"""

import ast
import contextlib
import itertools
import json
import os
import re
import shutil
import subprocess
import sys
import textwrap
import time
import tomllib
from pathlib import Path

import pytest
import yaml
from fontTools.ttLib import TTFont
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import evallib

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
EXTRAS = PROJECT["project"]["optional-dependencies"]
CONDA_NAMES = {"matplotlib": "matplotlib-base", "PyYAML": "pyyaml"}
SETS = {"run": [], "lab": ["lab", "analysis"], "test": ["lab", "analysis", "cluster", "test", "browser"]}


# -- lists that must agree ----------------------------------------------------------------------------------------


def test_version_is_the_same_everywhere():
    assert evallib.__version__ == PROJECT["project"]["version"]


def test_environment_yml_has_the_packages_and_bounds_of_pyproject():
    wanted = {"python" + PROJECT["project"]["requires-python"]}
    for text in PROJECT["project"]["dependencies"]:
        package = Requirement(text)
        wanted.add(CONDA_NAMES.get(package.name, package.name) + str(package.specifier))
    listed = yaml.safe_load((ROOT / "environment.yml").read_text("utf-8"))["dependencies"]
    assert {"pip": ["-e ."]} in listed
    found = {entry for entry in listed if isinstance(entry, str)} - {"pip"}
    assert found == wanted, f"too much: {sorted(found - wanted)}; lacking: {sorted(wanted - found)}"


def lock_text(name):
    return (ROOT / "locks" / f"{name}.txt").read_text("ascii")  # pip on Windows does not read UTF-8


def pins(name):
    """The pinned packages of a lock and of those it includes: (name, version, condition) and their hashes."""
    text = lock_text(name)
    found = {}
    for included in re.findall(r"^-r (\w+)\.txt$", text, re.MULTILINE):
        found |= pins(included)
    for head, body in re.findall(r"^(\w.*)\n((?:[ #].*\n)*)", text, re.MULTILINE):
        package = Requirement(head.removesuffix(" \\"))
        (version,) = (one.version for one in package.specifier if one.operator == "==")
        key = canonicalize_name(package.name), version, str(package.marker or "")
        found[key] = re.findall(r"--hash=sha256:([0-9a-f]{64})", body)
    return found


@pytest.mark.parametrize("name", SETS)
def test_lock_answers_every_dependency(name):
    asked = [*PROJECT["project"]["dependencies"], *PROJECT["build-system"]["requires"]]
    asked += [text for extra in SETS[name] for text in EXTRAS[extra]]
    locked = pins(name)
    for package in map(Requirement, asked):
        versions = [version for known, version, _ in locked if known == canonicalize_name(package.name)]
        assert versions, f"{package} is not in locks/{name}.txt"
        assert all(package.specifier.contains(version, prereleases=True) for version in versions), (
            f"{package}: {versions}"
        )


@pytest.mark.parametrize("name", SETS)
def test_lock_pins_with_hashes_and_nothing_else(name):
    assert all(pins(name).values()), "a package without a hash"
    rest = [
        line for line in lock_text(name).splitlines() if not re.match(r"\w|    --hash=sha256:|\s*#|-r \w+\.txt$", line)
    ]
    assert not rest
    assert "://" not in lock_text(name), "an address of one machine's package index"


def test_larger_locks_hold_the_smaller_in_the_same_versions():
    locks = [pins(name) for name in SETS]
    for smaller, larger in itertools.pairwise(locks):
        assert smaller.items() <= larger.items()
    # Where a package has two versions, each must state for which Python or system it is.
    for package, version, marker in locks[-1]:
        others = {other for known, other, _ in locks[-1] if known == package} - {version}
        assert marker or not others, f"{package} {version} and {others}"


def test_every_extra_is_locked():
    assert {extra for extras in SETS.values() for extra in extras} == set(EXTRAS)


def test_installed_template_is_the_packages_own():
    """Stock nbconvert reads the copy in share/jupyter; run.py renews it when the template changes."""
    own = ROOT / "evallib" / "running" / "templates" / "evallib"
    copy = Path(sys.prefix, "share", "jupyter", "nbconvert", "templates", "evallib")
    assert own.is_dir()
    assert {path.name: path.read_bytes() for path in copy.glob("*")} == {
        path.name: path.read_bytes() for path in own.glob("*")
    }


def test_continuous_integration_runs_the_command_of_the_readme():
    command = (ROOT / ".ci" / "run").read_text("utf-8").splitlines()[-1].removeprefix("exec ")
    assert command == "python3 run.py test"
    assert command in (ROOT / "README.md").read_text("utf-8")


# -- fonts --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("weight", ["Regular", "Bold"])
def test_chart_font_is_complete_free_and_small(weight):
    path = ROOT / "evallib" / "showing" / "fonts" / f"EvalSansSC-{weight}.ttf"
    font = TTFont(path)
    has = set(map(chr, font.getBestCmap()))
    gb2312 = {bytes([row, cell]).decode("gb2312", "ignore") for row in range(0xB0, 0xF8) for cell in range(0xA1, 0xFF)}
    names_beyond_gb2312 = set("硚埇浉猇瀍甪喆堃垚珺玥翀𬭸𬤝")
    signs = set("〔〕【】†‡√≥≤≈÷×−–—‰㎡○●△▲□■①％．")
    assert (gb2312 | names_beyond_gb2312 | signs) - {""} <= has
    assert len(has) > 9000
    assert font["name"].getDebugName(1) == "Eval Sans SC"
    assert font["name"].getDebugName(2) == weight
    assert "SIL Open Font License" in font["name"].getDebugName(13)
    assert font["OS/2"].fsType == 0, "embedding is not restricted"
    assert path.stat().st_size < 2_900_000
    assert "SIL OPEN FONT LICENSE" in (path.parent / "OFL.txt").read_text("utf-8")


# -- run.py: what it is -------------------------------------------------------------------------------------------


def test_run_py_needs_only_the_standard_library():
    imported = set()
    for node in ast.walk(ast.parse((ROOT / "run.py").read_text("utf-8"))):
        if isinstance(node, ast.Import):
            imported |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            imported.add(node.module.split(".")[0])
    assert imported <= sys.stdlib_module_names


def test_run_py_can_be_parsed_by_the_pythons_it_has_to_turn_away():
    ast.parse((ROOT / "run.py").read_text("utf-8"), feature_version=(3, 7))


# -- run.py: what it does -----------------------------------------------------------------------------------------

BACKEND = """
import os, zipfile

def build_editable(folder, config_settings=None, metadata_directory=None):
    info = "evallib-0.1.0.dist-info/"
    files = {
        "evallib.pth": os.getcwd(),
        info + "METADATA": "Metadata-Version: 2.1\\nName: evallib\\nVersion: 0.1.0\\n",
        info + "WHEEL": "Wheel-Version: 1.0\\nGenerator: stand-in\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n",
        info + "RECORD": "",
    }
    name = "evallib-0.1.0-py3-none-any.whl"
    with zipfile.ZipFile(os.path.join(folder, name), "w") as wheel:
        for path, text in files.items():
            wheel.writestr(path, text)
    return name
"""
STAND_IN = """
import json, os, sys
seen = {"words": sys.argv[1:], "folder": os.getcwd(), "utf8": sys.flags.utf8_mode, "prefix": sys.prefix}
print(json.dumps(seen))
sys.exit(int(sys.argv[2]) if sys.argv[1] == "leave" else 0)
"""
LOCK = "# nothing is needed\n"


def tree(folder, lock=LOCK):
    """Lay out run.py and the stand-in in a folder whose name has a space and Chinese characters, as users' folders do."""
    home = folder / "绩效 评价"
    for path, text in {
        "pyproject.toml": '[build-system]\nrequires = []\nbuild-backend = "backend"\nbackend-path = ["."]\n',
        "setup.py": "",
        "backend.py": BACKEND,
        "evallib/__init__.py": "",
        "evallib/__main__.py": STAND_IN,
        "evallib/running/templates/evallib/report.css": "",
        **{f"locks/{name}.txt": lock for name in SETS},
    }.items():
        (home / path).parent.mkdir(parents=True, exist_ok=True)
        (home / path).write_text(text, "utf-8")
    shutil.copy(ROOT / "run.py", home)
    return home


def start(home, *words, cwd=None, **variables):
    """Start run.py in a folder and wait for it."""
    env = {name: value for name, value in os.environ.items() if not name.startswith(("PIP_", "PYTHON"))}
    return subprocess.run(
        [sys.executable, home / "run.py", *words],
        cwd=cwd or home, env=env | variables, capture_output=True, encoding="utf-8", check=False, timeout=300,
    )  # fmt: skip


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """A prepared environment, built in spite of settings that would lead pip or Python astray."""
    folder = tmp_path_factory.mktemp("prepared")
    home = tree(folder)
    stray = folder / "stray"
    stray.mkdir()
    for name in ("pip.py", "venv.py"):
        (stray / name).write_text("raise SystemExit('the wrong module')")
    (stray / "pip.conf").write_text(f"[global]\nuser = true\n[install]\ntarget = {stray / 'elsewhere'}\n")
    astray = {"PIP_CONFIG_FILE": stray / "pip.conf", "PIP_USER": "1", "PIP_TARGET": stray / "there",
              "PIP_REQUIRE_HASHES": "1", "PIP_REQUIRE_VIRTUALENV": "1", "PYTHONPATH": stray}  # fmt: skip
    first = start(home, "list", cwd=stray, **{name: str(value) for name, value in astray.items()})
    assert first.returncode == 0, first.stderr
    assert "环境已就绪" in first.stderr
    assert json.loads(first.stdout)["words"] == ["list"], "standard output belongs to the command"
    assert {path.name for path in stray.iterdir()} == {"pip.py", "venv.py", "pip.conf"}
    return home


def test_second_start_is_silent_and_quick(home):
    began = time.monotonic()
    second = start(home, "list", "--county", "桂东", "a b")
    assert time.monotonic() - began < 2
    assert (second.returncode, second.stderr) == (0, "")
    seen = json.loads(second.stdout)
    assert seen["words"] == ["list", "--county", "桂东", "a b"]
    assert Path(seen["prefix"]) == home / ".venv"
    assert seen["utf8"] == 1


@pytest.mark.parametrize("status", [0, 1, 2])
def test_exit_status_of_the_command_is_passed_on(home, status):
    assert start(home, "leave", str(status)).returncode == status


def test_without_a_command_all_reports_are_run(home):
    assert json.loads(start(home).stdout)["words"] == ["run"]


def test_command_keeps_the_users_folder_but_takes_no_modules_from_it(home, tmp_path):
    (tmp_path / "json.py").write_text("raise SystemExit('the wrong module')")
    elsewhere = start(home, "review", "report.txt", cwd=tmp_path)
    assert json.loads(elsewhere.stdout)["folder"] == str(tmp_path)


def test_tests_have_their_own_packages_and_a_larger_environment_serves_all_commands(home):
    tests = start(home, "test", "-x", cwd=home.parent)
    assert "环境已就绪" in tests.stderr
    assert "No module named pytest" in tests.stderr, "the locks of the stand-in are empty: this shows what was called"
    assert start(home, "lab").stderr == ""
    assert start(home, "list").stderr == ""


def test_changed_template_is_installed_again_without_a_new_environment(home):
    made = (home / ".venv" / "pyvenv.cfg").stat().st_mtime_ns
    with (home / "evallib/running/templates/evallib/report.css").open("a") as css:
        css.write("p { margin: 0 }\n")
    again = start(home, "list")
    assert "环境已就绪" in again.stderr
    assert "首次" not in again.stderr
    assert (home / ".venv" / "pyvenv.cfg").stat().st_mtime_ns == made
    assert start(home, "list").stderr == ""


@contextlib.contextmanager
def somebody_preparing(home):
    """Hold the lock that run.py holds while it changes the environment."""
    fcntl = pytest.importorskip("fcntl", reason="Windows locks otherwise")
    with (home / ".venv.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def waiting(home):
    """Start run.py while somebody prepares: it has to wait if it has work to do, and says so."""
    second = subprocess.Popen([sys.executable, home / "run.py", "list"], stderr=subprocess.PIPE, encoding="utf-8")
    assert "另一个 run.py 正在准备环境" in second.stderr.readline()
    assert second.poll() is None
    return second


def test_two_at_once_wait_for_each_other(home):
    with (home / "evallib/running/templates/evallib/report.css").open("a") as css:
        css.write("p { margin: 1em }\n")
    with somebody_preparing(home):
        second = waiting(home)
    assert "环境已就绪" in second.communicate(timeout=60)[1]
    assert second.returncode == 0


def lock_changed(home):
    with (home / "locks" / "run.txt").open("a") as lock:
        lock.write("# but changed\n")


def python_gone(home):
    (home / ".venv" / ("Scripts" if os.name == "nt" else "bin")).rename(home / ".venv" / "gone")


def base_python_gone(home):
    stamp = home / ".venv" / "evallib.json"
    stamp.write_text(json.dumps(json.loads(stamp.read_text("utf-8")) | {"home": str(home / "uninstalled")}), "utf-8")


def stamp_damaged(home):
    (home / ".venv" / "evallib.json").write_text("{", "utf-8")


@pytest.mark.parametrize("accident", [lock_changed, python_gone, base_python_gone, stamp_damaged])
def test_environment_that_cannot_be_trusted_is_not_used(home, accident):
    shutil.copytree(home, home.parent / "before", symlinks=True)
    accident(home)
    try:
        with somebody_preparing(home):
            second = waiting(home)
            second.kill()
            second.communicate()
    finally:
        shutil.rmtree(home)
        (home.parent / "before").rename(home)
    assert start(home, "list").stderr == "", "all is as it was"


def test_interrupted_and_moved_environment_is_built_anew(home, tmp_path):
    moved = tmp_path / home.name
    shutil.copytree(home, moved, symlinks=True)
    first = subprocess.Popen([sys.executable, moved / "run.py", "list"], stderr=subprocess.DEVNULL)
    while (moved / ".venv" / "evallib.json").exists():
        time.sleep(0.01)
    first.kill()  # what it started goes on for a while, and the next one waits for that
    first.wait()
    again = start(moved, "list")
    assert again.returncode == 0, again.stderr
    assert "首次" in again.stderr
    assert Path(json.loads(again.stdout)["prefix"]) == moved / ".venv"
    assert start(moved, "list").stderr == ""


# -- run.py: when it cannot -----------------------------------------------------------------------------------------


def refused(result, *words):
    """Check that run.py gave up with status 3 and an explanation in both languages, and without a traceback."""
    assert result.returncode == 3, result.stderr
    assert "Traceback" not in result.stderr
    assert re.search(r"[\u4e00-\u9fff]", result.stderr)
    for word in words:
        assert word in result.stderr
    assert result.stdout == ""


def pretend(home, change):
    """Start run.py in an interpreter that differs from this one by a line of code."""
    code = textwrap.dedent(f"""
        import runpy, sys
        {change}
        sys.argv = ["run.py", "list"]
        runpy.run_path({str(home / "run.py")!r}, run_name="__main__")
    """)
    return subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=False)


def test_old_python_is_told(tmp_path):
    refused(pretend(tree(tmp_path), "sys.version_info = (3, 9, 2, 'final', 0)"), "需要 Python 3.11", "this is 3.9")


def test_missing_venv_is_named_with_the_command_that_installs_it(tmp_path):
    refused(pretend(tree(tmp_path), "sys.modules['ensurepip'] = None"), "缺少 venv", "sudo apt install python3-venv")


def test_missing_file_is_named(tmp_path):
    home = tree(tmp_path)
    (home / "locks" / "run.txt").unlink()
    refused(start(home, "list"), "无法读写", "run.txt")


def test_packages_that_cannot_be_had_are_named_with_the_way_without_a_network(tmp_path):
    home = tree(tmp_path, lock=f"pandas==3.1.1 \\\n    --hash=sha256:{'0' * 64}\n")
    (home / "wheels").mkdir()
    refused(
        start(home, "list"),
        "No matching distribution found for pandas==3.1.1",
        "pip download",
        "locks/run.txt",
        "wheels",
    )
    assert not (home / ".venv" / "evallib.json").exists(), "it is unfinished"
