"""Family I: the stated score against the score that the rules allow."""

from __future__ import annotations

from collections.abc import Iterator

from evallib.rules.findings import Finding, Outcome, check
from evallib.rules.scoring import Scorecard
from evallib.words import Words


@check("I2", "自评得分在可能区间内", "The stated score is possible", cites="EVALLIB", on="scorecard")
def stated_score_is_feasible(scorecard: Scorecard) -> Iterator[Finding]:
    """The stated score is at most 100 less certain deductions.

    It fails only where the department named this very scheme and verified rules alone rule its score out; else the
    department may have used another table, and is asked.
    """
    stated = scorecard.stated
    if not stated.score.known:
        return
    if stated.status == "not_comparable":
        yield Finding("I2", Outcome.NOT_APPLICABLE, stated.score.label, stated.words, stated.score)
        return
    scheme = scorecard.scheme.name
    if stated.status == "inside":
        yield Finding(
            "I2",
            Outcome.PASS,
            stated.score.label,
            Words(
                f"按{scheme.zh}，{stated.words.zh}（{scorecard.lowest.normalize():f}至{scorecard.highest.normalize():f}分）",
                f"by the {scheme.en}, {stated.words.en} ({scorecard.lowest.normalize():f} to {scorecard.highest.normalize():f})",
            ),
            stated.score,
        )
        return
    own_table = scorecard.stated_scheme == scorecard.scheme.key and stated.certain
    yield Finding(
        "I2",
        Outcome.FAIL if own_table else Outcome.QUESTION,
        stated.score.label,
        Words(
            f"按{scheme.zh}，{stated.words.zh}：{stated.because.zh}" + ("" if stated.certain else "（含未核实的规则）"),
            f"by the {scheme.en}, {stated.words.en}: {stated.because.en}" + ("" if stated.certain else " (unverified rules counted in)"),
        ),
        stated.score,
        question=Words("自评采用的是哪一张评分表？请附评分明细。", "Which table was the self-score made by? Please attach it with its marks."),
        places=tuple(source for row in stated.rows if row.figure for source in row.figure.sources),
    )


@check("I6", "自评得分附有评分表", "The stated score comes with its table", cites="EVALLIB", on="scorecard")
def stated_score_has_table(scorecard: Scorecard) -> Iterator[Finding]:
    """A stated score without a table of marks cannot be verified."""
    score, marks = scorecard.stated_score, scorecard.settled_marks
    if not score.known:
        return
    if scorecard.stated_scheme:
        yield Finding("I6", Outcome.PASS, score.label, Words("已说明所用评分表", "the table used is named"), score)
    else:
        yield Finding(
            "I6",
            Outcome.INSUFFICIENT_DATA,
            score.label,
            Words(
                f"没有评分明细；依现有资料只能核定100分中{marks.normalize():f}分的归属",
                f"there is no table of marks; the data at hand settle {marks.normalize():f} of 100 marks",
            ),
            score,
        )
