"""What the report shows of the score: the total as a span, the marks of each row, other readings, other tables, what is missing.

Every mark is told with what made it so: the row's reason, the rule's sources, the rows that a total adds up.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from evallib.case import Case
from evallib.figures import Figure, places
from evallib.problems import UserMistake
from evallib.quantities import Reason
from evallib.reading.record import Target
from evallib.rules.indicators import Judgement, Test
from evallib.rules.scales import HUNDRED, NO, YES
from evallib.rules.scoring import Scorecard, ScoredRow
from evallib.rules.scoring import score as score_by
from evallib.showing import charts
from evallib.showing.pieces import Cell, Chart, Html, Piece, Row, Table, escaped, mark, nothing, rich, say, together
from evallib.showing.sentences import Sentence, Told, sentence, sentences, sum_of_marks, told_count, told_marks, told_worked_out, where_from
from evallib.words import Words, joined


def plain_marks(value: Decimal) -> str:
    """Return marks as text."""
    return f"{value.normalize():f}"


# -- totals ------------------------------------------------------------------------------------------------------------


def _told_sum(total: Decimal, rows: Iterable[tuple[ScoredRow, Decimal]], zh: str, en: str) -> Told:
    shown, parts = plain_marks(total), _sum(rows)
    return told_marks(total, f"{zh}：{parts.zh or '0'}＝{shown}", f"{en}: {parts.en or '0'} = {shown}")


def _sum(rows: Iterable[tuple[ScoredRow, Decimal]]) -> Words:
    return sum_of_marks((row.words, value) for row, value in rows)


def evidenced(card: Scorecard) -> Told:
    """Return the marks of the rows that the evidence settles."""
    return _told_sum(card.evidenced, [(row, row.marks.lowest) for row in card.rows if not row.open], "已核定各项得分之和", "marks of the settled rows")


def settled(card: Scorecard) -> Told:
    """Return the marks available in the rows that the evidence settles."""
    return _told_sum(
        card.settled_marks, [(row, row.available) for row in card.rows if not row.open], "已核定各项分值之和", "marks available in the settled rows"
    )


def lowest(card: Scorecard) -> Told:
    """Return the lowest total still possible."""
    return _told_sum(card.lowest, [(row, row.marks.lowest) for row in card.rows], "可能的最低分，待定部分按0分计", "lowest total, what is open counted as 0")


def highest(card: Scorecard) -> Told:
    """Return the highest total still possible."""
    lost = _sum((row, row.lost) for row in card.rows)
    shown = plain_marks(card.highest)
    zh = f"可能的最高分，待定部分按满分计：100{f'－失分〔{lost.zh}〕' if lost.zh else ''}＝{shown}"
    return told_marks(card.highest, zh, f"highest total, what is open counted in full: 100{f' − lost [{lost.en}]' if lost.en else ''} = {shown}")


def span(card: Scorecard) -> Told:
    """Return the total as a span, ``31.5—95``, or as one number where the evidence settles all."""
    low, high = lowest(card), highest(card)
    if card.lowest == card.highest:
        return evidenced(card)
    shown = Words(f"{low.shown.zh}—{high.shown.zh}", f"{low.shown.en}–{high.shown.en}")
    return Told(shown, Words(f"{low.note.zh}。{high.note.zh}", f"{low.note.en}. {high.note.en}"))


def stated(card: Scorecard) -> Told:
    """Return how the stated score stands to the span, in a clause."""
    note, limits = where_from(card.stated.score), span(card).shown
    if not card.stated.score.known:
        return Told(card.stated.words, Words("", ""))
    return Told(card.stated.words, Words(f"{note.zh}；可能总分{limits.zh}，算式见该数", f"{note.en}; possible score {limits.en}, worked out at that figure"))


def grade(case: Case) -> Words:
    """Return the grade, if the whole span lies in one band."""
    found = case.scorecard.grade
    return Words(f"等级：{found.zh}", f"Grade: {found.en}") if found else Words("资料不足，尚不能定级", "not yet enough evidence for a grade")


def rows_settled(card: Scorecard) -> tuple[Told, Told]:
    """Return how many rows the evidence settles, and how many there are."""
    open_ = Words("、".join(row.words.zh for row in card.open_rows), ", ".join(row.words.en for row in card.open_rows))
    number = len(card.rows) - len(card.open_rows)
    rest = Words(f"；待定：{open_.zh}", f"; open: {open_.en}") if open_.zh else Words("", "")
    of = told_count(len(card.rows), f"评分方案{card.scheme.file}的评分内容", f"rows of the scheme {card.scheme.file}")
    return told_count(number, f"评分表中得分已确定的项数{rest.zh}", f"rows of the scorecard with settled marks{rest.en}"), of


def score_sentence(case: Case) -> Sentence:
    """Say what the evidence settles, what is still possible, and how the stated score stands to it."""
    card = case.scorecard
    words = sentence(
        "按{scheme}，现有资料可以核定{settled}分的归属，其中得{evidenced}分；",
        "By the {scheme}, the evidence at hand settles {settled} of 100 marks and awards {evidenced} of them;",
        scheme=card.scheme.name,
        settled=settled(card),
        evidenced=evidenced(card),
    )
    if card.lowest != card.highest:
        words = words.plus(sentence("总分可能在{low}至{high}分之间。", "the total may lie from {low} to {high}.", low=lowest(card), high=highest(card)))
    else:
        words = words.plus(sentence("总分为{total}分。", "the total is {total}.", total=evidenced(card)))
    clause, status = stated(card), card.stated.status
    if status == "not_comparable":
        return words.plus(sentence("{clause}。", "For comparison: {clause}.", clause=clause))
    clause = clause._replace(shown=Words(clause.shown.zh, clause.shown.en[0].upper() + clause.shown.en[1:]))
    if status == "inside":
        return words.plus(sentence("{clause}。", "{clause}.", clause=clause))
    because = Told(card.stated.because, highest(card).note if card.stated.score.value > card.highest else lowest(card).note)
    return words.plus(
        sentence("{clause}（{because}），按此表不可能。", "{clause} ({because}): by this table it is not possible.", clause=clause, because=because)
    )


# -- rows --------------------------------------------------------------------------------------------------------------


def available(card: Scorecard, row: ScoredRow) -> Told:
    """Return the marks of a row, with the scheme that gives them."""
    cites = "、".join(row.row.cites)
    verified = Words("", "") if row.verified else Words("，未能在来源中完整读到", ", which could not be read in full")
    return told_marks(
        row.available, f"分值：评分方案{card.scheme.file}，依据{cites}{verified.zh}", f"marks: scheme {card.scheme.file}, by {cites}{verified.en}"
    )


def awarded(row: ScoredRow) -> Told:
    """Return what a row earns, or the span still possible, with the reason."""
    low, high = plain_marks(row.marks.lowest), plain_marks(row.marks.highest)
    why, read = why_so(row), Words(*(places(_sources(row), lang, brief=True) for lang in ("zh", "en")))
    note = Words(
        f"{row.words.zh}得分：{why.zh}{f'；{read.zh}' if read.zh else ''}", f"marks awarded for {row.words.en}: {why.en}{f'; {read.en}' if read.en else ''}"
    )
    if row.open:
        return Told(Words(f"待定（{low}—{high}）", f"open ({low}–{high})"), note)
    return Told(Words(low, low), note, row.marks.lowest)


def _sources(row: ScoredRow) -> list:
    value = row.value
    if isinstance(value, Figure):
        return list(value.sources)
    if isinstance(value, Judgement):
        return [value.answer.source] if value.answer else []
    if isinstance(value, Target):
        return [value.source]
    return [test.answer.source for test in value or () if test.answer]


def score(case: Case) -> Piece:
    """Say how the score comes about and what is unverified in the rules."""
    unverified = [row for row in case.scorecard.rows if not row.verified]
    if not unverified:
        return say(case.lang, score_sentence(case))
    names = Words("、".join(row.words.zh for row in unverified), ", ".join(row.words.en for row in unverified))
    marks = _told_sum(sum((row.available for row in unverified), Decimal(0)), [(row, row.available) for row in unverified], "分值之和", "sum of marks")
    note = sentence(
        "其中{number}项、{marks}分的评分标准或指标公式未能在来源中完整读到，以†标明，须对照本县文件。",
        "For {number} rows worth {marks} marks the rule or the formula could not be read in full; they are marked † and yield to the county's own circular.",
        number=told_count(len(unverified), f"评分表中标†的内容：{names.zh}", f"rows marked †: {names.en}"),
        marks=marks,
    )
    return say(case.lang, score_sentence(case), note)


def score_chart(case: Case) -> Chart:
    """Draw the marks of each row: evidenced, open, lost."""
    caption = Words("各项指标得分：实心为已得分，斜线的尚未确定，空框为已失分", "Marks by row: filled earned, hatched open, empty lost")
    columns = [Words("指标", "Indicator"), Words("已得分", "evidenced"), Words("待定", "open"), Words("已失分", "lost")]
    rows = [Row(row.words, [told_marks(value, *awarded(row).note) for value in (row.marks.lowest, row.at_stake, row.lost)]) for row in case.scorecard.rows]
    return charts.score_bars(case, Table(caption, columns, rows, case.lang))


def score_table(case: Case) -> Table:
    """Show the scorecard: value, formula with its numbers, marks and why."""
    card = case.scorecard
    return score_rows(card, Words(f"评分表：{card.scheme.name.zh}", f"Scorecard: {card.scheme.name.en}"), case.lang)


def score_rows(card: Scorecard, caption: Words, lang: str) -> Table:
    """Return a scorecard as a table."""
    columns = [Words("指标", "Indicator"), Words("分值", "Marks"), Words("得分", "Awarded"), Words("计算", "Working"), Words("评分说明", "Why")]
    rows, level = [], None
    for row in card.rows:
        here = (row.row.level1, row.row.level2)
        if here != level:
            level = here
            rows.append(Row(joined(list(dict.fromkeys(here)), " · ", " · "), [], "group"))
        name = Words(row.words.zh + ("" if row.verified else "†"), row.words.en + ("" if row.verified else "†"))
        worth = available(card, row)
        rows.append(Row(name, [worth, awarded(row), working(row, lang), Told(why_so(row), worth.note)]))
    possible = (
        sentence("可能区间{low}至{high}分", "possible range {low} to {high}", low=lowest(card), high=highest(card)) if card.lowest != card.highest else None
    )
    whole = told_marks(HUNDRED, f"评分方案{card.scheme.file}各项分值之和", f"all marks of the scheme {card.scheme.file}")
    rows.append(Row(Words("合计", "Total"), [whole, evidenced(card), None, possible], "total"))
    note = Words(
        "得分栏为“待定”的，括号内是仍可能的最低和最高得分。†：评分标准或指标公式未能在来源中完整读到。比率按四舍五入保留两位小数显示，计分用未舍入的值。",
        "Open marks show the lowest and the highest still possible. †: the rule or the formula could not be read in full. Rates are shown rounded half up to two decimals and scored unrounded.",
    )
    return Table(caption, columns, rows, lang, note)


def working(row: ScoredRow, lang: str) -> Cell:
    """Return the formula in words, below it with its numbers; or the answers that decided."""
    value = row.value
    if isinstance(value, Figure) and value.parts:
        words = Html(escaped(value.formula(lang, numbers=False)))
        return together([words, Html("<br/>"), mark(told_worked_out(value), lang)]) if value.known else words
    if isinstance(value, Figure):
        return value if value.known else None
    if isinstance(value, Judgement):
        return value.answer.text if value.answer else ""
    if isinstance(value, Target):
        sides = [sentence("{side}", "{side}", side=told_worked_out(side)) for side in (value.actual, value.target) if side.known]
        return rich(sentences(sides, " / ", " / "), lang)
    return _answers(value, lang) if isinstance(value, tuple) else ""


def _answers(tests: tuple[Test, ...], lang: str) -> str:
    if not any(test.answer for test in tests):
        return Words("测试均未作答", "none of the tests is answered").said(lang)
    said = (Words(f"{test.asks.zh}：{_answered(test, lang)}", f"{test.asks.en}: {_answered(test, lang)}") for test in tests)
    return joined(list(said), "；", "; ").said(lang)


def _answered(test: Test, lang: str) -> str:
    if test.answer is None:
        return Words("未答", "no answer").said(lang)
    if test.answer.text in NO:
        return Words("否", "no").said(lang)
    if test.answer.text in YES:
        return Words("是", "yes").said(lang) if test.answer.evidence else Words("是，无佐证", "yes, without evidence").said(lang)
    return test.answer.text


def why_so(row: ScoredRow) -> Words:
    """Return why a row earns what it earns, or what it lacks."""
    if row.gap is None or not row.open or isinstance(row.value, tuple):
        return row.marks.why
    reason, note = row.gap.reason.value, row.gap.note
    return Words(f"{reason.zh}：{note.zh}", f"{reason.en}: {note.en}") if note.zh else reason


# -- other readings, other tables --------------------------------------------------------------------------------------


def other_readings(case: Case) -> Table | Piece:
    """Show the rows whose marks depend on how an ambiguous rule is read."""
    rows = [row for row in case.scorecard.rows if row.readings]
    if not rows:
        return nothing(
            case.lang, "规则的其他读法不改变已能计算的各项得分。", "The other readings of the rules change none of the marks that can be worked out."
        )
    shown = [
        Row(
            row.words,
            [
                awarded(row),
                rich(
                    sentences(
                        [
                            sentence("{reading}：{marks}分", "{reading}: {marks}", reading=words, marks=told_marks(marks.lowest, marks.why.zh, marks.why.en))
                            for words, marks in row.readings
                        ],
                        "；",
                        "; ",
                    ),
                    case.lang,
                ),
            ],
        )
        for row in rows
    ]
    return Table(
        Words("另一种读法下的得分", "Marks under another reading"),
        [Words("指标", "Indicator"), Words("本表得分", "Marks here"), Words("其他读法", "Other readings")],
        shown,
        case.lang,
    )


def other_schemes(case: Case) -> Table:
    """Show what the same evidence is worth by each scheme there is, and whether the stated score is possible by it."""
    cards = [case.scorecard, *(score_by(case.record, other) for other in case.others if not isinstance(other, UserMistake))]
    rows = [Row(_scheme_name(case, card), [span(card), settled(card), stated(card)]) for card in cards]
    wrong = [
        Row(Words("无法读取的方案", "a scheme that cannot be read"), [None, None, Words("；".join(o.lines("zh")), "; ".join(o.lines("en")))])
        for o in case.others
        if isinstance(o, UserMistake)
    ]
    columns = [Words("评分表", "Table"), Words("可能总分", "Possible score"), Words("已核定分值", "Marks settled"), Words("自评得分", "Stated score")]
    return Table(Words("换一张评分表", "By another table"), columns, [*rows, *wrong], case.lang)


def _scheme_name(case: Case, card: Scorecard) -> Words:
    name = card.scheme.name
    return Words(f"{name.zh}（本报告采用）", f"{name.en} (used here)") if card.scheme == case.scheme else name


# -- what is missing ---------------------------------------------------------------------------------------------------


def gaps(case: Case) -> Table | Piece:
    """Show what is missing, most marks at stake first, and how each gap can be closed."""
    rows = case.scorecard.open_rows
    if not rows:
        return nothing(case.lang, "评分所需资料齐全。", "Everything that the scoring needs is there.")
    columns = [Words("指标", "Indicator"), Words("待定分值", "Marks at stake"), Words("缺什么", "What is missing"), Words("怎样补", "How to close it")]
    shown = [Row(row.words, [_at_stake(row), _lacks(case.scorecard, row), _remedy(row)]) for row in rows]
    total = _told_sum(sum((row.at_stake for row in rows), Decimal(0)), [(row, row.at_stake) for row in rows], "待定分值之和", "sum of the marks at stake")
    shown.append(Row(Words("合计", "Total"), [total, None, None], "total"))
    return Table(Words("资料缺口及其影响的分值", "What is missing and the marks it may be worth"), columns, shown, case.lang)


def _lacks(card: Scorecard, row: ScoredRow) -> Cell:
    """Return what a row lacks; what its scheme says of it, with the scheme."""
    if row.gap and row.gap.reason is Reason.UNCONFIRMED:
        return Told(Words(row.gap.said("zh"), row.gap.said("en")), available(card, row).note)
    return Words(row.gap.said("zh"), row.gap.said("en")) if row.gap else None


def _at_stake(row: ScoredRow) -> Told:
    low, high = plain_marks(row.marks.lowest), plain_marks(row.marks.highest)
    return told_marks(row.at_stake, f"可能的最高得分{high}－最低得分{low}", f"highest marks possible {high} − lowest {low}")


def _remedy(row: ScoredRow) -> Words:
    """Say who can close a gap and where: the department in one of its files, or the county by its rule."""
    reason, scale = row.gap.reason if row.gap else None, row.row.scale
    if reason is Reason.UNCONFIRMED:
        return Words("评分规则未读到，须按本县文件补入评分方案", "the rule was not read: the county's circular has to go into the scheme")
    if reason is Reason.NOT_APPLICABLE:
        return Words("不需补资料；如何计分由本县规定", "nothing to supply: the county decides how it is scored")
    if scale.targets:
        return Words("在 targets.csv 中补充指标、完成值或佐证", "add targets, results or evidence in targets.csv")
    if scale.checklist:
        return Words("在 checklist.csv 中逐项回答是或否，答“是”附佐证", "answer each test in checklist.csv, a yes with its evidence")
    if scale.judged:
        accepted = scale.judged.accepted
        return Words(f"在 checklist.csv 中评判（{accepted}）并附佐证", f"judge it in checklist.csv ({accepted}), with evidence")
    return Words("在 items.csv 中补充左列数据", "add the data named on the left in items.csv")
