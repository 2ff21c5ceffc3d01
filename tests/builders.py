"""Data folders for tests, written to disk and read back the way a user's folder is: nothing is imitated."""

import shutil
from pathlib import Path

from evallib.reading.folder import DepartmentYear, read_department

SCHEMES = Path(__file__).parents[1] / "data" / "schemes"
HEADERS = {
    "items.csv": "item,detail,period,value,unit",
    "targets.csv": "level1,level2,level3,direction,target,actual,unit,weight,attained,judgement,evidence,explanation,source",
    "checklist.csv": "indicator,test,answer,evidence",
    "projects.csv": "project,item,period,value,unit",
    "months.csv": "month,item,value,unit,project,period",
    "monitoring.csv": "month,indicator,value,project,forecast,likelihood,reasons,explanation,remark",
}
ANY_ITEM = "staff_retired,,actual,0,人"  # a department without a figure is refused; nothing is worked out from this one
ANY_PROFILE = "name: 某局\n"


def table(name, lines):
    """Return rows in the columns of ``HEADERS``, with their header; a text that begins with a header of its own stays as it is."""
    header = HEADERS[name]
    return lines if lines.startswith(header.split(",")[0]) else f"{header}\n{lines}\n"


def data_folder(
    tmp_path, *, items="", profile="", targets="", checklist="", projects="", months="", monitoring="", county="test", year=2022, department="unit", scheme="hunan_a", files=None
):
    """Write one department-year below ``tmp_path/data`` and return that data folder; more calls add more department-years.

    Args:
        tmp_path: an empty folder, or one that an earlier call filled.
        items, targets, checklist, projects, months, monitoring: rows of the tables, without or with their header.
        profile: text of ``profile.yml``.
        county, year, department: names of the folders.
        scheme: what ``county.yml`` names; the schemes shipped are copied.
        files: contents to write as they are, text or bytes, by path below the department's folder; None leaves a file out.
    """
    data = tmp_path / "data"
    if not (data / "schemes").is_dir():
        shutil.copytree(SCHEMES, data / "schemes")
    contents = {"../../county.yml": f"name: {{zh: 某县, en: Some County}}\nscheme: {scheme}\n", "profile.yml": profile or ANY_PROFILE, "items.csv": table("items.csv", items or ANY_ITEM)}
    optional = {"targets.csv": targets, "checklist.csv": checklist, "projects.csv": projects, "months.csv": months, "monitoring.csv": monitoring}
    contents |= {name: table(name, lines) for name, lines in optional.items() if lines}
    folder = data / county / str(year) / department
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in (contents | (files or {})).items():
        if content is not None:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
    return data


def record_of(tmp_path, *, county="test", year=2022, department="unit", **contents):
    """Write one department-year (see ``data_folder``) and return it as read."""
    data = data_folder(tmp_path, county=county, year=year, department=department, **contents)
    return read_department(data, DepartmentYear(county, year, department))
