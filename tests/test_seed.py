"""The real report of Guidong: its figures are in the data as printed, and those that hold are accepted.

The report's own text is not in the repository; where it lies beside it, the figures are compared with it.
"""

import re
from pathlib import Path

import pytest

from evallib.case import open_case
from evallib.reading.folder import find_data
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
