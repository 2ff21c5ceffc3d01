"""Records of every kind for tests of forms and files, and what two records have to share to be the same."""

from dataclasses import fields

from hypothesis import assume
from hypothesis import strategies as st

from evallib.quantities import Reason, Unit
from evallib.reading import rows
from evallib.reading.record import ITEMS, Mention, Period, Profile, Record
from evallib.reading.rows import ATTAINED, DEVIATIONS, DIRECTIONS, GROUPS, LIKELIHOODS, MONTHLY, PROJECT_MONEY, PROJECT_MONTHLY, PROJECT_TEXTS
from evallib.reading.tables import UNSEEN, Line
from evallib.words import Words

TRICKY = (
    "=1+1", '=HYPERLINK("http://x.example")', "+86", "-5", "-x", "@SUM(A1)", "'=x", "''", "—", "无", "/", "0", "1.50", "90%", "≥90%", "三公经费", "其中：基本支出",
    "项目支出", "合计", "单位：元", "单位：万元", "预算数", "2023年决算数", "1、慰问", "（2）劳模", "附件3 项目支出绩效自评表", "项目支出绩效自评表", "填表人：王五", "年度：2020", "出处", "三级指标", "a,b", '"引"', "一\n二",
    "<b>&amp;</b>", "_x0041_", "TRUE", "2023-03-15", "0401", "1e5", "#REF!", "收支补充表", "https://x.example/a?b=1", "预期目标：好",
)  # fmt: skip


def cleaned(text):
    """A text as any reader leaves it: no invisible or control signs, no outer blanks, plain line ends."""
    return "".join(sign for sign in text.translate(UNSEEN) if sign == "\n" or (sign.isprintable() or sign == "\u3000")).strip()


TEXT = st.sampled_from(TRICKY) | st.text("一二三四甲乙丙丁abcXYZ 0189.,;:：，、()（）=+-@'\"\n%<&", max_size=24).map(cleaned) | st.text(max_size=8).map(cleaned)
NAME = TEXT.filter(bool)
NUMBER = st.decimals(-99999, 9_999_999, places=2).map(str) | st.decimals(0, 999, places=4).map(str) | st.integers(0, 10**9).map(str)
GAP = st.sampled_from(["", "—", "无", "/"])
OF_UNIT = {
    Unit.WAN_YUAN: (NUMBER, ["万元", "元", "亿元", "万", ""]), Unit.PERCENT: (st.decimals(0, 200, places=2).map(str), ["%", "％", ""]),
    Unit.PERSON: (st.integers(0, 9999).map(str), ["人", ""]), Unit.COUNT: (st.integers(0, 9999).map(str), ["个", ""]),
    Unit.MARK: (st.decimals(0, 100, places=2).map(str), ["分", ""]), Unit.SQUARE_METRE: (st.decimals(0, 99999, places=2).map(str), ["㎡", "平方米", ""]),
}  # fmt: skip


@st.composite
def figure(draw, key):
    """The cells of a figure of an item: value and unit; the unit of the forms is the most frequent."""
    numbers, units = OF_UNIT[ITEMS[key].unit]
    value = draw(st.one_of(numbers, numbers, GAP))
    if key in rows.NEVER_NEGATIVE:
        value = value.removeprefix("-")
    return {"value": value, "unit": draw(st.sampled_from([units[0]] * 3 + units)), "source": draw(st.sampled_from(["", "", "附件1", "决算表：3行", "=x"]))}


@st.composite
def item_line(draw):
    key = draw(st.sampled_from([*ITEMS, "project", "exp_basic", "exp_project", "exp_total", "three_public", "tp_vehicle"]))
    period = Period.ACTUAL if ITEMS[key].unit is Unit.PERSON else draw(st.sampled_from(list(Period)))
    detail = draw(NAME if ITEMS[key].listed else st.sampled_from(["", "", "自报", "再次提及", "按来源自报合计"]) | TEXT)
    return {"item": key, "period": period.key, "detail": detail, **draw(figure(key))}


