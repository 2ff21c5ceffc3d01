"""Writes the demonstration county of `data/demo`: 24 invented departments over three years, with the defects planted in them.

    python3 tools/build_demo.py [--seed N] [--out DIR]

Needs the package itself: `.venv/bin/python tools/build_demo.py` after a first `python3 run.py`. The same seed gives the same
county on any machine; `tests/test_demo.py` compares it with the files that are kept.
"""

import argparse
import csv
import io
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

import account_workbook
import yaml
from demo import narrative
from demo.account_books import account_books, layout
from demo.books import YEARS, keep_books
from demo.defects import Spot
from demo.drafts import COUNTY_NAME, Draft, draft
from demo.planted import DEFECTS

from evallib.figures import Source
from evallib.reading.folder import DepartmentYear, read_department
from evallib.reading.form import layout_of, write_form
from evallib.reading.record import Record
from evallib.reading.saving import write_folder
from evallib.rules.schemes import read_scheme
from evallib.rules.scoring import questions_of, score

ROOT = Path(__file__).resolve().parents[1]
SEED, SCHEME = 2024, "self_evaluation"
COLUMNS = "id year department file place check outcome item stated right note_zh note_en follows_from".split()
COUNTY = f"""# Invented, for demonstration and tests: written by tools/build_demo.py, not by hand.
name: {{zh: {COUNTY_NAME.zh}, en: {COUNTY_NAME.en}}}
scheme: {SCHEME}
invented: true
"""
README = """# 示例县 · Example County

本文件夹的县、部门、人员和数字全部为虚构，仅供演示和测试，由 `tools/build_demo.py` 按固定种子生成：24个部门、2022至2024三个年度，
有的用 CSV 文件，有的用 Excel 填报表，有的另附部门决算公开表，多数附自评报告（`report.txt` 或 `report.md`）。
其中{clean}个部门的三年资料完全正确；其余部门有意埋入了{data}处数据错误和{report}处文字错误。

`planted.csv` 逐处列明埋入的错误：年度、部门、文件和位置（行号、工作表和单元格，或报告原文）、应由哪项核对发现及其结论、
所填数和正确数。一处错误必然牵动的其他核对也列出，`follows_from` 为引起它的那一处。对数据文件，这份清单就是全部：
核对结果中的“不符”和“待说明”既不多也不少。数据表中埋有错误的年度，报告文字中除另列的以外仍为正确数。

The county, its departments, people and figures are all invented, for demonstration and tests, made by `tools/build_demo.py` from a
fixed seed: 24 departments over the years 2022 to 2024, in CSV files, in the Excel form, some with their published account tables,
most with a report in prose. {clean} departments are right in all three years; in the others {data} defects of data and {report} of
prose are planted.

`planted.csv` lists each: year, department, file and place (line, sheet and cell, or the words of the report), the check that
must find it and its outcome, what is stated and what is right. What else a defect necessarily breaks is listed too, with the one
that it `follows_from`. Of the data files this is the whole truth: no more and no fewer failures and questions are found. Where the
tables of a year are wrong, the prose has the right figures unless listed.

```sh
python3 tools/build_demo.py --seed 7 --out another
```
"""


def read_departments() -> dict[str, dict[str, Any]]:
    """Return the invented departments by key."""
    return yaml.safe_load((ROOT / "tools" / "demo" / "departments.yml").read_text("utf-8"))


def build(out: Path, seed: int = SEED, only: Collection[str] = ()) -> list[dict[str, str]]:
    """Write the county and return the list of what is planted in it.

    Args:
        out: the county's folder, which need not be there; its parent becomes a data folder.
        seed: which county.
        only: the departments wanted; all where none is named.
    """
    out.mkdir(parents=True, exist_ok=True)
    (out / "county.yml").write_text(COUNTY, "utf-8", newline="\n")
    departments = {key: department for key, department in read_departments().items() if not only or key in only}
    truth: list[dict[str, str]] = []
    for key, department in departments.items():
        books = keep_books(department, key, seed)
        for year in YEARS:
            truth += _department_year(out, draft(key, department, books[year], seed), seed)
    truth.sort(key=lambda row: (row["year"], row["department"]))
    _number(truth)
    _write_table(out / "planted.csv", truth)
    (out / "README.md").write_text(_readme(departments, truth), "utf-8", newline="\n")
    return truth


