"""The annexes of the Word report: base data table, self-evaluation form, score table, and what is still to be supplied.

The rows of annexes 1 and 2 are those of the Excel form (``reading.form``), by year.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from evallib import __version__
from evallib.case import Case
from evallib.figures import Figure, absent
from evallib.problems import UserMistake
from evallib.quantities import Unit, printed
from evallib.reading.form.layout import (
    BASE,
    BASE_NOTE,
    BASE_PERIODS,
    FIELDS,
    FOOTER,
    IN_ANNEXES,
    MONEY_HEADS,
    ROWS,
    SELF,
    SELF_PERIODS,
    TEXTS,
    base_heads,
    headed_label,
    layout_of,
    unnumbered,
)
from evallib.reading.form.layout import TITLES as SHEETS
from evallib.reading.form.layout import Row as FormRow
from evallib.reading.record import ITEMS, Period
from evallib.reading.rows import GROUP_MARKS
from evallib.rules.scoring import ScoredRow
from evallib.showing import department, scores
from evallib.showing.draft import Draft, asked, cell_of
from evallib.showing.official import CENTRE, RIGHT, Cell, fit, head, mark, say, sentence
from evallib.showing.pieces import Row, Table, heading
from evallib.words import Words, dated

SELF_SCHEME = "self_evaluation"
ANNEXES = (
    Words(SHEETS[BASE][0], "Base data table"),
    Words(SHEETS[SELF][0], "Self-evaluation form"),
    Words("部门整体支出绩效评分表", "Score table"),
    Words("待补充内容和待核实事项清单", "What is to be supplied and to be settled"),
)
IN_ENGLISH = {  # what the forms print that is no item of the data
    "财政供养人员情况（人）": "Staff on the public payroll",
    "经费控制情况（万元）": "Control of expenditure (10,000 yuan)",
    "楼堂馆所控制情况（本年完工项目）": "Buildings completed in the year",
    "规模控制率（%）": "floor area ratio (%)",
    "投资概算控制率（%）": "investment ratio (%)",
    "按收入性质分": "By source",
    "按支出性质分": "By nature",
    "填表人": "Filled in by",
    "填报日期": "Date",
    "联系电话": "Telephone",
    "单位负责人": "Head of the unit",
    BASE_NOTE: "Operating cost: general goods and services within basic expenditure. Project expenditure: everything outside basic expenditure. "
    "Running and maintenance: what of project expenditure is spent on staff and daily business.",
}


def annexes(draft: Draft) -> None:
    """Write the annexes."""
    for words, write in zip(ANNEXES, (_base, _self, _scores, _open_matters), strict=True):
        draft.annex(words, turned=write is not _base)
        write(draft)


def entered_in(key: str) -> Words:
    """Return where the department enters a text or a figure, so that the report made next has it."""
    if key in ITEMS:
        name = ITEMS[key].words
        return Words(f"填报表中的“{name.zh}”，或 items.csv 的 {key}", f"“{name.zh}” in the form, or {key} in items.csv")
    if key == "targets":
        return Words(f"填报表“{SHEETS[SELF][1]}”的绩效指标，或 targets.csv", f"the indicators on the form's sheet “{SHEETS[SELF][1]}”, or targets.csv")
    if key in IN_ANNEXES or key in FOOTER.values():
        return Words(f"填报表，或 profile.yml 的 {key}", f"the form, or {key} in profile.yml")
    label = next(label for label, (name, _) in FIELDS.items() if name == key)
    return Words(
        f"填报表“{SHEETS[TEXTS][1]}”的“{label}”，或 profile.yml 的 {key}", f"“{label}” on the form's sheet “{SHEETS[TEXTS][1]}”, or {key} in profile.yml"
    )


def _said(text: str, lang: str) -> str:
    """Return what a form prints, in the language."""
    return IN_ENGLISH.get(text, text) if lang == "en" else text


def _label(row: FormRow, draft: Draft) -> str:
    """Return the label of a row: as printed, in English the name of its item."""
    if draft.lang == "en":
        return heading(row.item.words, "en") if row.item else heading(_said(row.label, "en"), "en")
    return row.label


@dataclass
class _Asked:
    """The cells of a form, and which of them nobody has filled in: by the heading of their column, the names of their rows."""

    draft: Draft
    lacking: dict[str, list[str]] = field(default_factory=dict)

    def cell(self, name: str, figure: Figure, under: str = "") -> Cell:
        """Return the cell of a figure."""
        cell = asked(cell_of(figure, self.draft.lang), figure)
        if cell.missing:
            self.lacking.setdefault(under.replace("\n", "" if self.draft.lang == "zh" else " "), []).append(
                unnumbered(name.strip("　 ")).removeprefix("其中：")
            )
        return cell

    def note(self) -> None:
        """Enter what is not filled in, a line for each column of the form."""
        for under, names in self.lacking.items():
            zh, en = "、".join(names), ", ".join(names)
            self.draft.note(Words(f"{under}：{zh}" if under else zh, f"{under}: {en}" if under else en), IN_FORM)


IN_FORM = Words("填报表，或 items.csv", "the form, or items.csv")
TEXTS_ASKED = {  # of the department's own
    "mandate": Words("部门主要职责，按“三定”规定简述", "the department's mandate, in short"),
    "goal": Words("年度总体目标", "the overall goal of the year"),
    "achieved": Words("年度总体目标的完成情况", "how far the overall goal was reached"),
    "plan": Words("年度重点工作任务", "the main tasks of the year"),
    "thrift": Words("厉行节约保障措施", "measures of thrift"),
    "problems": Words("存在的问题及原因", "problems and their causes"),
    "measures": Words("下一步改进措施，逐项对应所列问题", "measures, one for each problem"),
    "publications": Words("公开的时间、方式和网址", "when, how and where it is published"),
}


# -- annex 1 ---------------------------------------------------------------------------------------------------------


def _base(draft: Draft) -> None:
    record = draft.case.record
    rows = ROWS[BASE, layout_of(record.year)]
    staff, money, building = ([one for one in rows if one.block.startswith(block)] for block in ("财政供养", "经费", "楼堂馆所"))
    cells = _Asked(draft)
    _whose(draft)
    shares = [54, 34, 34, 34] if draft.lang == "zh" else [60, 32, 32, 32]
    draft.cells(_headed(draft, cells, [staff]), shares)
    heads = [head(_said(money[0].block, draft.lang)), *map(head, _base_heads(draft))]
    draft.cells([heads, *_money(draft, cells, money)], shares)
    buildings = _headed(draft, cells, [building[:3], building[3:]])
    draft.cells(buildings, shares, heads=0)
    cells.note()
    thrift = record.profile.thrift.said(draft.lang)
    if not thrift:
        draft.note(TEXTS_ASKED["thrift"], entered_in("thrift"))
    draft.cells(
        [[head(Words("厉行节约保障措施", "Measures of thrift").said(draft.lang)), Cell(thrift or _to_supply(draft), missing=not thrift)]],
        [shares[0], sum(shares[1:])],
        heads=0,
    )
    say(draft.document, _said(BASE_NOTE, draft.lang), "Note").paragraph_format.keep_with_next = True
    _footer(draft)


def _base_heads(draft: Draft) -> tuple[str, ...]:
    year = draft.case.record.year
    if draft.lang == "zh":
        return tuple(text.replace("（", "\n（") for text in base_heads(year))
    return tuple(f"{heading(period.words, 'en')}\n({year - (period is Period.LAST_ACTUAL)})" for period in BASE_PERIODS)


def _headed(draft: Draft, cells: _Asked, lines: list[list[FormRow]]) -> list[list[Cell]]:
    """Return rows of labels with their values below, beside the heading of their block."""
    block, rows = _said(lines[0][0].block, draft.lang), []
    for line in lines:
        labels = [headed_label(one, draft.case.record.year) if draft.lang == "zh" else _label(one, draft) for one in line]
        figures = [_headed_figure(draft.case, one, line) for one in line]
        rows.append([head(block, tall="continue" if rows else "restart"), *map(head, labels)])
        rows.append([head("", tall="continue"), *(replace(cells.cell(name, one), side=CENTRE) for name, one in zip(labels, figures, strict=True))])
    return rows


def _headed_figure(case: Case, row: FormRow, line: list[FormRow]) -> Figure:
    """Return a figure of a block, its rate worked out from the two beside it."""
    if row.item and row.item.unit is not Unit.PERCENT:
        return case.figure(row.item.key)
    whole, part = (case.figure(one.item.key) for one in line[:2])
    return (part / whole).percent


def _money(draft: Draft, cells: _Asked, rows: Iterable[FormRow]) -> Iterable[list[Cell]]:
    """Yield the rows of amounts, below the list of projects a line for each."""
    record, heads = draft.case.record, _base_heads(draft)
    listed = {(m.detail, m.period): record.amount(m) for m in record.mentions if m.item.key == "project"}
    for row in rows:
        name = "　" * row.level + _label(row, draft)
        if row.shape != "projects":
            figures = [draft.case.figure(row.item.key, period) for period in BASE_PERIODS]
            yield [Cell(name), *(cells.cell(name, figure, under) for figure, under in zip(figures, heads, strict=True))]
            continue
        yield [Cell(name), Cell(), Cell(), Cell()]
        for project in dict.fromkeys(name for name, period in listed if period in BASE_PERIODS):
            figures = [listed.get((project, period), absent(row.item.label(period), row.item.unit)) for period in BASE_PERIODS]
            yield [Cell("　" * (row.level + 1) + project), *(cells.cell(project, figure, under) for figure, under in zip(figures, heads, strict=True))]


def _whose(draft: Draft) -> None:
    name = draft.case.record.profile.name
    draft.say(Words(f"单位名称：{name.zh}　　金额单位：万元", f"Unit: {name.en}. Amounts in 10,000 yuan."), "Note")


def _footer(draft: Draft) -> None:
    """Name who filled the form in."""
    profile, line = draft.case.record.profile, say(draft.document, "", "Note")
    for label, key in FOOTER.items():
        value = getattr(profile, key)
        line.add_run(_said(label, draft.lang) + ("：" if draft.lang == "zh" else ": "))
        if value:
            line.add_run(fit(dated(value).said(draft.lang) if key == "date" else value))
        else:
            draft.note(Words(label, _said(label, "en")), entered_in(key))
            mark(line, _to_supply(draft))
        line.add_run("　")


def _to_supply(draft: Draft) -> str:
    return Words("〔待补充〕", "[To be supplied]").said(draft.lang)


# -- annex 2 ---------------------------------------------------------------------------------------------------------


def _self(draft: Draft) -> None:
    case, lang = draft.case, draft.lang
    own = _by_own_targets(case)
    cells = _Asked(draft)
    _whose(draft)
    total, *sides = ROWS[SELF, 0][:-1]
    heads = [heading(Words(MONEY_HEADS[period], period.words.en), lang) for period in SELF_PERIODS]
    marks = [Words("分值", "Marks"), Words("执行率", "Execution"), Words("得分", "Awarded")]
    amounts = [cells.cell(_label(total, draft), case.figure(total.item.key, period), under) for period, under in zip(SELF_PERIODS, heads, strict=True)]
    execution = next((_scored(own, row) for row in own.scorecard.rows if row.row.indicator == "execution_rate"), [Cell(), Cell()]) if own else [Cell(), Cell()]
    rate = case.indicator("execution_rate", basis="revised")
    draft.cells(
        [
            [head(Words("年度预算申请（万元）", "Budget of the year").said(lang)), *map(head, heads), *(head(words.said(lang)) for words in marks)],
            [Cell(_label(total, draft)), *amounts, replace(execution[0], side=CENTRE), replace(cell_of(rate, lang), side=CENTRE), execution[1]],
        ],
        [45, 34, 34, 34, 20, 28, 30],
    )
    draft.cells(_two_sides(draft, cells, sides), [70, 42.5, 70, 42.5])
    cells.note()
    _goals(draft)
    _indicators(draft, own)
    _footer(draft)


def _two_sides(draft: Draft, cells: _Asked, rows: list[FormRow]) -> list[list[Cell]]:
    """Return the year's amount split twice, side by side: by source and by nature."""
    sides = [[row for row in rows if row.block == block] for block in ("按收入性质分", "按支出性质分")]
    amount = Words("金额（全年执行数）", "Outturn").said(draft.lang)
    lines = [[cell for side in sides for cell in (head(_said(side[0].block, draft.lang)), head(amount))]]
    for number in range(max(map(len, sides))):
        line: list[Cell] = []
        for side in sides:
            row = side[number] if number < len(side) else None
            name = _label(row, draft) if row else ""
            line += [Cell(name), cells.cell(name, _of_side(draft.case, row.item.key)) if row else Cell()]
        lines.append(line)
    return lines


