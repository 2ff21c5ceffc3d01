"""What the page on a department's projects shows: each project's own form scored and checked, and the projects against the department's money."""

from __future__ import annotations

from evallib.projects import FORM_PERIODS, ProjectCase, Projects
from evallib.quantities import Gap, Reason
from evallib.reading.record import Period
from evallib.rules.findings import Outcome
from evallib.rules.sources import KINDS, SOURCES
from evallib.showing.department import result_table
from evallib.showing.first_screen import score_strip
from evallib.showing.found import articles, badge
from evallib.showing.monitored import form_table
from evallib.showing.pieces import INVENTED, Html, Piece, Row, Table, bullets, key, nothing, rich, say, tag, together
from evallib.showing.scores import score_rows, span
from evallib.showing.sentences import Sentence, Told, sentence, told, told_count
from evallib.words import Words, joined

TOP = 3


def projects_head(projects: Projects) -> Piece:
    """Show whose projects, how many, how much money, how much of the department's project expenditure: the first screen."""
    lang, record = projects.lang, projects.record
    kicker = Words(f"{record.county_name.zh} · {record.year}年度 · 项目支出绩效自评", f"{record.county_name.en} · {record.year} · Self-evaluation of projects")
    html = tag(
        "header",
        tag("p", kicker.said(lang), class_="kicker"),
        tag("h1", record.profile.name.said(lang)),
        tag("p", INVENTED.said(lang), class_="invented") if record.profile.invented else None,
        tag("p", rich(_lede(projects), lang), class_="lede"),
        tag("dl", *_keys(projects), class_="keys"),
        tag("div", tag("p", Words("最要紧的事项", "What matters most").said(lang), class_="label"), _top(projects), class_="first"),
        class_="hero",
    )
    footer = Words(f"{projects.title.zh}　金额单位除注明外为万元。", f"{projects.title.en}. Amounts are in 10,000 yuan unless stated.")
    facts = {"title": projects.title.said(lang), "description": _lede(projects).said(lang), "footer": footer.said(lang)}
    return Piece(html, "head", {"lang": lang, **facts})


def _number(projects: Projects) -> Told:
    names = [one.form.name for one in projects.cases]
    return told_count(len(names), joined(names).zh or "没有项目自评表", joined(names).en or "no project has a form")


def _lede(projects: Projects) -> Sentence:
    if not projects.cases:
        return sentence("所得资料没有项目支出绩效自评表。", "The material at hand holds no project's own form.")
    words = sentence(
        "{number}个项目填报了自评表，资金合计{total}，执行率{execution}。",
        "{number} projects have a form of their own, {total} in all, executed at {execution}.",
        number=_number(projects),
        total=projects.total(),
        execution=projects.execution,
    )
    if not projects.covered.known:
        return words
    return words.plus(
        sentence(
            "有绩效指标的项目支出占部门项目支出的{covered}。",
            "Projects with targets make {covered} of the department's project expenditure.",
            covered=projects.covered,
        )
    )


def _keys(projects: Projects) -> list[Html]:
    lang = projects.lang
    failed, asked = (_counted(projects, outcome) for outcome in (Outcome.FAIL, Outcome.QUESTION))
    return [
        key(lang, Words("项目", "Projects"), _number(projects), Words("有自评表", "with a form of their own")),
        key(
            lang,
            Words("项目资金（万元）", "Project funds, 10,000 yuan"),
            told(projects.total(), with_unit=False),
            Words("全年执行数合计", "executed, all forms"),
        ),
        key(lang, Words("资金执行率", "Execution"), told(projects.execution), Words("占全年预算", "of the full-year budgets")),
        key(lang, Words("指标覆盖", "Covered by targets"), told(projects.covered), Words("占部门项目支出", "of project expenditure")),
        key(
            lang,
            Words("核对", "Checks"),
            sentence("{failed}项不符", "{failed} do not hold", failed=failed),
            sentence("{asked}项待说明", "{asked} to explain", asked=asked),
        ),
    ]


def _counted(projects: Projects, outcome: Outcome) -> Told:
    subjects = list(dict.fromkeys(one.subject for one in projects.findings if one.outcome is outcome))
    return told_count(projects.outcomes[outcome], joined(subjects[:TOP]).zh or "无", joined(subjects[:TOP]).en or "none")


def _top(projects: Projects) -> Html:
    serious = [
        (place, one)
        for place, one in enumerate(one for one in projects.findings if one.outcome in {Outcome.FAIL, Outcome.QUESTION, Outcome.HINT})
        if one.serious
    ]
    if not serious:
        return tag("p", Words("已能进行的核对中未发现不符事项。", "The checks that could be made found nothing wrong.").said(projects.lang), class_="say")
    entries = []
    for place, one in serious[:TOP]:
        entries.append(tag("li", badge(one.outcome, projects.lang), " ", tag("a", one.told.said(projects.lang), href=f"#f{place + 1}")))
    return bullets(projects.lang, entries, ordered=True)


