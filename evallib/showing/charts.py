"""Charts: drawn with matplotlib, Chinese in every glyph by the vendored font, the same bytes on every machine.

In the page a chart is SVG whose text stays text (searchable, sharp in print, in the reader's own Chinese font). The PNG
that goes along is for JupyterLab, which shows SVG in trusted notebooks only. No pyplot, no backend is chosen here, so an
analyst's own figures are left alone; but text in them takes the vendored font too.
"""

from __future__ import annotations

import io
import itertools
import warnings
from collections.abc import Sequence
from importlib import resources

import matplotlib as mpl
from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Drawing

from evallib.case import Case
from evallib.figures import Figure
from evallib.reading.record import Period
from evallib.rules.scoring import ScoredRow
from evallib.showing.pieces import Chart, Row, Table, heading
from evallib.words import Words

FAMILY = "Eval Sans SC"
PAGE_FONTS = "'PingFang SC','Microsoft YaHei','Noto Sans CJK SC','Noto Sans SC','Source Han Sans SC','WenQuanYi Micro Hei',sans-serif"
STYLE = {
    "font.family": [FAMILY, "DejaVu Sans"],
    "font.size": 10,
    "svg.fonttype": "none",
    "svg.hashsalt": "evallib",
    "hatch.linewidth": 0.6,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.spines.left": False,
    "axes.edgecolor": "#8a94a3",
    "xtick.color": "#4a5462",
    "ytick.color": "#1c2430",
    "text.color": "#1c2430",
}
LAST_NARROW = 0x2E7F  # characters beyond are as wide as two letters
WIDTH = 6.0
"""Inches: with letters of 10 points this stays legible on a phone and fills the measure of the page."""

LOOKS = {
    Period.LAST_BUDGET: {"facecolor": "#ffffff", "edgecolor": "#8a94a3", "hatch": "...."},
    Period.LAST_ACTUAL: {"facecolor": "#ffffff", "edgecolor": "#8a94a3"},
    Period.BUDGET_INITIAL: {"facecolor": "#c9d3df", "edgecolor": "#6b7686"},
    Period.BUDGET_REVISED: {"facecolor": "#ffffff", "edgecolor": "#1f5a99", "hatch": "////"},
    Period.ACTUAL: {"facecolor": "#1f5a99", "edgecolor": "#163f6b"},
}
"""How the bars of each period look: told apart by fill and hatching too, not by colour alone."""

EARNED = {"facecolor": "#1f5a99", "edgecolor": "#163f6b"}
OPEN = {"facecolor": "#ffffff", "edgecolor": "#6b7686", "hatch": "////"}
LOST = {"facecolor": "#f3d9d5", "edgecolor": "#a3453a", "hatch": "xxxx"}


def _register() -> None:
    for name in ("EvalSansSC-Regular.ttf", "EvalSansSC-Bold.ttf"):
        with resources.as_file(resources.files("evallib.showing") / "fonts" / name) as path:
            font_manager.fontManager.addfont(str(path))
    if FAMILY not in mpl.rcParams["font.sans-serif"]:
        mpl.rcParams["font.sans-serif"] = [FAMILY, *mpl.rcParams["font.sans-serif"]]


_register()


def svg(drawing: Drawing) -> str:
    """Return a drawing as SVG with text as text; the same drawing gives the same bytes."""
    buffer = io.StringIO()
    _save(drawing, buffer, format="svg", metadata={"Date": None, "Creator": None, "Format": None, "Type": None})
    return buffer.getvalue().replace(f"'{FAMILY}', 'DejaVu Sans'", PAGE_FONTS)


def png(drawing: Drawing, dpi: int = 110) -> bytes:
    """Return a drawing as PNG."""
    buffer = io.BytesIO()
    _save(drawing, buffer, format="png", dpi=dpi, metadata={"Software": None})
    return buffer.getvalue()


def _save(drawing: Drawing, buffer: io.IOBase, **how: object) -> None:
    with mpl.rc_context(STYLE), warnings.catch_warnings():
        # A character beyond the vendored font (outside 通用规范汉字表) is right in the SVG, whose text is text.
        warnings.filterwarnings("ignore", message="Glyph .* missing")
        drawing.savefig(buffer, **how)


def canvas(height: float) -> tuple[Drawing, Axes]:
    """Return an empty drawing of the page's width, ready for horizontal bars."""
    with mpl.rc_context(STYLE):
        drawing = Drawing(figsize=(WIDTH, height), layout="constrained")
        axes = drawing.add_subplot()
        axes.tick_params(length=0)
        axes.set_xticks([])
        axes.spines["bottom"].set_visible(False)
    return drawing, axes


