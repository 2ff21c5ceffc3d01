"""Results for others: every row of every scorecard as CSV, Excel and Parquet.

They are made of the summaries published beside the pages, so nothing is worked out twice, and a run over a part keeps the rows of
all others. A county and year has ``results.csv`` and ``results.xlsx``; ``results.parquet`` holds all of them, where DuckDB is
installed (66 MB; pandas would write Parquet with pyarrow, 165 MB). What a text begins with never makes it a formula.
"""

from __future__ import annotations

import csv
import hashlib
import io
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from importlib.util import find_spec
from pathlib import Path

from evallib.figures import Figure, places
from evallib.quantities import rounded
from evallib.running.inputs import digest_of, digest_of_file
from evallib.running.manifest import Manifest
from evallib.running.reports import SUMMARY
from evallib.summary import Summary, SummaryRow
from evallib.words import Words

Value = str | int | Decimal | bool | None
PARQUET = "results.parquet"
MOST_PLACES = 10
BEGINS_FORMULA = tuple("=+-@\t\r\n＝＋－＠")  # what Excel, WPS or LibreOffice may take for the beginning of a formula
QUOTE = "'"
LONGEST = 32_000  # characters: a cell of Excel holds 32,767
NO_DATE = datetime(1980, 1, 1)  # noqa: DTZ001  the same bytes on any day


@dataclass(frozen=True)
class ResultColumn:
    """A column of the results.

    Args:
        name: stable.
        kind: ``text``, ``whole``, ``number`` or ``truth``.
        words: what it holds.
        of: takes it from a row of a summary.
    """

    name: str
    kind: str
    words: Words
    of: Callable[[Summary, SummaryRow], Value]


def _number(figure: Figure | None) -> Decimal | None:
    """Return a number to at most ten decimals, without the zeros that print has given it."""
    if figure is None or not figure.known:
        return None
    return rounded(figure.value, MOST_PLACES).normalize() if -figure.value.as_tuple().exponent > MOST_PLACES else figure.value


def _missing(row: SummaryRow) -> str:
    return row.gap.said("zh") if row.gap and row.open else ""


COLUMNS = (
    ResultColumn("county", "text", Words("县，文件夹名", "county, the folder's name"), lambda s, _: s.county),
    ResultColumn("county_name", "text", Words("县名", "the county's name"), lambda s, _: s.county_name.zh),
    ResultColumn("year", "whole", Words("年度", "fiscal year"), lambda s, _: s.year),
    ResultColumn("department", "text", Words("部门，文件夹名", "department, the folder's name"), lambda s, _: s.department),
    ResultColumn("department_name", "text", Words("部门名称", "the department's name"), lambda s, _: s.name.zh),
    ResultColumn("department_name_en", "text", Words("部门英文名称", "the same in English"), lambda s, _: s.name.en),
    ResultColumn("scheme", "text", Words("评分方案", "scoring scheme, a file of data/schemes"), lambda s, _: s.scheme),
    ResultColumn(
        "indicator", "text", Words("指标键；部门自设指标为空", "key of the indicator; empty for the department's own targets"), lambda _, r: r.indicator
    ),
    ResultColumn(
        "kind",
        "text",
        Words("computed 计算、checklist 测试、judged 评判、target 自设指标、unconfirmed 规则未确认", "computed, checklist, judged, target or unconfirmed"),
        lambda _, r: r.kind,
    ),
    ResultColumn("level1", "text", Words("一级指标", "first level"), lambda _, r: r.level1.zh),
    ResultColumn("level2", "text", Words("二级指标", "second level"), lambda _, r: r.level2.zh),
    ResultColumn("name", "text", Words("三级指标", "the indicator or target"), lambda _, r: r.name.zh),
    ResultColumn("name_en", "text", Words("同上，英文", "the same in English, where there is one"), lambda _, r: r.name.en),
    ResultColumn(
        "value",
        "number",
        Words("指标值，至多十位小数，不作其他舍入；没有则空", "value, to ten decimals and not rounded otherwise; empty if there is none"),
        lambda _, r: _number(r.figure),
    ),
    ResultColumn("unit", "text", Words("指标值的单位", "unit of the value"), lambda _, r: r.figure.unit.words.zh if r.figure else ""),
    ResultColumn("target", "number", Words("年度指标值，单位同上", "target, in the same unit"), lambda _, r: _number(r.aim)),
    ResultColumn("answer", "text", Words("定性指标的回答或评判", "answers or judgement in the place of a number"), lambda _, r: r.said.zh),
    ResultColumn("available", "number", Words("分值，分", "marks available"), lambda _, r: r.available),
    ResultColumn("lowest", "number", Words("可能的最低得分，分", "lowest marks still possible"), lambda _, r: r.lowest),
    ResultColumn("highest", "number", Words("可能的最高得分，分", "highest marks still possible"), lambda _, r: r.highest),
    ResultColumn(
        "outcome",
        "text",
        Words("full 满分、part 部分得分、none 不得分、open 待定", "full, part, none, or open: not settled by the evidence"),
        lambda _, r: r.outcome,
    ),
    ResultColumn("why", "text", Words("得分理由", "why the marks are what they are"), lambda _, r: r.why.zh),
    ResultColumn("missing", "text", Words("待定时缺什么", "what is missing, where the row is open"), lambda _, r: _missing(r)),
    ResultColumn("formula", "text", Words("算式，已代入数字", "the formula with its numbers"), lambda _, r: r.formula.zh),
    ResultColumn("source", "text", Words("出处：文件和行、单元格", "where it was read: file and line or cell"), lambda _, r: places(r.sources, "zh")),
    ResultColumn("verified", "truth", Words("规则是否在来源中读到", "whether the rule was read in its source"), lambda _, r: r.verified),
    ResultColumn("invented", "truth", Words("数据是否虚构", "whether the data are invented"), lambda s, _: s.invented),
)
"""The columns in order. New ones are added at the end; names and meanings stay."""


