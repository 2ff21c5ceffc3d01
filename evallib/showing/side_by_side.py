"""What the page on all departments of a county and year shows: distributions before rankings, and whom to examine first."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from evallib.compare import EXECUTION, LEAST_PEERS, MEASURES, PEER_RULE, SHORTLIST_RULE, Comparison, Effect, Listed, Structure, Trend
from evallib.county import County
from evallib.distributions import quoted
from evallib.figures import Figure, places
from evallib.quantities import Unit, printed
from evallib.reading.record import ITEMS, Period
from evallib.rules.findings import CHECKS
from evallib.rules.sources import KINDS, SOURCES
from evallib.showing import charts
from evallib.showing.pieces import INVENTED, NO_PIECE, Cell, Chart, Html, Piece, Row, Table, bullets, key, mark, nothing, rich, tag, together
from evallib.showing.sentences import Sentence, Told, sentence, sum_of_marks, told, told_count, told_marks, where_from
from evallib.summary import Summary
from evallib.words import Words, joined

WAN = Words("单位：万元", "unit: 10,000 yuan")
TOP = 3
FIVE = (
    Words("最小值", "Lowest"),
    Words("下四分位", "Lower quartile"),
    Words("中位数", "Median"),
    Words("上四分位", "Upper quartile"),
    Words("最大值", "Highest"),
)


def _names(county: County, departments: Iterable[str]) -> Words:
    found = [county.comparison.departments[name].name for name in departments if name in county.comparison.departments]
    return joined(found) if found else Words("无", "none")


def _counted(county: County, departments: Iterable[str]) -> Told:
    """Return how many departments there are of a kind, with their names."""
    departments = list(departments)
    return told_count(len(departments), *_names(county, departments))


# -- head --------------------------------------------------------------------------------------------------------------


def county_head(county: County) -> Piece:
    """Show which county and year, how many departments, how much money, what contradicts, how complete the evidence is: the first screen."""
    lang, side = county.lang, county.comparison
    html = tag(
        "header",
        tag("p", Words("部门整体支出绩效评价 · 横向比较", "Performance of departmental expenditure · Side by side").said(lang), class_="kicker"),
        tag("h1", Words(f"{side.county_name.zh}{side.year}年度", f"{side.county_name.en}, {side.year}").said(lang)),
        tag("p", INVENTED.said(lang), class_="invented") if side.invented else None,
        tag("p", rich(_lede(county), lang), class_="lede"),
        tag("dl", *_keys(county), class_="keys"),
        tag("div", tag("p", Words("建议先看的部门", "Departments to examine first").said(lang), class_="label"), _first_three(county), class_="first"),
        class_="hero",
    )
    footer = Words(f"{county.title.zh}　金额单位除注明外为万元。", f"{county.title.en}. Amounts are in 10,000 yuan unless stated.")
    return Piece(html, "head", {"lang": lang, "title": county.title.said(lang), "description": _lede(county).said(lang), "footer": footer.said(lang)})


def _failing(side: Comparison) -> list[str]:
    return [name for name, one in side.departments.items() if one.outcomes["fail"]]


def _lede(county: County) -> Sentence:
    side = county.comparison
    sums = side.execution
    money: Sentence | Words = Words("。", ".")
    if sums.sums[Period.ACTUAL].known:
        money = sentence(
            "，其中{told}个报齐了三个口径，决算合计{actual}，为年初预算的{initial}、全年预算的{revised}。",
            "; {told} report all three budget figures: an outturn of {actual}, {initial} of the initial and {revised} of the revised budget.",
            told=_counted(county, [name for name in side.departments if name not in sums.lacking]),
            actual=sums.sums[Period.ACTUAL],
            initial=sums.rate(Period.ACTUAL, Period.BUDGET_INITIAL),
            revised=sums.rate(Period.ACTUAL, Period.BUDGET_REVISED),
        )
    words = sentence("{number}个部门{money}", "{number} departments{money}", number=_counted(county, side.departments), money=money)
    return words.plus(
        sentence(
            "{failing}个部门有不能同时成立的数字，{impossible}个部门的自评得分按所用评分表不可能。",
            "In {failing} departments figures contradict each other; {impossible} state a score that is impossible by the table used.",
            failing=_counted(county, _failing(side)),
            impossible=_counted(county, [one.department for one in side.impossible]),
        )
    )


def _keys(county: County) -> Iterable[Html]:
    lang, side = county.lang, county.comparison
    unread = Words(f"{len(county.unread)}份资料读不出", f"{len(county.unread)} cannot be read") if county.unread else Words("全部可读", "all can be read")
    yield key(lang, Words("部门", "Departments"), _counted(county, side.departments), unread)
    yield key(
        lang,
        Words("决算合计（万元）", "Outturn, 10,000 yuan"),
        told(side.totals("exp_total", Period.ACTUAL).sums[Period.ACTUAL], with_unit=False),
        Words("报了决算的部门", "of those that report it"),
    )
    yield key(
        lang, Words("有不符的部门", "With contradictions"), _counted(county, _failing(side)), Words("至少一项核对不成立", "at least one check does not hold")
    )
    impossible = _counted(county, [one.department for one in side.impossible])
    yield key(lang, Words("自评得分不可能", "Impossible scores"), impossible, Words("按所用评分表", "by the table used"))
    settled = side.marks("settled")
    if settled:
        yield key(lang, Words("已有依据的分值", "Marks settled"), told(settled.median, with_unit=False), Words("各部门的中位数", "median of the departments"))


def _first_three(county: County) -> Html:
    listed = county.comparison.shortlist[:TOP]
    if not listed:
        return tag("p", Words("没有需要先看的部门。", "No department calls for a first look.").said(county.lang), class_="say")
    return bullets(
        county.lang,
        [
            tag("li", tag("a", one.summary.name.said(county.lang), href=f"#f{place}"), Words("：", ": ").said(county.lang), _gist(one, county.lang))
            for place, one in enumerate(listed, 1)
        ],
        ordered=True,
    )


def _gist(one: Listed, lang: str) -> Html:
    parts = [
        count._replace(shown=Words(f"{count.shown.zh}项{words.zh}", f"{count.shown.en} {words.en}"))
        for count, words in zip(_found(one.summary), (Words("不符", "do not hold"), Words("待说明", "to be explained")), strict=True)
        if count
    ]
    stated = [Told(one.summary.stands, where_from(one.summary.stated))] if one.summary.status == "infeasible" else []
    return together([item for part in (*parts, *stated) for item in (Html(Words("，", ", ").said(lang)), mark(part, lang))][1:])


# -- whom to examine first ---------------------------------------------------------------------------------------------


def county_shortlist(county: County) -> Piece:
    """Show the departments to examine first, each with its reasons line by line."""
    listed = county.comparison.shortlist
    if not listed:
        return nothing(county.lang, "没有需要先看的部门。", "No department calls for a first look.")
    articles = [_listed(place, one, county.lang) for place, one in enumerate(listed, 1)]
    return Piece(together([*articles, tag("p", SHORTLIST_RULE.said(county.lang), class_="note where")]), "findings")


LEVELS = {1: "fail", 2: "fail", 3: "question", 4: "insufficient_data"}


def _listed(place: int, one: Listed, lang: str) -> Html:
    worst = LEVELS[min(reason.level for reason in one.reasons)]
    lines = []
    for reason in one.reasons:
        where = places(reason.sources, lang, brief=True)
        lines.append(
            tag("li", tag("span", reason.words.said(lang), class_="where" if not where else ""), *([" ", tag("small", where, class_="where")] if where else []))
        )
    return tag("article", tag("h3", f"{place}. {one.summary.name.said(lang)}"), tag("ul", *lines), class_=f"finding {worst}", id=f"f{place}")


# -- money -------------------------------------------------------------------------------------------------------------


BY_FUNCTION = Words("按功能分类", "by functional class")


def county_structure(county: County) -> Table | Piece:
    """Show expenditure by functional class, from the published accounts."""
    return _structure(county, county.comparison.by_function, BY_FUNCTION)


def county_economic(county: County) -> Table | Piece:
    """Show expenditure by economic class, and by basic and project expenditure."""
    return _structure(county, county.comparison.by_economic_class, Words("按经济分类", "by economic class"))


def county_kinds(county: County) -> Table | Piece:
    """Show basic and project expenditure."""
    return _structure(county, county.comparison.by_kind, Words("按支出性质", "basic and project"))


def _structure(county: County, structure: Structure, by: Words) -> Table | Piece:
    if not structure.parts:
        return nothing(county.lang, f"没有部门报出{by.zh}的支出。", f"No department reports expenditure {by.en}.")
    columns = [Words("类别", "Class"), Words("金额", "Amount"), Words("占比", "Share"), Words("部门数", "Departments")]
    rows = [
        Row(part.words, [part.amount, part.share, told_count(part.departments, f"报有“{part.words.zh}”的部门数", f"departments that report {part.words.en}")])
        for part in structure.parts
    ]
    rows.append(Row(Words("合计", "Total"), [structure.whole, None, None], "total"))
    return Table(_structure_words(by), columns, rows, county.lang, _lacking(county, structure.lacking))


def _structure_words(by: Words) -> Words:
    return Words(f"支出构成：{by.zh}（{WAN.zh}）", f"Expenditure {by.en} ({WAN.en})")


def _lacking(county: County, departments: Iterable[str]) -> Words:
    departments = list(departments)
    names = _names(county, departments)
    return (
        Words(f"没有报这些数、因此不在其中的部门：{names.zh}。", f"Not in it, since they report no such figures: {names.en}.") if departments else Words("", "")
    )


def county_structure_chart(county: County) -> Chart | Piece:
    """Draw expenditure by functional class."""
    parts = county.comparison.by_function.parts
    return charts.share_bars([(part.words, part.amount, part.share) for part in parts], _structure_words(BY_FUNCTION), county.lang) if parts else NO_PIECE


def county_distributions(county: County) -> Table:
    """Show how each measure is distributed over the departments, before anybody is ranked."""
    columns = [Words("指标", "Measure"), *FIVE, Words("部门数", "Departments"), Words("缺数", "Lacking")]
    rows = []
    for column in county.comparison.columns.values():
        spread = column.spread
        name = Words(
            f"{column.measure.words.zh}（{column.measure.unit.words.zh or '—'}）", f"{column.measure.words.en} ({column.measure.unit.words.en or '—'})"
        )
        five: list[Cell] = [told(figure, with_unit=False) for figure in spread.five] if spread else [None] * len(FIVE)
        known = [name for name, figure in column.values.items() if figure.known]
        rows.append(Row(name, [*five, _counted(county, known), _counted(county, column.lacking) if column.lacking else None]))
    note = Words(
        "四分位数按 QUARTILE.INC（Hyndman 和 Fan 的第7种定义）计算；缺数的部门不计入，也不按0计。",
        "Quartiles by QUARTILE.INC (definition 7 of Hyndman and Fan); departments that lack a figure are left out and not counted as 0.",
    )
    return Table(Words("各项指标在部门间的分布", "How the measures are distributed"), columns, rows, county.lang, note)


def county_execution(county: County) -> Table:
    """Show every department's budget, outturn and rates, in the order of their names."""
    side = county.comparison
    columns = [
        Words("部门", "Department"),
        *(period.words for period in (Period.BUDGET_INITIAL, Period.BUDGET_REVISED, Period.ACTUAL)),
        Words("占年初预算", "of initial"),
        Words("占全年预算", "of revised"),
        Words("人均公用经费", "Operating cost a head"),
        Words("较上年", "On last year"),
    ]
    changes = side.changes()
    rows = []
    for name, one in side.departments.items():
        amounts = [one.figure("exp_total", period) for period in (Period.BUDGET_INITIAL, Period.BUDGET_REVISED, Period.ACTUAL)]
        rates = [side.columns[measure].values[name] for measure in ("execution_initial", "execution_revised")]
        rows.append(Row(one.name, [*amounts, *rates, told_plain(side.columns["operating_per_head"].values[name]), changes[name]]))
    sums = side.execution
    whole = [sums.sums[period] for period in (Period.BUDGET_INITIAL, Period.BUDGET_REVISED, Period.ACTUAL)]
    rates = [sums.rate(Period.ACTUAL, base) for base in (Period.BUDGET_INITIAL, Period.BUDGET_REVISED)]
    rows.append(Row(Words("合计（报齐三个口径的部门）", "Total (those that report all three)"), [*whole, *rates, None, None], "total"))
    low, high = (printed(bound, Unit.PERCENT) for bound in EXECUTION)
    note = Words(
        f"执行率低于{low}或高于{high}的，在复核清单中请部门说明。人均公用经费单位：万元/人。",
        f"Execution below {low} or above {high} is asked about on the shortlist. Operating cost a head in 10,000 yuan.",
    )
    return Table(Words(f"各部门预算执行（{WAN.zh}）", f"Execution by department ({WAN.en})"), columns, rows, county.lang, note)