def _of_side(case: Case, item: str) -> Figure:
    """Return a figure of one of the two sides; the total of the split by nature is worked out where it is not stated."""
    stated = case.figure(item)
    return case.figure("exp_basic") + case.figure("exp_project") if item == "exp_by_nature" and not stated.known else stated


def _goals(draft: Draft) -> None:
    profile, lang = draft.case.record.profile, draft.lang
    told = ((Words("预期目标", "Goal"), "goal"), (Words("实际完成情况", "Reached"), "achieved"))
    texts = [getattr(profile, key).said(lang) for _, key in told]
    for (_, key), text in zip(told, texts, strict=True):
        if not text:
            draft.note(TEXTS_ASKED[key], entered_in(key))
    rows = [[head(words.said(lang)) for words, _ in told], [Cell(text or _to_supply(draft), missing=not text) for text in texts]]
    draft.cells(rows, [1, 1])


def _by_own_targets(case: Case) -> Case | None:
    """Return the case scored by the self-evaluation form, None where there is no such scheme."""
    known = (case.scheme, *(one for one in case.others if not isinstance(one, UserMistake)))
    return next((replace(case, scheme=one) for one in known if one.key == SELF_SCHEME), None)


def _scored(case: Case, row: ScoredRow) -> list[Cell]:
    """Return marks and marks awarded of a row, as the score table prints them."""
    shown = [one for one in scores.score_table(case).rows if one.part == ""]
    place = next(place for place, one in enumerate(case.scorecard.rows) if one is row)
    available, awarded, *_ = shown[place].cells
    return [cell_of(available, case.lang), replace(cell_of(awarded, case.lang), side=CENTRE)]


