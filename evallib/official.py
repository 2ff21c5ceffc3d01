"""Tables of the official forms as data: rows and columns, which ``showing.monitored.form_table`` shows."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from evallib.figures import Figure
from evallib.quantities import Gap
from evallib.words import Words

Cell = Figure | Gap | Decimal | Words | str | None


@dataclass(frozen=True)
class FormRow:
    """A row of a form: its heading, its cells, and its part (``group``, ``sub`` or nothing), as rows of tables have it."""

    head: Words
    cells: tuple[Cell, ...]
    part: str = ""


@dataclass(frozen=True)
class FormTable:
    """A table of a form: caption, headings (the first for the row headings), rows."""

    caption: Words
    columns: tuple[Words, ...]
    rows: tuple[FormRow, ...]


ROW_NAMES = {  # of the money blocks
    "exp_total": Words("年度资金总额", "funds of the year"),
    "exp_basic": Words("其中：基本支出", "basic expenditure"),
    "exp_project": Words("项目支出", "project expenditure"),
    "project_funds": Words("年度资金总额", "funds of the year"),
    "project_appropriation": Words("其中：本年财政拨款", "appropriation of the year"),
    "project_carried_in": Words("上年结转资金", "funds carried in"),
    "project_other_funds": Words("其他资金", "other funds"),
}
