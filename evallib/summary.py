"""The summary of a case: all that is told of a department outside its own report, in one object and one JSON file.

Everything in it is worked out by the case; here it is only gathered. Figures keep their formulas and the places where they were
read, so that a page about many departments can say where each number is from. The same case gives the same summary in either
language of the report.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from decimal import Decimal
from functools import cache, cached_property
from typing import Any

from evallib.case import Case
from evallib.figures import Figure, Source, absent
from evallib.problems import UserMistake
from evallib.quantities import Counted, Gap, Reason, Unit
from evallib.reading.account_tables import Accounts, plain_name
from evallib.reading.record import ECONOMIC_CLASSES, ITEMS, Period, Target
from evallib.rules.findings import Finding, Outcome, statement
from evallib.rules.indicators import INDICATORS, Judgement
from evallib.rules.scales import STEPS, YES
from evallib.rules.scoring import BASES, Scorecard, ScoredRow
from evallib.rules.scoring import score as score_by
from evallib.words import Words, joined

FORMAT = 1
HEADCOUNTS = tuple(key for key, item in ITEMS.items() if key.startswith("staff_") and item.unit is Unit.PERSON)
NOTHING = Words("", "")


@dataclass(frozen=True)
class SummaryRow:
    """A row of the scorecard.

    Args:
        indicator: key of the indicator; empty for a target of the department's own and for marks whose rule is not known.
        kind: ``computed``, ``checklist``, ``judged``, ``target`` or ``unconfirmed``.
        name: of the indicator or target.
        level1, level2: the groups it stands in.
        available, lowest, highest: marks available, and the span that the evidence allows.
        figure: what was worked out or reached, with its formula; None where it is no number.
        aim: the target that it was to reach.
        said: what stands in the place of a number: answers, a judgement, a class.
        why: why the marks are what they are.
        gap: what is missing, where they are open.
        sources: where it was read.
        verified: whether the rule was read in a source.
    """

    indicator: str
    kind: str
    name: Words
    level1: Words
    level2: Words
    available: Decimal
    lowest: Decimal
    highest: Decimal
    figure: Figure | None
    aim: Figure | None
    said: Words
    why: Words
    gap: Gap | None
    sources: tuple[Source, ...]
    verified: bool

    @property
    def open(self) -> bool:
        """Whether the marks are not settled."""
        return self.lowest != self.highest

    @property
    def at_stake(self) -> Decimal:
        """Marks that depend on what is missing."""
        return self.highest - self.lowest

    @property
    def outcome(self) -> str:
        """``open``, or of settled marks ``full``, ``part`` or ``none``."""
        if self.open:
            return "open"
        return "full" if self.lowest == self.available else "part" if self.lowest else "none"

    @property
    def formula(self) -> Words:
        """The formula with its numbers, or what stands in its place."""
        figure, aim = self.figure, self.aim
        if figure and figure.parts and figure.known:
            return Words(figure.arithmetic("zh"), figure.arithmetic("en"))
        if figure and aim and figure.known and aim.known:
            return Words(f"完成{figure.shown('zh')}，目标{aim.shown('zh')}", f"reached {figure.shown('en')}, target {aim.shown('en')}")
        return self.said


@dataclass(frozen=True)
class SummaryFinding:
    """A check that failed or raises a question.

    Args:
        check: its number in the catalogue.
        outcome: ``fail`` or ``question``.
        subject, message: what was checked and what was found.
        question: what to ask the department.
        difference: stated less expected, in 万元; None where it is not known or no amount.
        sources: where to look.
    """

    check: str
    outcome: str
    subject: Words
    message: Words
    question: Words
    difference: Decimal | None
    sources: tuple[Source, ...]

    @property
    def told(self) -> Words:
        """What was found of what, in one sentence."""
        return statement(self.subject, self.message)


@dataclass(frozen=True)
class Reading:
    """The score under another reading of the rules or by another scheme.

    Args:
        kind: ``steps`` (how the steps of deductions count), ``basis`` (on which basis indicators are worked out) or ``scheme``.
        key: which.
        name: the same in words.
        lowest, highest: the total still possible.
        settled: marks available in the rows that the evidence settles.
        stated: how the stated score stands to it: ``inside``, ``infeasible`` or ``not_comparable``.
    """

    kind: str
    key: str
    name: Words
    lowest: Decimal
    highest: Decimal
    settled: Decimal
    stated: str


@dataclass(frozen=True)
class FunctionalClass:
    """Expenditure of the year in a class of the functional classification (支出功能分类科目, 类), from the published accounts.

    Args:
        code: three digits; empty where the table prints none and the list of codes knows no such name.
        name: as the list of codes has it, else as printed.
        amount: in 万元.
    """

    code: str
    name: Words
    amount: Figure


@dataclass(frozen=True)
class Summary:
    """One department in one year, boiled down.

    Args:
        county, year, department: which; the names of the folders.
        county_name, name: in words.
        code: the department's code, empty where none was given.
        invented: whether its data are invented, for demonstration.
        scheme, scheme_name: what it is scored by.
        amounts: each item of the forms that was reported, or entered as a gap, by item and period, in the unit of the forms.
        functional: expenditure by functional class; empty where the accounts are not there.
        indicators: every computed indicator by its key; under each of its readings, where it has several, by ``key:basis``.
        rows: the scorecard.
        lowest, highest: the total still possible.
        evidenced, settled: marks awarded by the evidence, and marks available in the rows that it settles.
        grade: where the whole span lies in one band.
        stated: the department's own score; ``status``, ``stands``, ``certain`` and ``because`` are those of ``Stated``.
        checks: how many findings there are, by check and outcome.
        findings: those that failed or raise a question, most serious first.
        readings: the score under the other readings of the rules and by the other schemes.
    """

    county: str
    year: int
    department: str
    county_name: Words
    name: Words
    code: str
    invented: bool
    scheme: str
    scheme_name: Words
    amounts: Mapping[str, Mapping[str, Figure]]
    functional: tuple[FunctionalClass, ...]
    indicators: Mapping[str, Figure]
    rows: tuple[SummaryRow, ...]
    lowest: Decimal
    highest: Decimal
    evidenced: Decimal
    settled: Decimal
    grade: Words | None
    stated: Figure
    status: str
    stands: Words
    certain: bool
    because: Words
    checks: Mapping[str, Mapping[str, int]]
    findings: tuple[SummaryFinding, ...]
    readings: tuple[Reading, ...]

    @property
    def folder(self) -> str:
        """County, year and department, as folders."""
        return f"{self.county}/{self.year}/{self.department}"

    def figure(self, item: str, period: Period = Period.ACTUAL) -> Figure:
        """Return the figure of an item in a period, in the unit of the forms, or the gap in its place."""
        return self.amounts.get(item, {}).get(period.key) or absent(ITEMS[item].label(period), ITEMS[item].unit)

    def indicator(self, key: str, basis: str = "") -> Figure:
        """Return a computed indicator, under a reading if one is named."""
        return self.indicators[f"{key}:{basis or INDICATORS[key].basis_default}" if INDICATORS[key].basis_readings else key]

    @cached_property
    def outcomes(self) -> Counter[str]:
        """How many findings there are of each outcome."""
        return Counter({outcome.key: sum(counts.get(outcome.key, 0) for counts in self.checks.values()) for outcome in Outcome})

    @property
    def missing(self) -> tuple[SummaryRow, ...]:
        """The rows that are open, most marks at stake first."""
        return tuple(sorted((row for row in self.rows if row.open), key=lambda row: -row.at_stake))

    @property
    def at_stake(self) -> Decimal:
        """Marks that depend on what is missing."""
        return sum((row.at_stake for row in self.rows), Decimal(0))

    @property
    def economic(self) -> dict[str, Figure]:
        """The outturn by economic class, of those reported."""
        return {item: self.figure(item) for item in ECONOMIC_CLASSES if item in self.amounts}

    @property
    def headcounts(self) -> dict[str, Figure]:
        """The headcounts reported."""
        return {item: self.figure(item) for item in HEADCOUNTS if item in self.amounts}

    def to_json(self) -> str:
        """Return it as a JSON text, the same for the same summary; ``from_json`` reads it."""
        return json.dumps(_Writer().summary(self), ensure_ascii=False, separators=(",", ":")) + "\n"

    @classmethod
    def from_json(cls, text: str | bytes, known: Mapping[Any, Any] | None = None) -> Summary:
        """Read what ``to_json`` has written.

        Args:
            text: the JSON text.
            known: words and places met before: pass the same dictionary for many summaries, which then share what they have in common.

        Raises:
            ValueError: it is no summary, or one of another format.
        """
        told = json.loads(text)
        if not isinstance(told, dict) or told.get("format") != FORMAT:
            raise ValueError(f"no summary of format {FORMAT}")
        return _Reader(told, {} if known is None else known).summary()


# -- gathering ---------------------------------------------------------------------------------------------------------


def summary(case: Case) -> Summary:
    """Boil a case down."""
    record, card = case.record, case.scorecard
    stated = card.stated
    return Summary(
        record.county,
        record.year,
        record.department,
        record.county_name,
        record.profile.name,
        record.profile.code,
        record.profile.invented,
        card.scheme.key,
        card.scheme.name,
        _amounts(case),
        tuple(_functional(record.accounts, record.year)) if record.accounts else (),
        _indicators(case),
        tuple(map(_row, card.rows)),
        card.lowest,
        card.highest,
        card.evidenced,
        card.settled_marks,
        card.grade,
        stated.score,
        stated.status,
        stated.words,
        stated.certain,
        stated.because,
        _checks(case),
        tuple(_finding(finding) for finding in case.findings if finding.serious),
        tuple(_readings(case)),
    )


def _amounts(case: Case) -> dict[str, dict[str, Figure]]:
    found: dict[str, dict[str, Figure]] = {}
    for item in (item for item in ITEMS.values() if not item.listed):
        for period in Period:
            figure = case.record.figure(item.key, period)
            if figure.known or figure.value.reason is not Reason.MISSING:
                found.setdefault(item.key, {})[period.key] = figure
    return found


def _functional(accounts: Accounts, year: int) -> Iterator[FunctionalClass]:
    """Yield expenditure by class: from the expenditure table, else from the summary table."""
    table = accounts.table("T_EXP")
    if table and not table.empty:
        told = [(row.code, row.name, row.figures.get("total")) for row in table.rows if len(row.code) == len("201")]
    elif table := accounts.table("T_SUM"):
        lines = [row for row in table.rows if row.side == "expenditure" and not row.within]
        ends = next((number for number, row in enumerate(lines) if row.key == "expenditure.total"), 0)
        told = [("", row.name, row.figures.get("amount")) for row in lines[:ends]]
    else:
        told = []
    for code, name, amount in told:
        if amount and amount.known and amount.value:
            plain = plain_name(name)
            entry = accounts.codes.entry("functional", code, year) if code else next(iter(accounts.codes.named("functional", plain, year)), None)
            words = Words(entry.name or plain, entry.english or plain) if entry else Words(plain, plain)
            yield FunctionalClass(entry.code if entry else code, words, amount.to(Unit.WAN_YUAN))


def _indicators(case: Case) -> dict[str, Figure]:
    found = {}
    for key, indicator in INDICATORS.items():
        if indicator.kind == "computed":
            readings = {f"{key}:{basis}": {"basis": basis} for basis in indicator.basis_readings} or {key: {}}
            found |= {name: indicator.of(case.record, **reading) for name, reading in readings.items()}
    return {name: _lean(figure) for name, figure in found.items()}


def _lean(figure: Figure) -> Figure:
    """Return a gap without what would have made it a number: its note names what is missing."""
    return figure if figure.known else Figure(figure.label, figure.value, figure.unit, figure.source)


def _row(row: ScoredRow) -> SummaryRow:
    value, target = row.value, row.value if isinstance(row.value, Target) else None
    figure = row.figure
    if target and target.direction != "qualitative":
        figure = target.actual
    sources = (target.source,) if target else figure.sources if figure else _answered_at(value)
    kind = "target" if row.row.scale.targets else "unconfirmed" if row.row.scale.unconfirmed else INDICATORS[row.row.indicator].kind
    return SummaryRow(
        row.row.indicator,
        kind,
        row.words,
        row.row.level1,
        row.row.level2,
        row.available,
        row.marks.lowest,
        row.marks.highest,
        figure and _lean(figure),
        target.target if target and figure else None,
        _said(value),
        row.marks.why,
        row.gap,
        tuple(sources),
        row.verified,
    )


def _answers(value: object) -> list:
    """Return the tests or the judgement of a row."""
    return list(value) if isinstance(value, tuple) else [value] if isinstance(value, Judgement) else []


def _answered_at(value: object) -> tuple[Source, ...]:
    return tuple(dict.fromkeys(one.answer.source for one in _answers(value) if one.answer))


def _said(value: object) -> Words:
    """Say in a few words what stands in the place of a number."""
    if isinstance(value, Judgement):
        return Words(*[value.answer.text] * 2) if value.answer else NOTHING
    if isinstance(value, tuple):
        answered = [test.answer for test in value if test.answer]
        yes = sum(answer.text in YES and bool(answer.evidence) for answer in answered)
        return Words(
            f"{len(value)}项测试，已答{len(answered)}项，有佐证的“是”{yes}项", f"{len(value)} tests, {len(answered)} answered, {yes} yes with evidence"
        )
    if isinstance(value, Target) and value.direction == "qualitative":
        grade = value.attained.value if value.attained else NOTHING
        return joined([words for words in (Words(*[value.reached] * 2), grade) if words.zh], "；", "; ")
    return NOTHING


def _checks(case: Case) -> dict[str, dict[str, int]]:
    found: dict[str, Counter[str]] = {}
    for finding in case.findings:
        found.setdefault(finding.check, Counter())[finding.outcome.key] += 1
    order = [outcome.key for outcome in Outcome]
    return {key: {outcome: found[key][outcome] for outcome in order if found[key][outcome]} for key in sorted(found)}


def _finding(finding: Finding) -> SummaryFinding:
    difference = finding.difference
    money = difference and difference.unit.measures == "money"
    return SummaryFinding(
        finding.check,
        finding.outcome.key,
        finding.subject,
        finding.message,
        finding.question,
        difference.to(Unit.WAN_YUAN).value if money else None,
        finding.sources,
    )


def _readings(case: Case) -> Iterator[Reading]:
    """Yield the score under each reading of the steps, on each basis that an indicator of the scheme may have, by each other scheme."""
    for steps, (_, words) in STEPS.items():
        yield _reading("steps", steps, words, case.read_as(steps=steps).scorecard)
    known = {basis for row in case.scheme.rows if row.indicator for basis in INDICATORS[row.indicator].basis_readings}
    for basis in (basis for basis in BASES if basis in known):
        yield _reading("basis", basis, BASES[basis], case.read_as(basis=basis).scorecard)
    for other in case.others:
        if not isinstance(other, UserMistake):
            yield _reading("scheme", other.key, other.name, score_by(case.record, other))


def _reading(kind: str, key: str, name: Words, card: Scorecard) -> Reading:
    return Reading(kind, key, name, card.lowest, card.highest, card.settled_marks, card.stated.status)


# -- JSON --------------------------------------------------------------------------------------------------------------
# Decimals are strings, words are [zh, en], a gap is its reason with its note, a place is a number in the list of places. A figure
# that is one of the amounts or indicators is their name: "exp_total.actual", "execution_rate:revised".

_UNITS = {unit.words.zh: unit for unit in Unit}
_PERIODS = {period.key: period for period in Period}
_PLAIN = asdict(Source(""))
_TEXTS = ("county", "year", "department", "code", "invented", "scheme", "status", "certain")
_WORDS = ("county_name", "name", "scheme_name", "stands", "because")
_MARKS = ("lowest", "highest", "evidenced", "settled")


class _Writer:
    """Writes a summary as what JSON can hold."""

    def __init__(self) -> None:
        self._files: dict[str, int] = {}
        self._sources: dict[Source, int] = {}
        self._names: dict[Figure, str] = {}

    def summary(self, one: Summary) -> dict[str, Any]:
        told = {
            "format": FORMAT,
            **{name: getattr(one, name) for name in _TEXTS},
            **{name: list(getattr(one, name)) for name in _WORDS},
            **{name: f"{getattr(one, name):f}" for name in _MARKS},
            "grade": one.grade and list(one.grade),
            "amounts": {item: {key: self.entry(figure, f"{item}.{key}") for key, figure in periods.items()} for item, periods in one.amounts.items()},
            "indicators": {key: self.entry(figure, key) for key, figure in one.indicators.items()},
            "functional": [{"code": each.code, "name": list(each.name), "amount": self.figure(each.amount)} for each in one.functional],
            "stated": self.figure(one.stated),
            "rows": [self.row(row) for row in one.rows],
            "checks": one.checks,
            "findings": [self.finding(finding) for finding in one.findings],
            "readings": [_reading_told(reading) for reading in one.readings],
        }
        return told | {"sources": [self.source(source) for source in self._sources], "files": list(self._files)}

    def places(self, sources: Iterable[Source]) -> list[int]:
        return [self._sources.setdefault(source, len(self._sources)) for source in sources]

    def source(self, one: Source) -> dict[str, Any]:
        told = {name: value for name, value in asdict(one).items() if value != _PLAIN[name]}
        return told | {"file": self._files.setdefault(one.file, len(self._files))}

    def entry(self, one: Figure, name: str) -> dict[str, Any]:
        """Return a figure in full, and remember its name."""
        told = self._in_full(one, _label(name))
        self._names.setdefault(one, name)
        return told

    def figure(self, one: Figure, label: Words | None = None) -> dict[str, Any] | str:
        """Return a figure: by its name, where it is an amount or an indicator, else in full, its label only where it is not the one expected."""
        return self._names.get(one) or self._in_full(one, label)

    def _in_full(self, one: Figure, label: Words | None) -> dict[str, Any]:
        told: dict[str, Any] = {} if one.label == label else {"label": list(one.label)}
        told |= {"value": f"{one.value:f}"} if one.known else _gap_told(one.value)
        told["unit"] = {"counts": one.unit.word, "size": f"{one.unit.size:f}"} if isinstance(one.unit, Counted) else one.unit.words.zh
        if one.source:
            told["at"] = self.places((one.source,))[0]
        if one.sign:
            told |= {"sign": one.sign, "parts": [self.figure(part, NOTHING) for part in one.parts]}
        return told if one.named else told | {"named": False}

    def row(self, row: SummaryRow) -> dict[str, Any]:
        return {
            "indicator": row.indicator,
            "kind": row.kind,
            **{name: list(getattr(row, name)) for name in ("name", "level1", "level2", "said", "why")},
            **{name: f"{getattr(row, name):f}" for name in ("available", "lowest", "highest")},
            "figure": row.figure and self.figure(row.figure),
            "aim": row.aim and self.figure(row.aim),
            "gap": row.gap and _gap_told(row.gap),
            "at": self.places(row.sources),
            "verified": row.verified,
        }

    def finding(self, one: SummaryFinding) -> dict[str, Any]:
        return {
            "check": one.check,
            "outcome": one.outcome,
            **{name: list(getattr(one, name)) for name in ("subject", "message", "question")},
            "difference": None if one.difference is None else f"{one.difference:f}",
            "at": self.places(one.sources),
        }


@cache
def _label(name: str) -> Words:
    """Return what an amount or an indicator is called."""
    item, _, period = name.partition(".")
    return ITEMS[item].label(_PERIODS[period]) if period else INDICATORS[name.partition(":")[0]].words


def _gap_told(gap: Gap) -> dict[str, Any]:
    return {"gap": gap.reason.name.lower()} | ({"note": list(gap.note)} if gap.note != NOTHING else {})


def _reading_told(one: Reading) -> dict[str, Any]:
    marks = {name: f"{getattr(one, name):f}" for name in ("lowest", "highest", "settled")}
    return {"kind": one.kind, "key": one.key, "name": list(one.name), **marks, "stated": one.stated}


class _Reader:
    """Reads a summary from what JSON holds; equal words, places and numbers become one object."""

    def __init__(self, told: Mapping[str, Any], known: Any) -> None:
        self._told, self._known = told, known
        self._sources = [self._place(each | {"file": told["files"][each["file"]]}) for each in told["sources"]]
        self._named: dict[str, Figure] = {}

    def _one(self, key: object, make: Callable[[], Any]) -> Any:
        """Return the object known by a key, made if there is none yet."""
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = make()
        return found

    def _place(self, told: dict[str, Any]) -> Source:
        texts = {name: self._one(value, lambda value=value: value) if isinstance(value, str) else value for name, value in told.items()}
        return Source(**texts)

    def words(self, told: list[str]) -> Words:
        return self._one(tuple(told), lambda: Words(*told))

    def number(self, told: str) -> Decimal:
        return Decimal(told)

    def gap(self, told: Mapping[str, Any]) -> Gap:
        return Gap(Reason[told["gap"].upper()], self.words(told.get("note", ["", ""])))

    def unit(self, told: str | Mapping[str, str]) -> Unit | Counted:
        return _UNITS[told] if isinstance(told, str) else Counted(told["counts"], self.number(told["size"]))

    def entry(self, name: str, told: Mapping[str, Any]) -> Figure:
        """Return an amount or an indicator, and remember it by its name."""
        found = self._named[name] = self.figure(told, _label(name))
        return found

    def figure(self, told: Mapping[str, Any] | str, label: Words = NOTHING) -> Figure:
        if isinstance(told, str):
            return self._named[told]
        label = self.words(told["label"]) if "label" in told else label
        value = self.number(told["value"]) if "value" in told else self.gap(told)
        source = self._sources[told["at"]] if "at" in told else None
        parts = tuple(self.figure(part) for part in told.get("parts", ()))
        return Figure(label, value, self.unit(told["unit"]), source, told.get("sign", ""), parts, told.get("named", True))

    def row(self, told: Mapping[str, Any]) -> SummaryRow:
        return SummaryRow(
            told["indicator"],
            told["kind"],
            *(self.words(told[key]) for key in ("name", "level1", "level2")),
            *(self.number(told[key]) for key in ("available", "lowest", "highest")),
            told["figure"] and self.figure(told["figure"]),
            told["aim"] and self.figure(told["aim"]),
            self.words(told["said"]),
            self.words(told["why"]),
            told["gap"] and self.gap(told["gap"]),
            self.places(told["at"]),
            told["verified"],
        )

    def places(self, told: list[int]) -> tuple[Source, ...]:
        return tuple(self._sources[number] for number in told)

    def finding(self, told: Mapping[str, Any]) -> SummaryFinding:
        words = (self.words(told[key]) for key in ("subject", "message", "question"))
        difference = told["difference"]
        return SummaryFinding(told["check"], told["outcome"], *words, difference and self.number(difference), self.places(told["at"]))

    def reading(self, told: Mapping[str, Any]) -> Reading:
        marks = (self.number(told[key]) for key in ("lowest", "highest", "settled"))
        return Reading(told["kind"], told["key"], self.words(told["name"]), *marks, told["stated"])

    def summary(self) -> Summary:
        told = self._told
        return Summary(
            **{name: told[name] for name in _TEXTS},
            **{name: self.words(told[name]) for name in _WORDS},
            **{name: self.number(told[name]) for name in _MARKS},
            grade=told["grade"] and self.words(told["grade"]),
            amounts={item: {key: self.entry(f"{item}.{key}", one) for key, one in periods.items()} for item, periods in told["amounts"].items()},
            indicators={key: self.entry(key, one) for key, one in told["indicators"].items()},
            functional=tuple(FunctionalClass(each["code"], self.words(each["name"]), self.figure(each["amount"])) for each in told["functional"]),
            stated=self.figure(told["stated"]),
            rows=tuple(map(self.row, told["rows"])),
            checks=told["checks"],
            findings=tuple(map(self.finding, told["findings"])),
            readings=tuple(map(self.reading, told["readings"])),
        )