def told_plain(figure: Figure) -> Told | Figure:
    """Return a figure without its unit, which the heading gives; a gap as it is."""
    return told(figure, with_unit=False) if figure.known else figure


# -- peers -------------------------------------------------------------------------------------------------------------


def county_peers(county: County) -> Table | Piece:
    """Show the groups of peers that are compared, and the median of what is compared within each."""
    side = county.comparison
    large, small = ([group for group in side.groups if (group.key in {key for key, _ in side.spreads}) is compared] for compared in (True, False))
    if not large:
        return nothing(county.lang, f"没有{LEAST_PEERS}家以上的同类部门，不比较。", f"No kind of department has {LEAST_PEERS} or more: none is compared.")
    compared = [measure for measure in MEASURES.values() if measure.apart is not None]
    columns = [Words("同类", "Peers"), Words("部门数", "Departments"), *(Words(one.words.zh, one.words.en) for one in compared)]
    rows = []
    for group in large:
        medians: list[Cell] = []
        for measure in compared:
            spread = side.spreads.get((group.key, measure.key))
            medians.append(told(spread.median, with_unit=measure.unit is Unit.PERCENT) if spread else None)
        rows.append(Row(group.words, [_counted(county, [one.department for one in group.members]), *medians]))
    note = PEER_RULE.plus(
        Words(
            f"空格表示有数的部门不足{LEAST_PEERS}家。人均数单位：万元/人。", f"Empty cells: fewer than {LEAST_PEERS} have the figure. Per head in 10,000 yuan."
        )
    )
    if small:
        names = joined([group.words for group in small])
        note = note.plus(Words(f"不足{LEAST_PEERS}家、没有比较的：{names.zh}。", f"Not compared, with fewer than {LEAST_PEERS}: {names.en}."))
    return Table(Words("同类部门的中位数", "Medians of peers"), columns, rows, county.lang, note)


