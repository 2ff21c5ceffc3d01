"""What the page on a department at the end of a month shows: pace, alerts, forecast, targets, the official form."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from evallib.figures import Figure, places
from evallib.monitoring import CountyMonitoring, Monitoring, MonitoringForm
from evallib.official import Cell as FormCell
from evallib.official import FormTable
from evallib.problems import UserMistake
from evallib.quantities import Gap, Reason
from evallib.reading.record import ITEMS
from evallib.rules.alerts import MEASURES, Alert, Level
from evallib.rules.forecast import Basis, Season
from evallib.rules.monitored import SPENDING, time_progress
from evallib.rules.sources import KINDS, SOURCES
from evallib.showing import charts
from evallib.showing.found import articles
from evallib.showing.pieces import INVENTED, NO_PIECE, Cell, Chart, Html, Piece, Row, Table, bullets, key, mark, nothing, rich, say, tag, together
from evallib.showing.sentences import Sentence, Told, sentence, told, told_count, told_marks
from evallib.words import Words, joined

TOP = 3


# -- head --------------------------------------------------------------------------------------------------------------


def monitoring_head(monitoring: Monitoring) -> Piece:
    """Show who and which month, how much was paid, the pace, the forecast and the alerts that matter most: the first screen."""
    lang, record, seen = monitoring.lang, monitoring.record, monitoring.seen
    kicker = Words(
        f"{record.county_name.zh} · {record.year}年1—{seen.month}月 · 绩效运行监控",
        f"{record.county_name.en} · January to month {seen.month} of {record.year} · In-year monitoring",
    )
    html = tag(
        "header",
        tag("p", kicker.said(lang), class_="kicker"),
        tag("h1", record.profile.name.said(lang)),
        tag("p", INVENTED.said(lang), class_="invented") if record.profile.invented else None,
        tag("p", rich(_lede(monitoring), lang), class_="lede"),
        tag("dl", *_keys(monitoring), class_="keys"),
        tag("div", tag("p", Words("最要紧的预警", "The alerts that matter most").said(lang), class_="label"), _top_alerts(monitoring), class_="first"),
        class_="hero",
    )
    footer = Words(f"{monitoring.title.zh}　金额单位除注明外为万元。", f"{monitoring.title.en}. Amounts are in 10,000 yuan unless stated.")
    facts = {"title": monitoring.title.said(lang), "description": _lede(monitoring).said(lang), "footer": footer.said(lang)}
    return Piece(html, "head", {"lang": lang, **facts})


def _keys(monitoring: Monitoring) -> Iterable[Html]:
    lang, seen = monitoring.lang, monitoring.seen
    execution, low, high = monitoring.forecast_execution()
    yield key(lang, Words("累计支出（万元）", "Paid to date, 10,000 yuan"), told(seen.paid(), with_unit=False), monitoring.status)
    yield key(lang, Words("累计执行率", "Execution to date"), told(seen.execution()), sentence("序时进度{time}", "time progress {time}", time=seen.time))
    yield key(lang, Words("支付进度指数", "Pace index"), told(seen.pace()), Words("累计执行率与序时进度之比", "execution against time progress"))
    yield key(lang, Words("预计全年执行率", "Forecast for the year"), told(execution), _between(low, high))
    reds, yellows = (sum(one.level is level for one in monitoring.alerts) for level in (Level.RED, Level.YELLOW))
    number = told_count(len(monitoring.alerts), f"“预警”一表中红色{reds}项、黄色{yellows}项", f"in the table of alerts {reds} red, {yellows} yellow")
    unknown = sum(one.level is Level.OPEN for one in monitoring.judged)
    more = told_count(unknown, "“预警”一表中“资料不足”的项数", "rows of the table of alerts that lack data")
    yield key(lang, Words("预警", "Alerts"), number, sentence("另有{more}项资料不足", "{more} more lack data", more=more))


def _between(low: Figure, high: Figure) -> Sentence | Words:
    if low.known and high.known:
        return sentence("区间{low}至{high}", "from {low} to {high}", low=low, high=high)
    return sentence("不低于{low}", "at least {low}", low=low) if low.known else Words("", "")


def _lede(monitoring: Monitoring) -> Sentence:
    seen = monitoring.seen
    paid, budget = seen.paid(), seen.full_year_budget()
    if not paid.known:
        return sentence("{status}。", "For this month: {status}.", status=monitoring.status)
    words = sentence(
        "1—{month}月累计支出{paid}，为全年预算{budget}的{execution}；序时进度为{time}。",
        "From January to month {month} the department paid {paid}, {execution} of its full-year budget of {budget}; time progress is {time}.",
        month=str(seen.month),
        paid=paid,
        budget=budget,
        execution=seen.execution(),
        time=seen.time,
    )
    return words.plus(forecast_sentence(monitoring))


def forecast_sentence(monitoring: Monitoring, item: str = "exp_total") -> Sentence:
    """Say what the year may come to, between which ends, and what that rests on."""
    made = monitoring.forecast(item)
    if not made.value.known:
        return sentence(
            "{item}无法预测：{why}。", "{item} cannot be forecast: {why}.", item=ITEMS[item].words, why=Words(made.value.shown("zh"), made.value.shown("en"))
        )
    if made.season.basis is Basis.KNOWN:
        return sentence("{item}全年累计{value}。", "Over the year {item} came to {value}.", item=ITEMS[item].words, value=made.value)
    between = (
        sentence("区间{low}至{high}", "between {low} and {high}", low=made.low, high=made.high)
        if made.high.known
        else sentence("不低于{low}", "at least {low}", low=made.low)
    )
    return sentence(
        "{item}全年预计{value}，{between}（{how}）。",
        "Forecast of the year for {item}: {value}, {between} ({how}).",
        item=ITEMS[item].words,
        value=made.value,
        between=between,
        how=_trust(monitoring, item),
    )


def _trust(monitoring: Monitoring, item: str) -> Told:
    """Return how far a forecast can be trusted, with the shares that it rests on."""
    made = monitoring.forecast(item)
    shares = [
        Words(f"{one.figure.label.zh} {one.figure.percent.shown('zh')}", f"{one.figure.label.en} {one.figure.percent.shown('en')}")
        for one in made.season.shares
    ]
    named = joined(shares[:MOST_SHARES], "；", "; ")
    more = Words(f"等{len(shares)}个", f" and others, {len(shares)} in all") if len(shares) > MOST_SHARES else Words("", "")
    return Told(made.words, Words(f"方法见文档 docs/monitoring.md；{named.zh}{more.zh}", f"the method is told in docs/monitoring.md; {named.en}{more.en}"))


MOST_SHARES = 4


# -- alerts ------------------------------------------------------------------------------------------------------------


def level_badge(level: Level, lang: str) -> Html:
    """Show what came of a threshold in words; the look is that of an outcome."""
    looks = {Level.RED: "fail", Level.YELLOW: "hint", Level.OPEN: "insufficient_data", Level.CLEAR: "pass"}
    return tag("span", level.words.said(lang), class_=f"outcome {looks[level]}")


def _top_alerts(monitoring: Monitoring) -> Html:
    lang = monitoring.lang
    if not monitoring.alerts:
        words = Words("到期的预警线均未触发；资料不足的见“预警”一节。", "No threshold that is due was passed; what lacks data is listed under “Alerts”.")
        return tag("p", words.said(lang), class_="say")
    return bullets(
        lang, [tag("li", level_badge(one.level, lang), " ", mark(_told_alert(one, monitoring), lang)) for one in monitoring.alerts[:TOP]], ordered=True
    )


def _told_alert(alert: Alert, monitoring: Monitoring) -> Told:
    """Return what an alert says; what it is about is named where that is not the department as a whole."""
    where = Words(*(places(alert.places, lang, brief=True) for lang in ("zh", "en")))
    cites = "、".join(alert.rule.cites)
    note = Words(f"{where.zh}；预警线依据{cites}。{alert.rule.note.zh}", f"{where.en}; threshold by {cites}. {alert.rule.note.en}".strip())
    if alert.subject == monitoring.seen.name:
        return Told(alert.words, note)
    return Told(Words(f"{alert.subject.zh}：{alert.words.zh}", f"{alert.subject.en}: {alert.words.en}"), note)


def monitoring_alerts(monitoring: Monitoring) -> Table | Piece:
    """Show every rule that is due this month held against what it shows."""
    if not monitoring.judged:
        return nothing(monitoring.lang, "本月没有到期的预警线。", "No threshold is due this month.")
    columns = [
        Words("对象", "Subject"),
        Words("监控内容", "Measure"),
        Words("数值", "Value"),
        Words("预警线", "Threshold"),
        Words("结果", "Outcome"),
        Words("依据", "Source"),
    ]
    rows = [Row(one.subject, _alert_cells(one, monitoring.lang)) for one in monitoring.judged]
    caption = Words(f"预警：{monitoring.thresholds.name.zh}", f"Alerts: {monitoring.thresholds.name.en}")
    note = Words(
        "预警线被越过只说明需要去看，不说明有错。†：依据未能在来源中完整读到。",
        "A threshold passed is a reason to look, not a fault. †: the rule could not be read in full.",
    )
    return Table(caption, columns, rows, monitoring.lang, note)


def _alert_cells(alert: Alert, lang: str) -> list[Cell]:
    lines = Told(
        joined([bound.words for bound in alert.rule.bounds], "；", "; "),
        Words(f"预警线：{'、'.join(alert.rule.cites)}", f"threshold by {', '.join(alert.rule.cites)}"),
    )
    cites = "、".join(alert.rule.cites) + ("" if alert.rule.verified else "†")
    value = alert.value if alert.value is not None else alert.word
    return [MEASURES[alert.rule.measure].words, value, lines, level_badge(alert.level, lang), tag("cite", cites)]


# -- money -------------------------------------------------------------------------------------------------------------


def monitoring_chart(monitoring: Monitoring) -> Chart | Piece:
    """Draw what share of the full-year budget was paid by each month, beside what is usual and beside the months gone."""
    if not monitoring.seen.reported:
        return NO_PIECE
    return charts.pace_lines(monitoring)


def monitoring_months(monitoring: Monitoring) -> Table | Piece:
    """Show month by month what was paid, its share of the budget, time progress, and the share that is usual."""
    if not monitoring.seen.reported:
        return nothing(monitoring.lang, "本部门没有按月填报支出。", "The department reported no expenditure by month.")
    budget, paid = monitoring.seen.full_year_budget(), monitoring.record.by_month("exp_total")
    rows = []
    for season in monitoring.seasons():
        month = season.month
        amount: Figure | Gap | None = paid.get(month, Gap(Reason.MISSING)) if month <= monitoring.month else None
        share = (amount / budget).percent.called("累计执行率", "execution to date") if isinstance(amount, Figure) else None
        usual = season.expected if season.basis in {Basis.OWN, Basis.PEERS} else Gap(Reason.MISSING)
        rows.append(Row(Words(f"1—{month}月" if month > 1 else "1月", f"to month {month}"), [amount, share, time_progress(month), usual]))
    columns = [
        Words("月份", "Months"),
        Words("累计支出", "Paid to date"),
        Words("累计执行率", "Execution"),
        Words("序时进度", "Time progress"),
        Words("通常已支付比重", "Usually paid"),
    ]
    caption = Words("按月累计支出（单位：万元）", "Paid by month (unit: 10,000 yuan)")
    return Table(caption, columns, rows, monitoring.lang, _usual([monitoring.season()]))


def _usual(seasons: Iterable[Season]) -> Words:
    """Say what the shares that are usually paid are taken from."""
    told = joined(list(dict.fromkeys(season.words for season in seasons)), "；", "; ")
    return Words(f"通常已支付比重的依据：{told.zh}。", f"The share usually paid is taken from: {told.en}.")


def monitoring_forecast(monitoring: Monitoring) -> Table:
    """Show what each expenditure of the year may come to, its interval, and what the department expects itself."""
    columns = [
        Words("支出", "Expenditure"), Words("累计支出", "Paid to date"), Words("全年预算数", "Full-year budget"), Words("预测值", "Forecast"), Words("下限", "Lower end"),
        Words("上限", "Upper end"), Words("部门预计", "The department expects"), Words("名义把握", "Nominal chance"),
    ]  # fmt: skip
    rows = []
    for item in SPENDING:
        made, seen = monitoring.forecast(item), monitoring.seen
        rows.append(
            Row(
                ITEMS[item].words,
                [seen.paid(item), seen.full_year_budget(item), made.value, made.low, made.high, seen.stated_forecast(item), _chance(monitoring, item)],
            )
        )
    note = _usual(monitoring.forecast(item).season for item in SPENDING).plus(
        FEW_YEARS if any(monitoring.forecast(item).rough for item in SPENDING) else Words("", "")
    )
    return Table(Words("全年支出预测（单位：万元）", "Forecast of the year (unit: 10,000 yuan)"), columns, rows, monitoring.lang, note)


FEW_YEARS = Words("往年年数少，区间仅供参考。", "There are few earlier years: intervals are a rough guide.")


def _chance(monitoring: Monitoring, item: str) -> Told:
    """Return the nominal probability of a forecast's interval, or what stands in its place, with what it rests on."""
    made, trust = monitoring.forecast(item), _trust(monitoring, item)
    if made.chance is None:
        return trust
    shown = f"{made.chance:.0f}%"
    return Told(Words(f"约{shown}", f"about {shown}"), Words(f"{made.words.zh}；{trust.note.zh}", f"{made.words.en}; {trust.note.en}"), made.chance)


