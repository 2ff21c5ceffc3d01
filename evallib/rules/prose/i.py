"""Family I in prose: the score that a report gives itself against its parts, its grade, its reasons, and what the rules allow."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from itertools import takewhile

from evallib.figures import Figure, fixed, total
from evallib.quantities import Unit, rounded
from evallib.reading.narrative import Narrative, Told
from evallib.reading.record import Record
from evallib.rules.checks.i import stated_score_is_feasible
from evallib.rules.findings import Finding, Outcome, asked, check, equality
from evallib.rules.prose.wording import amounts, is_report, place, quoted
from evallib.rules.scoring import Scorecard
from evallib.words import Words

FULL = Decimal(100)
LEAST_SCORE = Decimal(60)  # marks up to it are those of indicators: nobody gives the whole fewer
MOST_SCORES = 12  # of one report whose parts and grades are looked for
_OF_ANOTHER = re.compile("项目|专项|上年|去年|上一年|复评|复核|复审|抽查|第三方|重点评价|再评价|财政评价|平均|满分|下属|指标分|职工|问卷|考核|测评")
_OF_THE_WHOLE = re.compile(
    "(?:20\\d{2}年度?|年度|全年|因此|综上|经|通过|我[局会乡镇校院委办站所]|本[局会乡镇校院委办站所]|我?单位|部门|预算|支出|财政|资金|绩效|自我|自评|评价|评定|评分|评估|打分|考评|综合|总体|总计|合计|共计|总|最终|最后|得|得分|分数|总分|分值|分|结果|结论|情况|工作|报告|为|是|：|共|的|计|我)*"
)
_ALL_MARKS = re.compile("(?:满分|总分|总分值|分值合计|权重合计)(?:为|是|：|共|计)?(\\d{2,4})分?")


def own_scores(narrative: Narrative) -> list[Told]:
    """Return the scores that a report gives the department as a whole for the year: not those of a project, another year, another judge."""
    parts = {won.begin for most, won in _pairs(narrative) if most.value < FULL}
    told = [one for one in narrative.all("self_score") if one.exact and LEAST_SCORE < one.value <= FULL and one.begin not in parts]
    told = [one for one in told if not _of_another(narrative, _before(narrative, one))]
    whole = [one for one in told if _OF_THE_WHOLE.fullmatch(one.label) or re.search("整体|本部门|本单位", one.label)]
    return [one for one in whole if one.value < FULL] or whole  # 100 beside another score is the marks available


def _of_another(narrative: Narrative, words: str) -> bool:
    """Whether words speak of another score: of a project, another year, another judge."""
    return bool(_OF_ANOTHER.search(words)) or any(int(year) != narrative.year for year in re.findall("(20\\d{2})年", words))


def _before(narrative: Narrative, told: Told) -> str:
    """Return the clause before a figure, the sign that closes a heading apart."""
    start, _ = narrative.sentence(told.begin)
    words = re.sub("项目绩效目标|部门整体支出和项目|整体支出及项目", "", narrative.plain.text[max(start, told.begin - 60) : told.begin])
    return re.split("[，；：]", words)[-1] or words[-12:]


def _out_of_hundred(narrative: Narrative) -> bool:
    """Whether nothing says that the table has another number of marks than 100."""
    return all(Decimal(found[1]) == FULL or Decimal(found[1]) < 50 for found in narrative.search(_ALL_MARKS))  # noqa: PLR2004  of one indicator


_AVAILABLE = re.compile("(?:满分|分值|标准分|权重|占|指标分|总分值|值)(?:为|是|：|共)?$")
_WON = re.compile("(?:得|自评|评)(?:得?分)?(?:为|是|：)?$")
_WON_AT_ONCE = re.compile("[）/]?[，、：]?(?:自评|实际|实|评价)*(?:得|自评|评)(?:得?分)?(?:为|是|：)?")
_APART = re.compile("(?:附?加|另扣|另减|倒扣|额外扣|减)分(?:项|指标)|附加分|(?:另|再|额外|倒)扣")  # marks beside the table
_BELOW = re.compile("其中|包括")
_LOST = re.compile("(?:扣|失|减|扣除|扣减|扣了|失分|扣分)(?:分)?(?:为|共|计|：|合计|约)*$")
_PARTS_FOLLOW = re.compile("[，。；（：]?(?:其中|具体|各项|分项|分别|包括|各部分|各指标)[^\n。\\d]{0,24}")
_SUMS_UP = re.compile("(?:合计|总计|共计|总得分|总分|综合得分|自评得分|最终得分|共)[^，。；\\d]{0,8}$")
_LOST_IN_ALL = re.compile(
    "(?:共|合计|总|累计)(?:失|扣|扣减|丢)(?:分)?(?:为|：|计)?(\\d{1,2}(?:\\.\\d{1,2})?)分|(?:^|[，。；：])失分(?:为|：|计)?(\\d{1,2}(?:\\.\\d{1,2})?)分"
)
_FAMILIES = tuple(
    tuple(re.compile(words) for words in one.split())
    for one in (
        "投入 过程 产出 效果|效益",
        "决策 过程 产出 效果|效益",
        "预算执行|执行率|资金执行 产出 效益|效果 满意",
        "产出 效益|效果 满意 成本",
        "预算配置 预算执行 预算管理 产出|履职|职责 效果|效益",
    )
)
_PARTS_QUESTION = Words("请贵单位核实各部分得分和合计得分。", "Please check the marks of the parts and their sum.")
_LONGEST_LIST = 600


@check("I1", "自评得分＝各部分得分之和，前后一致", "The stated score is the sum of its parts, and the same each time", cites="EVALLIB", on="report")
def score_adds_up(narrative: Narrative, record: Record | None = None, _scorecard: Scorecard | None = None) -> Iterator[Finding]:
    """The score is the sum of the parts that are announced with it, the same wherever it is told, and that of the department's form."""
    scores = own_scores(narrative)
    for told in scores[:MOST_SCORES]:
        parts = _parts_after(narrative, told) or _parts_before(narrative, told)
        if parts:
            yield from _sum_of_parts(told, parts)
    yield from _sums_of_tables(narrative, scores[0]) if scores else ()
    stated = [one for one in scores if re.search("自评|整体", one.label)]
    other = next((one for one in stated if one.value != stated[0].value), None)
    if other and _out_of_hundred(narrative):
        yield _two_scores(other.figure, stated[0].figure, Words("请贵单位核实自评得分以哪一个为准。", "Which of the two scores is right?"))
    reported = record.figure("self_score") if record else None
    if scores and reported and reported.known and not any(one.value == reported.value for one in scores):
        form = reported.called("自评表所列得分", "the score of the form")
        yield _two_scores(
            scores[0].figure, form, Words("请贵单位核实报告与自评表的得分以哪一个为准。", "Which is right, the score of the report or that of the form?")
        )
    elif len(scores) == 1 and _out_of_hundred(narrative):
        yield from _lost_and_kept(narrative, scores[0])


