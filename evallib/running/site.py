"""The index: the page from which all reports are opened, ``index.html`` and in English ``index.en.html``.

It works nothing out. What is published and what has become of it stands in the manifest, what a report says in the summary beside it;
the data folder tells which departments there are. Beyond some number of departments each county and year has a page of its own,
and the first page leads to them. The pages are results like others: noted in the manifest, written whole, and only if they change.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from decimal import Decimal
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from evallib.problems import UserMistake
from evallib.reading.folder import County, DepartmentYear, read_county
from evallib.rules.scales import HUNDRED
from evallib.running.inputs import Fingerprints, Inputs, digest_of, digest_of_file
from evallib.running.manifest import CURRENT, Manifest
from evallib.running.reports import SUMMARY
from evallib.running.selection import find_notebooks, notebooks
from evallib.running.styles import TEMPLATES, script, stylesheet
from evallib.summary import Summary
from evallib.words import LANGUAGES, Words, joined

if TYPE_CHECKING:
    from jinja2 import Template

    from evallib.running.runner import Planned

NAME = "index"
MOST_ROWS = 300
"""Departments that one page holds; of more, each county and year has its own."""
LAST = 9999999
"""The place of what has no number, greater than any."""
STALE, FAILED, NEVER = "stale", "failed", "never"
STATES = {CURRENT: Words("最新", "Current"), STALE: Words("过期", "Out of date"), FAILED: Words("失败", "Failed"), NEVER: Words("未生成", "Not made")}
SERIOUS = (FAILED, STALE, CURRENT, NEVER)
"""The state of a department is the first of these that one of its reports is in."""
NOTEBOOKS = {
    "department": Words("自评报告", "Report"),
    "review": Words("文字审核", "Review"),
    "monitoring": Words("运行监控", "Monitoring"),
    "projects": Words("项目自评", "Projects"),
    "alerts": Words("预警汇总", "Alerts"),
    "county": Words("全县汇总", "County"),
}
KINDS = {".docx": Words("Word", "Word"), ".ipynb": Words("笔记本", "notebook"), ".csv": Words("CSV", "CSV"), ".xlsx": Words("Excel", "Excel")}
IN_LANGUAGE = {"zh": Words("中文", "Chinese"), "en": Words("英文", "English")}
NOTHING = Words("", "")
GONE = Words("数据文件夹中已没有该部门", "the data folder no longer has it")
FAILED_LATER = Words("上次失败，页面是更早的", "it failed the last time, the page is an earlier one")
FAILED_FIRST = Words("未能生成", "it could not be made")

WORDS = {
    "html_lang": Words("zh-CN", "en"),
    "title": Words("部门整体支出绩效评价报告目录", "Reports on departmental expenditure"),
    "skip": Words("跳到部门列表", "Skip to the list of departments"),
    "other": Words("English", "中文"),
    "other_lang": Words("en", "zh-CN"),
    "theme": Words("切换深色或浅色", "Switch light or dark"),
    "all_pages": Words("全部县和年度", "All counties and years"),
    "where": Words("位置", "Where you are"),
    "by_year": Words("按县和年度", "By county and year"),
    "departments": Words("部门", "Departments"),
    "department": Words("部门", "Department"),
    "county": Words("县", "County"),
    "year": Words("年度", "Year"),
    "state": Words("状态", "State"),
    "range": Words("可能得分", "Possible score"),
    "stated": Words("自评得分", "Stated score"),
    "fails": Words("不符", "Does not hold"),
    "questions": Words("待说明", "To be explained"),
    "settled": Words("已定分值", "Marks settled"),
    "pages": Words("其他页面", "Other pages"),
    "county_pages": Words("全县页面和结果", "Pages and results"),
    "count": Words("部门数", "Departments"),
    "filter": Words("筛选和排序", "Filter and sort"),
    "all": Words("全部", "All"),
    "sort": Words("排序", "Sort by"),
    "order": Words("原来的顺序", "As listed"),
    "county_year": Words("县和年度", "County and year"),
    "down": Words("倒序", "Descending"),
    "find": Words("查找", "Find"),
    "shown": Words("显示{0}行，共{1}行", "{0} of {1} rows shown"),
    "none": Words("—", "—"),
    "wrong": Words("原因", "Why"),
    "invented": Words("虚构数据，仅供演示", "Invented data, for demonstration"),
    "about": Words(
        "可能得分：资料尚缺的部分按最低和最高两头计算；短条画在0至100之间，竖线是自评得分。已定分值：100分中资料已能确定的分值。"
        "不符、待说明：核对结果的条数。最新：与数据一致；过期：数据、程序或规则已变，或最近一次生成失败，仍是旧页；"
        "最近一次运行没有选到的部门，其数据按上一次看到的计。",
        "Possible score: what is missing counted lowest and highest; the strip runs from 0 to 100, its upright line is the stated score. "
        "Marks settled: those of 100 that the evidence decides. Does not hold, to be explained: number of findings. Current: agrees with the data. "
        "Out of date: data, program or rules have changed, or the last attempt failed, and the page is an earlier one. "
        "Data of departments that the last run was not about are taken as last seen.",
    ),
    "footer": Words("本页可离线打开，所有链接都指向同一文件夹中的文件。", "This page opens offline; all links lead to files of the same folder."),
}


@dataclass(frozen=True)
class Link:
    """A published file: its name below the outputs, what it is, and its language, if it has one."""

    name: str
    words: Words
    lang: str = ""


def in_language(links: Iterable[Link], lang: str) -> list[Link]:
    """Return the files for a reader of a language: of what there is in both, only that one."""
    links = list(links)
    own = {link.words for link in links if link.lang == lang}
    return [link for link in links if link.lang in {"", lang} or link.words not in own]


@dataclass(frozen=True)
class Note:
    """Why a report is not current: which, why, and the page that says what is wrong."""

    words: Words
    why: Words
    page: str = ""


@dataclass(frozen=True)
class Facts:
    """What the index tells of a department, as its summary has it. Marks are texts without closing zeros; no stated score is empty."""

    name: Words
    county_name: Words
    invented: bool
    lowest: str
    highest: str
    settled: str
    stated: str
    comparable: bool
    stands: Words
    fails: int
    questions: int

    @classmethod
    def of(cls, one: Summary) -> Facts:
        """Take them from a summary."""
        marks = [f"{value.normalize():f}" for value in (one.lowest, one.highest, one.settled)]
        stated = f"{one.stated.value.normalize():f}" if one.stated.known else ""
        stands = NOTHING if one.status == "inside" or not stated else one.stands
        return cls(
            one.name, one.county_name, one.invented, *marks, stated, one.status != "not_comparable", stands, one.outcomes["fail"], one.outcomes["question"]
        )

    @classmethod
    def from_dict(cls, told: Mapping[str, Any]) -> Facts:
        """Take them from what ``asdict`` has made of them, by way of JSON."""
        return cls(**{name: Words(*value) if isinstance(value, list) else value for name, value in told.items()})

    @property
    def orders(self) -> dict[str, int]:
        """The numbers by which it can be sorted, marks in hundredths."""
        marks = {"l": self.lowest, "h": self.highest, "e": self.settled} | ({"t": self.stated} if self.stated else {})
        return {key: int(Decimal(value) * HUNDRED) for key, value in marks.items()} | {"f": self.fails, "q": self.questions}


@dataclass(frozen=True)
class Row:
    """A department in a year.

    Args:
        which: county, year and department.
        name, county_name: in words.
        state: one of ``STATES``.
        notes: why reports are not current.
        links: its pages, the most important first, and what is published with them.
        facts: what its report says, None where there is none.
        orders: the numbers by which it can be sorted, by key.
    """

    which: DepartmentYear
    name: Words
    county_name: Words
    state: str
    notes: tuple[Note, ...]
    links: tuple[Link, ...]
    facts: Facts | None
    orders: Mapping[str, int]

    def pages(self, lang: str) -> list[Link]:
        """Return its pages for a reader of a language; its name leads to the first."""
        return in_language(self.links, lang)


@dataclass(frozen=True)
class Group:
    """A county and year: what there is about all of it, and how many departments are in which state, with how many findings."""

    county: str
    year: int
    county_name: Words
    links: tuple[Link, ...]
    notes: tuple[Note, ...]
    states: Mapping[str, int]
    fails: int
    questions: int
    invented: bool
    orders: Mapping[str, int]

    def pages(self, lang: str) -> list[Link]:
        """Return what there is about all of it, for a reader of a language."""
        return in_language(self.links, lang)

    @property
    def folder(self) -> str:
        """Its folder below the outputs."""
        return f"{self.county}/{self.year}"


@dataclass(frozen=True)
class Page:
    """A page of the index.

    Args:
        lang: its language.
        folder: where it stands below the outputs, empty or ending in ``/``.
        groups: the counties and years that it tells of.
        rows: their departments; none where they have pages of their own.
        links: what is about everything.
    """

    lang: str
    folder: str
    groups: tuple[Group, ...]
    rows: tuple[Row, ...]
    links: tuple[Link, ...] = ()

    @property
    def name(self) -> str:
        """Its name below the outputs."""
        return self.folder + index_name(self.lang)

    def href(self, name: str) -> str:
        """Return the address of a published file, as seen from this page."""
        return quote(name.removeprefix(self.folder) if name.startswith(self.folder) else "../" * self.folder.count("/") + name)

    @property
    def one(self) -> bool:
        """Whether it is about one county and year."""
        return len(self.groups) == 1

    @property
    def heading(self) -> Words:
        """What it is called."""
        if not self.folder:
            return WORDS["title"]
        group = self.groups[0]
        name, title = group.county_name, WORDS["title"]
        return Words(f"{name.zh}{group.year}年度{title.zh}", f"{name.en}, {group.year}: {title.en}")

    @property
    def lede(self) -> Words:
        """How many departments there are, and how their reports stand."""
        states = sum((Counter(group.states) for group in self.groups), Counter())
        stand = joined([Words(f"{words.zh}{states[key]}", f"{words.en.lower()}: {states[key]}") for key, words in STATES.items() if states[key]], "，", ", ")
        counties, years, total = (len({group.county for group in self.groups}), len({group.year for group in self.groups}), states.total())
        return Words(
            f"{counties}个县、{years}个年度，共{total}份：{stand.zh}。", f"Counties: {counties}, years: {years}, reports of departments: {total}; {stand.en}."
        )

    @cached_property
    def _counties(self) -> dict[str, Words]:
        return {group.county: group.county_name for group in self.groups}

    def classes(self, one: Row | Group) -> str:
        """Return by what a line can be picked: state, county and year."""
        states, county, year = ([one.state], one.which.county, one.which.year) if isinstance(one, Row) else (one.states, one.county, one.year)
        return " ".join([*states, f"k{[*self._counties].index(county)}", f"y{year}"])

    @property
    def choices(self) -> list[tuple[str, list[tuple[str, Words, int]]]]:
        """By what its lines can be picked: for each kind its values, and how many departments each has."""
        states, counties, years = Counter(), Counter(), Counter()
        for group in self.groups:
            states.update(group.states)
            counties[group.county] += sum(group.states.values())
            years[group.year] += sum(group.states.values())
        found = [
            ("state", [(key, words, states[key]) for key, words in STATES.items() if states[key]]),
            ("county", [(f"k{number}", words, counties[key]) for number, (key, words) in enumerate(self._counties.items())]),
            ("year", [(f"y{year}", Words(str(year), str(year)), count) for year, count in sorted(years.items(), reverse=True)]),
        ]
        return [(name, values) for name, values in found if len(values) > 1]

    @property
    def columns(self) -> list[tuple[str, Words]]:
        """Its columns in order; each with the key it is sorted by, the last without."""
        if not self.rows:
            return self.group_columns
        keys = {"n": "department", "k": "county", "y": "year", "s": "state", "l": "range", "t": "stated", "f": "fails", "q": "questions", "e": "settled"}
        return [*((key, WORDS[name]) for key, name in keys.items() if not (self.one and key in "ky")), ("", WORDS["pages"])]

    @property
    def group_columns(self) -> list[tuple[str, Words]]:
        """The columns of the table of counties and years."""
        states = [(key[0], words) for key, words in STATES.items()]
        return [("i", WORDS["county_year"]), ("m", WORDS["count"]), *states, ("x", WORDS["fails"]), ("q", WORDS["questions"]), ("", WORDS["county_pages"])]

    @property
    def rules(self) -> str:
        """The styles that pick and sort lines where there is no script, and that name the cells on a narrow screen."""
        picks = [
            f":root:has(#{name}-{value}:checked) #desk tbody tr:not(.{value}){{display:none!important}}"
            for name, values in self.choices
            for value, *_ in values
        ]
        sorts = [
            f":root:has(#by-{key}:checked) #desk tbody tr{{--o:var(--{key},{LAST});--d:var(--{key},-{LAST})}}" for key, _ in (("i", ""), *self.columns) if key
        ]
        names = [
            f'#desk tbody>tr>:nth-child({place})::before{{content:"{words.said(self.lang)}"}}' for place, (_, words) in enumerate(self.columns, 1) if place > 1
        ]
        grid = f"#desk .grid{{grid-template-columns:repeat({len(self.columns)},auto)}}"
        return "\n".join([grid, "@supports selector(:has(*)){", *picks, *sorts, "}", "@media (max-width:40rem){", *names, "}"])

    def text(self) -> str:
        """Return the page."""
        words = {key: value.said(self.lang) for key, value in WORDS.items()}
        other = index_name(next(lang for lang in LANGUAGES if lang != self.lang))
        names = {"lang": self.lang, "words": words, "other": other, "home": index_name(self.lang), "STATES": STATES, "IN_LANGUAGE": IN_LANGUAGE}
        return _template().render(page=self, css=stylesheet("base.css", "site.css"), script=script("site.js"), plain=NOTEBOOKS["department"], **names)


def index_name(lang: str) -> str:
    """Return the name of an index page."""
    return f"{NAME}.html" if lang == "zh" else f"{NAME}.{lang}.html"


@cache
def _template() -> Template:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined  # noqa: PLC0415  loaded where there is something to write

    # No markup of others comes in: everything is escaped.
    return Environment(loader=FileSystemLoader(TEMPLATES / "evallib"), autoescape=True, undefined=StrictUndefined, trim_blocks=True).get_template(
        "site.html.j2"
    )


# -- publishing --------------------------------------------------------------------------------------------------------


def publish(manifest: Manifest, prints: Fingerprints, planned: Iterable[Planned] = ()) -> None:
    """Publish the pages of the index that have changed, and remove those that are no more.

    Args:
        manifest: what is published; it is written anew if something changes.
        prints: the fingerprints of the data folder.
        planned: the reports that this run was about; what their departments' data are is known from them.

    Raises:
        UserMistake: the outputs cannot be written, or the data folder cannot be read.
    """
    changed = _note_seen(manifest, planned)
    pages = {page.name: (page, made_from) for page, made_from in _pages(manifest, prints)}
    for name, (page, made_from) in pages.items():
        if not manifest.current(name, made_from):
            manifest.publish(name, page.text().encode(), made_from)
            changed = True
    for name in [name for name in manifest.results if is_index(name) and name not in pages]:
        manifest.withdraw(name)
        changed = True
    if changed:
        manifest.write()


def is_index(name: str) -> bool:
    """Return whether a published file is a page of the index."""
    return name.rpartition("/")[2] in {index_name(lang) for lang in LANGUAGES}


def differences(manifest: Manifest, prints: Fingerprints) -> Iterator[tuple[str, Words]]:
    """Make the pages of the index again and yield each that is not as published, or that now would be made from something else."""
    for page, made_from in _pages(manifest, prints):
        told = manifest.results.get(page.name)
        if not told or told["from"] != made_from:
            yield page.name, Words("无法复核：报告或数据已变，再运行一次即可", "cannot be proven: reports or data have changed; another run makes it anew")
        elif hashlib.sha256(page.text().encode()).hexdigest() != told["sha256"]:
            yield page.name, Words("重做的结果与发布的不同", "made again it is different")


def _note_seen(manifest: Manifest, planned: Iterable[Planned]) -> bool:
    """Note what this run has seen of the data of reports that were made from other data; return whether something was new."""
    folders = {}
    for one in planned:
        if one.report.which.department:
            own = f"{one.report.which.folder}/"
            folders[own] = {name: value for name, value in one.inputs.data.items() if name.startswith(own) and name != own}
    changed = False
    for told in manifest.reports.values():
        if "inputs" in told:
            made = told["inputs"]["data"]
            seen = _seen(made, told.get("seen", made), folders)
            changed = changed or seen != told.get("seen", made)
            told.pop("seen", None)
            told.update({"seen": seen} if seen != made else {})
    return changed


def _seen(made: Mapping[str, str], before: Mapping[str, str], folders: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    """Return the data of a report as last seen: the files of the folders looked at just now, the others as before."""
    seen = {name: value for name, value in before.items() if name.endswith("/") or _folder(name) not in folders}
    for folder in {_folder(name) for name in made if not name.endswith("/")} & folders.keys():
        seen |= folders[folder]
    for folder in made.keys() & folders.keys():  # a report that reads the whole folder knows it by one fingerprint
        seen[folder] = digest_of(sorted((name.removeprefix(folder), value) for name, value in folders[folder].items()))
    return seen


def _folder(name: str) -> str:
    """Return the department's folder that a file of the data is in."""
    return "/".join(name.split("/")[:3]) + "/"