# -- results -----------------------------------------------------------------------------------------------------------


def monitoring_results(monitoring: Monitoring) -> Piece:
    """Say how far results are beside money."""
    seen = monitoring.seen
    if not seen.attainment.known or not seen.execution().known:
        return nothing(
            monitoring.lang,
            "本月没有可以计算完成率的指标数据，或没有累计支出，不能把结果与资金对照。",
            "There are no values to date of targets that count, or no payments to date, so results cannot be set beside money.",
        )
    return say(
        monitoring.lang,
        sentence(
            "能按数量计的指标，按分值加权完成{attainment}；累计执行率{execution}，两者相差{gap}个百分点。",
            "Of the targets that count, weighted by marks, {attainment} is done; execution to date is {execution}: {gap} points apart.",
            attainment=seen.attainment,
            execution=seen.execution(),
            gap=_points(seen.beyond_money),
        ),
    )


def _points(difference: Figure) -> Told:
    one = told(difference, with_unit=False)
    return one._replace(shown=Words(one.shown.zh.removeprefix("-"), one.shown.en.removeprefix("-")))


# -- the official form -------------------------------------------------------------------------------------------------


def monitoring_form(monitoring: Monitoring) -> Piece:
    """Show the official monitoring form of the whole department, filled in."""
    return form_piece(monitoring.form, monitoring.lang)


