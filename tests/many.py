"""A folder of outputs with as many departments as wanted: copies of the summaries of one run, each with a folder of its own."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from evallib.running.inputs import Fingerprints
from evallib.running.manifest import CURRENT, Manifest


def many(made: Path, data: Path, outputs: Path, counties: int, years: int, departments: int) -> Manifest:
    """Make a data folder and a folder of outputs in which every department of every county and year has a report.

    Args:
        made: outputs of a run with summaries.
        data, outputs: folders to fill.
        counties, years, departments: how many there are; departments in each county and year.
    """
    known = Manifest(made)
    originals = [(report["inputs"], (made / name).read_text("utf-8")) for _, report in sorted(known.reports.items()) for name in report.get("files", {}) if name.endswith(".json")]
    manifest = Manifest(outputs)
    manifest.made_with = known.made_with
    prints = Fingerprints(data, "")
    for number in range(counties * years * departments):
        inputs, text = originals[number % len(originals)]
        county, year, department = f"c{number // (years * departments):03}", 2020 + number // departments % years, f"d{number % departments:04}"
        folder, told = f"{county}/{year}/{department}", json.loads(text)
        told |= {"county": county, "year": year, "department": department, "name": [f"第{number}号部门", f"Department {number}"], "county_name": [f"{county}县", f"{county} County"]}
        text, page = json.dumps(told, ensure_ascii=False) + "\n", f"<title>{folder}</title>"
        (data / folder).mkdir(parents=True)
        (outputs / folder).mkdir(parents=True)
        files = {f"{folder}/department.json": text, f"{folder}/department.html": page}
        for file, content in files.items():
            (outputs / file).write_text(content, "utf-8")
        inputs = inputs | {"data": prints.shared(county), "parameters": inputs["parameters"] | {"county": county, "year": year, "department": department}}
        manifest.reports[f"{folder}/department.html"] = {"state": CURRENT, "inputs": inputs, "files": {file: hashlib.sha256(content.encode()).hexdigest() for file, content in files.items()}}
    return manifest
