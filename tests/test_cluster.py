"""Reports from a cluster: a real one, of processes on this computer, and storage that a real server keeps.

The scheduler and its workers are started as their users start them, each worker with its nanny.
"""

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path

import cluster_work
import psutil
import pytest
from builders import data_folder
from commands import ROOT, evallib

from evallib.problems import UserMistake
from evallib.running.cluster import Cluster, _compare
from evallib.running.inputs import surroundings
from evallib.running.nursery import EndedError, Limits

DEPARTMENTS = ("agriculture", "archives", "audit", "civil_affairs", "ftu")
CHOSEN = ("--county", "demo", "--year", "2024", "--department", *DEPARTMENTS)
GOOD = "exp_total,,budget_initial,100.00,万元\nexp_total,,actual,90.00,万元"


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def answering(port):
    """Wait until somebody listens."""
    for _ in range(200):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.1)
    pytest.fail("it does not start")


class Machines:
    """A scheduler and workers, each in processes of its own."""

    def __init__(self, folder):
        self.folder, self.port = folder, free_port()
        self.address = f"tcp://127.0.0.1:{self.port}"
        self.started = [self._start("scheduler", "--host", "127.0.0.1", "--port", self.port, "--no-dashboard", "--no-show")]
        answering(self.port)

    def _start(self, *words):
        environment = {**os.environ, "PYTHONPATH": str(ROOT / "tests"), "TMPDIR": str(self.folder)}
        with (self.folder / "log").open("ab") as log:
            return subprocess.Popen([sys.executable, "-m", "dask", *map(str, words)], cwd=self.folder, env=environment, stdout=log, stderr=log)

    def worker(self):
        """Start a worker, and wait until it has its nursery's parent: the process that its nanny watches."""
        one = self._start("worker", self.address, "--nthreads", 1, "--no-dashboard", "--local-directory", self.folder)
        self.started.append(one)
        return one

    def end(self):
        for one in reversed(self.started):
            for process in everybody(one):
                process.kill()
            one.wait()


def everybody(one):
    """A process that was started and all that it has started; none if it has ended."""
    with contextlib.suppress(psutil.NoSuchProcess):
        process = psutil.Process(one.pid)
        return [process, *process.children(recursive=True)]
    return []


@pytest.fixture(scope="module")
def machines(tmp_path_factory):
    folder = tmp_path_factory.mktemp("cluster")
    machines = Machines(folder)
    for _ in range(2):
        machines.worker()
    yield machines
    machines.end()
    for _ in range(100):
        left = list(folder.glob("evallib-*"))
        if not left:
            break
        time.sleep(0.1)
    assert not left, "nurseries and their folders end with their workers"


@pytest.fixture(scope="module")
def local(tmp_path_factory):
    folder = tmp_path_factory.mktemp("local")
    done = evallib("run", *CHOSEN, "--outputs", folder, "--keep-notebooks")
    assert done.returncode == 0, done.stderr
    return folder