def monitoring_project_forms(monitoring: Monitoring) -> Piece:
    """Show the official monitoring form of each project, filled in."""
    if not monitoring.projects:
        return nothing(monitoring.lang, "没有填报项目。", "No projects were reported.")
    return Piece(together(form_piece(form, monitoring.lang, title=True).html for form in monitoring.project_forms))


def form_piece(form: MonitoringForm, lang: str, *, title: bool = False) -> Piece:
    """Return a form as a piece: its heads, its money and its indicators."""
    heads = [part for name, text in form.heads if text.zh for part in (tag("dt", name.said(lang)), tag("dd", tag("q", text.said(lang))))]
    name = [tag("h3", form.heads[0][1].said(lang))] if title else []
    tables = [shown.markup for shown in (form_table(form.money, lang), form_table(form.indicators, lang)) if shown.rows]
    return Piece(together([*name, tag("dl", *heads, class_="facts"), *tables]))


def form_table(table: FormTable, lang: str) -> Table:
    """Return a table of a form as pieces show it; its texts are the department's."""
    rows = [Row(row.head, [_form_cell(cell, column) for cell, column in zip(row.cells, table.columns[1:], strict=False)], row.part) for row in table.rows]
    return Table(table.caption, table.columns, rows, lang)


def _form_cell(cell: FormCell, column: Words) -> Cell:
    """Return a cell of a form: what the department wrote is a quotation, marks are those of the table of marks."""
    if isinstance(cell, str):
        return tag("q", cell) if cell else None
    if isinstance(cell, Decimal):
        return told_marks(cell, f"{column.zh}：见得分表“预算执行率”一行", f"{column.en}: see “execution rate” in the table of marks")
    return cell