def county_outliers(county: County) -> Piece:
    """Name the departments that stand far from their peers, with the arithmetic, as something to ask about."""
    found = county.comparison.outliers
    if not county.comparison.spreads:
        return NO_PIECE
    if not found:
        return nothing(county.lang, "没有部门与同类相差悬殊。", "No department stands far from its peers.")
    entries = [
        tag(
            "li",
            tag("strong", one.summary.name.said(county.lang)),
            Words("：", ": ").said(county.lang),
            mark(Told(one.words, where_from(one.figure)), county.lang),
        )
        for one in found
    ]
    return Piece(bullets(county.lang, entries))


# -- three public, years -----------------------------------------------------------------------------------------------


def county_three_public(county: County) -> Table | Piece:
    """Show the three public expenses over the years, over the same departments in each."""
    trends = [trend for trend in county.comparison.three_public if trend.years]
    if not trends:
        return nothing(county.lang, "没有部门逐年报出“三公”经费。", "No department reports the three public expenses in every year.")
    years = list(trends[0].years)
    columns = [
        Words("项目", "Item"),
        *(Words(f"{year}年决算", f"{year} outturn") for year in years),
        Words("较上年", "On last year"),
        Words("部门数", "Departments"),
    ]
    rows = [
        Row(ITEMS[trend.item].words, [*trend.years.values(), _change(trend), _counted(county, trend.departments)], "" if number else "total")
        for number, trend in enumerate(trends)
    ]
    note = Words("只计各年都报了的部门，缺年份的不计入。", "Only departments that report it in every year are counted.")
    return Table(Words(f"“三公”经费逐年变化（{WAN.zh}）", f"The three public expenses over the years ({WAN.en})"), columns, rows, county.lang, note)


