"""The first screen of the department report: who, which year, how much, which score, what matters most, how complete the evidence is."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from evallib.case import Case
from evallib.reading.record import Period
from evallib.rules.findings import Finding, Outcome
from evallib.rules.scales import HUNDRED
from evallib.rules.scoring import Scorecard
from evallib.showing.found import anchor, badge, shown_findings
from evallib.showing.pieces import INVENTED, Html, Piece, bullets, key, rich, tag
from evallib.showing.scores import grade, rows_settled, score_sentence, settled, span, stated
from evallib.showing.sentences import Sentence, sentence, sentences, told, told_count
from evallib.summary import summary
from evallib.words import Words

TOP = 3
PRESS = Words("点按任一数字，或用键盘选中它，可看它的算式和出处。", "Press any figure, or reach it by keyboard, to see its formula and where it is from.")


def head(case: Case) -> Piece:
    """Show who, which year, how much, the score against the span that the evidence allows, and the findings that matter most."""
    lang, record = case.lang, case.record
    kicker = Words(
        f"{record.county_name.zh} · {record.year}年度 · 部门整体支出绩效评价",
        f"{record.county_name.en} · {record.year} · Performance of departmental expenditure",
    )
    html = tag(
        "header",
        tag("p", kicker.said(lang), class_="kicker"),
        tag("h1", record.profile.name.said(lang)),
        tag("p", INVENTED.said(lang), class_="invented") if record.profile.invented else None,
        tag("p", rich(lede(case), lang), class_="lede"),
        tag("dl", *_keys(case), class_="keys"),
        score_strip(case.scorecard, lang),
        tag("div", tag("p", Words("最要紧的事项", "What matters most").said(lang), class_="label"), _top_findings(case), class_="first"),
        tag("p", PRESS.said(lang), class_="press"),
        class_="hero",
    )
    footer = Words(f"{case.title.zh}　金额单位除注明外为万元。", f"{case.title.en}. Amounts are in 10,000 yuan unless stated.")
    facts = {"lang": lang, "title": case.title.said(lang), "description": lede(case).said(lang), "footer": footer.said(lang)}
    return Piece(html, "head", facts | {"summary": summary(case).to_json(), "case": case.identity})


def _keys(case: Case) -> Sequence[Html]:
    card, lang = case.scorecard, case.lang
    done, rows = rows_settled(card)
    total = told(case.figure("exp_total"), with_unit=False)
    score = card.stated_score
    return (
        key(lang, Words("支出总额（万元）", "Total expenditure, 10,000 yuan"), total, _against_budget(case)),
        key(lang, Words("可能总分", "Possible score"), span(card), grade(case)),
        key(lang, Words("自评得分", "Stated score"), told(score, with_unit=lang == "zh"), sentence("{how}", "{how}", how=stated(card))),
        key(
            lang,
            Words("已有依据的分值", "Marks settled by evidence"),
            sentence("{settled} / 100分", "{settled} / 100", settled=settled(card)),
            sentence("{rows}项评分内容中的{done}项", "{done} of {rows} rows", done=done, rows=rows),
        ),
        key(lang, Words("勾稽核对", "Reconciliation"), _counted(case, Outcome.FAIL), _counted(case, Outcome.QUESTION, Outcome.PASS)),
    )


def _against_budget(case: Case) -> Sentence | Words:
    rate = case.indicator("execution_rate", basis="initial")
    if rate.known:
        return sentence("为年初预算的{rate}", "{rate} of the initial budget", rate=rate)
    return Words("年初预算未填报", "initial budget not reported")


_SHORT = {Outcome.FAIL: "do not hold", Outcome.QUESTION: "to explain", Outcome.PASS: "hold"}


def _counted(case: Case, *outcomes: Outcome) -> Sentence:
    told = [
        sentence(
            "{number}项{zh}",
            "{number} {en}",
            number=told_count(case.outcomes[one], f"“核对了什么”一表中“{one.words.zh}”的合计", f"total of “{one.words.en}” in the table of checks"),
            zh=one.words.zh,
            en=_SHORT[one],
        )
        for one in outcomes
    ]
    return sentences(told, "，", ", ")


def lede(case: Case) -> Sentence:
    """Say the report in two or three sentences."""
    total, initial = case.figure("exp_total"), case.figure("exp_total", Period.BUDGET_INITIAL)
    rate, year = case.indicator("execution_rate", basis="initial"), str(case.record.year)
    if rate.known:
        spent = sentence(
            "{year}年支出总额{total}，为年初预算{initial}的{rate}。",
            "In {year} the department spent {total}, {rate} of its initial budget of {initial}.",
            year=year,
            total=total,
            initial=initial,
            rate=rate,
        )
    else:
        spent = sentence("{year}年支出总额{total}。", "In {year} the department spent {total}.", year=year, total=total)
    return spent.plus(score_sentence(case))


# -- the score as a strip ----------------------------------------------------------------------------------------------


LEAST = Decimal("0.8")  # per cent of the line: what can be seen


def score_strip(card: Scorecard, lang: str) -> Html:
    """Show the stated score beside the span that the evidence allows, on a line from 0 to 100 with the grades; the words tell the same."""
    low, high, score = card.lowest, card.highest, card.stated_score
    ours = Words("按规则可能", "possible by the rules").said(lang)
    width = max(high - low, LEAST)
    parts = [tag("span", "", class_="range", style=f"left:{_at(min(low, HUNDRED - width))}%;width:{_at(width)}%")]
    parts += [tag("span", "", class_="cut", style=f"left:{_at(cut)}%") for cut, _ in _cuts(card) if cut]
    labels = [tag("span", f"{ours} {span(card).shown.said(lang)}", class_=f"tell {_side((low + high) / 2)}", style=_place((low + high) / 2))]
    under = []
    if score.known:
        parts.append(tag("span", "", class_="mark", style=f"left:{_at(score.value)}%"))
        claim = Words("自评", "stated").said(lang)
        under.append(tag("span", f"{claim} {score.shown(lang, with_unit=False)}", class_=f"claim {_side(score.value)}", style=_place(score.value)))
    bounds = [*(cut for cut, _ in _cuts(card)), HUNDRED]
    names = [
        tag("span", name.said(lang), tag("small", f"{_at(here)}–{_at(after)}"), style=f"left:{_at(here)}%;width:{_at(after - here)}%")
        for (here, name), after in zip(_cuts(card), bounds[1:], strict=True)
    ]
    return tag(
        "div",
        tag("div", *labels, class_="tells"),
        tag("div", *parts, class_="track"),
        tag("div", *under, class_="tells"),
        tag("div", *names, class_="grades"),
        class_="strip",
        aria_hidden="true",
    )


def _cuts(card: Scorecard) -> list[tuple[Decimal, Words]]:
    """Return where each grade begins, from the lowest."""
    return sorted(((one.from_score, one.name) for one in card.scheme.grades), key=lambda cut: cut[0])


def _at(marks: Decimal) -> str:
    return f"{marks.normalize():f}"


MIDDLE = Decimal(50)


def _side(marks: Decimal) -> str:
    return "left" if marks < MIDDLE else "right"


def _place(marks: Decimal) -> str:
    """Return where a label stands: it grows from its place towards the middle."""
    return f"left:{_at(marks)}%" if marks < MIDDLE else f"right:{_at(100 - marks)}%"


# -- findings ----------------------------------------------------------------------------------------------------------


def _top_findings(case: Case) -> Html:
    serious = [finding for finding in case.findings if finding.serious][:TOP]
    if not serious:
        words = Words(
            "已能进行的核对中未发现不符事项；未能核对的内容见“资料缺口”。",
            "The checks that could be made found nothing wrong; what could not be checked is listed under “What is missing”.",
        )
        return tag("p", words.said(case.lang), class_="say")
    return bullets(case.lang, [_line(case, finding) for finding in serious], ordered=True)


def _line(case: Case, finding: Finding) -> Html:
    return tag("li", badge(finding.outcome, case.lang), " ", tag("a", finding.told.said(case.lang), href=f"#{anchor(shown_findings(case).index(finding))}"))