# -- what does not fit, sources ----------------------------------------------------------------------------------------


def monitoring_findings(monitoring: Monitoring) -> Piece:
    """Show what does not fit together in what was reported up to this month."""
    return articles(monitoring.findings, monitoring.lang)


def monitoring_sources(monitoring: Monitoring) -> Piece:
    """Show the thresholds used, what they rest on, and the files."""
    lang, used = monitoring.lang, monitoring.thresholds
    sources = [tag("cite", f"{key} {SOURCES[key].title}（{KINDS[SOURCES[key].kind].said(lang)}）") for key in used.cites]
    facts = [
        (Words("预警标准", "Thresholds"), Html(tag("span", f"{used.name.said(lang)}（{used.file}  SHA-256 {used.sha256[:16]}…）"))),
        (Words("说明", "About them"), Html(tag("span", used.about.said(lang)))),
        (Words("依据", "Sources"), together(tag("p", one) for one in sources)),
        (Words("数据文件", "Data files"), together(tag("p", f"{name}  SHA-256 {digest[:16]}…") for name, digest in monitoring.record.files)),
    ]
    listed = [part for name, value in facts for part in (tag("dt", name.said(lang)), tag("dd", value))]
    return Piece(tag("dl", *listed, class_="facts"), "provenance")


# -- a county ----------------------------------------------------------------------------------------------------------