INDICATOR_HEADS = (
    (Words("一级指标", "Level 1"), 34),
    (Words("二级指标", "Level 2"), 27),
    (Words("三级指标", "Level 3"), 37),
    (Words("年度指标值", "Target"), 26),
    (Words("实际完成值", "Actual"), 26),
    (Words("分值", "Marks"), 15),
    (Words("得分", "Awarded"), 32),
    (Words("偏差原因分析及改进措施", "Deviation: cause and remedy"), 43),
)
GROUPS = {"output": Words("产出指标", "Output"), "outcome": Words("效益指标", "Benefit"), "satisfaction": Words("满意度指标", "Satisfaction")}


def _indicators(draft: Draft, own: Case | None) -> None:
    """Write the department's own indicators with what they earn, group by group, and what their marks leave open."""
    case, lang = draft.case, draft.lang
    shown = department.results(case)
    lines = [row for row in shown.rows if row.part != "group"] if isinstance(shown, Table) else ()
    told = dict(zip(map(id, case.record.targets), lines, strict=False))
    scored = {id(row.value): row for row in own.scorecard.rows} if own else {}
    rows = [[head(words.said(lang)) for words, _ in INDICATOR_HEADS]]
    for group, words in GROUPS.items():
        first = len(rows)
        for target in (one for one in case.record.targets if one.group == group):
            kind, aim, reached, _, weight, _, why = told[id(target)].cells
            marks = _scored(own, scored[id(target)]) if id(target) in scored else [cell_of(weight, lang), Cell()]
            texts = [cell_of(kind, lang), Cell(target.name), *(replace(cell_of(one, lang), side=CENTRE) for one in (aim, reached))]
            rows.append([*texts, *marks, cell_of(why, lang)])
        rows += [[Cell(), Cell(), Cell(), Cell(), *_scored(own, row), cell_of(row.gap, lang)] for row in _left_open(own, group)]
        for number, row in enumerate(rows[first:]):
            row.insert(
                0,
                head(
                    f"{words.said(lang)}（{GROUP_MARKS[group]}）" if lang == "zh" else f"{words.en} ({GROUP_MARKS[group]})",
                    tall="continue" if number else "restart",
                ),
            )
    rows.append(_total_of_form(case, own))
    draft.cells(rows, [width for _, width in INDICATOR_HEADS])


