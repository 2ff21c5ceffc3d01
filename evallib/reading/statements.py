"""What the figures of a report are said to be to each other: totals and their parts, and the sentence that each change stands in.

A pairing never crosses a sentence, unless 其中 or the like opens the next one and so names its total.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from evallib.reading.measures import cleaned, named
from evallib.reading.phrases import BASE_VALUE
from evallib.reading.told import Split, Told

_OPENER = re.compile(
    "其中|包括|包含|分别|具体(?:为|是|如下)|分为|(?:由|按)[^，。；（）]{0,30}(?:组成|构成|分)|构成(?:为|：|如下)|(?<=，)由(?=[\u4e00-\u9fff])|按[^，。；：（）\\d]{1,10}(?:分为|划分|分类|分|共|：)"
)
_WEAK = re.compile("主要用于|用于|主要是|主要为")
_EVENT = re.compile("|".join((r"（", r"）", r"[。！？]", r"\n", f"(?P<opener>{_OPENER.pattern})", f"(?P<weak>{_WEAK.pattern})")))
_BY = re.compile("[^，。；：\\d]{0,8}按[^，。；：（）\\d]{1,10}(?:分为|划分|分类|分|共|：)")
_HEADING = re.compile("\\s*(?:[一二三四五六七八九十]{1,3}、|（[一二三四五六七八九十]{1,3}）)")
_ASIDE = re.compile("(?:节约|节省|结余|结转|另|此外|另外|新增|增加|减少|追加)[^，；。]{0,8}$|[；，]另[^；。]{0,16}$")
NEAR = 40  # characters by which the next line shows whether it goes on with a list
MOST_REMEMBERED, DEEPEST, MOST_PARTS = 40, 12, 80  # figures of a sentence, lists within lists, parts of a list: no report has more
_COMPARED = re.compile("(?:计划|目标|任务|预算|上年|去年|同期|其余|原)[^，。；]{0,6}$")
_COMPOSED = re.compile("[^。；\n]{0,120}(?:组成|构成)")
_AMONG = re.compile("[、\\d.（）一二三四五六七八九十\\s]{0,6}([\u4e00-\u9fff]{2,10})中[，：]")
_LIST_MARK = re.compile(
    r"\s*(?:[-*·●◆■]|（?\d{1,2}[）.、．]|（[一二三四五六七八九十]{1,3}）|[①-⑳]|[一二三四五六七八九十]{1,2}是|[\u4e00-\u9fff]{2,14}?(?:[：\d]|$))"
)
_TOTALS = set("rev_total exp_total three_public staff_total_stated assets_all procurement staff_establishment public_payroll_staff".split())
FUNDS = {
    "rev_appropriation",
    "rev_general_public_budget",
    "rev_gov_fund",
    "rev_state_capital",
    "rev_special_account",
    "rev_service",
    "rev_business",
    "rev_other",
}
CHILDREN = {
    "rev_total": FUNDS | {"subsidy_from_superior", "remittance_from_sub", "nonappropriation_surplus_used", "balance_opening", "exp_basic", "exp_project"},
    "rev_appropriation": {"rev_general_public_budget", "rev_gov_fund", "rev_state_capital", "rev_special_account", "exp_basic", "exp_project", "balance_opening"},
    "rev_general_public_budget": {"exp_basic", "exp_project", "balance_opening"},
    "exp_total": {"exp_basic", "exp_project", "project", "exp_personnel", "exp_operating", "exp_remitted", "exp_business", "exp_subsidy_to_sub", "balance_closing", "surplus_distribution", "func_class",
                  "econ_301", "econ_302", "econ_303", "econ_307", "econ_310", "econ_399"},
    "exp_basic": {"exp_personnel", "exp_operating", "econ_301", "econ_302", "econ_303", "econ_307", "econ_310", "econ_399", "econ_item"},
    "exp_personnel": {"econ_301", "econ_303", "econ_item"},
    "exp_operating": {"econ_302", "econ_310", "econ_307", "econ_399", "econ_item", "meeting_cost", "training_cost", "tp_hospitality", "tp_vehicle", "tp_vehicle_running", "tp_overseas"},
    "exp_project": {"project", "econ_301", "econ_302", "econ_303", "econ_307", "econ_310", "econ_399", "econ_item"},
    "econ_301": {"econ_item"}, "econ_302": {"econ_item", "meeting_cost", "training_cost", "tp_hospitality", "tp_vehicle_running", "tp_overseas"}, "econ_303": {"econ_item"}, "econ_310": {"econ_item", "tp_vehicle_purchase"},
    "three_public": {"tp_overseas", "tp_vehicle", "tp_vehicle_purchase", "tp_vehicle_running", "tp_hospitality", "meeting_cost", "training_cost"},
    "tp_vehicle": {"tp_vehicle_purchase", "tp_vehicle_running"},
    "procurement": {"procurement_goods", "procurement_works", "procurement_services"},
    "staff_total_stated": {"staff_on_post", "staff_retired", "staff_hired_external", "survivors"},
    "public_payroll_staff": {"staff_on_post", "staff_retired", "staff_hired_external", "survivors"},
    "staff_on_post": set(), "staff_establishment": set(), "staff_retired": set(),
}  # fmt: skip
"""The measures that may be parts of each; those of another family never are."""


_LOOSE = {"project", "func_class", "econ_item", "survivors"}
"""What may be part of any total that has no parts by the official forms."""


@dataclass
class _Open:
    wholes: list[Told]
    opener: str
    bracket: bool = False
    lines: bool = False  # whether its parts stand line by line
    before: int = 0  # how many figures of the sentence stand before it
    parts: list[Told] = field(default_factory=list)

    @property
    def whole(self) -> Told | None:
        return self.wholes[0] if self.wholes else None


def read_splits(text: str, figures: Sequence[Told]) -> tuple[Split, ...]:
    """Return every total of a plain text with its parts, in the order of the totals."""
    reader = _Splitter(text, figures)
    return tuple(sorted(reader.read(), key=lambda split: (split.whole.begin, split.parts[0].begin)))


class _Splitter:
    def __init__(self, text: str, figures: Sequence[Told]) -> None:
        self.text, self.figures = text, figures
        self.open: list[_Open] = []
        self.sentence: list[Told] = []
        self.done: list[Split] = []
        self.latest: dict[str, Told] = {}  # the last outturn of each measure
        self.placed: set[int] = set()  # where figures stand that are parts

    def read(self) -> Iterator[Split]:
        last = 0
        for told in self.figures:
            self._between(last, told.begin)
            self._place(told)
            if told.measure and told.role == "amount" and told.period == "actual":
                self.latest[told.measure] = told
            self.sentence = [*self.sentence[-MOST_REMEMBERED:], told]
            last = told.stop
            if len(self.open) > DEEPEST:
                self._finish(self.open.pop(0))
        while self.open:
            self._close()
        yield from self.done

    def _between(self, start: int, end: int) -> None:
        """Follow the signs between two figures: brackets, 其中, ends of sentences."""
        gap, fresh = self.text[start:end], bool(self.sentence)
        if "\t" in gap or gap.count("|") > 1:  # the cells of a table are no sentence
            self._end_sentence("", "。", "")
            return
        for event in _EVENT.finditer(gap):
            sign, rest = event[0], gap[event.end() :]
            if sign == "（":
                adjoins = fresh and not cleaned(gap[: event.start()]).strip("，。 的")
                whole = self.sentence[-1] if adjoins and self.sentence and self.sentence[-1].role in {"amount", "count"} else None
                self.open.append(_Open([whole] if whole else [], sign, bracket=True, before=len(self.sentence)))
            elif sign == "）":
                self._close_bracket()
            elif sign in "。！？\n":
                self._end_sentence(gap[: event.start()], sign, rest)
            elif sign != "由" or _COMPOSED.match(self.text, start + event.end()):
                self._opened(sign, gap, event)

    def _opened(self, sign: str, gap: str, event: re.Match[str]) -> None:
        """Begin a list of parts; inside a bracket that a figure opened, 其中 belongs to that figure."""
        inner = self.open[-1] if self.open else None
        if inner and inner.bracket and not inner.parts and inner.whole and not gap[: event.start()].rpartition("（")[2].strip("，：“ "):
            inner.opener = sign
            return
        if inner and not inner.bracket and not inner.parts:
            inner.opener = sign if event["opener"] else inner.opener
            return
        floor = max((place for place, one in enumerate(self.open) if one.bracket), default=-1)
        wholes = [one for one in reversed(self.sentence) if one.role in {"amount", "count"} and not BASE_VALUE.search(cleaned(one.lead))]
        if floor >= 0 and self.open[floor].parts:
            wholes = list(reversed(self.open[floor].parts)) + wholes
        if event["weak"]:
            wholes = wholes[-1:] if len(wholes) > 1 else wholes
        elif sign.startswith("按"):
            wholes = [one for one in wholes if one.begin not in self.placed] or wholes
        self.open.append(_Open(wholes, sign))

    def _end_sentence(self, before: str, sign: str, rest: str) -> None:
        following, words = cleaned(rest[:NEAR]), rest.lstrip("　 \n*")
        marked = bool(_LIST_MARK.match(following))
        goes_on = sign == "\n" and bool(self.open) and marked and (before.rstrip(" *").endswith(("：", "；", "，")) or not before.strip())
        opens = any(pattern.match(words) for pattern in (_BY, _OPENER, _WEAK))
        if goes_on:
            self.open[-1].lines = True
            return
        if sign == "\n" and before.endswith("。") and opens:
            return
        listed = max((place for place, one in enumerate(self.open) if one.lines), default=-1)
        if listed >= 0 and (sign == "。" or (marked and not _HEADING.match(rest))):
            while len(self.open) > listed + 1:
                self._close()
            return
        kept = self.sentence if opens else []
        while self.open:
            self._close()
        self.sentence = list(kept)
        among = _AMONG.match(following)
        measures = named(among[1], "money") if among else []
        whole = self.latest.get(measures[-1][2]) if measures else None
        if whole:
            self.open.append(_Open([whole], "中"))

    def _close_bracket(self) -> None:
        while self.open and not self.open[-1].bracket:
            self._close()
        if self.open:
            del self.sentence[self.open[-1].before :]  # what follows the bracket does not speak of what is in it
            self._close()

    def _close(self) -> None:
        self._finish(self.open.pop())

    def _finish(self, one: _Open) -> None:
        if one.whole and one.parts:
            closed = not self.text.startswith("等", one.parts[-1].stop)
            whole, *others = _best_first([other for other in one.wholes if other.kind == one.whole.kind], one.parts)
            self.done.append(Split(whole, tuple(one.parts), one.opener, firm=not _WEAK.fullmatch(one.opener), closed=closed, others=tuple(others)))

    def _place(self, told: Told) -> None:
        """Make a figure a part of the innermost list that it can belong to; a figure that is no part ends a list outside brackets."""
        if told.role not in {"amount", "count"}:
            return
        if _ASIDE.search(cleaned(told.lead)):
            while self.open and not self.open[-1].bracket:
                self._close()
            return
        while self.open:
            top = self.open[-1]
            if top.bracket and _COMPARED.search(cleaned(told.lead)):
                return
            if not top.parts:
                top.wholes = [whole for whole in top.wholes if _may_hold(whole, told)] or (
                    [] if top.bracket else [whole for whole in top.wholes if whole.kind == told.kind and not whole.measure]
                )
            if top.whole and len(top.parts) < MOST_PARTS and _may_hold(top.whole, told) and _alike(top.parts, told):
                top.parts.append(told)
                self.placed.add(told.begin)
                return
            if top.bracket:
                return
            if told.kind != (top.parts[0].kind if top.parts else told.kind):
                return
            self._close()


def _best_first(wholes: list[Told], parts: list[Told]) -> list[Told]:
    """Return the totals that a list may belong to, the nearest first, but before it the one that is its very sum."""
    if len(parts) > 1:
        made = sum(part.value for part in parts if part.unit == parts[0].unit)
        wholes = sorted(wholes, key=lambda whole: not (whole.value == made and whole.unit == parts[0].unit))
    return wholes


def _may_hold(whole: Told, part: Told) -> bool:
    """Whether a figure may be a part of another: the same kind of quantity, of the same stage, and by its measure not the total itself."""
    if whole.kind != part.kind or whole.begin == part.begin:
        return False
    if whole.period and part.period and whole.period != part.period:
        return False
    if part.measure and part.measure == whole.measure:
        return bool(part.scope) and part.scope != whole.scope
    if part.measure and whole.measure:
        if whole.measure.startswith(("exp_", "balance_")) and part.measure in FUNDS:
            return True  # an expenditure by the money that paid it
        allowed = CHILDREN.get(whole.measure)
        return part.measure in (allowed if allowed is not None else _LOOSE)
    return part.measure not in _TOTALS


def _alike(parts: list[Told], told: Told) -> bool:
    """Whether a figure goes on with a list: one that is named as a class of the total is followed by others that are."""
    return not parts or parts[0].period == told.period or not told.period or not parts[0].period