def alerts_head(county: CountyMonitoring) -> Piece:
    """Show which county and month, how many departments, how many alerts: the first screen of the county's page."""
    lang, read = county.lang, county.read
    name = read[0].record.county_name if read else Words(county.county, county.county)
    title = Words(f"{name.zh}{county.year}年1—{county.month}月绩效运行监控预警", f"{name.en}: alerts, January to month {county.month} of {county.year}")
    with_alerts = [one for one in read if one.alerts]
    reds = [one for one in read if any(alert.level is Level.RED for alert in one.alerts)]
    keys = (
        key(
            lang,
            Words("部门", "Departments"),
            told_count(len(county.departments), "该年度的全部部门文件夹", "all department folders of the year"),
            _unread(county),
        ),
        key(lang, Words("有预警的部门", "With alerts"), _named(with_alerts), Words("至少越过一条预警线", "at least one threshold passed")),
        key(lang, Words("有红色预警的部门", "With red alerts"), _named(reds), Words("", "")),
        key(lang, Words("本月没有数据的部门", "Without figures"), _named(list(county.silent)), Words("没有本月累计支出", "no payments to date reported")),
    )
    lede = sentence(
        "{name}{departments}个部门中，{alerts}个部门越过了到期的预警线，{silent}个部门没有报本月累计支出。预警只说明需要去看。",
        "Of {departments} departments of {name}, {alerts} passed a threshold that is due and {silent} reported no payments for the month. An alert is a reason to look.",
        name=name,
        departments=told_count(len(county.departments), "该年度的全部部门文件夹", "all department folders of the year"),
        alerts=_named(with_alerts),
        silent=_named(list(county.silent)),
    )
    invented = any(one.record.profile.invented for one in read)
    html = tag(
        "header",
        tag("p", Words("绩效运行监控", "In-year monitoring").said(lang), class_="kicker"),
        tag("h1", title.said(lang)),
        tag("p", INVENTED.said(lang), class_="invented") if invented else None,
        tag("p", rich(lede, lang), class_="lede"),
        tag("dl", *keys, class_="keys"),
        class_="hero",
    )
    return Piece(html, "head", {"lang": lang, "title": title.said(lang), "description": lede.said(lang), "footer": ""})


