"""The Word report: 部门整体支出绩效自评报告 in the order of sections that counties of Hunan use, with its annexes.

The department's own words stand where it has given them; where it has not, the place says what is expected. Sentences, tables and
charts are those of the page (``department``); those that the page lacks are here. Source of the order: S21–S23, in part recalled.
"""

from __future__ import annotations

from collections.abc import Iterable

from evallib.case import Case
from evallib.figures import Figure
from evallib.quantities import Gap, Reason, million
from evallib.reading.account_tables import COLUMNS, TITLES
from evallib.reading.record import ITEMS, Period
from evallib.rules.findings import Outcome
from evallib.showing import amounts, department, scores
from evallib.showing.draft import Draft
from evallib.showing.official import finished, mark, say, sentence
from evallib.showing.pieces import INVENTED, Piece, heading
from evallib.showing.word_annexes import ANNEXES, TEXTS_ASKED, annexes, entered_in
from evallib.words import Words, dated, joined

EMPTY = Words("", "")
INITIAL, REVISED, ACTUAL = Period.BUDGET_INITIAL, Period.BUDGET_REVISED, Period.ACTUAL
ACCOUNTS = Words("放入部门决算公开表（accounts.xlsx）", "put the published account tables there (accounts.xlsx)")
TITLE_OF_REPORT = Words("部门整体支出绩效自评报告", "Self-evaluation of overall expenditure")


def word_report(case: Case) -> bytes:
    """Return the report as a .docx file; the same case gives the same bytes.

    Args:
        case: the department-year; its language is the report's.
    """
    draft, profile = Draft(case), case.record.profile
    title = (Words(f"{profile.name.zh}{case.record.year}年度", f"{profile.name.en}, {case.record.year}"), TITLE_OF_REPORT)
    say(draft.document, "\n".join(part.said(case.lang) for part in title), "Title")
    if profile.invented:
        draft.say(INVENTED, "Note")
    advice = say(draft.document, "", "Note")
    for words, write in SECTIONS:
        draft.section(words)
        write(draft)
    _signature(draft)
    annexes(draft)
    mark(advice, _advice(draft).said(case.lang))
    return finished(draft.document, joined(list(title), "", ": ").said(case.lang))


def _advice(draft: Draft) -> Words:
    """Say what this draft is and what is to be done with it."""
    return Words(
        f"〔起草说明：本稿由程序按所得数据生成。待部门补充{len(draft.missing)}处，以底色标明，清单见附件4。请另存后修改（重新生成会覆盖本文件），报送前删去本段和附件4。〕",
        f"[About this draft: made by a program from the data at hand. {len(draft.missing)} places are to be supplied; they are shaded, and listed in annex 4. "
        "Save it under another name before you edit it (it is overwritten when it is made again), and take out this paragraph and annex 4 before you send it.]",
    )


def _own(draft: Draft, key: str) -> bool:
    """Write a text or a list of the department's own, or ask for it; tell whether there is one."""
    own = getattr(draft.case.record.profile, key)
    if not any(own):
        draft.lack(TEXTS_ASKED[key], entered_in(key))
    elif isinstance(own, Words):
        draft.say(own)
    else:
        draft.listed(own)
    return any(own)


def _amount(figure: Figure) -> Words:
    """Return an amount as sentences tell it."""
    figure = figure.in_tables
    return Words(figure.shown("zh"), million(figure.value, figure.unit))


def _amounts(named: Iterable[tuple[Words, Figure]]) -> Words:
    """Return amounts with their names, those that are known."""
    return joined([Words(f"{name.zh}{_amount(figure).zh}", f"{name.en} {_amount(figure).en}") for name, figure in named if figure.known], "，", ", ")


# -- sections --------------------------------------------------------------------------------------------------------


def _background(draft: Draft) -> None:
    case = draft.case
    draft.part(Words("部门职责", "Mandate"))
    _own(draft, "mandate")
    draft.part(Words("机构和人员情况", "Organisation and staff"))
    draft.lack(Words("内设机构、所属单位的名称和数量", "the offices and subordinate units: names and number"))
    if case.indicator("staff_control_rate").known:
        draft.tell(department.staff(case))
    else:
        draft.show(department.staff(case), entered_in("staff_on_post"))
    draft.part(Words("年度总体目标和重点工作", "Goal and main tasks of the year"))
    _own(draft, "goal")
    _own(draft, "plan")
    draft.part(Words("部门整体收支情况", "Revenue and expenditure as a whole"))
    draft.tell(amounts.money(case))
    for period in (INITIAL, REVISED, ACTUAL):
        figure = case.figure("exp_total", period)
        if not figure.known:
            draft.lack(figure.label, entered_in("exp_total"))
    draft.show(amounts.money_chart(case), entered_in("exp_total"))
    draft.table(amounts.money_table(case))
    compared = amounts.year_on_year(case)
    if isinstance(compared, Piece) and case.figure("rev_change_on_last_year").known:
        draft.tell(compared)
    else:
        draft.show(compared, entered_in("exp_total"))