def _two_scores(stated: Figure, other: Figure, question: Words) -> Finding:
    sides = Words(
        f"{stated.label.zh}{stated.shown('zh')}，{other.label.zh}{other.shown('zh')}",
        f"{stated.label.en} {stated.shown('en')}, {other.label.en} {other.shown('en')}",
    )
    return Finding("I1", Outcome.FAIL, stated.label, Words(f"得分两处不一：{sides.zh}", f"two scores: {sides.en}"), stated, other, question=question)


def _lost_and_kept(narrative: Narrative, score: Told) -> Iterator[Finding]:
    """The marks that the text says were lost in all are those that the score lacks."""
    marks = {one.begin: one for one in narrative.figures if one.kind == "marks"}
    for match in narrative.search(_LOST_IN_ALL):
        lost = marks.get(match.start(1 if match[1] else 2))
        if lost and 0 <= lost.begin - score.stop <= _LONGEST_LIST:
            expected = (fixed(FULL, Unit.MARK) - _to_a_cent(lost.figure)).called("100分减失分", "100 less the marks lost")
            yield equality("I1", _to_a_cent(score.figure), expected, question=Words("请贵单位核实得分和失分。", "Please check the score and the marks lost."))
            return


def _awarded(narrative: Narrative, start: int, end: int) -> list[Told]:
    """Return the marks awarded in a passage: not those available, lost, or of what stands below an indicator."""
    text, found, below = narrative.plain.text, [], start
    for one in narrative.figures:
        if one.kind == "marks" and max(start, below) <= one.begin and one.stop <= end:
            if not (_is_available(text, one) or _LOST.search(text[max(start, one.begin - 12) : one.begin])):
                found.append(one)
            nested = _NESTED.match(text, one.stop, end)
            below = nested.end() if nested else below
    return found


