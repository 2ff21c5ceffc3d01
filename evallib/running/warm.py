"""Loads everything that reports need and uses it once, so that a process copied from this one has it ready.

Imported by nurseries alone. Nothing here belongs to a department.
"""

from __future__ import annotations

import matplotlib.backends.backend_svg
import matplotlib.pyplot as plt
import matplotlib_inline.backend_inline
import numpy as np
import pandas as pd
import papermill
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

import evallib.forms
import evallib.review
import evallib.showing.department
import evallib.showing.review
from evallib.running import engine, export, reports
from evallib.showing.charts import canvas, png, svg

__all__ = ["engine", "evallib", "matplotlib", "matplotlib_inline", "np", "papermill", "pd", "plt", "reports"]


def _use() -> None:
    """Draw and export once: fonts, templates and patterns are then in memory."""
    drawing, axes = canvas(1.0)
    axes.barh(0, 1.0, hatch="////")
    axes.annotate("示例 123.45", (0, 0), fontweight="bold")
    png(drawing)
    shown = new_output("display_data", {"image/svg+xml": svg(drawing), "text/html": "<p>示例</p>"}, metadata={"evallib": {"kind": "chart"}})
    table = new_output("display_data", {"text/html": "<table><tr><td><a href='http://example.invalid'>1</a></td></tr></table>"})
    export.export_html(new_notebook(cells=[new_markdown_cell("# 示例"), new_code_cell("1 + 1", outputs=[shown, table])]))


def _execute() -> None:
    """Execute a few cells: what a shell loads at its first use is then loaded."""
    cells = [new_code_cell(source) for source in ("print(1)", "1", "await __import__('asyncio').sleep(0)")]
    with engine.executing_here() as here:
        here.run(new_notebook(cells=cells))


_use()
_execute()