def _department_year(out: Path, one: Draft, seed: int) -> list[dict[str, str]]:
    """Write one department-year, told wrong where defects are planted; return where."""
    scheme = read_scheme(out.parent, one.profile["self_score_scheme"] or SCHEME)
    one.scored(score(one.record(), scheme).highest)
    if "report" in one.department["files"]:
        one.report = narrative.paragraphs(one, seed)
    planted = [defect for defect in DEFECTS if (defect.department, defect.year) == (one.key, one.year)]
    spots = [defect.plant(one) for defect in planted]
    _write(out / str(one.year) / one.key, one)
    record = read_department(out.parent, DepartmentYear(out.name, one.year, one.key))
    rows = []
    for defect, spot in zip(planted, spots, strict=True):
        file, place = _place(record, one, spot)
        told = {"year": str(one.year), "department": one.key, "file": file, "place": place, "item": _item(spot), "stated": spot.stated, "right": spot.right}
        for number, finding in enumerate(defect.findings):
            check, outcome = finding.split()
            rows.append(told | {"check": check, "outcome": outcome, "note_zh": defect.zh, "note_en": defect.en, "follows_from": "above" if number else ""})
    return rows


def _write(folder: Path, one: Draft) -> None:
    record, files = one.record(), one.department["files"]
    if files["base"] == "csv":
        write_folder(record, folder)
    else:
        folder.mkdir(parents=True)
        write_form(record, folder / "form.xlsx", layout=layout_of(one.year), questions=questions_of(read_scheme(folder.parents[2], SCHEME)))
    if "accounts" in files:
        account_workbook.write_accounts(folder / "accounts.xlsx", account_books(one), layout(one), changes=one.printed, notes=not one.silent)
    if one.report:
        text = {"txt": narrative.as_text, "md": narrative.as_markdown}[files["report"]](one.report)
        (folder / f"report.{files['report']}").write_text(text, "utf-8", newline="\n")


# -- where things stand ------------------------------------------------------------------------------------------------


def _place(record: Record, one: Draft, spot: Spot) -> tuple[str, str]:
    """Return the file that something is told wrong in, and where: line, sheet and cell, or the words themselves."""
    if spot.table == "report":
        return f"report.{one.department['files']['report']}", f"“{spot.stated}”"
    source = _source(record, spot)
    return source.file.rsplit("/", 1)[-1], source.spot.en


def _source(record: Record, spot: Spot) -> Source:
    """Return where a figure was read from that is told wrong."""
    if spot.table == "accounts":
        table = record.accounts.table(spot.key[0])
        row = table.row(spot.key[1]) if spot.key[1] else None
        return next(iter(row.figures.values())).source if row and not spot.key[2] else row.figures[spot.key[2]].source if row else table.source
    return next(source for key, source in _sources(record, spot.table) if key == spot.key)


def _sources(record: Record, table: str) -> Iterator[tuple[tuple[str, ...], Source]]:
    """Yield where each figure of a table was read from, by the cells that name it."""
    if table == "items":
        yield from (((one.item.key, one.period.key, one.detail), one.figure.source) for one in record.mentions)
    elif table == "months":
        yield from (((str(one.month), one.item.key), one.figure.source) for one in record.months if not (one.project or one.forecast))
    elif table == "targets":
        groups = {"": record.targets} | {project.name: project.targets for project in record.projects}
        yield from (((name, target.name), target.weight.source) for name, targets in groups.items() for target in targets)
    else:
        yield from (((project.name, one.item.key, one.period.key), one.figure.source) for project in record.projects for one in project.money)


def _item(spot: Spot) -> str:
    return " ".join(filter(None, spot.key))


# -- the list ----------------------------------------------------------------------------------------------------------


def _number(truth: list[dict[str, str]]) -> None:
    """Number the rows: D for data, R for reports; what follows from a defect names it."""
    meant = ""
    counts = {"D": 0, "R": 0}
    for row in truth:
        kind = "R" if row["file"].startswith("report.") else "D"
        counts[kind] += 1
        row["id"] = f"{kind}{counts[kind]:03}"
        meant = meant if row["follows_from"] else row["id"]
        row["follows_from"] = meant if row["follows_from"] else ""


def _write_table(path: Path, truth: list[dict[str, str]]) -> None:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(truth)
    path.write_text(text.getvalue(), "utf-8", newline="")


def _readme(departments: Collection[str], truth: list[dict[str, str]]) -> str:
    meant = [row for row in truth if not row["follows_from"]]
    reports = sum(row["id"].startswith("R") for row in meant)
    clean = len(set(departments) - {row["department"] for row in truth})
    return README.format(clean=clean, data=len(meant) - reports, report=reports)


def main() -> None:
    """Build the county from the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seed", type=int, default=SEED, help="which county (default: the one that is shipped)")
    parser.add_argument("--out", type=Path, default=ROOT / "data" / "demo", help="the county's folder (default: data/demo); it must not hold a county yet")
    taken = parser.parse_args()
    if any(taken.out.glob("[0-9]*")):
        parser.error(f"{taken.out} holds a county already; remove it first")
    print(f"{taken.out}: {len(build(taken.out, taken.seed))} rows in planted.csv")


if __name__ == "__main__":
    main()
