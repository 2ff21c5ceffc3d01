"""The command line as users meet it: exit statuses, messages in two languages, and never a traceback."""

import os
import subprocess
import sys

import pytest
from commands import ROOT, evallib

from evallib import __version__

ALL_DONE, SOME_FAILED, WRONG_COMMAND = 0, 1, 2

WRONG = [  # words, what the Chinese message says, what the English one says
    ("", "缺少 {run,check,review,list,form,verify,lab", "the following arguments are required: {run,check,review,list,form,verify,lab"),
    ("chek", "COMMAND 没有“chek”；是否指 check？", "COMMAND cannot be “chek”; did you mean check?"),
    ("--county guidong", "COMMAND 没有“guidong”；可选：check, ", "COMMAND cannot be “guidong”; choose one of: check, "),
    (
        "check --conty guidong",
        "未知参数 --conty；是否指 --county？",
        "unknown parameter --conty; did you mean --county?",
    ),
    (
        "check --count guidong",
        "未知参数 --count；是否指 --county？",
        "unknown parameter --count; did you mean --county?",
    ),
    (
        "check --county=guidong --yera=2022",
        "未知参数 --yera=2022；是否指 --year？",
        "unknown parameter --yera=2022; did you mean --year?",
    ),
    ("check guidong", "未知参数 guidong；可选：", "unknown parameter guidong; choose one of: "),
    (
        "list --zzz",
        "未知参数 --zzz；可选：--data, --help, --lang",
        "unknown parameter --zzz; choose one of: --data, --help, --lang",
    ),
    ("check --county", "--county 后面缺少内容", "argument --county: expected at least one argument"),
    ("check --scheme", "--scheme 后面缺少内容", "argument --scheme: expected one argument"),
    ("--version=3", "--version 不带内容，请删去 '3'", "argument --version: ignored explicit argument '3'"),
    ("check --lang fr", "--lang 没有“fr”；可选：en, zh", "--lang cannot be “fr”; choose one of: en, zh"),
    ("run --lang ZH", "--lang 没有“ZH”；可选：en, zh", "--lang cannot be “ZH”; choose one of: en, zh"),
    (
        "check --county guidon",
        "--county：发现“guidon”；应为数据文件夹中已有的；是否指 guidong？",
        "--county: found “guidon”; expected one that the data folder has; did you mean guidong?",
    ),
    (
        "check --county 桂东县",
        "--county：发现“桂东县”；应为数据文件夹中已有的；可选：demo, guidong, hengshan, yiyang。",
        "--county: found “桂东县”; expected one that the data folder has; choose one of: demo, guidong, hengshan, yiyang.",
    ),
    (
        "check --county guidong --year 2023",
        "--year：发现“2023”；应为数据文件夹中已有的；是否指 2022？",
        "--year: found “2023”; expected one that the data folder has; did you mean 2022?",
    ),
    (
        "check --department fut",
        "--department：发现“fut”；应为数据文件夹中已有的；是否指 ftu？",
        "--department: found “fut”; expected one that the data folder has; did you mean ftu?",
    ),
    (
        "check --scheme hunan",
        "发现“hunan”；应为data/schemes/ 中的评分方案；是否指 hunan_a 或 hunan_b 或 hunan_c？",
        "found “hunan”; expected a scheme of data/schemes/; did you mean hunan_a or hunan_b or hunan_c?",
    ),
    (
        "run --scheme hunan_d",
        "发现“hunan_d”；应为data/schemes/ 中的评分方案；是否指 hunan_c？",
        "found “hunan_d”; expected a scheme of data/schemes/; did you mean hunan_c?",
    ),
    (
        "run --notebook departmnt",
        "--notebook：发现“departmnt”；应为notebooks/ 中的笔记本；是否指 department？",
        "--notebook: found “departmnt”; expected a notebook of notebooks/; did you mean department?",
    ),
    (
        "check --data nowhere",
        "参数 data：发现没有文件夹“nowhere”；应为数据文件夹；请检查路径。",
        "parameter data: found no folder “nowhere”; expected the data folder; check the path.",
    ),
    ("list --data nowhere", "参数 data：发现没有文件夹“nowhere”", "parameter data: found no folder “nowhere”"),
    (
        "check --data evallib",
        "evallib：发现没有任何部门；应为<县>/<年度>/<部门>/",
        "evallib: found no department; expected <county>/<year>/<department>/",
    ),
]