def rows_of(summary: Summary) -> Iterator[list[Value]]:
    """Yield the rows of a department, in the order of its scorecard."""
    for row in summary.rows:
        yield [column.of(summary, row) for column in COLUMNS]


# -- files -------------------------------------------------------------------------------------------------------------


def safe(text: str) -> str:
    """Return a text that no office program takes for a formula: one that might be, or that begins with a quotation mark, gets another in front."""
    return QUOTE + text if text.startswith((*BEGINS_FORMULA, QUOTE)) else text


def unsafe(text: str) -> str:
    """Return the text that ``safe`` was given."""
    return text.removeprefix(QUOTE)


def _told(value: Value) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Decimal):
        return f"{value:f}"
    return safe(value) if isinstance(value, str) else "" if value is None else str(value)


def as_csv(rows: Iterable[list[Value]]) -> bytes:
    """Return rows as CSV in UTF-8 with a byte order mark, by which Excel knows Chinese."""
    stream = io.StringIO()
    writer = csv.writer(stream)
    writer.writerow(column.name for column in COLUMNS)
    writer.writerows([_told(value) for value in row] for row in rows)
    return stream.getvalue().encode("utf-8-sig", "replace")


def as_workbook(rows: Iterable[list[Value]]) -> bytes:
    """Return rows as an Excel workbook: the results, which can be filtered, and what the columns mean. It holds no formula."""
    import xlsxwriter  # noqa: PLC0415  loaded where there is something to write

    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        book.set_properties({"title": "results", "created": NO_DATE})
        head, text = book.add_format({"bold": True, "bg_color": "#DCE6F1"}), book.add_format({"quote_prefix": True})
        sheet, told = book.add_worksheet("results"), book.add_worksheet("columns")
        last = 0
        for line, row in enumerate(([column.name for column in COLUMNS], *rows)):
            last = line
            for place, value in enumerate(row):
                _write(sheet, line, place, value, text if line else head)
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, max(1, last), len(COLUMNS) - 1)
        for line, column in enumerate(COLUMNS):
            for place, part in enumerate((column.name, column.words.zh, column.words.en)):
                told.write_string(line, place, part)
        told.set_column(0, 0, 20)
        told.set_column(1, 2, 60)
    return stream.getvalue()


def _write(sheet: object, line: int, place: int, value: Value, text: object) -> None:
    if isinstance(value, str | bool):
        if value != "":
            sheet.write_string(line, place, (value if isinstance(value, str) else _told(value)).encode("utf-8", "replace").decode()[:LONGEST], text)
    elif value is not None:
        sheet.write_number(line, place, value)


def as_parquet(tables: Iterable[bytes]) -> bytes:
    """Return all rows of CSV files (see ``as_csv``) as one Parquet file, with types: needs DuckDB."""
    import duckdb  # noqa: PLC0415  an extra

    types = {"text": "VARCHAR", "whole": "INTEGER", "number": f"DECIMAL(38,{MOST_PLACES})", "truth": "BOOLEAN"}
    with tempfile.TemporaryDirectory(prefix="evallib-") as folder:
        path, made = Path(folder) / "rows.csv", Path(folder) / PARQUET
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, quoting=csv.QUOTE_ALL)
            for table in tables:
                lines = csv.reader(io.StringIO(table.decode("utf-8-sig"), newline=""))
                next(lines)
                writer.writerows([_plain(column, cell) for column, cell in zip(COLUMNS, line, strict=True)] for line in lines)
        taken = ", ".join(
            f'"{column.name}"' if column.kind == "text" else f'CAST(nullif("{column.name}", \'\') AS {types[column.kind]}) AS "{column.name}"'
            for column in COLUMNS
        )
        names = "{" + ", ".join(f"'{column.name}': 'VARCHAR'" for column in COLUMNS) + "}"
        quoted = made.as_posix().replace(QUOTE, 2 * QUOTE)
        with duckdb.connect(config={"threads": 1}) as database:
            database.execute(
                f"COPY (SELECT {taken} FROM read_csv(?, header = false, columns = {names}, quote = '\"', escape = '\"', parallel = false, auto_detect = false, "  # noqa: S608  names are ours
                f"force_not_null = [{', '.join(repr(column.name) for column in COLUMNS)}])) TO '{quoted}' (FORMAT parquet, COMPRESSION zstd)",
                [str(path)],
            )
        return made.read_bytes()