@st.composite
def target_line(draw):
    qualitative = draw(st.booleans())
    value = TEXT if qualitative else NUMBER | GAP
    return {
        "level1": draw(st.sampled_from(list(GROUPS))), "level2": draw(TEXT), "level3": draw(NAME), "direction": "定性" if qualitative else draw(st.sampled_from([d for d in DIRECTIONS if d != "定性"])),
        "target": draw(value), "actual": draw(value), "unit": draw(st.sampled_from(["场", "%", "户", "元", ""])), "weight": draw(st.decimals(1, 100, places=1).map(str) | GAP),
        "attained": draw(st.sampled_from(["", *ATTAINED])), "judgement": draw(st.integers(0, 100).map(str) | GAP), "evidence": draw(TEXT), "explanation": draw(TEXT), "source": draw(st.sampled_from(["", "表2"])),
    }  # fmt: skip


MONTH_KEYS = st.tuples(st.integers(1, 12), st.sampled_from(MONTHLY), st.sampled_from(["", "forecast"])).filter(lambda key: key[1:] != ("planned_progress", "forecast"))


@st.composite
def progress_line(draw, month, project, indicator, direction):
    value = TEXT if direction == "qualitative" else NUMBER | GAP
    reasons = "、".join(draw(st.lists(st.sampled_from(list(DEVIATIONS)), max_size=2, unique=True)))
    return {
        "month": str(month), "project": project, "indicator": indicator, "value": draw(value), "forecast": draw(value), "reasons": reasons,
        "likelihood": draw(st.sampled_from(["", *LIKELIHOODS])), "explanation": draw(TEXT), "remark": draw(TEXT),
    }  # fmt: skip


@st.composite
def project_lines(draw, name):
    lines = [{"project": name, "item": item, "value": draw(NAME)} for item in draw(st.sets(st.sampled_from(list(PROJECT_TEXTS))))]
    for key, period in draw(st.lists(st.tuples(st.sampled_from(PROJECT_MONEY), st.sampled_from(list(Period))), max_size=8, unique=True)):
        lines.append({"project": name, "item": key, "period": period.key, **draw(figure(key))})
    return lines or [{"project": name, "item": "goal", "value": "做"}]


WORDS = st.one_of(TEXT.map(lambda text: Words(text, text)), st.builds(Words, NAME, NAME))
PROFILE = st.builds(
    Profile, name=NAME.map(lambda text: Words(text, text)) | st.builds(Words, NAME, NAME), code=TEXT, mandate=WORDS, goal=WORDS, achieved=WORDS, thrift=WORDS,
    plan=st.lists(WORDS.filter(lambda w: w.zh), max_size=3).map(tuple), problems=st.lists(WORDS.filter(lambda w: w.zh), max_size=2).map(tuple), measures=st.just(()),
    publications=st.lists(st.tuples(WORDS.filter(lambda w: w.zh), TEXT), max_size=2).map(tuple), self_score_scheme=st.sampled_from(["", "hunan_a"]),
    preparer=TEXT, date=st.sampled_from(["", "2025-03-15", "2025年3月", "2025-02-30"]), phone=TEXT, head=TEXT, invented=st.booleans(),
)  # fmt: skip


def read(table, lines):
    """Rows as ``evallib.reading.rows`` takes them."""
    return [Line(f"{table}.csv", line, number) for number, line in enumerate(lines, 2)]