def _general(draft: Draft) -> None:
    case = draft.case
    _fund(draft, "T_GPB", "rev_general_public_budget", ("total", "basic", "project"))
    draft.say(Words("以下基本支出和项目支出按部门全部资金计。", "Basic and project expenditure below are from money of every kind."))
    draft.part(Words("基本支出情况", "Basic expenditure"))
    basic = [(ITEMS[item].words, case.figure(item)) for item in ("exp_basic", "exp_personnel", "exp_operating")]
    _spent(draft, basic, "exp_basic")
    draft.show(amounts.economic_classes(case), entered_in("econ_301"))
    if case.indicator("three_public_control_rate").known or case.indicator("three_public_change_rate").known:
        draft.tell(amounts.three_public(case))
    else:
        draft.show(amounts.three_public(case), entered_in("three_public"))
    draft.show(amounts.three_public_table(case))
    _own(draft, "thrift")
    draft.part(Words("项目支出情况", "Project expenditure"))
    if all(case.figure(item).known for item in ("exp_total", "exp_basic", "exp_project")):
        draft.tell(amounts.structure(case))
    else:
        _spent(draft, [(ITEMS["exp_project"].words, case.figure("exp_project"))], "exp_project")
    draft.show(amounts.projects(case), entered_in("project"))
    draft.lack(Words("项目资金使用和管理情况、项目组织实施情况", "how project money was used and managed, and how the projects were carried out"))


def _spent(draft: Draft, named: list[tuple[Words, Figure]], item: str) -> None:
    """Say what was spent, or ask for it."""
    if named[0][1].known:
        told = _amounts(named)
        draft.say(sentence(Words(told.zh, heading(told.en, "en"))))
    else:
        draft.lack(named[0][1].label, entered_in(item))


def _gov_funds(draft: Draft) -> None:
    _fund(draft, "T_FUND", "rev_gov_fund", ("opening", "revenue", "total", "basic", "project", "closing"))


def _state_capital(draft: Draft) -> None:
    _fund(draft, "T_SOE", "rev_state_capital", ("total", "basic", "project"))


def _fund(draft: Draft, table: str, item: str, columns: tuple[str, ...]) -> None:
    """Say what a budget's published table tells of it; where there is none, what was reported as its revenue."""
    case, title = draft.case, TITLES[table]
    accounts = case.record.accounts
    cells = [
        (COLUMNS[column] if column != "total" else Words("支出合计", "expenditure"), accounts.cell(table, "total", column)) for column in columns if accounts
    ]
    told = _amounts((name, figure.to(ITEMS[item].unit)) for name, figure in cells)
    if told.zh:
        draft.say(Words(f"按《{title.zh}》，{told.zh}。", f"By the {title.en}: {told.en}."))
        return
    if accounts and accounts.table(table):
        draft.say(Words(f"公开的《{title.zh}》为空表，没有数字。", f"The published {title.en} is empty."))
    revenue = case.figure(item)
    if revenue.known:
        draft.say(Words(f"填报的{ITEMS[item].words.zh}为{_amount(revenue).zh}。", f"As reported, {ITEMS[item].words.en}: {_amount(revenue).en}."))
    elif isinstance(revenue.value, Gap) and revenue.value.reason in {Reason.STATED_NONE, Reason.NOT_APPLICABLE}:
        words = revenue.value.reason.value
        draft.say(Words(f"{ITEMS[item].words.zh}：{words.zh}。", f"{ITEMS[item].words.en.capitalize()}: {words.en}."))
    if not accounts or not accounts.table(table):
        draft.lack(Words("本年支出数及其用途，没有的写明“无”", "expenditure of the year and what it was for; “none” if there was none"), ACCOUNTS)