def _plain(column: ResultColumn, cell: str) -> str:
    if column.kind == "truth":
        return "true" if cell == "yes" else "false"
    return unsafe(cell) if column.kind == "text" else cell


# -- publishing --------------------------------------------------------------------------------------------------------


def publish(manifest: Manifest, made_with: str) -> list[Words]:
    """Publish the results of every county and year whose summaries have changed, and the file of all.

    Args:
        manifest: what is published; it is written anew if something is.
        made_with: SHA-256 of the surroundings.

    Returns:
        what users should know: summaries that were left out, a file that could not be made.
    """
    notes: list[Words] = []
    before = dict(manifest.results)
    for (county, year), files in sorted(_summaries(manifest).items()):
        forms = _forms(county, year)
        made_from = digest_of([made_with, sorted(files.items())])
        if not all(manifest.current(name, made_from) for name in forms):
            rows = list(_read(manifest, files, notes))
            for name, form in forms.items():
                manifest.publish(name, form(rows), made_from)
    notes += _publish_all(manifest, made_with)
    if manifest.results != before:
        manifest.write()
    return notes


def _summaries(manifest: Manifest) -> dict[tuple[str, str], dict[str, str]]:
    """Return the SHA-256 of the published summaries by name, by county and year."""
    found: dict[tuple[str, str], dict[str, str]] = {}
    for report in manifest.reports.values():
        for name, value in report.get("files", {}).items():
            if name.endswith(f"/{SUMMARY}"):
                county, year, *_ = name.split("/")
                found.setdefault((county, year), {})[name] = value
    return found


def read_summaries(manifest: Manifest, files: Mapping[str, str], notes: list[Words]) -> Iterator[Summary]:
    """Yield published summaries in the order of their names; one that is not what the manifest says is left out, and that is noted.

    Args:
        manifest: where they are published.
        files: their SHA-256 by name.
        notes: where to note what is left out.
    """
    manifest.bring(sorted(files))
    known: dict = {}
    for name, value in sorted(files.items()):
        path = manifest.outputs / name
        if digest_of_file(path) != value:
            notes.append(Words(f"{name} 缺失或被改动，未计入结果表", f"{name} is missing or was changed, and left out of the results"))
            continue
        try:
            yield Summary.from_json(path.read_bytes(), known)
        except ValueError:
            notes.append(
                Words(
                    f"{name} 由另一版本写成，未计入结果表，请重新生成该报告", f"{name} is of another version and left out of the results; make its report again"
                )
            )


def differences(manifest: Manifest) -> Iterator[tuple[str, Words]]:
    """Make all results again and yield each file that is not as published."""
    for (county, year), files in sorted(_summaries(manifest).items()):
        rows = list(_read(manifest, files, []))
        for name, form in _forms(county, year).items():
            told = manifest.results.get(name)
            if told and hashlib.sha256(form(rows)).hexdigest() != told["sha256"]:
                yield name, DIFFERENT
    told = manifest.results.get(PARQUET)
    if told and find_spec("duckdb") and hashlib.sha256(as_parquet(_contents(manifest, _tables(manifest)))).hexdigest() != told["sha256"]:
        yield PARQUET, DIFFERENT


DIFFERENT = Words("重做的结果与发布的不同", "made again it is different")


def _forms(county: str, year: str) -> dict[str, Callable[[list[list[Value]]], bytes]]:
    """Return the files of a county and year by name, each with what makes it of rows."""
    return {f"{county}/{year}/results.csv": as_csv, f"{county}/{year}/results.xlsx": as_workbook}


def _read(manifest: Manifest, files: Mapping[str, str], notes: list[Words]) -> Iterator[list[Value]]:
    for summary in read_summaries(manifest, files, notes):
        yield from rows_of(summary)


def _tables(manifest: Manifest) -> dict[str, str]:
    """Return the SHA-256 of every table in CSV by name."""
    return {name: told["sha256"] for name, told in sorted(manifest.results.items()) if name.endswith(".csv")}


def _contents(manifest: Manifest, names: Iterable[str]) -> Iterator[bytes]:
    return ((manifest.outputs / name).read_bytes() for name in names)


def _publish_all(manifest: Manifest, made_with: str) -> list[Words]:
    """Publish the file of all counties and years, or withdraw it where it cannot be made: an old one would mislead."""
    tables = _tables(manifest)
    made_from = digest_of([made_with, tables])
    if not tables or manifest.current(PARQUET, made_from):
        return []
    if not find_spec("duckdb"):
        manifest.withdraw(PARQUET)
        return [Words(f"未生成{PARQUET}：需要 pip install duckdb", f"{PARQUET} was not made: it needs pip install duckdb")]
    manifest.bring(tables)
    manifest.publish(PARQUET, as_parquet(_contents(manifest, tables)), made_from)
    return []