def files(folder):
    """The contents of what is published, the folder of the runs' own things apart."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file() and ".evallib" not in path.parts}


def nurseries(machines):
    return [process for one in machines.started for process in everybody(one) if "nursery import serve" in " ".join(process.cmdline())]


def test_cluster_makes_the_same_files(machines, local, tmp_path):
    words = ("run", *CHOSEN, "--outputs", tmp_path, "--keep-notebooks", "--scheduler", machines.address)
    done = evallib(*words)
    assert done.returncode == 0, done.stderr
    assert files(tmp_path) == files(local)
    assert "未变5份" in evallib(*words).stderr
    assert nurseries(machines) == [], "a run leaves nothing behind on the workers"


def test_department_that_fails_fails_alone_and_with_the_same_words(machines, tmp_path):
    data = data_folder(tmp_path, items=GOOD, department="good")
    data_folder(tmp_path, items=GOOD.replace("90.00", "9.0.00"), department="wrong")
    here = evallib("run", "--data", data, "--outputs", tmp_path / "here")
    there = evallib("run", "--data", data, "--outputs", tmp_path / "there", "--scheduler", machines.address)
    assert (here.returncode, there.returncode) == (1, 1)
    assert "9.0.00" in there.stderr
    assert "Traceback" not in there.stderr
    assert files(tmp_path / "there") == files(tmp_path / "here")


def test_worker_killed_costs_its_own_reports_only(machines, local, tmp_path):
    victim = machines.worker()
    run = subprocess.Popen(
        [sys.executable, "-m", "evallib", "run", *CHOSEN, "--outputs", tmp_path, "--keep-notebooks", "--scheduler", machines.address],
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, encoding="utf-8",
    )  # fmt: skip
    for _ in range(300):
        busy = [process for process in everybody(victim) if "nursery import serve" in " ".join(process.cmdline())]
        if busy or run.poll() is not None:
            break
        time.sleep(0.05)
    assert busy, "it has begun to work"
    for process in everybody(victim):
        if process not in busy:
            process.kill()  # its nursery is left alone, and has to notice
    told = run.communicate(timeout=120)[0]
    assert run.returncode == 0, told
    assert files(tmp_path) == files(local)
    psutil.wait_procs(busy, timeout=20)
    assert not any(process.is_running() for process in busy)


def test_work_that_ends_every_worker_is_given_up_with_a_reason(machines):
    cluster = Cluster(machines.address)
    try:
        error = cluster.submit(cluster_work.ends_its_worker).exception(120)
        assert isinstance(error, EndedError)
        assert "一再终止" in str(error)
        assert cluster.submit(cluster_work.nothing, 5).result(60) == 5
        assert "time limit" in str(cluster.submit(cluster_work.sleeps, limits=Limits(seconds=0.5)).exception(60))
    finally:
        cluster.close()


def refused(done, *words):
    assert done.returncode == 2, done.stderr
    assert "Traceback" not in done.stderr
    assert [word for word in words if word not in done.stderr] == []


def test_no_cluster_there(tmp_path):
    refused(evallib("run", *CHOSEN, "--outputs", tmp_path, "--scheduler", f"tcp://127.0.0.1:{free_port()}"), "无法连接", "no connection")
    refused(evallib("run", *CHOSEN, "--outputs", tmp_path, "--scheduler", "anywhere"), "anywhere", "no connection")


def test_scheduler_that_ends_ends_the_run_with_a_reason(tmp_path):
    machines = Machines(tmp_path)
    try:
        machines.worker()
        run = subprocess.Popen(
            [sys.executable, "-m", "evallib", "run", *CHOSEN, "--outputs", tmp_path / "o", "--scheduler", machines.address],
            cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, encoding="utf-8",
        )  # fmt: skip
        while run.poll() is None and not nurseries(machines):
            time.sleep(0.05)
        machines.started[0].kill()
        told = run.communicate(timeout=120)[1]
    finally:
        machines.end()
    assert run.returncode == 2, told
    assert "Traceback" not in told
    assert "连接" in told


def test_worker_that_differs_is_refused_by_name(tmp_path):
    ours = surroundings()
    theirs = {**ours, "libraries": {**ours["libraries"], "pandas": "3.9.9"}}
    with pytest.raises(UserMistake, match=r"tcp://one: .*pandas 3\.9\.9 ≠ 3\.[^,]+;"):
        _compare([tmp_path], (ours, ["a"]), {"tcp://one": (theirs, ["a"])})
    with pytest.raises(UserMistake, match="shar"):
        _compare([tmp_path], (ours, ["a"]), {"tcp://one": (ours, [""])})
    _compare([tmp_path], (ours, ["a"]), {"tcp://one": (ours, ["a"])})


# -- storage elsewhere ------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """An SFTP server with the data: its folder and its address."""
    folder, port = tmp_path_factory.mktemp("sftp"), free_port()
    for name in ("schemes", "codes"):
        shutil.copytree(ROOT / "data" / name, folder / "data" / name)
    (folder / "data/demo").mkdir()
    shutil.copy(ROOT / "data/demo/county.yml", folder / "data/demo")
    for name in DEPARTMENTS:
        shutil.copytree(ROOT / "data/demo/2024" / name, folder / "data/demo/2024" / name)
    words = [sys.executable, Path(__file__).with_name("sftp_server.py"), str(port), str(folder)]
    serving = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    answering(port)
    yield folder, f"sftp://user:secret@127.0.0.1:{port}"
    serving.kill()
    serving.wait()


@pytest.fixture(scope="module")
def here(server, tmp_path_factory):
    """What a run publishes that finds the server's data in a folder here."""
    folder = tmp_path_factory.mktemp("here")
    done = evallib("run", *CHOSEN, "--data", server[0] / "data", "--outputs", folder, "--keep-notebooks")
    assert done.returncode == 0, done.stderr
    return folder


@pytest.mark.parametrize("where", ["here", "cluster"])
def test_storage_elsewhere_holds_the_same_files(where, machines, server, here):
    folder, address = server
    words = ["run", *CHOSEN, "--keep-notebooks", "--data", f"{address}/data", "--outputs", f"{address}/{where}"]
    words += ["--scheduler", machines.address] if where == "cluster" else []
    done = evallib(*words)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[0].endswith(f"/{where}/demo/2024/agriculture/department.html")
    assert "secret" not in done.stdout + done.stderr
    assert files(folder / where) == files(here)
    assert "未变5份" in evallib(*words).stderr
    page = folder / where / "demo/2024/ftu/department.html"
    page.unlink()
    assert evallib(*words).stdout.split() == [done.stdout.split()[-1]], "one that is missing is made again"
    assert files(folder / where) == files(here)


def test_failure_is_told_elsewhere_and_taken_back(server):
    folder, address = server
    profile = folder / "data/demo/2024/ftu/profile.yml"
    good = profile.read_bytes()
    words = ("run", "--department", "ftu", "--data", f"{address}/data", "--outputs", f"{address}/failing")
    error = folder / "failing/demo/2024/ftu/department.error.html"
    try:
        profile.write_bytes(b"name: [")
        assert evallib(*words).returncode == 1
        assert "profile.yml" in error.read_text("utf-8")
    finally:
        profile.write_bytes(good)
    assert evallib(*words).returncode == 0
    assert not error.exists()


@pytest.mark.parametrize("address", ["ftp://127.0.0.1:{port}/data", "nowhere://there/data"])
def test_storage_that_cannot_be_reached(address, tmp_path):
    place = address.format(port=free_port())
    refused(evallib("run", "--data", place, "--outputs", tmp_path), place, "无法读写", "cannot be read")


def test_file_address_is_a_path(tmp_path):
    done = evallib("run", *CHOSEN[:-5], "ftu", "--data", (ROOT / "data").as_uri(), "--outputs", (tmp_path / "o").as_uri())
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == [str(tmp_path / "o/demo/2024/ftu/department.html")]
