"""The pages on schedules say what is so: commands, options, exit statuses, events; what is shipped for schedulers is sound."""

import ast
import json
import py_compile
import re
import runpy
import shutil
import subprocess

import pytest
import yaml
from builders import data_folder
from commands import ROOT, evallib

from evallib import __main__ as command

DOCS, SHIPPED = ROOT / "docs", ROOT / "docs" / "schedules"
ENGLISH, CHINESE, SCALE = "scheduling.md", "scheduling.zh-CN.md", "scale.md"
PAGES = {name: (DOCS / name).read_text("utf-8") for name in (ENGLISH, CHINESE, SCALE)}
FILES = {path.relative_to(SHIPPED).as_posix(): path.read_text("utf-8") for path in SHIPPED.rglob("*") if path.is_file() and path.suffix != ".pyc"}
COMMAND = re.compile(r"(?:\bevallib(?:\.exe)?|\brun\.py|\"evallib\",|^\[)[ \"]*(run|verify|check|list|lab|form|review)\b([^\n`;|]*)", re.MULTILINE)
OPTION = re.compile(r"(?<![\w-])--[a-z][a-z-]*")


@pytest.fixture(scope="module")
def options():
    """The options of each command, as its help prints them."""
    return {name: set(OPTION.findall(evallib(name, "--help").stdout)) for name in ("run", "verify", "check", "list", "lab", "form", "review")}


def blocks(text, language):
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.DOTALL | re.MULTILINE)


# -- commands -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "text"), [*PAGES.items(), *FILES.items()], ids=[*PAGES, *FILES])
def test_every_command_and_option_exists(name, text, options):
    found = COMMAND.findall(text)
    assert found or name in {"evallib.timer", "evallib-failed.service", "evallib.service.d/notify.conf", "cronjob.yaml"}
    for called, words in found:
        assert set(OPTION.findall(words)) <= options[called], f"{called}{words}"


def test_every_option_that_is_spoken_of_exists(options):
    known = set().union(*options.values())
    for name, text in PAGES.items():
        prose = re.sub(r"^```.*?^```", "", text, flags=re.DOTALL | re.MULTILINE)
        spoken = {option for code in re.findall(r"`(--[^`]+)`", prose) for option in OPTION.findall(code)}
        assert spoken <= known, name


@pytest.mark.parametrize("name", [ENGLISH, CHINESE])
def test_the_words_of_the_python_cell_are_a_command(name, options):
    (cell,) = blocks(PAGES[name], "python")
    call = ast.parse(cell).body[-1].value
    words = [element.value for element in call.args[0].elts[1:]]
    assert words[:3] == ["-m", "evallib", "run"]
    assert {word for word in words if word.startswith("--")} <= options["run"]


def test_both_editions_show_the_same_examples_and_sections():
    assert blocks(PAGES[ENGLISH], r"\w+") == blocks(PAGES[CHINESE], r"\w+")
    assert len(re.findall("^## ", PAGES[ENGLISH], re.MULTILINE)) == len(re.findall("^## ", PAGES[CHINESE], re.MULTILINE))


# -- exit statuses ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", [ENGLISH, CHINESE])
def test_exit_statuses_are_those_of_the_code(name):
    told = [int(number) for row in re.findall(r"^\| ([\d, 、]+) \|", PAGES[name], re.MULTILINE) for number in re.findall(r"\d+", row)]
    ours = [command.ALL_DONE, command.SOME_FAILED, command.WRONG_COMMAND]
    (of_run_py,) = re.findall(r"SystemExit\((\d+)\)", (ROOT / "run.py").read_text("utf-8"))
    assert told == [*ours, int(of_run_py), command.INTERRUPTED, command.TERMINATED]


# -- a real run ---------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def night(tmp_path_factory):
    """A run over a good department and one whose data are wrong: what it printed, and its log."""
    folder = tmp_path_factory.mktemp("night")
    data = data_folder(folder, items="exp_total,,budget_initial,100.00,万元\nexp_total,,actual,90.00,万元", department="good")
    data_folder(folder, items="exp_total,,actual,9.0.00,万元", department="bad")
    done = evallib("run", "--quiet", "--json", "--log", "run.log", "--data", data, cwd=folder)
    assert done.returncode == command.SOME_FAILED, done.stderr
    return folder, [json.loads(line) for line in done.stdout.splitlines()], done.stderr


def test_events_are_those_of_a_real_run(night):
    shown = [json.loads(line) for line in blocks(PAGES[ENGLISH], "json")[0].splitlines()]
    assert [event["event"] for event in shown] == ["begin", "done", "failed", "end"]
    real = {event["event"]: event for event in night[1]}
    assert {event["event"]: list(event) for event in shown} == {name: list(event) for name, event in real.items()}
    end = next(event for event in shown if event["event"] == "end")
    for key in ("failed", "slowest"):
        assert list(end[key][0]) == list(real["end"][key][0])