# -- what there is -----------------------------------------------------------------------------------------------------


def _pages(manifest: Manifest, prints: Fingerprints) -> Iterator[tuple[Page, str]]:
    """Yield the pages of the index, each with the SHA-256 of what it is made from."""
    rows, links = _rows(manifest, prints)
    groups = _groups(prints, rows, links)
    split = len(rows) > MOST_ROWS
    whole = tuple(Link(name, Words(name, name)) for name in sorted(manifest.results) if "/" not in name and not is_index(name))
    for lang in LANGUAGES:
        pages = [Page(lang, "", groups, () if split else tuple(rows), whole)]
        if split:
            by_group: dict[str, list[Row]] = {group.folder: [] for group in groups}
            for row in rows:
                by_group[f"{row.which.county}/{row.which.year}"].append(row)
            pages += [Page(lang, f"{group.folder}/", (group,), tuple(by_group[group.folder])) for group in groups]
        yield from ((page, digest_of([prints.made_with, repr(page)])) for page in pages)


def _rows(manifest: Manifest, prints: Fingerprints) -> tuple[list[Row], dict[str, tuple[tuple[Link, ...], tuple[Note, ...]]]]:
    """Return the departments in order; and of each county and year, by its folder, what is about all of it."""
    told: dict[DepartmentYear, list[_Told]] = {which: [] for which in prints.everything}
    states = _States(prints)
    for name, report in manifest.reports.items():
        one = _Told(name, report, states.why(report))
        told.setdefault(one.which, []).append(one)
    facts = _facts(manifest, prints.made_with)
    names = {(which.county, which.department): one.name for which, one in facts.items()}  # in order of years: the latest stays
    counties = {which.county: one.county_name for which, one in facts.items()}
    numbers = {name: number for number, name in enumerate(sorted({which.department for which in told}))}
    order = {name: number for number, name in enumerate(sorted({which.county for which in told}))}
    rows, about = [], {}
    for which in sorted(told, key=lambda one: (one.county, -one.year, one.department)):
        reports = sorted(told[which], key=lambda one: one.order)
        links, notes = tuple(link for one in reports for link in one.links), _together([note for one in reports for note in one.notes], len(reports))
        if not which.department:
            about[which.folder] = (links, notes)
            continue
        state = next((state for state in SERIOUS if any(one.state == state for one in reports)), NEVER)
        orders = {"i": len(rows), "n": numbers[which.department], "k": order[which.county], "y": which.year, "s": SERIOUS.index(state)}
        one = facts.get(which)
        name = names.get((which.county, which.department)) or Words(which.department, which.department)
        if which.county not in counties:
            file = _county(prints, which.county)
            counties[which.county] = file.name if file else Words(which.county, which.county)
        county = counties[which.county]
        rows.append(Row(which, one.name if one else name, county, state, notes, links, one, orders | (one.orders if one else {})))
    for name in sorted(manifest.results):
        folder, _, file = name.rpartition("/")
        if folder and not is_index(name):
            links, notes = about.get(folder, ((), ()))
            about[folder] = ((*links, Link(name, KINDS.get("." + file.rpartition(".")[2], Words(file, file)))), notes)
    return rows, about