def _change(trend: Trend) -> Figure | None:
    years = list(trend.years.values())
    if len(years) < 2:  # noqa: PLR2004  a change takes two
        return None
    last, this = (quoted(figure) for figure in years[-2:])
    return ((this - last) / last).percent


# -- score -------------------------------------------------------------------------------------------------------------


def county_scores_chart(county: County) -> Chart:
    """Draw for each department the span that the evidence allows and the stated score, in the order of their table."""
    return charts.score_spans(county.comparison.by_contradictions, county.lang)


def county_scores(county: County) -> Table:
    """Show for each department the span of possible scores, the stated score, contradictions and evidence: most contradictions first, never by score."""
    columns = [
        Words("部门", "Department"),
        Words("可能最低", "Lowest"),
        Words("可能最高", "Highest"),
        Words("自评得分", "Stated"),
        Words("自评与区间", "Stated against span"),
        Words("不符", "Does not hold"),
        Words("待说明", "To explain"),
        Words("已核定分值", "Marks settled"),
    ]
    rows = [Row(one.name, [*_span(one), told_plain(one.stated), _stands(one), *_found(one), _settled(one)]) for one in county.comparison.by_contradictions]
    note = Words("按不符项数、待说明项数排列，不按得分高低排列。", "Ordered by contradictions, then by questions, never by score.")
    return Table(Words("得分区间、自评得分和佐证", "Possible scores, stated scores and evidence"), columns, rows, county.lang, note)