_NESTED = re.compile("（[^（）]*）|，?(?:其中|包括)[^；。\n]*")


def _is_available(text: str, one: Told) -> bool:
    """Whether marks are what an indicator is worth."""
    lead = text[max(0, one.begin - 8) : one.begin]
    return one.measure == "points_max" or bool(_AVAILABLE.search(lead)) or (lead.endswith("（") and text[one.stop : one.stop + 1] == "）")


def _parts_after(narrative: Narrative, told: Told) -> list[Told]:
    text = narrative.plain.text
    opened = _PARTS_FOLLOW.match(text, told.stop) or _PARTS_FOLLOW.search(text, told.stop, min(len(text), told.stop + 30))
    if not opened:
        return []
    stop = min(
        [
            len(text),
            told.stop + _LONGEST_LIST,
            *(one.start for one in narrative.sections if one.start > told.stop),
            *(at for at in [text.find("。", opened.end())] if at > 0),
        ]
    )
    parts = _awarded(narrative, opened.end(), stop)
    return parts if len(parts) > 2 else []  # noqa: PLR2004  a list of marks has three parts at least


def _parts_before(narrative: Narrative, told: Told) -> list[Told]:
    start, _ = narrative.sentence(told.begin)
    lead = narrative.plain.text[max(start, told.begin - 20) : told.begin]
    if not _SUMS_UP.search(lead) or re.search("年度", lead):
        return []
    parts = _awarded(narrative, start, told.begin)
    return parts if len(parts) > 2 else []  # noqa: PLR2004


def _sums_of_tables(narrative: Narrative, score: Told) -> Iterator[Finding]:
    """Yield the finding on a score and each run of indicators whose marks available make up 100, which are a whole table: not that of another score."""
    marks = {one.value for one in narrative.figures if one.kind == "marks"}
    available, awarded = Decimal(0), []
    for most, won in _outermost(narrative, list(_pairs(narrative))):
        available, awarded = available + most.value, [*awarded, won]
        if available >= FULL:
            reached = sum(one.value for one in awarded)
            if available == FULL and len(awarded) > 1 and (reached == score.value or reached not in marks):
                yield asked(_sum(score, awarded)) if _APART.search(narrative.plain.text) else _sum(score, awarded)
            available, awarded = Decimal(0), []


def _outermost(narrative: Narrative, pairs: list[tuple[Told, Told]]) -> Iterator[tuple[Told, Told]]:
    """Yield the indicators that do not stand below another: those right after it that make up its marks."""
    place = 0
    while place < len(pairs):
        yield pairs[place]
        place += 1 + _below(narrative, pairs[place], pairs[place + 1 : place + 1 + MOST_BELOW])


MOST_BELOW = 12  # indicators below one


def _below(narrative: Narrative, above: tuple[Told, Told], after: list[tuple[Told, Told]]) -> int:
    """Return how many of the indicators after one stand below it: their marks available are its own, and so are those awarded, or the text says 其中."""
    said = after and _BELOW.search(narrative.plain.text, max(one.stop for one in above), max(one.begin for one in after[0]))
    for count in range(2, len(after) + 1):
        available, awarded = (sum(pair[side].value for pair in after[:count]) for side in (0, 1))
        if available == above[0].value and (said or awarded == above[1].value):
            return count
    return 0


