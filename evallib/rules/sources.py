"""The register of sources: what the rules cite, and how near to the rule's own text each source is."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from importlib import resources

from evallib.words import Words

KINDS = {
    "rule": Words("制度文件（原文未核对）", "the rule itself, its text not at hand"),
    "government": Words("政府网站公开件", "published by a government office"),
    "copy": Words("文档分享站副本", "a copy on a document-sharing site"),
    "mirror": Words("转载", "a mirror"),
    "consultant": Words("咨询机构说明", "a consultant's note"),
    "code": Words("公开程序或配置", "public program or configuration"),
    "project": Words("本工具约定", "convention of this project"),
}


@dataclass(frozen=True)
class Cited:
    """A source that a rule rests on.

    Args:
        key: how rules cite it.
        kind: one of ``KINDS``.
        title, url: what it is, and where where it has a stable address.
    """

    key: str
    kind: str
    title: str
    url: str


def _register() -> dict[str, Cited]:
    lines = resources.files("evallib.rules").joinpath("sources.csv").read_text("utf-8").splitlines()
    return {row["id"]: Cited(row["id"], row["kind"], row["title"], row["url"]) for row in csv.DictReader(lines)}


SOURCES = _register()