def _together(notes: Iterable[Note], reports: int) -> tuple[Note, ...]:
    """Return notes that say the same of several reports as one, which names none where it is about all."""
    found: dict[tuple[Words, str], list[Words]] = {}
    for note in notes:
        found.setdefault((note.why, note.page), []).append(note.words)
    return tuple(Note(NOTHING if len(named) == reports else joined([*dict.fromkeys(named)]), why, page) for (why, page), named in found.items())


def _groups(prints: Fingerprints, rows: Iterable[Row], about: Mapping[str, tuple[tuple[Link, ...], tuple[Note, ...]]]) -> tuple[Group, ...]:
    """Return what is told of each county and year."""
    found: dict[tuple[str, int], list[Row]] = {}
    for row in rows:
        found.setdefault((row.which.county, row.which.year), []).append(row)
    groups = []
    for (county, year), members in found.items():
        facts = [row.facts for row in members if row.facts]
        links, notes = about.get(f"{county}/{year}", ((), ()))
        states = Counter(row.state for row in members)
        fails, questions = sum(one.fails for one in facts), sum(one.questions for one in facts)
        orders = {"i": len(groups), "y": year, "m": len(members), "x": fails, "q": questions} | {state[0]: states[state] for state in STATES}
        invented = any(one.invented for one in facts) or bool((told := _county(prints, county)) and told.invented)
        groups.append(Group(county, year, members[0].county_name, links, notes, states, fails, questions, invented, orders))
    return tuple(groups)