def _pairs(narrative: Narrative) -> Iterator[tuple[Told, Told]]:
    """Yield the marks available for each indicator that has them told, with those awarded: 分值20分，得18分, or 18分（满分20分）."""
    text, marks = narrative.plain.text, [one for one in narrative.figures if one.kind == "marks" and one.exact]
    for place_of, one in enumerate(marks):
        if not _is_available(text, one):
            continue
        before = marks[place_of - 1] if place_of else None
        if before and re.fullmatch("（(?:满分|分值|标准分|权重)?(?:为|：)?", text[before.stop : one.begin]):
            yield one, before
            continue
        won = _won(narrative, one, marks[place_of + 1 : place_of + 5])
        if len(won) == 1 or (won and _WON_AT_ONCE.fullmatch(text[one.stop : won[0].begin])):  # several marks awarded are those of indicators below this one
            yield one, won[0]


def _won(narrative: Narrative, most: Told, after: list[Told]) -> list[Told]:
    """Return the marks awarded that are told after those available, in their sentence, before the next that are available."""
    text, (_, end) = narrative.plain.text, narrative.sentence(most.begin)
    own = takewhile(lambda one: one.begin < end and not _is_available(text, one), after)
    return [one for one in own if one.value <= most.value and _WON.search(text[one.begin - 6 : one.begin])]


def _sum(told: Told, parts: list[Told]) -> Finding:
    """Return the finding on a score and its parts: marks are given to 0.01, so that only a score of fewer decimals than its parts is rounded."""
    coarse = any(one.value.as_tuple().exponent < told.value.as_tuple().exponent for one in parts)
    score = told.figure if coarse else _to_a_cent(told.figure)
    return equality("I1", score, total([_to_a_cent(one.figure) for one in parts]), question=_PARTS_QUESTION)


def _to_a_cent(marks: Figure) -> Figure:
    return replace(marks, value=rounded(marks.value))


def _sum_of_parts(told: Told, parts: list[Told]) -> Iterator[Finding]:
    """Yield the finding on a score and the parts announced with it; parts that are not a whole table may leave some out."""
    finding = _sum(told, parts)
    labels = [one.lead for one in parts]
    if any(len(labels) == len(family) and all(any(words.search(label) for label in labels) for words in family) for family in _FAMILIES):
        yield finding if all(one.exact for one in parts) else asked(finding)
    elif told.value <= finding.expected.value <= FULL:
        yield asked(finding)


@check("I2", "自评得分在可能区间内", "The stated score is possible", cites="S04 S05 EVALLIB", on="report")
def stated_score_is_possible(narrative: Narrative, record: Record | None = None, scorecard: Scorecard | None = None) -> Iterator[Finding]:
    """The score of the text is possible by the scorecard; without one, by the one certain deduction that the text's own figures show."""
    scores = own_scores(narrative)
    if not scores or not _out_of_hundred(narrative):
        return
    score = scores[0].figure
    if record and scorecard:
        if not record.has("self_score") or record.figure("self_score").value == score.value:  # else check I1 asks which of the two is right
            yield from stated_score_is_feasible(replace(scorecard, stated_score=score))
        return
    rate = _addition_rate(narrative)
    if rate is None or _OWN_TABLE.search(narrative.plain.text) or not (rate.interval.low > _NO_MARKS_ABOVE and score.interval.low > FULL - _MARKS_LOST):
        return
    most = fixed(FULL - _MARKS_LOST, Unit.MARK)
    yield Finding(
        "I2",
        Outcome.QUESTION,
        score.label,
        Words(
            f"预算追加率{rate.arithmetic('zh')}，超过30%；按湖南部门整体支出绩效评价指标表（甲），“预算控制率”5分不得分，得分至多{most.shown('zh')}，自评为{score.shown('zh')}",
            f"additions to the budget are {rate.arithmetic('en')}, above 30%; by the Hunan indicator table, variant A, its 5 marks are lost: at most {most.shown('en')}, stated {score.shown('en')}",
        ),
        score,
        question=Words("请贵单位说明自评采用的是哪一张评分表，并附评分明细。", "Which table was the self-score made by? Please attach it with its marks."),
        places=rate.sources,
    )


