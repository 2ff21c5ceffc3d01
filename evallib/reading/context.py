"""What a reader of prose remembers when it comes to a figure: the section, the sentence so far, what it was about."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from evallib.reading.measures import MEASURES, cleaned
from evallib.reading.phrases import BASE_VALUE, OPENS_LIST
from evallib.reading.plain import Plain
from evallib.reading.told import Section, Told

_UNIT_LINE = re.compile("(?:单位：?\\s?|（)(?P<unit>万元|元|亿元)(?=）|[\\s，。|]|$)")
_ENDS_SENTENCE = re.compile("[。！？\n]")
DEEPEST = 8  # brackets within brackets
_NO_SUBJECT = {"budget_additions", "budget_adjustment"}


@dataclass
class Context:
    """Where a reader stands, and what it remembers.

    Args:
        form: the text.
        file: its name.
        year: the year that it reports on.
        sections: its headings.
        before: the figure before in the sentence.
        subject: the last figure of each kind in the sentence, ``main`` the first one, ``topic`` the first one of the sentence before in
            the same paragraph.
        base: what a change is told against, where its figure was just given.
        series: names that the figures to come belong to one by one (分别).
        unit, unit_at: the unit that a table or a bracket named last, and where.
        printed: the units of the amounts so far, by their digits: a formula repeats the digits alone.
        listing_max: whether what the parts of a total are worth is being listed.
    """

    form: Plain
    file: str
    year: int | None
    sections: tuple[Section, ...]
    before: Told | None = None
    subject: dict[str, Told] = field(default_factory=dict)
    main: dict[str, Told] = field(default_factory=dict)
    topic: dict[str, Told] = field(default_factory=dict)
    base: Told | None = None
    series: list[str] = field(default_factory=list)
    unit: str = ""
    unit_at: int = 0
    printed: dict[str, str] = field(default_factory=dict)
    listing_max: bool = False
    _section: int = -1
    _outside: list[tuple[dict[str, Told], dict[str, Told], Told | None]] = field(default_factory=list)

    @property
    def title(self) -> str:
        """The heading of the section, as cleaned words."""
        return cleaned(self.sections[self._section].title) if self._section >= 0 else ""

    def opening(self, told: Told) -> str:
        """Return the words that open a figure's line, up to the first colon or full stop: the name of an indicator or of an item."""
        start = self.form.text.rfind("\n", 0, told.begin) + 1
        found = re.match(r"[^：。\n]{1,40}[：。]", self.form.text[start : told.begin])
        return cleaned(found[0]) if found else ""

    def on_line_of_unit(self, at: int) -> bool:
        """Whether a place stands on the line that named the unit."""
        return "\n" not in self.form.text[self.unit_at : at]

    def arrive(self, gap: str, at: int) -> str:
        """Come to a figure, over the words since the last one; return those of them that belong to its sentence.

        A sentence forgets what the one before was about, unless 其中 or the like opens it.
        """
        while self._section + 1 < len(self.sections) and self.sections[self._section + 1].start <= at:
            self._section += 1
        stated = _UNIT_LINE.findall(gap)
        if stated:
            self.unit, self.unit_at = stated[-1], at
        ends = [found.end() for found in _ENDS_SENTENCE.finditer(gap)]
        lead = gap[ends[-1] :] if ends else gap
        if ends and not OPENS_LIST.match(lead):
            self.topic = {} if "\n" in gap else self.topic | self.main
            self.subject, self.main, self.before, self._outside = {}, {}, None, []
        self._brackets(lead)
        return lead

    def _brackets(self, lead: str) -> None:
        """Follow brackets: what stands in one does not change what the sentence is about."""
        for sign in lead:
            if sign == "（" and len(self._outside) < DEEPEST:
                self._outside.append((dict(self.subject), dict(self.main), self.before))
            elif sign == "）" and self._outside:
                self.subject, self.main, self.before = self._outside.pop()

    def keep(self, told: Told) -> None:
        """Remember a figure that was read."""
        self.before = told
        if told.kind == "money" and told.in_full and "." in told.text:
            self.printed.setdefault(re.match("[\\d.,]*", told.text)[0], told.unit)
        if told.measure in _NO_SUBJECT and told.kind in self.main:
            self.subject[told.kind] = self.main[told.kind]  # an addition is to the whole budget
        elif told.measure and told.role in {"amount", "count", "rate"} and told.measure not in _NO_SUBJECT:
            self.subject[told.kind] = told
        if told.measure and told.role in {"amount", "count", "rate", "score"} and told.measure not in _NO_SUBJECT:
            self.main.setdefault(told.kind, told)
        if told.measure == "self_score":
            self.main["marks"] = told
        if told.role == "change" and told.scope in MEASURES and told.kind not in self.subject:
            self.subject[told.kind] = replace(told, measure=told.scope)
        self.base = told if told.role == "amount" and BASE_VALUE.search(cleaned(told.lead)) else None
