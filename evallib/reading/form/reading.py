"""Reading a form: every sheet by its title, every figure by its labels, never by where it stands.

What is read becomes the rows that CSV files hold too (``evallib.reading.rows``), each cell with its sheet and address.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise

from evallib.problems import nearest, quoted
from evallib.quantities import Unit, is_number, read_gap, read_number, read_unit
from evallib.reading.cells import at_sheet
from evallib.reading.form.layout import (
    AFTER_TARGETS,
    CHECKLIST,
    COLUMNS,
    COVER,
    DATED,
    FIELDS_BY_LABEL,
    FORECAST_NAME,
    HEADS,
    ITEM_NAMES,
    MONITORING,
    MONTHS,
    NATURES,
    NEEDED,
    OFFICIAL,
    OTHER,
    PERIOD_NAMES,
    PROJECT,
    PROJECT_MONTHS,
    RATES,
    RATES_OF,
    SIDES,
    SOURCE,
    SOURCE_HEADING,
    STATED,
    SUPPLEMENT,
    TEXTS,
    VERSION,
    Row,
    folded,
    inline,
    is_heading,
    kind_of_tab,
    kind_of_title,
    meaning,
    names_unit,
    plain,
    split_origins,
    unit_in,
    unnumbered,
)
from evallib.reading.record import ITEMS, Item, Period, Profile
from evallib.reading.rows import COLUMNS as TABLES
from evallib.reading.rows import FORECAST, MONTHLY, PROJECT_MONTHLY, PROJECT_TEXTS, Notes
from evallib.reading.tables import Line
from evallib.reading.workbook import Sheet, Workbook
from evallib.words import Words

ONE_OF_THEM = Words("请只保留正确的一处", "keep the right one")
LONG_TEXTS = {"thrift", "goal", "achieved", "project", "authority", "implementer", "name", "name_en"}
LIST_FIELDS = ("plan", "problems", "measures")
Cell = tuple[int, int]


@dataclass(frozen=True)
class Form:
    """A form as read.

    Args:
        file: path below the data folder.
        lines: the rows of each table, as CSV files have them.
        profile: the department in its own words.
        year, county, folder: what the form says that it is about; 0 and empty where it says nothing.
        places: where it says so, by field.
    """

    file: str
    lines: Mapping[str, list[Line]]
    profile: Profile
    year: int
    county: str
    folder: str
    places: Mapping[str, Words]


def is_form(workbook: Workbook) -> bool:
    """Whether a workbook is a form: it has a cover, a base data table or a self-evaluation form, by title or by tab."""
    return any(part.kind in OFFICIAL for sheet in workbook.sheets for part in _parts(sheet))


def read_form(workbook: Workbook, notes: Notes) -> Form:
    """Read a form; its problems and remarks join those of ``notes``."""
    reader = _Reader(workbook, notes)
    for sheet in workbook.sheets:
        reader.read(sheet)
    return reader.form()


# -- parts of sheets -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Part:
    """The rows of a sheet that belong to one table of the form, from ``first`` up to but without ``end``."""

    kind: str
    sheet: Sheet
    first: int
    end: int

    def filled(self, row: int) -> list[tuple[int, str]]:
        """Return the cells of a row that hold something, with their columns."""
        return [(column, text) for column, text in enumerate(self.sheet.rows[row]) if text] if row < self.end else []

    def held(self, row: int, columns: Iterable[int]) -> tuple[str, Cell]:
        """Return the first text in some cells of a row, and its place; in a merged range only the first cell holds any."""
        cells = dict(self.filled(row))
        columns = list(columns)
        return next(((cells[column], (row, column)) for column in columns if column in cells), ("", (row, columns[0] if columns else 0)))

    def columns(self, row: int, column: int) -> range:
        """Return the columns over which a heading stands."""
        return next((range(left, right + 1) for top, left, _, right in self.sheet.merged if (top, left) == (row, column)), range(column, column + 1))

    def below(self, row: int, column: int) -> int:
        """Return the row below a heading."""
        return next((bottom for top, left, bottom, _ in self.sheet.merged if (top, left) == (row, column)), row) + 1

    def headings(self, row: int, known: Mapping[str, object]) -> dict[object, range]:
        """Return what the headings of a row mean, each with its columns; a heading met twice counts once."""
        found: dict[object, range] = {}
        for column, text in self.filled(row):
            if plain(text) in known:
                found.setdefault(known[plain(text)], self.columns(row, column))
        return found


def _parts(sheet: Sheet) -> list[_Part]:
    """Cut a sheet where a title stands; without a title its tab tells what it is.

    Further titles stand in the column of the first one: elsewhere a text may say the same.
    """
    titles = [(row, *title) for row, cells in enumerate(sheet.rows) if (title := _title(cells))]
    if not titles:
        kind = kind_of_tab(sheet.name)
        return [_Part(kind, sheet, 0, len(sheet.rows))] if kind and sheet.rows else []
    starts = [(row, kind) for row, column, kind in titles if (row, column) == titles[0][:2] or (column == titles[0][1] and kind in OFFICIAL)]
    ends = [row for row, _ in starts[1:]] + [len(sheet.rows)]
    return [_Part(kind, sheet, row, end) for (row, kind), end in zip(starts, ends, strict=True)]


def _title(cells: Iterable[str]) -> tuple[int, str] | None:
    """Return in which column a title stands and of which table, where a row holds one and at most the number of the annex."""
    filled = [(column, cell) for column, cell in enumerate(cells) if cell and not re.fullmatch("附[件表]?[0-9]*:?", folded(cell))]
    kind = kind_of_title(filled[0][1]) if len(filled) == 1 else ""
    return (filled[0][0], kind) if kind else None


# -- the whole form ------------------------------------------------------------------------------------------------


@dataclass
class _Reader:
    """What has been read of a form so far."""

    workbook: Workbook
    notes: Notes
    lines: dict[str, list[Line]] = field(default_factory=lambda: {table: [] for table in TABLES})
    texts: dict[str, str] = field(default_factory=dict)
    places: dict[str, Words] = field(default_factory=dict)
    lists: dict[str, list[tuple[str, str, str]]] = field(default_factory=dict)
    given: dict[tuple[str, ...], tuple[object, Unit | None]] = field(default_factory=dict)

    def read(self, sheet: Sheet) -> None:
        """Read one sheet."""
        parts = _parts(sheet)
        if not parts and any(cell for row in sheet.rows for cell in row):
            self.notes.remark(at_sheet(sheet.file, sheet.name), "不是填报表的内容，未计入", "not part of the form; not counted in")
        for part in parts:
            year = re.search("([0-9]{4})年", folded("".join(text for _, text in part.filled(part.first))))
            if year and part.kind in OFFICIAL:
                self.say(part.sheet.at(part.first, 0), "title_year", year[1])
            (_Table if part.kind in NEEDED else _Annex)(self, part).read()

    def form(self) -> Form:
        """Return all that was read."""
        self._version()
        year = re.search("[0-9]{4}", self.texts.get("year") or self.texts.get("title_year", ""))
        if "year" in self.texts and self.texts.get("title_year", "") not in {"", year[0] if year else ""}:
            told = self.texts["title_year"]
            self.notes.remark(
                self.places["title_year"], f"此处写的是{told}年度，封面为{self.texts['year']}", f"this says {told}, the cover {self.texts['year']}"
            )
        self.places.setdefault("year", self.places.get("title_year", Words(self.workbook.file, self.workbook.file)))
        return Form(
            file=self.workbook.file,
            lines=self.lines,
            profile=self._profile(),
            year=int(year[0]) if year else 0,
            county=self.texts.get("county", ""),
            folder=self.texts.get("folder", ""),
            places=self.places,
        )

    def _version(self) -> None:
        text = self.texts.get("version", "")
        if text.isdecimal() and int(text) > VERSION:
            self.notes.problem(
                self.places["version"],
                Words(f"第{text}版填报表", f"version {text} of the form"),
                Words(f"第{VERSION}版或更早", f"version {VERSION} or older"),
                Words("请升级 evallib，或改用本版本生成的填报表", "update evallib, or use a form that this version has made"),
            )

    def _profile(self) -> Profile:
        def words(name: str) -> Words:
            zh, en = self.texts.get(name, ""), self.texts.get(f"{name}_en", "")
            return Words(zh, en or zh)

        scheme = self.texts.get("self_score_scheme", "")
        named = re.search("〔(.+)〕", scheme)
        return Profile(
            **{name: words(name) for name in ("name", "mandate", "goal", "achieved", "thrift")},
            **{name: tuple(Words(zh, en or zh) for zh, en, _ in self.lists.get(name, ())) for name in LIST_FIELDS},
            **{name: self.texts.get(name, "") for name in ("code", "preparer", "date", "phone", "head")},
            publications=tuple((Words(zh, en or zh), url) for zh, en, url in self.lists.get("publications", ())),
            self_score_scheme=named[1] if named else scheme,
            invented=self.texts.get("nature", "") == NATURES[True],
        )

    def say(self, place: Words, name: str, text: str) -> None:
        """Keep a text of the department. Of two that differ the first stands, except where nobody could choose between them."""
        earlier, met = self.texts.setdefault(name, text), self.places.setdefault(name, place)
        if earlier != text and name in {"name", "goal", "achieved", "thrift", "year"}:
            expected = Words(f"与{met.zh}一致（{quoted(earlier).zh}）", f"the same as at {met.en}, {quoted(earlier).en}")
            self.notes.problem(place, text, expected, ONE_OF_THEM)

    def not_counted(self, part: _Part, cell: Cell, text: str) -> None:
        """Tell that a row is not known."""
        shown = quoted(text)
        self.notes.remark(
            part.sheet.at(*cell), f"{shown.zh}不是本表已知的项目，其数字未计入", f"{shown.en} is no known row of this table; its figures are not counted in"
        )

    def amount(self, place: Words, text: str, item: Item, unit: str) -> tuple[str, str]:
        """Return number and unit of a cell: its own unit, else the one that a heading names, else that of the forms."""
        usual, fits = item.unit.words.zh, read_unit(unit)[0]
        unit = unit if fits and fits.measures == item.unit.measures else usual
        own = _WITH_UNIT.fullmatch(text)
        if read_gap(text) or not own or not is_number(own[1]):
            return text, unit
        if own[2] != usual and read_unit(own[2])[0] is not item.unit:
            self.notes.remark(
                place,
                f"“{text}”写明单位为{own[2]}，已按此读取；本表单位为{usual}，请核对",
                f"“{text}” names the unit {own[2]} and was read so; the form's unit is {usual}: please check",
            )
        return own[1], own[2]

    def figure(self, part: _Part, cell: Cell, line: dict[str, str], unit: str, detail_at: Cell | None = None) -> Line | None:
        """Return the row for a figure that stands in a cell, or None where it repeats what the form has told before."""
        line["value"], line["unit"] = self.amount(part.sheet.at(*cell), line["value"], ITEMS[line["item"]], unit)
        owner = f"{part.sheet.name}!{part.first}" if part.kind == PROJECT else ""
        key, told = (owner, line["item"], line["period"], line["detail"]), (_number(line["value"]), read_unit(line["unit"])[0])
        if self.given.get(key) == told:
            return None
        self.given.setdefault(key, told)
        return _line(part, line, {"value": cell} | ({"detail": detail_at} if detail_at else {}))


_WITH_UNIT = re.compile(r"(.*?)\s*(亿元|万元|元|亿|万|人|个|㎡|平方米|分|%|％)")


def _number(text: str) -> object:
    try:
        return read_number(text)
    except ValueError:
        return text


def _line(part: _Part, cells: dict[str, str], places: Mapping[str, Cell]) -> Line:
    return Line(part.sheet.file, cells, sheet=part.sheet.name, addresses={column: part.sheet.address(*cell) for column, cell in places.items()})


# -- the official annexes and the cover ----------------------------------------------------------------------------


@dataclass(frozen=True)
class _Label:
    """A label met in a row: where, what it means, and the value where the same cell holds it too (``填表人：张三``)."""

    column: int
    means: Row | str
    inline: str = ""


@dataclass
class _Annex:
    """An annex, read row by row: labels with values beside or below, or under the periods of a grid."""

    reader: _Reader
    part: _Part
    grid: dict[object, range] = field(default_factory=dict)
    units: dict[object, str] = field(default_factory=dict)
    unit: str = ""
    in_projects: bool = False
    sources: Iterable[int] = ()
    own: list[tuple[str, Line]] = field(default_factory=list)
    texts: dict[str, tuple[str, Cell]] = field(default_factory=dict)

    def read(self) -> None:
        """Read every row."""
        row = self.part.first
        while row < self.part.end:
            row = self._row(row)
        if self.part.kind == PROJECT:
            self._project()
        for table, line in self.own:
            self.reader.lines[table].append(line)

    def _row(self, row: int) -> int:
        """Read a row and return the next one."""
        columns = self.part.headings(row, COLUMNS["targets"])
        if _heads_targets(columns):
            return self._targets(row, columns)
        labels, others, sources = self._outline(row)
        for column, text in others:
            if names_unit(text):
                self.unit = unit_in(text)
                self._unusual(row, column, self.unit)
        if not labels and (heads := self._heads(row)):
            self.grid, self.in_projects = heads, False
            return row + 1
        if not labels and any(plain(text) in SIDES for _, text in others):
            self.grid, self.sources = {}, self.part.headings(row, {SOURCE_HEADING: SOURCE}).get(SOURCE, ())
            return row + 1
        return self._figures(row, labels, others, sources)

    def _figures(self, row: int, labels: list[_Label], others: list[tuple[int, str]], sources: list[int]) -> int:
        """Read what stands beside, below or in the columns of the labels of a row, and return the next row."""
        first = min((columns[0] for key, columns in self.grid.items() if isinstance(key, Period)), default=0)
        between = self._between(row, labels, sources)
        if len(labels) == 1 and labels[0].column < first and isinstance(labels[0].means, Row):
            self._grid_row(row, labels[0].means)
        elif len(labels) > 1 and self._may_be_headed(row, between):
            return self._headed(row, labels)
        elif labels:
            self._beside(row, between, sources)
        elif first:
            self._unlabelled(row, first)
        elif not any(plain(text) in AFTER_TARGETS for _, text in others):
            self._unknown(row, others)
        return row + 1

    def _outline(self, row: int) -> tuple[list[_Label], list[tuple[int, str]], list[int]]:
        """Return the labels of a row, the cells that are neither label nor a text beside its label, and the columns of origins."""
        labels: list[_Label] = []
        others: list[tuple[int, str]] = []
        sources, awaited = [*self.sources, *self.grid.get(SOURCE, ())], False
        for column, text in self.part.filled(row):
            held = inline(self.part.kind, text)
            means = None if held else meaning(self.part.kind, text)
            if column in sources:
                continue
            if awaited and (not means or labels[-1].means == "thrift"):
                awaited = False  # a text is itself, however it begins; thrift has its row to itself
            elif plain(text) == SOURCE_HEADING:
                sources += range(column, len(self.part.sheet.rows[row]))
                others.append((column, text))
            elif means or held:
                labels.append(_Label(column, means) if means else _Label(column, *held))
                awaited = means in LONG_TEXTS or (bool(means) and self.part.kind == COVER)
            else:
                others.append((column, text))
        return labels, others, sources

    def _unusual(self, row: int, column: int, unit: str) -> None:
        """Ask about a unit of money other than that of the forms: what stands under it is read in it, never scaled unasked."""
        if unit in {"元", "亿元"}:
            self.reader.notes.remark(
                self.part.sheet.at(row, column),
                f"标明单位为{unit}，其下金额已按{unit}读取；官方表样单位为万元，请核对",
                f"names the unit {unit}, in which the amounts under it were read; the official form is in 万元: please check",
            )

    def _heads(self, row: int) -> dict[object, range]:
        """Return the periods and rates that a row heads, each with its columns."""
        filled = self.part.filled(row)
        dated = {column: found for column, text in filled if (found := DATED.fullmatch(plain(text)))}
        last = max((int(found[1]) for found in dated.values()), default=0)
        found: dict[object, range] = {}
        for column, text in filled:
            key = (
                _dated_period(dated[column], last)
                if column in dated
                else HEADS.get(plain(text)) or RATES.get(plain(text)) or (SOURCE if plain(text) == SOURCE_HEADING else None)
            )
            if key:
                found.setdefault(key, self.part.columns(row, column))
                self.units[key] = unit_in(text)
                if isinstance(key, Period):
                    self._unusual(row, column, self.units[key])
        if last:
            self.reader.say(self.part.sheet.at(row, min(dated)), "title_year", str(last))
        return found if any(isinstance(key, Period) for key in found) else {}

    # figures

    def _figure(self, cell: Cell, text: str, row: Row, period: Period, *, source: str = "", unit: str = "", detail_at: Cell | None = None) -> None:
        if row.item is None:
            return
        unit = unit or unit_in(row.label) or (self.unit if row.item.unit.measures == "money" else "")
        line = {"item": row.item.key, "period": period.key, "detail": row.detail, "value": text, "source": source}
        read = self.reader.figure(self.part, cell, line, unit, detail_at)
        if read:
            self.own.append(("projects" if self.part.kind == PROJECT else "items", read))

    def _grid_row(self, row: int, label: Row) -> None:
        """Read a row of a grid: one value a period; a total has its rates beside them."""
        key = label.item.key if label.item else ""
        self.in_projects = key in {"exp_project", "project", "project_operation", "project_work"}
        if label.shape == "projects":
            return
        self._values(row, label)
        for rate in (rate for rate in dict.fromkeys(RATES.values()) if rate in self.grid and key in RATES_OF):
            text, cell = self.part.held(row, self.grid[rate])
            if text:
                self._figure(cell, text, Row("", "grid", "", ITEMS[rate], STATED, 0), Period.ACTUAL, source=self._origins(row)(rate))

    def _values(self, row: int, label: Row, detail_at: Cell | None = None) -> None:
        origin = self._origins(row)
        for period in (key for key in self.grid if isinstance(key, Period)):
            text, cell = self.part.held(row, self.grid[period])
            if text:
                self._figure(cell, text, label, period, source=origin(period.key), unit=self.units.get(period, ""), detail_at=detail_at)

    def _origins(self, row: int) -> Callable[[str], str]:
        return split_origins(self.part.held(row, self.grid[SOURCE])[0] if SOURCE in self.grid else "")

    def _unlabelled(self, row: int, first: int) -> None:
        """Read a line without a known label under a grid: a project, where projects are listed."""
        values = [self.part.held(row, columns)[0] for key, columns in self.grid.items() if isinstance(key, Period)]
        text, cell = self.part.held(row, range(first - 1, -1, -1))
        if self.in_projects and any(values):
            self._values(row, Row("", "grid", "", ITEMS["project"], unnumbered(text), 0), cell)
        elif any(is_number(value) for value in values):
            self.reader.not_counted(self.part, cell, text)

    def _between(self, row: int, labels: list[_Label], sources: list[int]) -> list[tuple[_Label, list[int]]]:
        """Return each label with the columns up to the next one, those of origins left out."""
        ends = [label.column for label in labels[1:]] + [len(self.part.sheet.rows[row])]
        return [(label, [c for c in range(label.column + 1, end) if c not in sources]) for label, end in zip(labels, ends, strict=True)] if labels else []

    def _may_be_headed(self, row: int, between: list[tuple[_Label, list[int]]]) -> bool:
        """Whether the values of a row of labels stand below: nothing stands beside any of them."""
        beside = any(label.inline or self.part.held(row, columns)[0] for label, columns in between)
        return not beside and all(
            label.means.shape == "headed" if isinstance(label.means, Row) else label.means in {"goal", "achieved"} for label, _ in between
        )

    def _headed(self, row: int, labels: list[_Label]) -> int:
        """Read the values below a row of labels; where the next table begins there, none was given."""
        below = next_row = max(self.part.below(row, label.column) for label in labels)
        while below < self.part.end and not self.part.filled(below):
            below += 1
        told_otherwise = below > next_row and any(meaning(self.part.kind, text) or is_heading(text) for _, text in self.part.filled(below))
        if told_otherwise or _heads_targets(self.part.headings(below, COLUMNS["targets"])):
            return below
        source = self.part.held(below, self.part.headings(row, {SOURCE_HEADING: SOURCE}).get(SOURCE, ()))[0]
        for label in labels:
            text, cell = self.part.held(below, self.part.columns(row, label.column))
            if text and not (isinstance(label.means, Row) and meaning(self.part.kind, text)):
                self._take(label, cell, text, source)
        return below + 1

    def _beside(self, row: int, between: list[tuple[_Label, list[int]]], sources: list[int]) -> None:
        """Read the values beside labels; their origin stands in a column headed 出处, or beside such a label."""
        source = next((text for column, text in self.part.filled(row) if column in sources and plain(text) != SOURCE_HEADING), "")
        for label, columns in between:
            text, cell = (label.inline, (row, label.column)) if label.inline else self.part.held(row, columns)
            if text:
                self._take(label, cell, text, source)

    def _take(self, label: _Label, cell: Cell, text: str, source: str) -> None:
        """Take a single value: a figure of the year, or a text."""
        if isinstance(label.means, Row):
            self._figure(cell, text, label.means, Period.ACTUAL, source=split_origins(source)(label.means.item.key if label.means.item else ""))
        elif self.part.kind == PROJECT:
            self.texts.setdefault(label.means, (text, cell))
        else:
            self.reader.say(self.part.sheet.at(*cell), label.means, text)

    def _unknown(self, row: int, others: list[tuple[int, str]]) -> None:
        """Tell of a number beside a text that is no known label."""
        for (column, text), (_, value) in pairwise(others):
            if not is_number(text) and is_number(value):
                self.reader.not_counted(self.part, (row, column), text)

    # indicators and projects

    def _targets(self, header: int, columns: dict[object, range]) -> int:
        """Read the list of indicators below its header, up to the row that closes it."""
        self.grid, level1 = {}, ""
        first = min(held[0] for held in columns.values())
        row = self.part.below(header, columns["level3"][0])
        while row < self.part.end:
            filled = self.part.filled(row)
            if filled and filled[0][0] <= first and plain(filled[0][1]) in AFTER_TARGETS:
                return row
            cells = {name: self.part.held(row, held) for name, held in columns.items()}
            texts = {name: text for name, (text, _) in cells.items()}
            merged = {name: self.part.sheet.text(row, columns[name][0]) for name in ("level1", "level2") if name in columns}
            level1 = merged.get("level1") or level1
            if any(text for name, text in texts.items() if name not in {"level1", "level2", "direction"}):
                places = {name: cell for name, (_, cell) in cells.items()}
                self.own.append(("targets", self._target(texts | merged | {"level1": level1}, places)))
            row += 1
        return row

    def _target(self, cells: dict[str, str], places: dict[str, Cell]) -> Line:
        level = plain(cells["level1"])
        cells["level1"] = {"产出": "产出指标", "效益": "效益指标", "满意度": "满意度指标"}.get(level, level)
        if "direction" in cells:
            cells["direction"] = folded(cells["direction"])
        else:
            self._read_sign(cells, places)
        return _line(self.part, cells, places)

    def _read_sign(self, cells: dict[str, str], places: dict[str, Cell]) -> None:
        """Read direction and unit from the target value itself, where the form has no columns for them: ``≥90%``."""
        text = cells.get("target", "")
        found = _SIGNED.fullmatch(folded(text))
        if not found:
            cells["direction"] = "定性"
            return
        cells["direction"], cells["target"] = found[1], found[2]
        if not found[1]:
            cells["direction"] = "≤" if plain(cells["level2"]).startswith("成本") else "≥"
            self.reader.notes.remark(
                self.part.sheet.at(*places["target"]),
                f"指标值“{text}”没有写明≥或≤，按{cells['direction']}读取，请核对",
                f"the target “{text}” does not say ≥ or ≤; read as {cells['direction']}: please check",
            )
        if "unit" not in cells:
            cells["unit"], actual = found[3], _SIGNED.fullmatch(folded(cells.get("actual", "")))
            if actual and actual[3] in {"", found[3]}:
                cells["actual"] = actual[2]

    def _project(self) -> None:
        """Give every row of a project's own form the name of its project."""
        if not (self.texts or self.own):
            return
        name, at = self.texts.pop("project", ("", (self.part.first, 0)))
        if not name:
            self.reader.notes.problem(
                self.part.sheet.at(*at),
                Words("没有项目名称", "no name of the project"),
                Words("项目名称", "the project's name"),
                Words("请填写项目名称", "fill it in"),
            )
            self.own = []
            return
        texts = {item: held for item, held in self.texts.items() if item in PROJECT_TEXTS} or {"authority": ("", at)}
        self.own += [("projects", _line(self.part, {"item": item, "value": text}, {"value": cell})) for item, (text, cell) in texts.items()]
        for _, line in self.own:
            line.cells["project"] = name
            line.addresses["project"] = self.part.sheet.address(*at)