def _county(prints: Fingerprints, county: str) -> County | None:
    with suppress(UserMistake):
        return read_county(prints.data, county)
    return None


@dataclass(frozen=True)
class _Told:
    """A report as the manifest tells of it, and why it is out of date."""

    name: str
    report: Mapping[str, Any]
    why: Words | None

    @property
    def which(self) -> DepartmentYear:
        county, year, *department, _ = self.name.split("/")
        return DepartmentYear(county, int(year), "/".join(department))

    @property
    def state(self) -> str:
        if not self.report.get("files"):
            return FAILED
        return STALE if self.why or self.report["state"] != CURRENT else CURRENT

    @property
    def notes(self) -> list[Note]:
        if self.state == CURRENT:
            return []
        failed = self.report["state"] != CURRENT
        why = (FAILED_LATER if self.report.get("files") else FAILED_FIRST) if failed else self.why
        return [Note(self.words, why, next(iter(self.report.get("error", {})), ""))]

    @property
    def links(self) -> list[Link]:
        files = sorted(self.report.get("files", {}), key=lambda name: (name != self.name, name))
        kinds = {name: "." + name.rpartition(".")[2] for name in files if not name.endswith(".json")}
        return [
            Link(name, Words(f"{self.words.zh} {KINDS[kind].zh}", f"{self.words.en} {KINDS[kind].en}") if kind in KINDS else self.words, self._lang)
            for name, kind in kinds.items()
        ]

    @property
    def _stem(self) -> str:
        return self.name.rpartition("/")[2].removesuffix(".html").removesuffix(".en")

    @property
    def _lang(self) -> str:
        return "en" if self.name.endswith(".en.html") else "zh"

    @property
    def words(self) -> Words:
        """What it is called: by its notebook, and its month if it has one."""
        notebook, _, month = self._stem.rpartition("-") if self._stem[-3:-2] == "-" and self._stem[-2:].isdigit() else (self._stem, "", "")
        words = NOTEBOOKS.get(notebook, Words(notebook, notebook))
        return Words(f"{words.zh}{int(month)}月", f"{words.en}, month {int(month)}") if month else words

    @property
    def order(self) -> tuple[int, str, str]:
        known = [*NOTEBOOKS]
        notebook = next((number for number, name in enumerate(known) if self._stem == name or self._stem.startswith(f"{name}-")), len(known))
        return (notebook, self._stem, LANGUAGES[self._lang == "en"])