_NO_MARKS_ABOVE, _MARKS_LOST = Decimal(30), Decimal(5)  # 预算控制率 of the Hunan tables, S04 and S05
_OWN_TABLE = re.compile(
    "(?:对照|按照|根据|依据|采用|参照|按)[^，。；\n]{0,20}(?:自评表|评分表|指标表|指标体系|评分标准|评价标准)|预算执行率?[^，。；\n]{0,8}(?:10|20)分|附件[^\n]{0,60}(?:自评表|评分表|指标表)"
)


def _addition_rate(narrative: Narrative) -> Figure | None:
    """Return what was added in the year over the initial budget, in per cent, by the least favourable figures for it that the text gives."""
    rates = []
    for measure in ("exp_total", "rev_total"):
        initial = amounts(narrative, measure, "budget_initial")
        later = amounts(narrative, measure, "budget_revised") or amounts(narrative, measure, "actual")
        if initial and later and initial.scope == later.scope and len(initial.figures) == len(later.figures) == 1 and initial.main.value:
            carried = amounts(narrative, "balance_opening", "actual")
            added = later.main - initial.main
            rates.append(((added - carried.main if carried and carried.main.value else added) / initial.main).percent)
    return min(rates, key=lambda one: one.value) if rates else None


_GRADES = {"优": "优", "优秀": "优", "良": "良", "良好": "良", "中": "中", "中等": "中", "合格": "合格", "差": "差", "较差": "差", "不合格": "不合格"}
_GRADE = "优秀|优|良好|良|中等|中|不合格|合格|较差|差"
_GRADED = re.compile(
    f'(?:等级|等次|级别|档次|结果|结论|评定|评价|评级|自评|确定|认定|属于?|列|达到|均?)[^，。；\\d\n优良中差合]{{0,10}}[为是属“‘"「（：到]{{1,3}}(?P<grade>{_GRADE})(?=[”’」）。，；、！\\s]|$|等级|等次|级(?!别)|档)|（(?P<bare>优秀|优|良好|良|中|差)）'
)
_BAND = re.compile(
    f"(?P<low>\\d{{2,3}})分?(?:（含(?:\\d{{2,3}}分?)?）|（不含）)?(?:[-~—至到]{{1,2}}(?P<high>\\d{{2,3}})分?(?:（不?含(?:\\d{{2,3}}分?)?）)?|分?(?:及|含)?（?含?）?以上)[^。；\n\\d]{{0,8}}?[为：“是（得评]{{1,3}}(?P<grade>{_GRADE})(?![一-龥]{{2}}的)"
)
_BAND_BACK = re.compile(
    f"(?P<grade>{_GRADE})[”’]?(?:等级|等次|级|档)?[（：:为≥]{{1,2}}(?:得分)?(?:≥)?(?P<low>\\d{{2,3}})分?(?:（含）)?(?:[-~—至到]{{1,2}}\\d{{2,3}}分?|(?:（含）|及)?以上)?"
)
_NEAR = 45  # characters between a score and its grade
_USUAL = {  # of each grade, the scores that some usual scale gives it, and those that the scale of MOF gives it
    "优": ((Decimal(80), FULL), (Decimal(90), FULL)),
    "良": ((Decimal(70), FULL), (Decimal(80), Decimal(90))),
    "中": ((Decimal(50), Decimal(90)), (Decimal(60), Decimal(80))),
    "合格": ((Decimal(60), FULL), (Decimal(60), FULL)),
    "差": ((Decimal(0), Decimal(70)), (Decimal(0), Decimal(60))),
    "不合格": ((Decimal(0), Decimal(70)), (Decimal(0), Decimal(60))),
}


