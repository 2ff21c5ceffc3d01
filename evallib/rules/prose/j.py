"""Family J in prose: claims against the figures and against each other."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from importlib import resources

from evallib.figures import Figure, total
from evallib.reading.narrative import Narrative, Section
from evallib.reading.record import Record
from evallib.rules.findings import Finding, Outcome, check
from evallib.rules.prose.wording import THREE_PUBLIC, Amounts, Outline, amounts, asserted, clause, numbered, outermost, place, quoted, run_of, subject
from evallib.rules.scoring import Scorecard
from evallib.words import Words

_NAMED = "(?P<{name}>(?:年初|期初|批复|年度|全年|部门|财政|本年|当年|单位|调整后?|既定|核定|下达|规定|确定|的)*)"
_AFTER = "(?:支出|经费|资金)?预算(?!外|编制|绩效|管理|执行|的?[\\d百])(?:额度|指标|总额|总数|数|安排|控制数|范围|标准|规模|批复)*"
_WITHIN = re.compile(
    f"(?:没有|未曾|从未|并未|均未|未|不|无)(?:突破|超出|超过|超)(?:了|过)?{_NAMED.format(name='a')}{_AFTER}"
    f"|(?:控制|限制)在{_NAMED.format(name='b')}{_AFTER}(?:的)?(?:之内|以内|范围内|内)"
    f"|(?:无|没有|不存在|未发生|未出现|未产生)(?:任何)?超(?:出|过)?{_NAMED.format(name='c')}{_AFTER}(?:的)?(?:支出|开支|列支|现象|情况|行为|问题)?"
)
_STRICT = re.compile(f"严格(?:地)?(?:按照|按|依照|执行){_NAMED.format(name='a')}{_AFTER}(?:的)?[^，。；\n]{{0,4}}(?:控制|执行|支出|开支|安排|使用)")
_NAMES_INITIAL = re.compile("年初|期初|批复")
_ADJUSTED = re.compile(
    "追加|调增|调整预算|预算调整|调整后|全年预算|预算调剂|年中下达|年中安排|上年结转|年初结转|中央和?省级?[^，。；\n]{0,6}下达|上级[^，。；\n]{0,8}(?:下达|补助|专项)"
)
_FAR_ABOVE = Decimal(130)  # per cent of the initial budget, from which on a mere “strictly by the budget” is asked about


@check("J1", "“未超预算”的说法与数据相符", "A claim to be within the budget is borne out by the figures", cites="EVALLIB", on="report")
def within_budget_as_claimed(narrative: Narrative, record: Record | None = None, _scorecard: Scorecard | None = None) -> Iterator[Finding]:
    """Who says that expenditure kept to the budget has an actual amount within it: the revised budget, or the initial one where that is meant.

    It fails where the text gives one actual amount above the only budget that it knows, and nothing in it speaks of changes in the year.
    """
    done: set[str] = set()
    for pattern in (_WITHIN, _STRICT):
        for claim in asserted(narrative, pattern):
            measure = subject(narrative, claim.start())
            if measure is None:  # 无超预算支出 names what it is about itself
                measure = subject(narrative, claim.end())
            if measure and measure not in THREE_PUBLIC and measure not in done:
                finding = _against_budget(narrative, record, claim, measure, soft=pattern is _STRICT)
                if finding:
                    done.add(measure)
                    yield finding


def _against_budget(narrative: Narrative, record: Record | None, claim: re.Match[str], measure: str, *, soft: bool) -> Finding | None:
    actual, initial, revised = (amounts(narrative, measure, period, record) for period in ("actual", "budget_initial", "budget_revised"))
    said, places = quoted(narrative, *clause(narrative, claim)), (narrative.source(*clause(narrative, claim)),)
    names_initial = any(_NAMES_INITIAL.search(words) for words in claim.groupdict().values() if words)
    if not actual or not (initial or revised):
        if soft:
            return None
        label = (actual or initial or revised).main.label if actual or initial or revised else Words(said, said)
        return Finding(
            "J1",
            Outcome.INSUFFICIENT_DATA,
            label,
            Words(f"文中称{said}，没有可比的预算数或决算数", f"the text says {said}, without a budget and an outturn to compare"),
            places=places,
        )
    revised = revised or _added_up(narrative, measure, initial)
    over_revised = actual.above(revised) if revised else None
    over_initial = actual.above(initial) if initial else over_revised
    if over_initial is None:
        return None
    if not over_initial or (over_revised is False and not names_initial):
        return None if soft else _told(said, actual, initial if initial and not over_initial else revised, Outcome.PASS, places)
    changed = over_revised is False or (not over_revised and _changes_in_the_year(narrative))
    if soft and (changed or (actual.main / (revised or initial).main).percent.value <= _FAR_ABOVE):
        return None
    sure = not (soft or actual.record or initial is None or initial.record) and actual.scope == initial.scope
    return _told(said, actual, revised if over_revised else initial, Outcome.FAIL if sure and not changed else Outcome.QUESTION, places)


def _added_up(narrative: Narrative, measure: str, initial: Amounts | None) -> Amounts | None:
    """Return the budget at hand where the text tells it in parts: the initial one, what was added in the year, what was brought forward."""
    more = [amounts(narrative, "budget_additions", "actual"), amounts(narrative, "balance_opening", "actual")]
    known = [one.main for one in more if one and one.main.value]
    if measure != "exp_total" or not initial or not known:
        return None
    return Amounts((total([initial.main, *known]).called("年初预算数加追加和上年结转", "initial budget, additions and money brought forward"),), initial.scope)


def _changes_in_the_year(narrative: Narrative) -> bool:
    """Whether the text speaks of changes to the budget in the year, or gives a revised budget of whatever kind."""
    return bool(_ADJUSTED.search(narrative.plain.text)) or any(one.period == "budget_revised" for one in narrative.figures)


def _told(said: str, actual: Amounts, limit: Amounts, outcome: Outcome, places: tuple) -> Finding:
    spent, budget = actual.main, limit.main
    rate = (spent / budget).percent if budget.value else None
    of = Words(f"，为预算的{rate.shown('zh')}", f", {rate.shown('en')} of it") if rate else Words("", "")
    sides = Words(
        f"{spent.label.zh}{spent.shown('zh')}，{budget.label.zh}{budget.shown('zh')}{of.zh}",
        f"{spent.label.en} {spent.shown('en')}, {budget.label.en} {budget.shown('en')}{of.en}",
    )
    if outcome is Outcome.PASS:
        return Finding("J1", outcome, spent.label, Words(f"文中称{said}：{sides.zh}", f"the text says {said}: {sides.en}"), spent, budget, places=places)
    more = (spent - budget).shown
    return Finding(
        "J1",
        outcome,
        spent.label,
        Words(f"文中称{said}，而{sides.zh}，超出{more('zh')}", f"the text says {said}, yet {sides.en}: {more('en')} above"),
        spent,
        budget,
        cause=Words("只有与调整后的预算相比，这一说法才可能成立", "the claim can hold only against the budget as revised in the year"),
        question=Words(
            "请贵单位说明所称预算是年初预算还是调整后预算，并列明调整金额和批复文件。",
            "Is the initial or the revised budget meant? Please give the adjustment and the document that approved it.",
        ),
        places=places,
    )


_EVERY = re.compile("全部|全面|均|都|各项|所有")
_MISSED = re.compile(
    "(?:目标|计划)[^，。；（）\n]{0,12}，(?:实际)?完成率(?:为)?\\d{1,2}(?:\\.\\d{1,2})?%|(?:绩效)?(?:目标|指标)[^，。；\n]{0,8}(?:未完成|未达到|未达标|未能完成|未实现)|未(?:能)?(?:完成|达到|实现)[^，。；\n]{0,6}(?:目标|指标值)"
)
_MET = re.compile(
    "(?:各项|全部|所有)(?:绩效)?(?:目标|指标)[^，。；\n]{0,6}(?:全部|均已?|都)(?:完成|达到|实现|达成)|(?:圆满|全面|全部|均已?|较好地?|顺利)(?:地)?(?:完成|实现|达成|达到)了?(?:年初|年度|预期|既定|各项)?[^，。；\n]{0,8}绩效目标|绩效目标[^，。；\n]{0,6}(?:全部|圆满|全面|均已?)(?:完成|实现|达成)"
)
_AFTER_THE_FACT = re.compile(
    "(?:绩效)?(?:目标|指标)[^，。；\n]{0,12}(?:根据|按照|依据|参照|结合)(?![^，。；\n]{0,6}(?:上年|去年|往年|历年|上一年|以前))[^，。；\n]{0,12}(?:完成|执行|实施|支出)(?:的)?(?:情况|结果)[^，。；\n]{0,8}(?:制定|设定|设置|编制|填报|确定|编报|填写|倒推|调整)"
    "|(?:绩效)?(?:目标|指标)[^，。；\n]{0,8}(?:事后|年底|年末|年终|项目完成后)(?:才|再|补)?(?:制定|设定|设置|编制|填报|确定|编报|补报|补填)|先有结果[^，。；\n]{0,4}后[^，。；\n]{0,4}目标"
)
_NOT_SO = re.compile("应当?|须|(?<![主重需])要(?!求)|不得|避免|防止|杜绝|不(?:是|能|再)|未(?!能)|没有")


@check("J2", "“完成绩效目标”的说法与目标的制定方式不矛盾", "Targets that are called met were set before the results", cites="EVALLIB", on="narrative")
def targets_precede_results(narrative: Narrative) -> Iterator[Finding]:
    """Targets set after what was achieved prove nothing by being met. Source: the seed report admits the one and claims the other."""
    admitted = next((one for one in narrative.search(_AFTER_THE_FACT) if not _NOT_SO.search(_clause(narrative, one.start()) + one[0])), None)
    met = next(asserted_anywhere(narrative, _MET), None)
    label = Words("绩效目标", "performance targets")
    if admitted and met:
        question = Words(
            "请贵单位说明绩效目标的制定时间，并附年初批复的绩效目标表。",
            "When were the targets set? Please attach the table approved at the start of the year.",
        )
        yield _tension(narrative, "J2", Outcome.QUESTION, label, met, admitted, question)
    missed = next(asserted_anywhere(narrative, _MISSED), None)
    every = next((one for one in asserted_anywhere(narrative, _MET) if _EVERY.search(one[0])), None)
    if missed and every:
        question = Words("请贵单位说明未完成的目标，并核实“全部完成”的说法。", "Which targets were missed? Please check whether all were met.")
        yield _tension(narrative, "J2", Outcome.QUESTION, label, every, missed, question)


def asserted_anywhere(narrative: Narrative, pattern: re.Pattern[str]) -> Iterator[re.Match[str]]:
    """Yield the matches whose clause speaks of no duty, in any section."""
    return (one for one in narrative.search(pattern) if not _NOT_SO.search(_clause(narrative, one.start())))


def _clause(narrative: Narrative, at: int) -> str:
    start, _ = narrative.sentence(at)
    return re.split("[，：、]", narrative.plain.text[max(start, at - 40) : at])[-1]


def _tension(narrative: Narrative, key: str, outcome: Outcome, label: Words, one: re.Match[str], other: re.Match[str], question: Words) -> Finding:
    """Return the finding on two claims that do not go together."""
    first, second = quoted(narrative, *clause(narrative, one)), quoted(narrative, *clause(narrative, other))
    return Finding(
        key,
        outcome,
        label,
        Words(f"文中既称{first}，又称{second}", f"the text says {first}, and also {second}"),
        question=question,
        places=(narrative.source(*clause(narrative, one)), narrative.source(*clause(narrative, other))),
    )


_SHRINKING = re.compile("(?:财政)?(?:投入|拨款|资金|经费|预算)[^，。；\n]{0,6}(?:逐年|大幅|连年|持续|不断)(?:大幅)?(?:度)?(?:减少|下降|压减|缩减|萎缩|递减)")
_SHORT = re.compile("(?:经费|资金|预算|财政投入|财力)[^，。；\n]{0,4}(?:严重|较为|明显|相对|十分|比较)?(?:不足|短缺|紧缺|匮乏|缺口较?大|难以(?:保障|满足))")
_OF_THE_WHOLE = re.compile(
    "(?:[一二三四五六七八九]是|（?[一二三四五六七八九\\d]{1,2}[）、.]|#|由于|因为?|目前|部门|单位|本|我[局会乡镇校院委办]|财政|预算|安排|单项|各项|业务|工作|专项|办公|日常|运转|公用|履职|保障|所需|的|存在|总体|整体|仍|较|年度|全|县级?|市级?|区级?|政府|投入|收入|有限|部分|个别|基层|人员|困难|问题|是){0,12}"
)
_MUCH = Decimal(30)  # per cent of growth, above which a shortage is asked about; as check E5 of the catalogue


@check("J3", "“经费不足”的说法与经费增长不矛盾", "A shortage of money is not claimed where money grew fast", cites="EVALLIB", on="narrative")
def shortage_fits_growth(narrative: Narrative) -> Iterator[Finding]:
    """Money that is said to shrink did not grow; money that is said to be short did not grow by more than 30 %."""
    question = Words("请贵单位说明经费不足的具体项目和缺口，以及与经费增长的关系。", "Which tasks lack money, how much, and how does that fit the growth?")
    for pattern, least in ((_SHRINKING, Decimal(0)), (_SHORT, _MUCH)):
        claim = next((one for one in narrative.search(pattern) if _OF_THE_WHOLE.fullmatch(_clause(narrative, one.start()).strip())), None)
        growth = next((one for one in _growth(narrative) if one[0].known and one[0].value > least), None) if claim else None
        if claim and growth:
            rate, now, before = growth
            said = quoted(narrative, *clause(narrative, claim))
            yield Finding(
                "J3",
                Outcome.QUESTION,
                Words("经费保障", "funding"),
                Words(
                    f"文中称{said}，而{now.label.zh}{now.shown('zh')}比{before.label.zh}{before.shown('zh')}增长{rate.shown('zh')}",
                    f"the text says {said}, yet {now.label.en} {now.shown('en')} is {rate.shown('en')} above {before.label.en} {before.shown('en')}",
                ),
                now,
                before,
                question=question,
                places=(narrative.source(*clause(narrative, claim)),),
            )
            return


def _growth(narrative: Narrative) -> Iterator[tuple[Figure, Figure, Figure]]:
    """Yield how much the whole grew, on last year and on the initial budget, with the two sides."""
    for measure in ("rev_total", "rev_appropriation", "exp_total"):
        now = amounts(narrative, measure, "actual")
        for period in ("last_actual", "budget_initial"):
            before = amounts(narrative, measure, period)
            if now and before and now.scope == before.scope and before.main.value and len(now.figures) == len(before.figures) == 1:
                yield ((now.main - before.main) / before.main).percent, now.main, before.main


_MISCLASSIFIED = re.compile("(?:分类|归集|科目|列支|核算)[^，。；\n]{0,8}(?:准确性|不够准确|不准确|不够规范|不规范|有误|混淆|不够精准|不够细)")
_ALL_BY_RULES = re.compile(
    "(?:均|都|全部|一律)严格(?:按照|按|执行|遵守)[^，。；\n]{0,20}(?:要求|规定|制度|办法|标准)|专款专用[^，。；\n]{0,10}(?:合规|规范)|资金使用(?:均|全部|完全)(?:合规|规范|符合)"
)


@check("J4", "“均按规定核算”的说法与承认的问题不矛盾", "“All by the rules” goes with the problems admitted", cites="EVALLIB", on="narrative")
def rules_fit_problems(narrative: Narrative) -> Iterator[Finding]:
    """A report that says all went by the rules, and that its classification has to improve, is told so; nobody has to answer."""
    admitted = next((one for section in _problems(narrative) for one in _MISCLASSIFIED.finditer(narrative.plain.text, section.body, section.end)), None)
    claimed = next(asserted_anywhere(narrative, _ALL_BY_RULES), None)
    if admitted and claimed:
        yield _tension(
            narrative,
            "J4",
            Outcome.HINT,
            Words("支出分类和核算", "classification of expenditure"),
            claimed,
            admitted,
            Words("请贵单位说明分类不准确的具体支出。", "Which expenditure was not classified as it should be?"),
        )


_PROBLEM_TITLE, _MEASURE_TITLE = re.compile("问题|困难|不足"), re.compile("改进|措施|建议|整改|下一步|打算|对策")


def _problems(narrative: Narrative) -> list[Section]:
    return outermost([one for one in narrative.sections if _PROBLEM_TITLE.search(one.title) and not _MEASURE_TITLE.search(one.title)])


def _measures(narrative: Narrative) -> list[Section]:
    return outermost([one for one in narrative.sections if _MEASURE_TITLE.search(one.title) and not _PROBLEM_TITLE.search(one.title)])


@check("J5", "每个问题有相应的改进措施", "Each problem has a measure", cites="EVALLIB", on="narrative")
def problems_have_measures(narrative: Narrative) -> Iterator[Finding]:
    """There are as many measures as problems; fewer are asked about, where both are numbered."""
    text, problems, measures = narrative.plain.text, _problems(narrative), _measures(narrative)
    if len(problems) != 1 or not measures:
        return
    lists = numbered(text[problems[0].body : problems[0].end])
    number = run_of(lists[0]) if lists else 0
    offered = sum(max((len(one) for one in numbered(text[section.body : section.end])), default=0) for section in measures)
    asking = _only_asks(text, measures)
    label = Words("问题与改进措施", "problems and measures")
    places = (narrative.source(problems[0].start, problems[0].body), *(narrative.source(*_trimmed(text, section)) for section in measures))
    question = Words("请贵单位说明没有对应措施的问题拟如何改进。", "What will the department itself do about the problems that no measure answers?")
    message = Words(f"问题{number}个，改进措施{offered}条", f"{number} problems, {offered} measures")
    if asking:
        message = Words("改进措施均为对财政或上级部门的请求，没有本单位的措施", "all measures ask others to act, none is the department's own")
        yield Finding("J5", Outcome.QUESTION, label, message, question=question, places=places)
    elif number and offered < number and offered:
        yield Finding(
            "J5",
            Outcome.QUESTION,
            label,
            Words(f"{message.zh}，有的问题没有对应措施", f"{message.en}: some problems have none"),
            question=question,
            places=places,
        )
    elif number and offered:
        yield Finding("J5", Outcome.PASS, label, message, places=places)


_ASKS = re.compile(
    "希望|请求|恳请|请(?:县|市|区|省|上级|财政)|建议(?:县|市|区|省|上级|财政)|财政(?:部门|局)?(?:预算)?(?:资金)?(?:的)?(?:加大|投入|支持|增加)|加大财政"
)


def _only_asks(text: str, measures: list[Section]) -> bool:
    """Whether every sentence of the sections on measures asks somebody else to act; a section of requests alone, 建议, may."""
    told = [one for section in measures for one in re.split("[。；\n]", text[section.body : section.end]) if len(one.strip()) > 5]  # noqa: PLR2004  shorter is a list mark
    return any(re.search("改进|措施|整改", section.title) for section in measures) and bool(told) and all(_ASKS.search(one) for one in told)


def _trimmed(text: str, section: Section) -> tuple[int, int]:
    """Return where the text of a section stands, without the blanks around it."""
    words = text[section.body : section.end]
    return section.body + len(words) - len(words.lstrip("。：\n ")), section.body + len(words.rstrip())


@dataclass(frozen=True)
class Event:
    """A national event that reports name: the words for it, and the day before which no plan could do so."""

    words: Words
    day: date


def _events() -> dict[str, Event]:
    lines = resources.files("evallib.rules.prose").joinpath("events.csv").read_text("utf-8").splitlines()
    return {word: Event(Words(row["zh"], row["en"]), date.fromisoformat(row["date"])) for row in csv.DictReader(lines) for word in row["words"].split()}


EVENTS = _events()
_EVENT = re.compile("|".join(map(re.escape, sorted(EVENTS, key=len, reverse=True))))
_PLAN = re.compile(
    "(?:年度|全年|本年度?|20\\d{2}年度?|年初)?(?:重点)?工作(?:计划|安排|目标|思路|打算)|年度(?:总体)?目标|年初(?:设定|制定|确定|下达)[^，。；\n]{0,8}目标|绩效目标设定|目标任务"
)
_TASKS = re.compile("重点工作|主要任务|年度任务|工作任务")
_DONE = re.compile("完成情况|实现情况|开展情况|落实情况|执行情况|成效|总结|进展|亮点|履职|产出|效益|完成了")
_LATER = re.compile("下一步|下年|明年|来年|今后|改进|措施|建议|问题|打算|新的一年")
_LEARNT = re.compile("精神|学习|贯彻|宣传|宣讲|落实|部署|重要讲话")
_AWAITED = re.compile("迎接?|喜迎|献礼|召开前|召开在即|筹备|即将")
_LONGEST_LINE = 1500  # characters looked back over for the words that open a list
_PLANNED_BY = (3, 31)  # month and day by which the plan of a year stands


@check("J6", "年度计划不提当时尚未发生的事件", "A plan names nothing that had not happened when it was made", cites="EVALLIB", on="narrative")
def plan_could_be_made(narrative: Narrative) -> Iterator[Finding]:
    """The plan of a year, made by its spring, cannot ask to study what was decided later; nor can its tasks name an event of a later year."""
    if not narrative.year:
        return
    told: set[str] = set()
    outline = Outline(narrative)
    for match in narrative.search(_EVENT):
        event, planned = EVENTS[match[0]], _kind_of_passage(narrative, outline, match.start())
        around = narrative.plain.text[max(0, match.start() - 12) : match.end() + 8]
        limit = {"plan": date(narrative.year, *_PLANNED_BY), "tasks": date(narrative.year, 12, 31)}.get(planned)
        if limit and event.day > limit and _LEARNT.search(around) and not _AWAITED.search(around) and event.words.zh not in told:
            told.add(event.words.zh)
            yield Finding(
                "J6",
                Outcome.QUESTION,
                Words("年度工作计划", "the plan of the year"),
                Words(
                    f"{narrative.year}年度的工作计划提到{event.words.zh}，而{event.day.year}年{event.day.month}月{event.day.day}日之前无从提出",
                    f"the plan of {narrative.year} names {event.words.en}, which nobody could before {event.day.isoformat()}",
                ),
                cause=Words("计划可能在事后编写", "the plan may have been written afterwards"),
                question=Words("请贵单位说明工作计划和绩效目标的制定时间。", "When were the plan and the targets made?"),
                places=(narrative.source(*place(match)),),
            )


def _kind_of_passage(narrative: Narrative, outline: Outline, at: int) -> str:
    """Return whether a place stands in a plan, among the tasks of the year, or in neither: by the headings above it and the words that open its line."""
    titles = [one.title for one in outline.above(at)]
    line = max(narrative.plain.text.rfind(sign, max(0, at - _LONGEST_LINE), at) for sign in "\n。") + 1
    opening = narrative.plain.text[line : min(at, line + 40)].partition("：")[0]
    inner = (titles[-1:] if titles else []) + [opening]
    if any(_LATER.search(one) or _other_year(one, narrative.year) for one in (*titles, opening)) or any(_DONE.search(one) for one in inner):
        return ""
    if any(_PLAN.search(one) for one in inner):
        return "plan"
    return "tasks" if any(_TASKS.search(one) for one in inner) else ""


def _other_year(words: str, year: int | None) -> bool:
    return any(int(found) != year for found in re.findall("20\\d{2}(?=年)", words))