def _heads_targets(columns: Mapping[object, range]) -> bool:
    """Whether the headings of a row are those of a list of indicators."""
    return "level3" in columns and len(columns) > len(("level3", "source"))


_SIGNED = re.compile("(≥|>=|>|≤|<=|<|=)?([+-]?[0-9][0-9,]*(?:[.][0-9]+)?)([^0-9]{0,6})")


def _dated_period(found: re.Match[str], last: int) -> Period | None:
    """Return the period of a heading with a year, ``2022年决算数``, where ``last`` is the latest year among the headings."""
    year, which, what = int(found[1]), found[2], found[3]
    if year == last:
        if what != "预算":
            return Period.ACTUAL
        return Period.BUDGET_REVISED if which in {"全年", "调整"} else Period.BUDGET_INITIAL
    if year == last - 1:
        return Period.LAST_BUDGET if what == "预算" else Period.LAST_ACTUAL
    return None


# -- long tables ---------------------------------------------------------------------------------------------------


@dataclass
class _Table:
    """A table with a heading for each column: months, checklist, supplement, other data, texts."""

    reader: _Reader
    part: _Part
    columns: dict[object, range] = field(default_factory=dict)
    units: dict[object, str] = field(default_factory=dict)
    carried: str = ""

    def read(self) -> None:
        """Find the header and read every row below it."""
        known = COLUMNS[self.part.kind] | (HEADS if self.part.kind == SUPPLEMENT else {})
        for header in range(self.part.first, self.part.end):
            self.columns = self.part.headings(header, known)
            if set(self.columns) >= NEEDED[self.part.kind]:
                break
        else:
            self._headless(known)
            return
        self.units = {known[plain(text)]: unit_in(text) for _, text in self.part.filled(header) if plain(text) in known}
        take = {
            MONTHS: self._month,
            PROJECT_MONTHS: self._month,
            MONITORING: self._progress,
            CHECKLIST: self._answer,
            SUPPLEMENT: self._supplement,
            OTHER: self._other,
            TEXTS: self._text,
        }[self.part.kind]
        for row in range(header + 1, self.part.end):
            cells = {name: self.part.held(row, columns) for name, columns in self.columns.items()}
            if any(text for text, _ in cells.values()):
                take(row, cells)

    def _headless(self, known: Mapping[str, object]) -> None:
        if any(self.part.filled(row) for row in range(self.part.first + 1, self.part.end)):
            needed = "、".join(heading for heading, name in known.items() if name in NEEDED[self.part.kind])
            self.reader.notes.problem(
                self.part.sheet.at(self.part.first, 0),
                Words("没有表头", "no header"),
                Words(f"表头含 {needed}", f"a header with {needed}"),
                Words("请恢复表头一行", "restore the header"),
            )

    def _add(self, table: str, cells: dict[str, str], places: Mapping[str, Cell]) -> None:
        self.reader.lines[table].append(_line(self.part, cells, places))

    def _month(self, _: int, cells: dict[object, tuple[str, Cell]]) -> None:
        told = {"month": _month(cells["month"][0]), **{name: cells.get(name, ("",))[0] for name in ("project", "source")}}
        for key, (text, cell) in cells.items():
            item, _, period = key.partition(" ")
            if text and item in {*MONTHLY, *PROJECT_MONTHLY}:
                value, unit = self.reader.amount(self.part.sheet.at(*cell), text, ITEMS[item], self.units.get(key, ""))
                line = told | {"item": item, "period": period, "value": value, "unit": unit}
                self._add("months", line, {"value": cell, "month": cells["month"][1]})

    def _progress(self, _: int, cells: dict[object, tuple[str, Cell]]) -> None:
        texts = {name: text for name, (text, _) in cells.items()}
        if any(text for name, text in texts.items() if name not in {"month", "project", "indicator"}):
            self._add("monitoring", texts | {"month": _month(texts["month"])}, {name: cell for name, (_, cell) in cells.items()})

    def _answer(self, _: int, cells: dict[object, tuple[str, Cell]]) -> None:
        told = {name: cells[name][0] for name in ("answer", "evidence", "source") if name in cells}
        if not (told["answer"] or told.get("evidence")):
            return
        key, at = cells["key"]
        indicator, _, test = key.partition("/")
        self._add(
            "checklist",
            {"indicator": indicator, "test": test, **told},
            {"answer": cells["answer"][1], "indicator": at, "test": at, "evidence": cells["answer"][1]},
        )

    def _supplement(self, _: int, cells: dict[object, tuple[str, Cell]]) -> None:
        periods = {key: held for key, held in cells.items() if isinstance(key, Period) and held[0]}
        if not periods:
            return
        item = ITEM_NAMES.get(plain(cells["item"][0]))
        if item is None:
            self.reader.not_counted(self.part, cells["item"][1], cells["item"][0])
            return
        detail, detail_at = cells.get("detail", ("", cells["item"][1]))
        unit, origin = cells.get("unit", ("",))[0], split_origins(cells.get("source", ("",))[0])
        for period, (text, cell) in periods.items():
            line = {"item": item.key, "period": period.key, "detail": detail, "value": text, "source": origin(period.key)}
            read = self.reader.figure(self.part, cell, line, unit or self.units.get(period, ""), detail_at)
            if read:
                self.reader.lines["items"].append(read)

    def _other(self, _: int, cells: dict[object, tuple[str, Cell]]) -> None:
        if not any(cells[name][0] for name in ("item", "value", "detail") if name in cells):
            return
        name, at = cells["item"]
        item = ITEM_NAMES.get(plain(name))
        if item is None:
            expected = Words("项目名称（见表侧的可选项目）", "the name of an item, as listed beside the table")
            self.reader.notes.problem(self.part.sheet.at(*at), name, expected, nearest(plain(name), ITEM_NAMES))
            return
        texts = {name: text for name, (text, _) in cells.items()}
        period = PERIOD_NAMES.get(plain(texts.get("period", "")))
        texts |= {"item": item.key, "period": period.key if period else texts.get("period", "")}
        if texts["period"] == FORECAST_NAME:
            texts["period"] = FORECAST
        table = "months" if texts.get("month") else "projects" if texts.get("project") else "items"
        self._add(table, texts, {name: cell for name, (_, cell) in cells.items()})

    def _text(self, _: int, cells: dict[object, tuple[str, Cell]]) -> None:
        label, at = cells["field"]
        self.carried = plain(label) or self.carried
        name = FIELDS_BY_LABEL.get(self.carried, "")
        zh, en, url = (cells.get(column, ("",))[0] for column in ("zh", "en", "url"))
        if not (zh or en or url):
            return
        if not name:
            shown = quoted(label)
            self.reader.notes.remark(
                self.part.sheet.at(*at), f"{shown.zh}不是本表已知的事项，未计入", f"{shown.en} is no known row of this table; not counted in"
            )
        elif name in {*LIST_FIELDS, "publications"}:
            self.reader.lists.setdefault(name, []).append((zh, en, url))
        else:
            for suffix, text, column in (("", zh, "zh"), ("_en", en, "en")):
                if text:
                    self.reader.say(self.part.sheet.at(*cells[column][1]), name + suffix, text)


def _month(text: str) -> str:
    """Return the number of a month from the ways to name it: ``7月``, ``1—7月``, ``1-7月累计``; another text as it is."""
    found = re.fullmatch("(?:1月?[-—–~至])?([0-9]{1,2})月?(?:累计)?", folded(text))
    return found[1] if found else text