def bars_by_period(case: Case, rows: Sequence[tuple[Words, Sequence[Figure]]], periods: Sequence[Period], caption: Words) -> Chart:
    """Draw amounts side by side: a group of bars for each row, a bar for each period, each bar labelled directly.

    Args:
        rows: name and one figure per period; a gap is drawn as its reason in words.
    """
    lang = case.lang
    with mpl.rc_context(STYLE):
        drawing, axes = canvas(0.5 + len(rows) * (0.16 + 0.23 * len(periods)))
        largest = max((float(f.value) for _, figures in rows for f in figures if f.known), default=1.0) or 1.0
        thick = 0.8 / len(periods)
        for place, (_, figures) in enumerate(rows):
            for offset, (period, figure) in enumerate(zip(periods, figures, strict=True)):
                y = place - 0.4 + thick * (offset + 0.5)
                length = float(figure.value) if figure.known else 0.0
                axes.barh(y, length, thick * 0.86, linewidth=0.7, **LOOKS[period])
                axes.annotate(
                    f"{period.words.said(lang)} {figure.in_tables.shown(lang, with_unit=False)}",
                    (max(length, 0), y),
                    xytext=(4, 0),
                    textcoords="offset points",
                    va="center",
                    color="#1c2430" if figure.known else "#8a5a00",
                )
        axes.set_yticks(range(len(rows)), [heading(name, lang) for name, _ in rows], fontweight="bold")
        axes.set_xlim(min(0.0, *(float(f.value) for _, figures in rows for f in figures if f.known)) if rows else 0.0, largest * 1.42)
        axes.set_ylim(len(rows) - 0.5, -0.5)
        axes.axvline(0, color="#8a94a3", linewidth=0.8)
    table = Table(caption, [Words("项目", "Item"), *(period.words for period in periods)], [Row(name, list(figures)) for name, figures in rows], lang)
    return Chart(drawing, _told(rows, periods), caption, table)


def _told(rows: Sequence[tuple[Words, Sequence[Figure]]], periods: Sequence[Period]) -> Words:
    def one(lang: str) -> str:
        comma, stop = ("，", "；") if lang == "zh" else (", ", "; ")
        return stop.join(
            comma.join([name.said(lang), *(f"{period.words.said(lang)} {figure.shown(lang)}" for period, figure in zip(periods, figures, strict=True))])
            for name, figures in rows
        )

    return Words("横向条形图：" + one("zh") + "。", "Bar chart: " + one("en") + ".")


def score_bars(case: Case, rows: Sequence[ScoredRow], caption: Words) -> Chart:
    """Draw each row of the scorecard as a bar of its marks: evidenced, open, lost."""
    lang = case.lang
    parts = (("已得分", "evidenced", EARNED), ("待定", "open", OPEN), ("已失分", "lost", LOST))
    with mpl.rc_context(STYLE):
        drawing, axes = canvas(0.75 + 0.27 * len(rows))
        widest = max(float(row.available) for row in rows)
        for place, row in enumerate(rows):
            left = 0.0
            for (_, _, look), width in zip(parts, (row.marks.lowest, row.at_stake, row.lost), strict=True):
                if width:
                    axes.barh(place, float(width), 0.62, left=left, linewidth=0.7, **look)
                    left += float(width)
            axes.annotate(_marks_label(row), (left, place), xytext=(5, 0), textcoords="offset points", va="center")
        axes.set_yticks(range(len(rows)), [_shortened(row.words.said(lang)) for row in rows])
        axes.set_xlim(0, widest * 1.3)
        axes.set_ylim(len(rows) - 0.4, -1.5)
        for index, (zh, en, look) in enumerate(parts):
            at = widest * (0.02 + 0.24 * index)
            axes.barh(-1.0, widest * 0.035, 0.5, left=at, linewidth=0.7, **look)
            axes.annotate(Words(zh, en).said(lang), (at + widest * 0.035, -1.0), xytext=(4, 0), textcoords="offset points", va="center")
    columns = [Words("指标", "Indicator"), Words("分值", "Marks"), *(Words(zh, en) for zh, en, _ in parts)]
    table = Table(caption, columns, [Row(row.words, [row.available, row.marks.lowest, row.at_stake, row.lost]) for row in rows], lang)
    card = case.scorecard
    earned, at_stake, lost = (f"{value.normalize():f}" for value in (card.lowest, card.highest - card.lowest, 100 - card.highest))
    alt = Words(
        f"各项指标得分条形图：已得分合计{earned}分，待定{at_stake}分，已失分{lost}分。",
        f"Bars of the marks of each row: {earned} evidenced, {at_stake} open, {lost} lost.",
    )
    return Chart(drawing, alt, caption, table)


def _marks_label(row: ScoredRow) -> str:
    low, high, available = (f"{value.normalize():f}" for value in (row.marks.lowest, row.marks.highest, row.available))
    if row.open:
        return f"{low}–{high} / {available}"
    return f"{low} / {available}"


def _shortened(text: str, most: int = 34) -> str:
    """Cut a name to what fits beside a bar: ``most`` letters, of which a Chinese character takes two."""
    widths = itertools.accumulate(1 + (ord(character) > LAST_NARROW) for character in text)
    fits = sum(1 for width in widths if width <= most)
    return text if fits == len(text) else text[: fits - 1] + "…"