def _span(one: Summary) -> list[Told]:
    return [
        _sum(one.lowest, [(row.name, row.lowest) for row in one.rows], Words("各行已得分之和", "sum of marks earned")),
        _sum(one.highest, [(row.name, row.available - row.highest) for row in one.rows], Words("100减去各行失分", "100 less the marks lost")),
    ]


def _sum(total: Decimal, rows: Iterable[tuple[Words, Decimal]], words: Words) -> Told:
    parts = sum_of_marks(rows)
    return told_marks(total, f"{words.zh}：{parts.zh or '0'}", f"{words.en}: {parts.en or '0'}")


def _stands(one: Summary) -> Words:
    return {"inside": Words("在区间内", "within"), "infeasible": Words("不可能", "impossible")}.get(one.status, Words("不可比", "not comparable"))


def _found(one: Summary) -> list[Told | None]:
    told_ = []
    for outcome in ("fail", "question"):
        checks = sorted(check for check, counts in one.checks.items() if counts.get(outcome))
        names = Words("；".join(f"{check} {CHECKS[check].words.zh}" for check in checks), "; ".join(f"{check} {CHECKS[check].words.en}" for check in checks))
        told_.append(told_count(one.outcomes[outcome], *names) if one.outcomes[outcome] else None)
    return told_


def _settled(one: Summary) -> Told:
    open_ = joined([row.name for row in one.missing])
    return told_marks(one.settled, f"得分已确定的各行分值之和；待定：{open_.zh or '无'}", f"marks available in settled rows; open: {open_.en or 'none'}")


def county_evidence(county: County) -> Table | Piece:
    """Show the departments whose marks are not all settled, those with the least evidence first, and which rows lack it."""
    open_ = [one for one in county.comparison.by_evidence if one.missing]
    if not open_:
        return nothing(county.lang, "各部门的分值都已有佐证。", "The marks of every department are settled by evidence.")
    columns = [
        Words("部门", "Department"),
        Words("已核定分值", "Marks settled"),
        Words("待定分值", "Marks open"),
        Words("缺少佐证的评分内容", "Rows that lack evidence"),
    ]
    rows = [Row(one.name, [_settled(one), _at_stake(one), joined([row.name for row in one.missing])]) for one in open_]
    note = Words("按已核定分值由少到多排列；其余部门的分值都已有佐证。", "Fewest marks settled first; of all other departments every mark is settled.")
    return Table(Words("佐证最少的部门", "Where evidence is thinnest"), columns, rows, county.lang, note)


def _at_stake(one: Summary) -> Told:
    rows = [(row.name, row.at_stake) for row in one.missing]
    return _sum(one.at_stake, rows, Words("待定各行最高与最低得分之差的合计", "highest less lowest marks of the open rows, together"))


