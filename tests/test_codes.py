"""The lists of codes: what is shipped, how names are matched, and what is refused."""

import csv
import shutil
from pathlib import Path

import pytest

from evallib.problems import UserMistake
from evallib.reading.account_tables import plain_name, same_name
from evallib.reading.codes import codes_folder, read_codes
from evallib.rules.sources import SOURCES

DATA = Path(__file__).parents[1] / "data"
CODES = read_codes(DATA)
HEADER = "code,name,valid_from,valid_to,source,verified"

ENTRIES = [  # kind, code, year, name (None: no such code then), verified, source
    ("functional", "2210201", 2022, "住房公积金", True, "framework 4.6, F"),
    ("functional", "208", 2022, "社会保障和就业支出", True, "framework 4.6: code and name seen"),
    ("functional", "213", 2022, "农林水支出", False, "framework 4.6: code recalled"),
    ("functional", "20129", 2023, "群众团体事务", False, "framework 4.6, R"),
    ("functional", "2012902", 2022, "一般行政管理事务", True, "framework 4.6, F"),
    ("functional", "2110104", 2025, "生态环境保护宣传", True, "printed in the specimen of S29"),
    ("functional", "20139", 2022, None, False, "framework 4.6: exists in later years"),
    ("functional", "20139", 2024, "社会工作事务", False, "framework 4.6: exists in later years"),
    ("functional", "2012901", 2021, None, False, "the list begins with the version of 2022"),
    ("economic", "30101", 2022, "基本工资", True, "framework 4.4, F"),
    ("economic", "30217", 2025, "公务接待费", True, "framework 4.4, F"),
    ("economic", "307", 2022, "债务利息及费用支出", False, "framework 4.4, K"),
    ("economic", "31206", 2022, None, False, "framework 4.4: added later, not known when"),
    ("economic", "30104", 2022, None, True, "framework 4.4: before 2018 or of the army"),
    ("economic", "30223", 2022, None, True, "framework 4.4: before 2018 or of the army"),
    ("economic", "39906", 2022, None, False, "framework 4.4: retired, year recalled"),
    ("economic", "39906", 2019, "赠与", False, "framework 4.4: retired, year recalled"),
    ("economic", "2210201", 2022, None, False, "a code of the other classification"),
]


@pytest.mark.parametrize(("kind", "code", "year", "name", "verified", "source"), ENTRIES)
def test_entry(kind, code, year, name, verified, source):
    entry = CODES.entry(kind, code, year)
    assert (entry.name if entry else None) == name, source
    assert all(one.verified == verified for one in CODES.known(kind, code)), source


def test_the_shipped_lists_are_those_of_the_paper():
    """Framework 4.4 lists 109 economic codes, and eight retired ones; functional ones are 30 classes, their sections and a few items."""
    counts = {kind: len([one for one in CODES.entries if one.kind == kind]) for kind in ("functional", "economic")}
    classes = [one for one in CODES.entries if one.kind == "functional" and len(one.code) == 3]
    assert counts == {"functional": 238, "economic": 109 + 8}
    assert len(classes) == 30
    assert {source for one in CODES.entries for source in one.source.split()} <= set(SOURCES)
    assert [place for place, _ in CODES.files] == ["codes/functional.csv", "codes/economic.csv"]


@pytest.mark.parametrize("kind", ["functional", "economic"])
def test_every_code_stands_under_one_of_its_own_list(kind):
    with (DATA / "codes" / f"{kind}.csv").open(encoding="utf-8", newline="") as stream:
        codes = [row["code"] for row in csv.DictReader(stream)]
    assert codes == sorted(codes)
    assert all(code[:length] in codes for code in codes for length in (3, 5) if length < len(code))