@pytest.mark.parametrize(("words", "zh", "en"), WRONG, ids=[row[0] or "nothing" for row in WRONG])
def test_wrong_command(words, zh, en):
    done = evallib(*words.split())
    assert (done.returncode, done.stdout) == (WRONG_COMMAND, "")
    assert zh in done.stderr
    assert en in done.stderr
    assert "Traceback" not in done.stderr


def test_every_wrong_name_of_a_selection_is_told():
    done = evallib("check", "--county", "guidon", "yiyan", "yiyang")
    assert done.returncode == WRONG_COMMAND
    assert [line for line in done.stderr.splitlines() if "did you mean" in line] == [
        "--county: found “guidon”; expected one that the data folder has; did you mean guidong?",
        "--county: found “yiyan”; expected one that the data folder has; did you mean yiyang?",
    ]


def test_a_repeated_option_adds_to_the_first():
    done = evallib("check", "--county", "guidon", "--county", "yiyan")
    assert [line.partition("；")[0] for line in done.stderr.splitlines() if "是否指" in line] == [
        "--county：发现“guidon”",
        "--county：发现“yiyan”",
    ]


def test_version():
    done = evallib("--version")
    assert (done.returncode, done.stdout.strip(), done.stderr) == (ALL_DONE, f"evallib {__version__}", "")


@pytest.mark.parametrize("words", ["--help", "run --help", "check --help", "list --help"])
def test_help_is_in_both_languages(words):
    done = evallib(*words.split())
    assert (done.returncode, done.stderr) == (ALL_DONE, "")
    assert all(
        said in done.stdout for said in ("生成报告 / make reports" if words == "--help" else " / ", "usage: evallib")
    )


def test_list():
    done = evallib("list")
    assert (done.returncode, done.stderr) == (ALL_DONE, "")
    titles = [line for line in done.stdout.splitlines() if line and not line.startswith(" ")]
    assert titles[:5] == ["部门年度", "评分方案", "笔记本", "指标", "核对"]
    assert "  guidong/2022/ftu  桂东县\n" in done.stdout
    assert "  hunan_a  湖南部门整体支出绩效评价指标表（甲）\n" in done.stdout


def test_list_in_english():
    done = evallib("list", "--lang", "en")
    assert done.stdout.startswith("department-years\n  demo/2022/agriculture  Example County\n")
    assert "  guidong/2022/ftu  Guidong County\n" in done.stdout


def test_an_empty_data_folder(tmp_path):
    done = evallib("check", "--data", tmp_path)
    assert done.returncode == WRONG_COMMAND
    assert "没有任何部门" in done.stderr
    assert "no department" in done.stderr


@pytest.mark.parametrize("encoding", ["gbk", "ascii", "latin-1", "utf-8", "utf-16"])
def test_any_console(encoding):
    """The consoles of Chinese Windows are in GBK, which lacks some signs; others lack Chinese altogether."""
    command = [sys.executable, "-m", "evallib", "check", "--county", "guidong", "--lang", "en"]
    done = subprocess.run(
        command, cwd=ROOT, env={**os.environ, "PYTHONIOENCODING": encoding}, capture_output=True, check=False
    )
    assert done.returncode == SOME_FAILED, done.stderr
    assert "guidong/2022/ftu" in done.stdout.decode(encoding)


def test_messages_on_a_gbk_console():
    command = [sys.executable, "-m", "evallib", "check", "--county", "guidon"]
    done = subprocess.run(
        command, cwd=ROOT, env={**os.environ, "PYTHONIOENCODING": "gbk"}, capture_output=True, check=False
    )
    assert done.returncode == WRONG_COMMAND
    assert "是否指 guidong？" in done.stderr.decode("gbk")


@pytest.mark.parametrize("lines", [0, 1])
def test_a_reader_that_has_seen_enough(lines):
    """As in ``evallib list | head -1``."""
    command = [sys.executable, "-m", "evallib", "list"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        for _ in range(lines):
            running.stdout.readline()
        running.stdout.close()
        assert running.stderr.read() == b""
    assert running.returncode == ALL_DONE


@pytest.mark.skipif(sys.platform == "win32", reason="the shell of this test")
def test_nobody_listens():
    done = subprocess.run(
        ["/bin/sh", "-c", f'"{sys.executable}" -m evallib list >&- 2>&-'], cwd=ROOT, capture_output=True, check=False
    )
    assert done.returncode == ALL_DONE