@st.composite
def records(draw):
    """A record as reading gives it, from rows that hold anything that may stand in a cell."""
    notes, names = rows.Notes(), draw(st.lists(NAME, max_size=2, unique=True))
    items = draw(st.lists(item_line(), min_size=1, max_size=14, unique_by=lambda line: (line["item"], line["period"], line["detail"])))
    own = draw(st.lists(target_line(), max_size=4, unique_by=lambda line: line["level3"]))
    theirs = [line | {"project": name} for name in names for line in draw(st.lists(target_line(), max_size=2, unique_by=lambda line: line["level3"]))]
    targets = rows.targets(notes, read("targets", own + theirs))
    keys = draw(st.lists(st.sampled_from(["rules_completeness/exist", "rules_completeness/applied", "funds_compliance/lawful", "social_benefit"]), unique=True))
    answers = [dict(zip(("indicator", "test"), f"{key}/".split("/"), strict=False)) | {"answer": draw(st.sampled_from(["是", "否", "75%"])), "evidence": draw(TEXT)} for key in keys]
    months = [{"month": str(month), "item": key, "period": period, **draw(figure(key))} for month, key, period in draw(st.lists(MONTH_KEYS, max_size=5, unique=True))]
    for name in names:
        keys = draw(st.lists(st.tuples(st.integers(1, 12), st.sampled_from(PROJECT_MONTHLY), st.sampled_from(["", "forecast"])), max_size=3, unique=True))
        months += [{"month": str(month), "item": key, "period": period, "project": name, **draw(figure(key))} for month, key, period in keys]
    read_months = rows.months(notes, read("months", months))
    known = [(name, target.name, target.direction) for name, held in targets.items() for target in held]
    monitored = draw(st.lists(st.tuples(st.integers(1, 12), st.sampled_from(known)), max_size=4, unique=True)) if known else []
    progress = [draw(progress_line(month, *target)) for month, target in monitored]
    record = Record(
        county="c", year=draw(st.sampled_from([2021, 2022, 2023, 2024])), department="d", county_name=Words("某县", "Some County"), profile=draw(PROFILE),
        mentions=tuple(rows.mentions(notes, read("items", items))), targets=tuple(targets.get("", ())), answers=tuple(rows.answers(notes, read("checklist", answers), None)),
        projects=tuple(rows.projects(notes, read("projects", [line for name in names for line in draw(project_lines(name))]), targets, read_months)),
        months=tuple(read_months), progress=tuple(rows.progress(notes, read("monitoring", progress), targets)),
    )  # fmt: skip
    assume(not notes.problems and any(mention.figure.value != rows.Gap(Reason.MISSING) for mention in record.mentions))
    return record


# -- sameness ------------------------------------------------------------------------------------------------------


def value_of(one):
    """A number without its printed zeros, or the reason of a gap."""
    return one.value.normalize() if one.known else one.value.reason


def told(mention):
    """What a figure says, apart from where it was read."""
    where = (mention.period, mention.detail) if isinstance(mention, Mention) else (mention.month, mention.project, mention.forecast)
    return (mention.item.key, *where, value_of(mention.figure), mention.figure.unit, mention.unit_printed)


def _tells(one):
    """Whether a line of the monitoring form tells more than its target's name."""
    return any((one.reached, one.expected, one.likelihood, one.reasons, one.explanation, one.remark))


def target_of(target):
    """What a target, or a line of the monitoring form, says, apart from where it was read."""
    plain = {one.name: getattr(target, one.name) for one in fields(target) if one.name != "source"}
    return {name: (value_of(value), value.unit) if hasattr(value, "known") else value for name, value in plain.items()}


def content(record, *, with_missing):
    """Everything that a record says, in an order of its own; figures that say they are not reported only where asked."""
    figures = lambda mentions: sorted((told(m) for m in mentions if with_missing or m.figure.value != rows.Gap(Reason.MISSING)), key=repr)  # noqa: E731
    by_group = lambda targets: [target_of(t) for t in sorted(targets, key=lambda t: list(GROUPS.values()).index(t.group))]  # noqa: E731
    return {
        "profile": record.profile,
        "mentions": figures(record.mentions),
        "figures": {(item, period): value_of(figure) for item in ITEMS for period in Period if (figure := record.figure(item, period)).known},
        "targets": by_group(record.targets),
        "answers": sorted((a.indicator, a.test, a.text, a.evidence) for a in record.answers),
        "projects": {p.name: (p.authority, p.implementer, p.goal, p.achieved, figures(p.money), by_group(p.targets)) for p in record.projects},
        "months": figures(record.months),
        "progress": sorted((target_of(one) for one in record.progress if with_missing or _tells(one)), key=repr),
    }
