#!/usr/bin/env python3
"""The front door: prepares the environment in `.venv`, then runs a command in it. On Windows: `py run.py`.

    python3 run.py                all reports
    python3 run.py COMMAND ...    any command of evallib; its exit status is passed on
    python3 run.py test ...       the tests; further words go to pytest

Needs Python 3.11 or later (on Debian with python3-venv), nothing else. Packages come with checked hashes from `locks`,
fetched by pip or, where there is no network, taken from a folder `wheels`. Exit status 3: no environment could be
prepared. To start over, delete `.venv`.
"""

import hashlib
import importlib.util
import json
import os
import subprocess
import sys
import time
from pathlib import Path

try:
    import fcntl
except ImportError:  # Windows
    import msvcrt

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
STAMP = VENV / "evallib.json"  # written last: an environment without it is unfinished
SETS = ["run", "lab", "test"]  # each a part of the next, in the same versions
# Lines of pip that explain no failure begin with these words.
ROUTINE = ("Collecting", "Downloading", "Using cached", "Processing", "Ignoring")
# Variables that would lead pip or Python astray. Where packages come from stays the user's choice.
MEANT_FOR_OTHERS = "PYTHONPATH PYTHONHOME PIP_TARGET PIP_PREFIX PIP_ROOT PIP_USER PIP_PYTHON PIP_DRY_RUN PIP_CONSTRAINT"
MEANT_FOR_OTHERS += " PIP_REQUIREMENT PIP_REQUIRE_HASHES PIP_NO_BINARY"


def say(*lines: str) -> None:
    """Tell the user, in Chinese and in English; standard output belongs to the command."""
    print(*lines, sep="\n", file=sys.stderr, flush=True)


def stop(*lines: str) -> None:
    """Give up with a reason."""
    say(*lines)
    raise SystemExit(3)


def digest(*files: Path) -> str:
    """Give one hash for the names and contents of files."""
    return hashlib.sha256(b"".join(file.name.encode() + file.read_bytes() for file in files)).hexdigest()


def plan(name: str) -> dict:
    """List what the environment for a set of packages is made from: a difference means work to do."""
    locks = [ROOT / "locks" / f"{part}.txt" for part in SETS[: SETS.index(name) + 1]]
    own = [ROOT / "pyproject.toml", ROOT / "setup.py", *sorted((ROOT / "evallib/running/templates/evallib").glob("*"))]
    return {"base": [str(ROOT), *sys.version_info[:2]], "set": name, "lock": digest(*locks), "own": digest(*own)}


def built() -> dict:
    """Give the plan that the present environment follows; empty if it is unfinished, moved, broken or outdated."""
    try:
        have = json.loads(STAMP.read_text("utf-8"))
        sound = PYTHON.exists() and Path(have.pop("home")).exists()
        goal = plan(have["set"])
    except (OSError, ValueError, KeyError):
        return {}
    return have if sound and (have["base"], have["lock"]) == (goal["base"], goal["lock"]) else {}


def surroundings() -> dict:
    """Give the variables a command starts with: as if `.venv` were activated, without those for other Pythons."""
    kept = {name: value for name, value in os.environ.items() if name not in MEANT_FOR_OTHERS.split()}
    path = str(PYTHON.parent) + os.pathsep + kept.get("PATH", os.defpath)
    return dict(kept, PATH=path, VIRTUAL_ENV=str(VENV), PYTHONUTF8="1")


def step(*command: object) -> None:
    """Carry out one step of the preparation, showing on a terminal where it is."""

    def show(line: str) -> None:
        if sys.stderr.isatty():
            print(line[:76].ljust(76), end="\r", file=sys.stderr, flush=True)

    words, output = [str(word) for word in command], []
    streams = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
    # close_fds: the step shares the lock, so one that a killed run.py left behind still keeps others away.
    with subprocess.Popen(words, env=surroundings(), close_fds=False, **streams) as process:
        for line in process.stdout:
            output.append("    " + line.decode("utf-8", "replace").rstrip())
            show(output[-1])
    show("")
    if process.returncode:
        told = [line[:200] for line in output if not line.lstrip().startswith(ROUTINE)]
        raise subprocess.CalledProcessError(process.returncode, words, "\n".join(told[-6:]))