def _left_open(own: Case | None, group: str) -> list[ScoredRow]:
    """Return the rows of a group that no indicator stands for."""
    return [row for row in own.scorecard.rows if row.row.scale.targets and row.row.scale.targets.group == group and row.value is None] if own else []


def _total_of_form(case: Case, own: Case | None) -> list[Cell]:
    lang = case.lang
    card = own.scorecard if own else None
    low, high = (printed(value, Unit.MARK, with_unit=False) for value in (card.lowest, card.highest)) if card else ("", "")
    span = low if low == high else f"{low}—{high}" if lang == "zh" else f"{low}–{high}"
    stated = Words(f"自评：{case.scorecard.stated_score.shown('zh')}", f"Stated: {case.scorecard.stated_score.shown('en')}")
    return [head(Words("总分", "Total").said(lang), wide=5), Cell("100", RIGHT, bold=True), Cell(span, CENTRE, bold=True), Cell(stated.said(lang))]


# -- annexes 3 and 4 -------------------------------------------------------------------------------------------------


def _scores(draft: Draft) -> None:
    draft.table(scores.score_table(draft.case))


def _open_matters(draft: Draft) -> None:
    case = draft.case
    lacking = scores.gaps(case)
    _listing(draft, Words("待补充内容", "To be supplied"), PLACES, [[one.where, one.what, one.how] for one in draft.missing])
    if isinstance(lacking, Table):
        draft.table(lacking)
    serious = [finding for finding in case.findings if finding.serious]
    told = [
        [Words(f"{one.subject.zh}（{one.check}）", f"{one.subject.en} ({one.check})"), one.outcome.words, sentence(one.message), one.question]
        for one in serious
    ]
    _listing(draft, Words("待核实事项", "To be settled"), MATTERS, told)
    _listing(draft, Words("读取数据时的说明", "How doubtful entries were read"), REMARKS, [[one.place, sentence(one.words)] for one in case.record.remarks])
    files = [[Words(name, name), Words(digest, digest)] for name, digest in (*case.record.files, (case.scheme.file, case.scheme.sha256))]
    _listing(draft, Words("本稿所用数据文件和评分方案", "Files that this draft was made from"), FILES, files)
    draft.say(Words(f"由 evallib {__version__} 生成。", f"Made by evallib {__version__}."), "Note")


NUMBER = Words("序号", "No.")
PLACES = (Words("位置", "Where"), Words("待补充的内容", "What"), Words("补充途径", "How"))
MATTERS = (Words("事项", "Matter"), Words("结果", "Outcome"), Words("核对情况", "What was found"), Words("请核实", "Question"))
REMARKS = (Words("位置", "Where"), Words("说明", "Remark"))
FILES = (Words("文件", "File"), Words("SHA-256", "SHA-256"))


def _listing(draft: Draft, named: Words, columns: Sequence[Words], rows: Sequence[Sequence[Words]]) -> None:
    """Write a numbered list as a table, if there is anything to list."""
    if rows:
        draft.table(Table(named, (NUMBER, *columns), [Row(str(number), row) for number, row in enumerate(rows, 1)], draft.lang))