@check("I3", "等级与得分相符", "The grade fits the score", cites="S13 EVALLIB", on="narrative")
def grade_fits_score(narrative: Narrative) -> Iterator[Finding]:
    """The grade is that of the bands that the text itself gives; without them, of 90, 80 and 60. It fails only where no usual scale fits."""
    if not _out_of_hundred(narrative):
        return
    bands = _bands(narrative)
    for told, match in _graded(narrative):
        grade = _GRADES[match["grade"] or match["bare"]]
        if bands:
            expected = next((name for low, name in bands if told.value >= low), "")
            outcome = Outcome.PASS if expected in {grade, ""} else Outcome.FAIL
            scale = Words("文中所列等级标准", "the bands of the text")
        else:
            (least, most), (low, high) = _USUAL[grade]
            fits = low <= told.value and (told.value < high or high == FULL)
            outcome = Outcome.PASS if fits else Outcome.QUESTION if least <= told.value and (told.value < most or most == FULL) else Outcome.FAIL
            scale = Words("90分、80分、60分的通行标准", "the usual bands of 90, 80 and 60")
        holds = outcome is Outcome.PASS
        yield Finding(
            "I3",
            outcome,
            told.figure.label,
            Words(
                f"得分{told.text}，等级为“{grade}”，{'符合' if holds else '不符合'}{scale.zh}",
                f"{told.text} with the grade {grade} {'fits' if holds else 'does not fit'} {scale.en}",
            ),
            told.figure,
            question=Words("", "") if holds else Words("请贵单位核实得分和等级。", "Please check the score and the grade."),
            places=(narrative.source(match.start("grade" if match["grade"] else "bare"), match.end("grade" if match["grade"] else "bare")),),
        )


def _graded(narrative: Narrative) -> Iterator[tuple[Told, re.Match[str]]]:
    """Yield each score with the grade that its sentence gives it, no other score between."""
    marks = [one for one in narrative.figures if one.kind == "marks"]
    for told in own_scores(narrative)[:MOST_SCORES]:
        _, end = narrative.sentence(told.begin)
        stop = min([end, told.stop + _NEAR, *(one.begin for one in marks if one.begin > told.begin)])
        match = _GRADED.search(narrative.plain.text, told.stop, min(len(narrative.plain.text), stop + 1))
        if match and not (match["bare"] and match.start() > told.stop + 1):
            yield told, match


def _bands(narrative: Narrative) -> list[tuple[Decimal, str]]:
    """Return the bands that a text gives: from which score on each grade is given, the highest first; none if they make no order."""
    found: dict[str, Decimal] = {}
    for pattern in (_BAND, _BAND_BACK):
        for match in narrative.search(pattern):
            if Decimal(match["low"]) < FULL:
                found.setdefault(_GRADES[match["grade"]], Decimal(match["low"]))
    ordered = sorted(((low, grade) for grade, low in found.items()), reverse=True)
    order = [grade for _, grade in ordered]
    sound = len(ordered) > 1 and order == sorted(order, key=["优", "良", "中", "合格", "差", "不合格"].index) and order[0] == "优"
    return ordered if sound else []


_REASONS = re.compile("失分|扣分|扣除|扣减|扣了|扣\\s?\\d|丢分|减分|未得(?:满)?分|不得分|未达到?满分|得分率|低于目标值|主要差距")
_ALL_MET = re.compile(
    "(?:圆满|全面|全部|均已?|都已?|较好地?|顺利)(?:地)?(?:完成|实现|达成|达到)了?[^，。；\n]{0,12}(?:绩效目标|年度目标|目标任务|指标值|绩效指标)|(?:绩效目标|绩效指标|各项指标)[^，。；\n]{0,10}(?:全部|均|都)(?:已)?(?:完成|达到|实现|达标)"
)
_COUNTED = re.compile(
    "(?:设定|设置|设立|制定)[^，。；\n\\d]{0,8}指标(?P<set>\\d{1,3})[项个条][，、][^，。；\n\\d]{0,12}(?:达到|完成|实现)[^，。；\n\\d]{0,8}(?P<met>\\d{1,3})[项个条]"
)


