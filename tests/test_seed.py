"""The real report of Guidong: its figures are in the data as printed, and those that hold are accepted.

The report's own text is not in the repository; where it lies beside it, the figures are compared with it.
"""

import re
from pathlib import Path

import pytest

from evallib.case import open_case
from evallib.reading.folder import find_data
from evallib.reading.narrative import read_narrative
from evallib.review import Review
from evallib.rules.findings import Outcome

ROOT = Path(__file__).parents[1]
DATA = find_data(ROOT / "data")
SEED = next(iter((ROOT.parent / "shared" / "seed").glob("*.txt")), None)

HOLDS = [  # check, figure as stated, arithmetic: framework 5.4
    ("A5", "114.66万元", "114.66万元"),
    ("A2", "108.06万元", "93.02 ＋ 15.04 ＝ 108.06"),
    ("A1", "114.66万元", "108.06 ＋ 6.60 ＝ 114.66"),
    ("A1", "189.20万元", "174.68 ＋ 14.52 ＝ 189.20"),
    ("A6", "92.33%", "174.68 ÷ 189.20 × 100% ＝ 92.33%"),
    ("A6", "7.67%", "14.52 ÷ 189.20 × 100% ＝ 7.67%"),
    ("A6", "100.00%", "92.33% ＋ 7.67% ＝ 100.00%"),
    ("A4", "14.52万元", "12.07 ＋ 1.60 ＋ 0.85 ＝ 14.52"),
]


@pytest.mark.parametrize(("check", "stated", "arithmetic"), HOLDS)
def test_what_holds_is_accepted(check, stated, arithmetic):
    found = [f for f in open_case("guidong", 2022, "ftu", data=DATA).findings if f.check == check and f.outcome is Outcome.PASS]
    assert (stated, arithmetic) in [(f.stated.shown("zh"), f.expected.arithmetic("zh")) for f in found]


def test_staff_within_establishment():
    assert open_case("guidong", 2022, "ftu", data=DATA).indicator("staff_control_rate").value == 100


@pytest.mark.skipif(SEED is None, reason="the report's text is not beside the repository")
def test_every_figure_stands_in_the_report_as_printed():
    """Value and unit, as printed, in the section that the ``source`` column names."""
    text = SEED.read_text("utf-8")
    for mention in open_case("guidong", 2022, "ftu", data=DATA).record.mentions:
        printed = f"{mention.figure.value}{'人' if mention.unit_printed == '人' else mention.unit_printed}"
        people = f"{mention.figure.value}名"
        assert printed in text or people in text, mention.figure.label.zh


@pytest.mark.skipif(SEED is None, reason="the report's text is not beside the repository")
def test_no_sentence_of_the_report_is_in_the_repository():
    """Figures go in, sentences do not: no run of 25 characters of the report stands in the data or in the notebook."""
    text = re.sub(r"\s", "", SEED.read_text("utf-8"))
    ours = "".join(re.sub(r"\s", "", path.read_text("utf-8")) for path in [*(ROOT / "data/guidong").rglob("*.*ml"), *(ROOT / "data/guidong").rglob("*.csv"), *(ROOT / "notebooks").glob("*.ipynb")])
    runs = {text[i:i + 25] for i in range(len(text) - 25)}
    assert [run for run in runs if run in ours and "自评报告" not in run] == []


# -- the report's own words -----------------------------------------------------------------------------------------------

DEFECTS = [  # row of framework 5.3, check, outcome, words that the finding must touch
    (1, "G1", "fail", "23人"),
    (3, "A2", "fail", "174.68万元"),
    (5, "F1", "fail", "174.68元"),
    (6, "F2", "question", "15.39"),
    (7, "A8", "question", "114.66万元"),
    (8, "J1", "fail", "基本经费没有突破预算"),
    (9, "E5", "question", "106.56万元"),
    (12, "H3", "question", "不超标、不超预算"),
    (13, "I2", "question", "96分"),
    (13, "I6", "insufficient_data", "96分"),
    (14, "J2", "question", "圆满完成年初设定的绩效目标"),
    (15, "J6", "question", "二十大"),
    (16, "J3", "question", "单项工作经费不足"),
    (19, "K5", "question", "17.96万元"),
    (22, "K2", "question", "76家"),
]
CORRECT = [  # framework 5.4: nothing above a hint may touch them, but for the contradictions of which they are one side
    "93.02万元", "15.04万元", "6.6万元", "92.33%", "7.67%", "12.07万元", "7场", "260把", "260个", "13把", "41.24万元", "10户", "27户", "5800元",
    "11个", "29家", "10场次", "6批次", "3件", "27人，挽回", "104人次", "77人次", "378人次", "33万元",
]  # fmt: skip
SIDES = {"K5", "J1"}


@pytest.fixture(scope="module")
def review():
    return Review(read_narrative(SEED.read_text("utf-8"), SEED.name))


@pytest.mark.skipif(SEED is None, reason="the report's text is not beside the repository")
@pytest.mark.parametrize(("row", "check", "outcome", "words"), DEFECTS)
def test_the_reports_defects_are_found(review, row, check, outcome, words):
    text = review.narrative.text
    found = [text[start:end] for f in review.findings if (f.check, f.outcome.key) == (check, outcome) for start, end in f.spans]
    assert any(words in span or span in words for span in found), (row, found)


@pytest.mark.skipif(SEED is None, reason="the report's text is not beside the repository")
@pytest.mark.parametrize("words", CORRECT)
def test_what_is_right_in_the_report_is_not_doubted(review, words):
    begin = review.narrative.text.index(words)
    end = begin + len(words.split("，")[0])
    doubts = [f for f in review.findings if f.serious and f.check not in SIDES and any(start < end and begin < stop for start, stop in f.spans)]
    assert [(f.check, f.message.zh) for f in doubts] == []


@pytest.mark.skipif(SEED is None, reason="the report's text is not beside the repository")
def test_causes_and_arithmetic_are_told(review):
    first = next(f for f in review.findings if f.check == "A2" and f.outcome is Outcome.FAIL)
    assert "189.20万元" in first.cause.zh
    claim = next(f for f in review.findings if f.check == "J1" and f.outcome is Outcome.FAIL)
    assert "161.65%" in claim.message.zh
    assert "年初预算" in claim.message.zh