def _social(draft: Draft) -> None:
    draft.lack(Words("社会保险基金预算支出情况，没有的写明“无”", "expenditure of social insurance funds; “none” if there was none"))


def _performance(draft: Draft) -> None:
    case = draft.case
    draft.part(Words("绩效目标完成情况", "Targets and results"))
    _own(draft, "achieved")
    draft.show(department.results(case), entered_in("targets"))
    draft.part(Words("评分情况", "Score"))
    draft.tell(scores.score(case))
    draft.say(Words("各项指标的计算和评分理由见附件3。", "Annex 3 shows how each indicator was worked out and scored."))
    if not case.scorecard.stated_score.known:
        draft.lack(case.scorecard.stated_score.label, entered_in("self_score"))
    draft.chart(scores.score_chart(case))
    draft.part(Words("勾稽核对情况", "Reconciliation"))
    counted = [(outcome.words, case.outcomes[outcome]) for outcome in Outcome]
    told = joined([Words(f"{words.zh}{number}项", f"{words.en}: {number}") for words, number in counted if number], "，", ", ")
    draft.say(Words(f"对所报数据进行了勾稽核对：{told.zh}。", f"The figures were reconciled: {told.en}."))
    if case.outcomes[Outcome.FAIL] or case.outcomes[Outcome.QUESTION]:
        draft.say(
            Words("不符和待说明的事项列于附件4，报送前请逐项核实。", "What does not hold or is to be explained is listed in annex 4, to be settled first.")
        )


def _problems(draft: Draft) -> None:
    if _own(draft, "problems"):
        draft.lack(Words("上列各项问题的原因，已写明的不必重复", "the causes of these problems, unless told above"))


def _measures(draft: Draft) -> None:
    _own(draft, "measures")


def _use(draft: Draft) -> None:
    draft.lack(Words("绩效自评结果拟如何应用", "how the results are to be used"))
    published = draft.case.record.profile.publications
    if published:
        draft.say(Words("已公开的文件：", "Published:"))
        draft.listed(tuple(Words(title.zh + (f"（{url}）" if url else ""), title.en + (f" ({url})" if url else "")) for title, url in published))
    else:
        draft.lack(TEXTS_ASKED["publications"], entered_in("publications"))


def _other(draft: Draft) -> None:
    scheme = draft.case.scheme
    draft.say(
        Words(
            "金额单位除注明外为万元。“未填报”指所得资料中没有该数，不等于0。比率按四舍五入保留两位小数显示，计分用未舍入的值。",
            "Amounts are in 10,000 yuan unless stated. “Not reported” means that the material holds no such figure; it is not 0. "
            "Rates are shown rounded half up to two decimals and scored unrounded.",
        )
    )
    draft.say(Words(f"评分依据：{scheme.name.zh}。{scheme.about.zh}", f"Scored by: {scheme.name.en}. {scheme.about.en}"))


SECTIONS = (
    (Words("基本情况", "Background"), _background),
    (Words("一般公共预算支出情况", "Expenditure of the general public budget"), _general),
    (Words("政府性基金预算支出情况", "Expenditure of government-managed funds"), _gov_funds),
    (Words("国有资本经营预算支出情况", "Expenditure of the state capital operations budget"), _state_capital),
    (Words("社会保险基金预算支出情况", "Expenditure of social insurance funds"), _social),
    (Words("部门整体支出绩效情况", "Performance of overall expenditure"), _performance),
    (Words("存在的问题及原因", "Problems and their causes"), _problems),
    (Words("下一步改进措施", "Measures"), _measures),
    (Words("绩效自评结果拟应用和公开情况", "Use and publication of the results"), _use),
    (Words("其他需要说明的情况", "Other matters"), _other),
)


def _signature(draft: Draft) -> None:
    """Name the annexes, the department and the date, as the end of an official document does."""
    profile = draft.case.record.profile
    names = (Words("附件：", "Annexes:"), *(Words(f"{n}. {words.zh}", f"{n}. {words.en}") for n, words in enumerate(ANNEXES, 1)))
    for words in (EMPTY, *names, EMPTY):
        say(draft.document, words.said(draft.lang), "Item").paragraph_format.keep_with_next = True
    say(draft.document, profile.name.said(draft.lang), "Signature").paragraph_format.keep_with_next = True
    if profile.date:
        draft.say(dated(profile.date), "Signature")
    else:
        draft.lack(Words("成文日期", "the date"), entered_in("date"), after=say(draft.document, "", "Signature"))