@check("I4", "失分有说明", "Lost marks are explained", cites="MOF-2020-10 EVALLIB", on="narrative")
def lost_marks_are_explained(narrative: Narrative) -> Iterator[Finding]:
    """A score below 100 comes with what the marks were lost for; it is asked about where the text says that every target was met."""
    scores = own_scores(narrative)
    if not scores or scores[0].value >= FULL or not _out_of_hundred(narrative):
        return
    score = scores[0].figure
    lost = fixed(FULL, Unit.MARK) - score
    parts = [one for one in narrative.figures if one.kind == "marks" and one.measure in {"points", "points_max", ""} and one.begin != scores[0].begin]
    if _REASONS.search(narrative.plain.text) or len(parts) > 2:  # noqa: PLR2004  marks indicator by indicator show what was lost
        yield Finding(
            "I4", Outcome.PASS, score.label, Words(f"得分{score.shown('zh')}，失分已有说明", f"{score.shown('en')}: the marks lost are explained"), score
        )
        return
    counted = next((one for one in narrative.search(_COUNTED) if one["set"] == one["met"]), None)
    met = counted or next(narrative.search(_ALL_MET), None)
    message = Words(
        f"自评{score.shown('zh')}，失{lost.shown('zh')}的原因没有说明", f"{score.shown('en')} stated; for what {lost.shown('en')} were lost is not said"
    )
    question = Words("请贵单位说明失分的指标和原因。", "Please say which indicators lost marks, and why.")
    if met and is_report(narrative):
        said = quoted(narrative, *place(met))
        message = Words(f"{message.zh}；文中称{said}", f"{message.en}; the text says {said}")
        yield Finding("I4", Outcome.QUESTION, score.label, message, score, question=question, places=(narrative.source(*place(met)),))
    else:
        yield Finding("I4", Outcome.INSUFFICIENT_DATA, score.label, message, score, question=question)


_TABLE = re.compile(
    "附[件表录][^\n。]{0,80}(?:自评表|评分表|评价表|指标表|打分表)|(?:自评表|评分表|评价表|指标表|打分表)[^\n。]{0,12}(?:附后|见附|详见)|(?:详见|见附)[^\n。]{0,20}(?:自评表|评分表|指标表|附[件表])|[一-龥]\t[^\n]{0,60}得分|^\\d[.、．][^\n]{0,40}(?:自评表|评分表)",
    re.MULTILINE,
)


@check("I6", "自评得分附有评分表", "The stated score comes with its table", cites="EVALLIB", on="report")
def stated_score_has_table(narrative: Narrative, record: Record | None = None, scorecard: Scorecard | None = None) -> Iterator[Finding]:
    """A score without marks by indicator, in the text, an annex or the department's data, cannot be verified."""
    scores = own_scores(narrative)
    if not scores:
        return
    score = scores[0].figure
    parts = [one for one in narrative.figures if one.kind == "marks" and one.begin != scores[0].begin]
    if len(parts) > 2 or _TABLE.search(narrative.plain.text) or (record and (record.targets or (scorecard and scorecard.stated_scheme))):  # noqa: PLR2004
        yield Finding("I6", Outcome.PASS, score.label, Words("附有评分明细", "the marks are attached"), score)
    else:
        yield Finding(
            "I6",
            Outcome.INSUFFICIENT_DATA,
            score.label,
            Words(f"自评{score.shown('zh')}，没有评分明细，无法核实", f"{score.shown('en')} stated without a table of marks: it cannot be verified"),
            score,
            question=Words("请贵单位附评分表。", "Please attach the table of marks."),
        )