def county_contradictions(county: County) -> Table | Piece:
    """Show the checks that most departments fail or raise questions by."""
    found = county.comparison.contradictions
    if not found:
        return nothing(county.lang, "各部门的核对均成立。", "Every check of every department holds.")
    columns = [
        Words("核对", "Check"),
        Words("部门数", "Departments"),
        Words("不符", "Does not hold"),
        Words("待说明", "To explain"),
        Words("最大差额（万元）", "Largest difference, 10,000 yuan"),
    ]
    rows = []
    for one in found:
        largest = None
        if one.largest is not None:
            shown = printed(one.largest, Unit.WAN_YUAN, with_unit=False)
            largest = Told(
                Words(shown, shown),
                Words(f"“{one.words.zh}”各项差额中最大的（不计正负）", f"largest difference found by “{one.words.en}”, without its sign"),
                one.largest,
            )
        rows.append(
            Row(
                Words(f"{one.check} {one.words.zh}", f"{one.check} {one.words.en}"),
                [_counted(county, one.departments), *(_counted(county, names) if names else None for names in (one.failed, one.asked)), largest],
            )
        )
    return Table(Words("最常见的不符和待说明", "What most often does not hold or is asked"), columns, rows, county.lang)


# -- sensitivity -------------------------------------------------------------------------------------------------------


OTHERWISE = {
    "steps": Words("扣分不足一步的：", "steps of deductions:"),
    "basis": Words("指标的口径：", "indicators worked out by:"),
    "scheme": Words("改用评分表：", "by another table:"),
}
"""What is read otherwise, by the kind of a reading."""


def county_readings(county: County) -> Table | Piece:
    """Show how scores and their order change under the disputed readings of the rules, and by other tables."""
    effects = county.comparison.effects
    if not effects:
        return nothing(county.lang, "没有其他读法或评分表可以比较。", "There is no other reading or table to compare with.")
    columns = [
        Words("读法或评分表", "Reading or table"),
        Words("得分改变的部门", "Scores changed"),
        Words("名次改变的部门", "Ranks changed"),
        Words("最大名次变动", "Furthest move"),
        Words("自评不可能的部门", "Impossible scores"),
    ]
    rows = [
        Row(
            OTHERWISE[effect.kind].plus(effect.name),
            [_counted(county, effect.changed), _counted(county, effect.moved), _furthest(county, effect), _counted(county, effect.infeasible)],
        )
        for effect in effects
    ]
    note = Words(
        "名次按可能最低分排列，只用来看规则读法的影响，不是评价结论。", "Ranks are by the lowest total, only to show what a reading does: they are no verdict."
    )
    return Table(Words("换一种读法或评分表的影响", "What another reading or table would change"), columns, rows, county.lang, note)


def _furthest(county: County, effect: Effect) -> Told | None:
    if not effect.moved:
        return None
    name = effect.moved[0]
    before, after = effect.order[name]
    who = county.comparison.name(name)
    return told_count(abs(after - before), f"{who.zh}：第{before}名→第{after}名", f"{who.en}: from {before} to {after}")


# -- what it rests on --------------------------------------------------------------------------------------------------


def county_sources(county: County) -> Piece:
    """Show what could not be read, the scheme, and the sources of the checks."""
    lang = county.lang
    parts: list[Html] = []
    if county.unread:
        items = [
            Words(f"{which.folder}：{'；'.join(one.lines('zh'))}", f"{which.folder}: {'; '.join(one.lines('en'))}") for which, one in county.unread.items()
        ]
        parts += [
            tag("p", Words("以下资料读不出，不在比较之内：", "These cannot be read and are not compared:").said(lang)),
            bullets(lang, items, class_="own"),
        ]
    schemes = {one.scheme: one.scheme_name for one in county.departments}
    facts = [
        (Words("评分方案", "Scheme"), joined([Words(f"{name.zh}（{key}）", f"{name.en} ({key})") for key, name in schemes.items()])),
        (Words("年度", "Years"), joined([Words(str(year), str(year)) for year in sorted([*county.comparison.earlier, county.comparison.year])])),
    ]
    listed = [part for name, value in facts for part in (tag("dt", name.said(lang)), tag("dd", value.said(lang)))]
    parts.append(tag("dl", *listed, class_="facts"))
    cites = sorted({cite for one in county.comparison.contradictions for cite in CHECKS[one.check].cites if cite in SOURCES})
    if cites:
        parts.append(tag("ul", *(tag("li", tag("cite", f"{one} {SOURCES[one].title}（{KINDS[SOURCES[one].kind].said(lang)}）")) for one in cites)))
    return Piece(together(parts), "provenance")
