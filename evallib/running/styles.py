"""What pages are dressed with: the style sheets and scripts of the template."""

from __future__ import annotations

import base64
import hashlib
import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

TEMPLATES = Path(__file__).parent / "templates"


@cache
def stylesheet(*names: str) -> str:
    """Return style sheets of the template as one, without comments and indents."""
    css = "\n".join((TEMPLATES / "evallib" / name).read_text(encoding="utf-8") for name in names)
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    return re.sub(r"\n\s*", "\n", css).strip()


class Script(NamedTuple):
    """A script of the page and how its content security policy knows it."""

    text: str
    policy: str


@cache
def script(name: str) -> Script:
    """Return a script of the template, without comment lines and indents."""
    source = (TEMPLATES / "evallib" / name).read_text(encoding="utf-8")
    text = "\n" + "\n".join(line.strip() for line in source.splitlines() if line.strip() and not line.strip().startswith("//")) + "\n"
    return Script(text, f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'")