def shape(line):
    """A line of a log with its numbers and names taken out."""
    line = re.sub(r"\S+/\d{4}/\S+?/department", "R", line)
    return re.sub(r"\d[\d.]*", "0", re.sub(r"^\S+T\S+", "T", line))


def test_the_log_looks_as_shown(night):
    (shown,) = [text.splitlines() for text in blocks(PAGES[ENGLISH], "text") if text.startswith("2026")]
    assert shown[-1].endswith("  exit status 1"), "added by cron's line and by the unit"
    stamped = [line for line in shown[:-1] if "T" in line[:12]]
    real = [line for line in (night[0] / "run.log").read_text("utf-8").splitlines() if re.match(r"\d{4}-\d\d-\d\dT", line)]
    kinds = [{shape(line).split(": ")[0] for line in lines} for lines in (stamped, real)]
    assert kinds[0] == kinds[1]


def test_quiet_tells_failures_only(night):
    assert "9.0.00" in night[2]
    assert "good" not in night[2]


def test_the_error_page_stands_beside_and_verify_finds_nothing_wrong(night):
    folder = night[0]
    assert (folder / "outputs/test/2022/bad/department.error.html").is_file()
    assert evallib("verify", cwd=folder).returncode == command.ALL_DONE


def test_the_next_night_makes_what_failed_and_skips_the_rest(night):
    told = evallib("run", "--dry-run", "--data", "data", cwd=night[0]).stdout
    assert "it failed the last time" in told
    assert "unchanged" in told


# -- what is shipped ----------------------------------------------------------------------------------------------


def test_every_file_shipped_is_linked_and_every_link_is_shipped():
    for name in (ENGLISH, CHINESE):
        assert set(re.findall(r"\]\(schedules/([^)]+)\)", PAGES[name] + PAGES[SCALE])) == set(FILES)


def unit(text):
    """The settings of a unit file, comments aside."""
    return [tuple(line.split("=", 1)) for line in text.splitlines() if "=" in line and not line.startswith("#")]


def test_units_pass_systemd(tmp_path):
    if not shutil.which("systemd-analyze"):
        pytest.skip("systemd-analyze is not installed")
    for name in ("evallib.service", "evallib.timer", "evallib-failed.service"):
        text = FILES[name].replace("/srv/evallib/.venv/bin/evallib", "/bin/true").replace("/usr/bin/logger", "/bin/true")
        (tmp_path / name).write_text(text, encoding="utf-8")
    shutil.copytree(SHIPPED / "evallib.service.d", tmp_path / "evallib.service.d")
    units = [tmp_path / name for name in ("evallib.service", "evallib.timer", "evallib-failed.service")]
    done = subprocess.run(["systemd-analyze", "verify", "--man=no", *units], capture_output=True, text=True, check=False)  # noqa: S607  found above
    said = [line for line in done.stderr.splitlines() if "evallib" in line]
    assert not said
    assert done.returncode == 0, done.stderr


def test_units_hide_no_failure_and_stop_by_asking():
    service = dict(unit(FILES["evallib.service"]))
    assert "SuccessExitStatus" not in service
    assert (service["Type"], service["KillSignal"], service["KillMode"]) == ("oneshot", "SIGTERM", "mixed")
    assert service["ProtectSystem"] == "strict"
    assert service["ReadWritePaths"] == f"{service['WorkingDirectory']}/outputs"
    assert unit(FILES["evallib.service.d/notify.conf"]) == [("OnFailure", "evallib-failed.service")]
    assert dict(unit(FILES["evallib.timer"]))["Persistent"] == "true"


def test_cronjob_calls_a_command_that_exists(options):
    job = yaml.safe_load(FILES["cronjob.yaml"])
    assert (job["apiVersion"], job["kind"], job["spec"]["concurrencyPolicy"]) == ("batch/v1", "CronJob", "Forbid")
    assert job["spec"]["jobTemplate"]["spec"]["backoffLimit"] == 0
    (container,) = job["spec"]["jobTemplate"]["spec"]["template"]["spec"]["containers"]
    assert container["command"] == ["/srv/evallib/.venv/bin/evallib"]
    assert container["args"][0] == "run"
    assert {word for word in container["args"] if word.startswith("--")} <= options["run"]
    parsed = command._parser().parse_args(container["args"])
    assert parsed.quiet
    assert parsed.json


def test_dag_is_sound_python(tmp_path):
    py_compile.compile(str(SHIPPED / "evallib_dag.py"), cfile=str(tmp_path / "dag.pyc"), doraise=True)


def test_dag_is_what_airflow_takes():
    pytest.importorskip("airflow", reason="Airflow is not installed")
    assert runpy.run_path(str(SHIPPED / "evallib_dag.py"))["dag"].task_ids
