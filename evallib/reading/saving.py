"""Saving a record as the files that a department's folder holds: ``profile.yml`` and CSV tables."""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

import yaml

from evallib.figures import Figure, Source
from evallib.problems import Problem, UserMistake, at
from evallib.quantities import entered, read_gap, read_number
from evallib.reading.record import Profile, Record, Target
from evallib.reading.rows import COLUMNS, FORECAST, PROJECT_TEXTS, WRITTEN
from evallib.reading.tables import APOSTROPHED
from evallib.words import Words
from evallib.writing import cannot_write

ORDER = {"items": ("item", "detail", "period", "value", "unit", "source")}  # as the README shows it; else required columns, then the others


def write_folder(record: Record, folder: Path) -> None:
    """Write a record as the files of a department's folder: all of them or none.

    Args:
        record: the department-year.
        folder: a new folder, or one that has none of these files yet.

    Raises:
        UserMistake: the folder has such a file already, which is never overwritten, or cannot be written.
    """
    contents = folder_files(record)
    taken = sorted(name for name in contents if (folder / name).exists())
    if taken:
        raise UserMistake(
            [
                Problem(
                    at(str(folder)),
                    Words(f"已有 {', '.join(taken)}", f"{', '.join(taken)} already"),
                    Words("还没有这些文件的文件夹", "a folder without these files"),
                    Words("已有文件不会被覆盖，请另选文件夹或先移走它们", "files are never overwritten: choose another folder or move them away"),
                )
            ]
        )
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".", dir=folder.parent) as made:
            for name, content in contents.items():
                (Path(made) / name).write_bytes(content)
            folder.mkdir(exist_ok=True)
            for name in contents:
                (Path(made) / name).rename(folder / name)
    except OSError as error:
        raise cannot_write(folder, error) from error


def folder_files(record: Record) -> dict[str, bytes]:
    """Return the content of each file of a department's folder, by name; tables without a row are left out."""
    tables = {"items": _items(record), "targets": _targets(record), "checklist": _answers(record), "projects": _projects(record)}
    tables |= {"months": _months(record), "monitoring": _progress(record)}
    files = {f"{name}.csv": _table(name, rows) for name, rows in tables.items()}
    return {"profile.yml": _profile(record.profile)} | {name: content for name, content in files.items() if content or name == "items.csv"}


# -- tables --------------------------------------------------------------------------------------------------------

Row = dict[str, str]


def _table(name: str, rows: Iterable[Row]) -> bytes:
    """Return a CSV table, with the mark by which Excel knows UTF-8; nothing where it has no row."""
    rows, columns = list(rows), ORDER.get(name, COLUMNS[name][0] + COLUMNS[name][1])
    if not rows and name != "items":
        return b""
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows({column: _safe(cell) for column, cell in row.items()} for row in rows)
    return text.getvalue().encode("utf-8-sig")


def _safe(text: str) -> str:
    """Return the text of a cell so that no spreadsheet takes it for a formula; reading takes the apostrophe off again."""
    if not APOSTROPHED.match(f"'{text}") or read_gap(text):
        return text
    try:
        read_number(text)
    except ValueError:
        return f"'{text}"
    return text


def _figure(figure: Figure, unit: str) -> Row:
    return {"value": entered(figure.value), "unit": unit, "source": _origin(figure.source)}


def _origin(source: Source | None) -> str:
    return source.origin if source else ""


def _items(record: Record) -> Iterator[Row]:
    for one in record.mentions:
        yield {"item": one.item.key, "detail": one.detail, "period": one.period.key, **_figure(one.figure, one.unit_printed)}


def _targets(record: Record) -> Iterator[Row]:
    for project, targets in (("", record.targets), *((project.name, project.targets) for project in record.projects)):
        yield from (_target(one) | {"project": project} for one in targets)


def _target(target: Target) -> Row:
    return {
        "level1": WRITTEN[target.group],
        "level2": target.kind,
        "level3": target.name,
        "direction": WRITTEN[target.direction],
        "target": target.aim,
        "actual": target.reached,
        "unit": target.unit_printed,
        "weight": entered(target.weight.value),
        "attained": WRITTEN[target.attained] if target.attained else "",
        "judgement": entered(target.judgement.value),
        "evidence": target.evidence,
        "explanation": target.explanation,
        "source": target.source.origin,
    }


def _answers(record: Record) -> Iterator[Row]:
    for one in record.answers:
        yield {"indicator": one.indicator, "test": one.test, "answer": one.text, "evidence": one.evidence, "source": one.source.origin}


def _projects(record: Record) -> Iterator[Row]:
    for project in record.projects:
        texts = {name: getattr(project, name) for name in PROJECT_TEXTS}
        told = {name: text for name, text in texts.items() if text} or ({} if project.money or project.targets else {"authority": ""})
        yield from ({"project": project.name, "item": name, "value": text} for name, text in told.items())
        for one in project.money:
            yield {"project": project.name, "item": one.item.key, "period": one.period.key, **_figure(one.figure, one.unit_printed)}


def _months(record: Record) -> Iterator[Row]:
    for one in record.months:
        period = FORECAST if one.forecast else ""
        yield {"month": str(one.month), "item": one.item.key, "project": one.project, "period": period, **_figure(one.figure, one.unit_printed)}


def _progress(record: Record) -> Iterator[Row]:
    for one in record.progress:
        yield {
            "month": str(one.month),
            "indicator": one.indicator,
            "value": one.reached,
            "project": one.project,
            "forecast": one.expected,
            "likelihood": one.likelihood.value.zh if one.likelihood else "",
            "reasons": "、".join(reason.value.zh for reason in one.reasons),
            "explanation": one.explanation,
            "remark": one.remark,
            "source": one.source.origin,
        }


# -- profile -------------------------------------------------------------------------------------------------------


def _profile(profile: Profile) -> bytes:
    """Return the text of ``profile.yml``: the fields that hold something, one text where both languages have the same."""
    told = {name: _plain(value) for name, value in vars(profile).items() if name == "name" or (value and value != Words("", ""))}
    if "publications" in told:
        told["publications"] = [{"title": _plain(title)} | ({"url": url} if url else {}) for title, url in profile.publications]
    return yaml.safe_dump(told, allow_unicode=True, sort_keys=False, width=160).encode("utf-8")


def _plain(value: object) -> object:
    if isinstance(value, Words):
        return value.zh if value.zh == value.en else {"zh": value.zh, "en": value.en}
    return [_plain(one) for one in value] if isinstance(value, tuple) else value