class _States:
    """Tells why reports are out of date, as far as is known: the files of their departments are taken as last seen, all else is looked at."""

    def __init__(self, prints: Fingerprints) -> None:
        self._prints, self._there = prints, {*prints.everything}
        self._folders: dict[str, set[str]] = {}
        for one in prints.everything:
            self._folders.setdefault(f"{one.county}/{one.year}", set()).add(f"{one.folder}/")
        self._notebooks = {name: prints.digest(find_notebooks([name])[0]) for name in notebooks()}

    def why(self, report: Mapping[str, Any]) -> Words | None:
        """Return why a report is out of date, None if it is not or was never made."""
        made = report.get("inputs")
        if not made:
            return None
        values = made["parameters"]
        which = DepartmentYear(values["county"], values["year"], values.get("department", ""))
        if which.department and which not in self._there:
            return GONE
        data = self._with_others(report.get("seen", made["data"])) | self._prints.shared(which.county)
        now = made | {"data": data, "notebook": self._notebooks.get(made["name"], ""), "made_with": self._prints.made_with}
        return Inputs(**{name: now[name] for name in Inputs.__dataclass_fields__ if name in now}).since(made)

    def _with_others(self, data: Mapping[str, str]) -> dict[str, str]:
        """Return the data of a report that reads all departments of some years with those that are there now."""
        others = {name for name in data if name.endswith("/") and name.count("/") == 3}  # noqa: PLR2004  county, year, department
        there = {folder for year in {name.rpartition("/")[0].rpartition("/")[0] for name in others} for folder in self._folders.get(year, ())}
        return dict.fromkeys(there, "") | {name: value for name, value in data.items() if name not in others - there}


# -- what is known of the summaries --------------------------------------------------------------------------------------


def _facts(manifest: Manifest, made_with: str) -> dict[DepartmentYear, Facts]:
    """Return what the published summaries say, in order of years; those that are as they were are not read again."""
    names = sorted((name, value) for report in manifest.reports.values() for name, value in report.get("files", {}).items() if name.endswith(f"/{SUMMARY}"))
    kept = manifest.kept("facts")
    known = {value: Facts.from_dict(told) for value, told in kept.get("facts", {}).items()} if kept.get("made_with") == made_with else {}
    new = [(name, value) for name, value in names if value not in known]
    manifest.bring([name for name, _ in new])
    for name, value in new:
        path = manifest.outputs / name
        if digest_of_file(path) == value:
            with suppress(ValueError):  # of another version: its report is out of date, and the results tell so
                known[value] = Facts.of(Summary.from_json(path.read_bytes()))
    if new:
        manifest.keep("facts", {"made_with": made_with, "facts": {value: asdict(known[value]) for _, value in names if value in known}})
    found = {}
    for name, value in names:
        county, year, department, _ = name.split("/")
        if value in known:
            found[DepartmentYear(county, int(year), department)] = known[value]
    return found