def locked(file: object) -> bool:
    """Try to take the lock that one process at a time can hold; it ends with the process, however that ends."""
    try:
        if os.name == "nt":
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            os.set_inheritable(file.fileno(), True)  # noqa: FBT003
    except (BlockingIOError, PermissionError):
        return False
    except OSError:  # a network drive that knows no locks: go on without
        return True
    return True


def install(have: dict, goal: dict) -> None:
    """Bring the environment from one plan to another: packages are added, anything else means a new environment."""
    # -I: deaf to PYTHON... variables, to the user's own packages and to files in the current folder.
    # --no-user and --target: nor does a configured place to install to count.
    pip = [PYTHON, "-I", "-Xutf8", "-m", "pip", "install", "--no-user", "--target=", "--no-input", "--progress-bar=off"]
    if have.get("set") != goal["set"]:
        if not (importlib.util.find_spec("venv") and importlib.util.find_spec("ensurepip")):
            stop("此 Python 缺少 venv，请先运行：", "This Python lacks venv, first run:", "    sudo apt install python3-venv")
        say("正在准备环境，首次约需一两分钟……", "Preparing the environment, the first time a minute or two ...")
        STAMP.unlink(missing_ok=True)
        if not have:
            step(sys.executable, "-I", "-m", "venv", "--clear", VENV)
        source = ["--no-index", "--find-links", ROOT / "wheels"] if (ROOT / "wheels").is_dir() else []
        lock = ROOT / "locks" / f"{goal['set']}.txt"
        step(*pip, "--require-hashes", "--only-binary", ":all:", *source, "-r", lock)
    stamp = dict(goal, home=sys.base_prefix)
    STAMP.write_text(json.dumps(dict(stamp, own="unfinished")), "utf-8")
    step(*pip, "--no-index", "--no-deps", "--no-build-isolation", "-e", ROOT)
    STAMP.write_text(json.dumps(stamp), "utf-8")


def prepare(name: str) -> None:
    """Make sure that the environment holds a set of packages. If it does, this costs a few milliseconds."""

    def state() -> tuple:
        have = built()
        return have, plan(max(name, have.get("set", name), key=SETS.index))

    have, goal = state()
    if have == goal:
        return
    with (ROOT / ".venv.lock").open("a") as file:
        if not locked(file):
            say("另一个 run.py 正在准备环境，等它完成……", "Another run.py is preparing the environment; waiting for it ...")
            while not locked(file):
                time.sleep(0.2)
        have, goal = state()  # perhaps the other one has done it
        if have == goal:
            return
        began = time.monotonic()
        try:
            install(have, goal)
        except subprocess.CalledProcessError as failure:
            stop(
                "环境没有准备好。最后的输出：",
                "The environment could not be prepared. The last output:",
                failure.output,
                "没有网络时：在系统和 Python 版本相同、能联网的电脑上运行下面的命令，再把 wheels 文件夹拷到 run.py 旁边。",
                "Without a network: run this on a connected computer of the same kind, then copy wheels beside run.py.",
                f"    python -m pip download --only-binary :all: -r locks/{goal['set']}.txt -d wheels",
            )
        seconds = round(time.monotonic() - began)
        say(f"环境已就绪，用时 {seconds} 秒。", f"The environment is ready after {seconds} seconds.")


def start(command: str, *words: str) -> int:
    """Hand over to the command; its exit status is ours."""
    line = [str(PYTHON), "-P", "-m", "evallib", command, *words]  # -P: no modules from the current folder
    if command == "test":
        os.chdir(ROOT)
        line = [str(PYTHON), "-m", "pytest", *words]
    if os.name != "nt":
        os.execve(PYTHON, line, surroundings())
    with subprocess.Popen(line, env=surroundings()) as process:
        while True:
            try:
                return process.wait()
            except KeyboardInterrupt:  # the command has heard it too and decides
                continue


def main(words: list) -> int:
    """Prepare, then run."""
    if sys.version_info < (3, 11):
        version = "{}.{}".format(*sys.version_info)
        stop(f"需要 Python 3.11 或更新版本，当前是 {version}。", f"Python 3.11 or later is needed; this is {version}.")
    words = words or ["run"]
    try:
        prepare({"lab": "lab", "test": "test"}.get(words[0], "run"))
        return start(*words)
    except KeyboardInterrupt:
        say("已中断，再次运行即可。", "Interrupted; simply start again.")
        return 130
    except OSError as error:
        stop(f"无法读写文件：{error}。请确认文件齐全、文件夹可写。", f"Files cannot be read or written: {error}. Are they complete, is the folder writable?")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