def _named(found: list[Monitoring]) -> Told:
    names = joined([one.record.profile.name for one in found])
    return told_count(len(found), names.zh or "无", names.en or "none")


def _unread(county: CountyMonitoring) -> Words:
    wrong = [which.department for which, one in county.departments.items() if isinstance(one, UserMistake)]
    return Words(f"{len(wrong)}个读不出：{'、'.join(wrong)}", f"{len(wrong)} cannot be read: {', '.join(wrong)}") if wrong else Words("", "")


def alerts_pace(county: CountyMonitoring) -> Table:
    """Show every department's payments, execution, pace and forecast, slowest first."""
    columns = [
        Words("部门", "Department"), Words("累计支出", "Paid to date"), Words("累计执行率", "Execution"), Words("支付进度指数", "Pace index"), Words("指标完成率", "Targets attained"),
        Words("预计全年执行率", "Forecast"), Words("下限", "Lower end"), Words("上限", "Upper end"), Words("预警", "Alerts"),
    ]  # fmt: skip
    ranked = sorted(county.read, key=lambda one: (not one.seen.pace().known, one.seen.pace().value if one.seen.pace().known else 0, one.record.department))
    rows = [
        Row(one.record.profile.name, [one.seen.paid(), one.seen.execution(), one.seen.pace(), one.seen.attainment, *one.forecast_execution(), _alerts_of(one)])
        for one in ranked
    ]
    return Table(
        Words("各部门执行进度（单位：万元；按支付进度指数由低到高）", "Pace of the departments (unit: 10,000 yuan; slowest first)"), columns, rows, county.lang
    )


def _alerts_of(one: Monitoring) -> Told | None:
    names = (
        "；".join(f"{alert.subject.zh}：{alert.level.words.zh}" for alert in one.alerts),
        "; ".join(f"{alert.subject.en}: {alert.level.words.en}" for alert in one.alerts),
    )
    return told_count(len(one.alerts), *names) if one.alerts else None


def alerts_list(county: CountyMonitoring) -> Table | Piece:
    """Show every threshold passed, most pressing first."""
    if not county.alerts:
        return nothing(county.lang, "没有部门越过到期的预警线。", "No department passed a threshold that is due.")
    columns = [Words("部门", "Department"), Words("结果", "Outcome"), Words("内容和算式", "What, and the arithmetic")]
    rows = [Row(one.record.profile.name, [level_badge(alert.level, county.lang), _told_alert(alert, one)]) for one, alert in county.alerts]
    return Table(Words("越过的预警线", "Thresholds passed"), columns, rows, county.lang)


def alerts_silent(county: CountyMonitoring) -> Piece:
    """Name the departments without figures for the month, and those that cannot be read."""
    lang = county.lang
    items = [Words(f"{one.record.profile.name.zh}：{one.status.zh}", f"{one.record.profile.name.en}: {one.status.en}") for one in county.silent]
    items += [
        Words(f"{which.department}：{'；'.join(one.lines('zh'))}", f"{which.department}: {'; '.join(one.lines('en'))}")
        for which, one in county.departments.items()
        if isinstance(one, UserMistake)
    ]
    if not items:
        return nothing(lang, "各部门都报了本月累计支出。", "Every department reported payments for the month.")
    return Piece(bullets(lang, items, class_="own"))