def projects_table(projects: Projects) -> Table | Piece:
    """Show the projects side by side: funds, execution, the score that the evidence allows beside the stated one."""
    if not projects.cases:
        return nothing(projects.lang, "没有项目自评表。", "No project has a form of its own.")
    columns = [
        Words("项目", "Project"),
        *FORM_PERIODS.values(),
        Words("执行率", "Execution"),
        Words("可能得分", "Possible score"),
        Words("自评得分", "Stated score"),
        Words("不符", "Does not hold"),
        Words("待说明", "To explain"),
    ]
    rows = [Row(one.form.name, _side(one)) for one in projects.cases]
    total = [projects.total(period) for period in FORM_PERIODS]
    rows.append(Row(Words("合计", "Total"), [*total, projects.execution, None, None, None, None], "total"))
    return Table(Words("各项目资金和得分（单位：万元）", "Funds and scores of the projects (unit: 10,000 yuan)"), columns, rows, projects.lang)


def _side(one: ProjectCase) -> list:
    amounts = [one.project.figure("project_funds", period) for period in FORM_PERIODS]
    found = [_found(one, outcome) for outcome in (Outcome.FAIL, Outcome.QUESTION)]
    stated = one.scorecard.stated_score
    return [*amounts, one.execution, span(one.scorecard), told(stated, with_unit=False) if stated.known else Gap(Reason.MISSING), *found]


def _found(one: ProjectCase, outcome: Outcome) -> Told | None:
    subjects = [finding.subject for finding in one.findings if finding.outcome is outcome]
    return told_count(len(subjects), joined(subjects).zh, joined(subjects).en) if subjects else None


def projects_against_department(projects: Projects) -> Piece:
    """Say how the projects' funds stand to the department's project expenditure, and name those that lack a form, money or targets."""
    lang, record = projects.lang, projects.record
    spent = record.figure("exp_project", Period.ACTUAL)
    parts: list[Sentence] = []
    if projects.total().known and spent.known:
        total = projects.total()
        more = total.value > spent.value
        rest = (total - spent if more else spent - total).called("两者之差", "the difference")
        parts.append(
            sentence(
                "部门项目支出{spent}，各项目自评表资金合计{total}，" + ("多出{rest}。" if more else "相差{rest}。"),
                "Project expenditure is {spent}, the forms add up to {total}: " + ("{rest} more." if more else "a difference of {rest}."),
                spent=spent,
                total=total,
                rest=rest,
            )
        )
    for found, zh, en in (
        ([Words(one.detail, one.detail) for one in projects.without_form], "有支出而没有自评表的项目：", "Projects with money and no form: "),
        ([Words(one.name, one.name) for one in projects.without_targets], "有资金而没有绩效指标的项目：", "Projects with money and no targets: "),
        ([Words(one.name, one.name) for one in projects.without_money], "有绩效指标而没有资金的项目：", "Projects with targets and no money: "),
    ):
        if found:
            parts.append(sentence(f"{zh}{{names}}。", f"{en}{{names}}.", names=joined(found)))
    if not parts:
        return nothing(lang, "没有可以与部门项目支出对照的项目资金。", "There are no project funds to set against the department's project expenditure.")
    return say(lang, *parts)


def projects_each(projects: Projects) -> Piece:
    """Show each project's own form: its money, its indicators, its marks with their reasons."""
    if not projects.cases:
        return nothing(projects.lang, "没有项目自评表。", "No project has a form of its own.")
    return Piece(together(_form(one, projects.lang) for one in projects.cases))


def _form(one: ProjectCase, lang: str) -> Html:
    facts = [
        part
        for name, text in (
            (Words("主管部门", "Department in charge"), one.project.authority),
            (Words("实施单位", "Implementing unit"), one.project.implementer),
            (Words("年度总体目标", "Goal of the year"), one.project.goal),
            (Words("完成情况", "Reached"), one.project.achieved),
        )
        if text
        for part in (tag("dt", name.said(lang)), tag("dd", tag("q", text)))
    ]
    targets = result_table([(Words(one.project.name, one.project.name), one.project.targets)], lang)
    caption = Words(f"{one.form.name.zh}：得分", f"{one.form.name.en}: marks")
    return together(
        [
            tag("h3", one.form.name.said(lang)),
            tag("dl", *facts, class_="facts") if facts else Html(""),
            score_strip(one.scorecard, lang),
            form_table(one.money, lang).markup,
            targets.markup if one.project.targets else Html(""),
            score_rows(one.scorecard, caption, lang).markup,
        ]
    )


def projects_findings(projects: Projects) -> Piece:
    """Show what was found in the forms and in the forms together."""
    return articles(projects.findings, projects.lang)


def projects_sources(projects: Projects) -> Piece:
    """Show the scheme of the forms, its sources, and the files."""
    lang, scheme = projects.lang, projects.scheme
    cites = dict.fromkeys([*scheme.cites, *(name for row in scheme.rows for name in row.cites)])
    facts = [
        (Words("评分方案", "Scheme"), [tag("span", f"{scheme.name.said(lang)}（{scheme.file}  SHA-256 {scheme.sha256[:16]}…）")]),
        (Words("说明", "About it"), [tag("span", scheme.about.said(lang))]),
        (Words("依据", "Sources"), [tag("p", tag("cite", f"{name} {SOURCES[name].title}（{KINDS[SOURCES[name].kind].said(lang)}）")) for name in cites]),
        (Words("数据文件", "Data files"), [tag("p", f"{name}  SHA-256 {digest[:16]}…") for name, digest in projects.record.files]),
    ]
    listed = [part for name, value in facts for part in (tag("dt", name.said(lang)), tag("dd", *value))]
    return Piece(tag("dl", *listed, class_="facts"), "provenance")