NAMES = [  # one, other, whether they are one name
    ("一般公共服务支出", "一、一般公共服务", True),
    ("一般公共服务支出", "一 般 公 共 服 务 支 出", True),
    ("因公出国（境）费用", "因公出国(境)费", True),
    ("维修（护）费", "维修(护)费", True),
    ("公务接待费", "其中：公务接待费", True),
    ("公务用车购置", "（1）公务用车购置", True),
    ("办公费", "······办公费", True),
    ("机关事业单位基本养老保险缴费支出", "机关事业单位基本养老保险", True),
    ("机关事业单位基本养老保险缴费支出", "机关事业单位基本养老保险缴费\n支出", True),
    ("行政单位医疗", "事业单位医疗", False),
    ("住房公积金", "行政单位医疗", False),
    ("医疗费", "医疗费补助", False),
    ("其他支出", "其他商品和服务支出", False),
]


@pytest.mark.parametrize(("one", "other", "same"), NAMES)
def test_names(one, other, same):
    assert same_name(one, other) is same
    assert same_name(other, one) is same


def test_numbers_within_a_name_stay():
    assert plain_name("2.5级机制经费") == "2.5级机制经费"
    assert plain_name("1.办公费") == "办公费"


def folder(tmp_path, **lists):
    (tmp_path / "codes").mkdir()
    for name, rows in lists.items():
        (tmp_path / "codes" / f"{name}.csv").write_text(f"{HEADER}\n{rows}\n", "utf-8")
    return tmp_path


def test_a_data_folder_may_have_lists_of_its_own(tmp_path):
    codes = read_codes(folder(tmp_path, economic="30101,基本工资,2018,,R1,yes"))
    assert [(one.code, one.verified) for one in codes.entries] == [("30101", True)]
    assert codes_folder(tmp_path / "elsewhere") == DATA / "codes"


def test_the_lists_are_shipped_with_the_data(tmp_path):
    shutil.copytree(DATA / "codes", tmp_path / "codes")
    assert read_codes(tmp_path) == CODES


WRONG = [  # rows of functional.csv, what is refused: place and finding, of each problem
    ("20129x,群众团体事务,2022,,R,no", ["codes/functional.csv 第2行 [code]：发现“20129x”"]),
    ("2012,群众团体事务,2022,,R,no", ["codes/functional.csv 第2行 [code]：发现“2012”"]),
    ("20129,群众团体事务,22,,R,no", ["codes/functional.csv 第2行 [valid_from]：发现“22”"]),
    ("20129,群众团体事务,2022,2021,R,no", ["codes/functional.csv 第2行 [valid_to]：发现“2021”"]),
    ("20129,群众团体事务,2022,,,no", ["codes/functional.csv 第2行 [source]：发现空缺"]),
    ("20129,群众团体事务,2022,,R,maybe", ["codes/functional.csv 第2行 [verified]：发现“maybe”"]),
    ("x,,22,,,", [f"codes/functional.csv 第2行 [{column}]" for column in ("code", "valid_from", "source", "verified")]),
    ("20129,甲,2022,,R,no\n20129,乙,2020,2023,R,no", ["codes/functional.csv 第3行 [code]：发现“20129”"]),
]


@pytest.mark.parametrize(("rows", "problems"), WRONG)
def test_what_is_wrong_is_told_all_at_once(tmp_path, rows, problems):
    with pytest.raises(UserMistake) as mistake:
        read_codes(folder(tmp_path, functional=rows))
    told = mistake.value.lines("zh")
    assert len(told) == len(problems)
    assert all(line.startswith(begin) for line, begin in zip(told, problems, strict=True))


def test_both_files_are_looked_through(tmp_path):
    with pytest.raises(UserMistake) as mistake:
        read_codes(folder(tmp_path, functional="1,甲,,,R,no", economic="2,乙,,,R,no"))
    assert [line.split(" ")[0] for line in mistake.value.lines("en")] == ["codes/functional.csv", "codes/economic.csv"]


def test_a_code_may_change_its_name(tmp_path):
    codes = read_codes(folder(tmp_path, functional="20805,行政事业单位离退休,2018,2019,R,no\n20805,行政事业单位养老支出,2020,,R,no"))
    assert [codes.entry("functional", "20805", year).name for year in (2019, 2020)] == ["行政事业单位离退休", "行政事业单位养老支出"]
