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
from evallib.monitoring import Monitoring
from evallib.reading.record import Period
from evallib.rules.forecast import Basis
from evallib.rules.scales import HUNDRED
from evallib.rules.scoring import ScoredRow
from evallib.showing.palette import PALETTE
from evallib.showing.pieces import Chart, Row, Table, heading
from evallib.summary import Summary
from evallib.words import Words, joined

FAMILY = "Eval Sans SC"
PAGE_FONTS = "'PingFang SC','Microsoft YaHei','Noto Sans CJK SC','Noto Sans SC','Source Han Sans SC','WenQuanYi Micro Hei',sans-serif"
STYLE = {
    "font.family": [FAMILY, "DejaVu Sans"],
    "font.size": 10,
    "svg.fonttype": "none",
    "svg.hashsalt": "evallib",
    "hatch.linewidth": 0.7,
    "axes.edgecolor": PALETTE["line"],
    "text.color": PALETTE["ink"],
}
WIDE = 0x2E7F  # characters beyond are as wide as two letters
WIDTH = 6.0
"""Inches: with letters of 10 points this stays legible on a phone and fills the measure of the page."""
LETTER, CHARACTER = 0.079, 0.141  # inches: a letter and a Chinese character of 10 points, with a little air

LOOKS = {
    Period.LAST_BUDGET: {"facecolor": PALETTE["paper"], "edgecolor": PALETTE["bar-line"], "hatch": "...."},
    Period.LAST_ACTUAL: {"facecolor": PALETTE["paper"], "edgecolor": PALETTE["bar-line"]},
    Period.BUDGET_INITIAL: {"facecolor": PALETTE["bar-soft"], "edgecolor": PALETTE["bar-line"]},
    Period.BUDGET_REVISED: {"facecolor": PALETTE["paper"], "edgecolor": PALETTE["bar"], "hatch": "////"},
    Period.ACTUAL: {"facecolor": PALETTE["bar"], "edgecolor": PALETTE["bar"]},
}
"""How the bars of each period look: told apart by fill and hatching too, not by colour alone."""

EARNED = {"facecolor": PALETTE["bar"], "edgecolor": PALETTE["bar"]}
OPEN = {"facecolor": PALETTE["paper"], "edgecolor": PALETTE["bar-line"], "hatch": "////"}
AVAILABLE = {"facecolor": PALETTE["paper"], "edgecolor": PALETTE["bar-line"]}


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


def width_of(text: str) -> float:
    """Return how wide a text of 10 points is, in inches."""
    return sum(CHARACTER if ord(character) > WIDE else LETTER for character in text)


def canvas(height: float, names: Sequence[str] = (), labels: Sequence[str] = ()) -> tuple[Drawing, Axes]:
    """Return an empty drawing of the page's width, ready for horizontal bars: no frame, no ticks, room for names and labels.

    The room is reckoned from the number of letters, so that nothing has to be measured and the layout never moves.

    Args:
        height: inches.
        names: what stands left of the bars.
        labels: what may stand right of the longest bar.
    """
    left = max(map(width_of, names), default=0) + 0.12
    right = max(map(width_of, labels), default=0) + 0.12
    drawing = Drawing(figsize=(WIDTH, height))
    axes = drawing.add_axes((left / WIDTH, 0, max(1 - (left + right) / WIDTH, 0.2), 1))
    axes.set_axis_off()
    return drawing, axes


def name(axes: Axes, text: str, y: float, **how: object) -> None:
    """Write the name of a bar, left of it."""
    axes.annotate(text, (0, y), xycoords=("axes fraction", "data"), xytext=(-7, 0), textcoords="offset points", ha="right", va="center", **how)


def label(axes: Axes, text: str, x: float, y: float, color: str = "ink") -> None:
    """Write what a bar says, right of its end."""
    axes.annotate(text, (x, y), xytext=(5, 0), textcoords="offset points", va="center", color=PALETTE[color])


def zero_line(axes: Axes) -> None:
    """Draw the line that bars start from."""
    axes.axvline(0, color=PALETTE["bar-line"], linewidth=0.8)


# -- money -----------------------------------------------------------------------------------------------------------


def bars_by_period(case: Case, rows: Sequence[tuple[Words, Sequence[tuple[Period, Figure]]]], caption: Words) -> Chart:
    """Draw amounts side by side: a group of bars for each row, a bar for each period that has a number, each labelled directly.

    A line carries the initial budget down to the outturn, whose label says how the two stand to each other.

    Args:
        rows: name, and figures by period; what is not known has no bar.
    """
    lang = case.lang
    known = [(name, [(period, figure) for period, figure in figures if figure.known]) for name, figures in rows]
    texts = {id(figure): _bar_label(period, figure, figures, lang) for _, figures in known for period, figure in figures}
    bars = sum(len(figures) for _, figures in known)
    with mpl.rc_context(STYLE):
        drawing, axes = canvas(0.26 * bars + 0.2 * len(known), [heading(name, lang) for name, _ in known], list(texts.values()))
        y, longest = 0.0, max((float(figure.value) for _, figures in known for _, figure in figures), default=1.0) or 1.0
        for row, figures in known:
            top = y
            for period, figure in figures:
                axes.barh(y, float(figure.value), 0.78, linewidth=0.7, **LOOKS[period])
                label(axes, texts[id(figure)], max(float(figure.value), 0.0), y)
                y += 1
            at = dict(figures)
            if Period.BUDGET_INITIAL in at and Period.ACTUAL in at:
                start, end = top + [period for period, _ in figures].index(Period.BUDGET_INITIAL), y - 1
                axes.plot([float(at[Period.BUDGET_INITIAL].value)] * 2, [start, end + 0.5], color=PALETTE["ink"], linewidth=1, linestyle=(0, (2, 2)))
            name(axes, heading(row, lang), (top + y - 1) / 2, fontweight="bold")
            y += 0.77
        axes.set_xlim(min(0.0, *(float(figure.value) for _, figures in known for _, figure in figures), 0.0), longest)
        axes.set_ylim(y - 0.77 - 0.4, -0.6)
        zero_line(axes)
    periods = list(dict.fromkeys(period for _, figures in rows for period, _ in figures))
    table = Table(
        caption, [Words("项目", "Item"), *(period.words for period in periods)], [Row(name, [figure for _, figure in figures]) for name, figures in rows], lang
    )
    return Chart(drawing, _alt(known), caption, lang, table)


def _bar_label(period: Period, figure: Figure, figures: Sequence[tuple[Period, Figure]], lang: str, *, with_unit: bool = False) -> str:
    shown = f"{period.words.said(lang)} {figure.in_tables.shown(lang, with_unit=with_unit)}"
    initial = dict(figures).get(Period.BUDGET_INITIAL)
    if period is not Period.ACTUAL or initial is None or not initial.value:
        return shown
    rate = (figure / initial).percent.shown(lang)
    return shown + Words(f"（年初预算的{rate}）", f" ({rate} of initial)").said(lang)


def _alt(rows: Sequence[tuple[Words, Sequence[tuple[Period, Figure]]]]) -> Words:
    def one(lang: str) -> str:
        comma, stop = ("，", "；") if lang == "zh" else (", ", "; ")
        told = (
            comma.join([name.said(lang), *(_bar_label(period, figure, figures, lang, with_unit=True) for period, figure in figures)]) for name, figures in rows
        )
        return stop.join(told)

    return Words("横向条形图：" + one("zh") + "。", "Bar chart: " + one("en") + ".")


# -- score -----------------------------------------------------------------------------------------------------------


def score_bars(case: Case, table: Table) -> Chart:
    """Draw each row of the scorecard: the box is the marks available, filled as far as earned, hatched as far as open, empty where lost.

    Args:
        table: the same in numbers; its caption is the chart's.
    """
    lang, card, rows = case.lang, case.scorecard, case.scorecard.rows
    names, labels = [_shortened(row.words.said(lang)) for row in rows], [_marks_label(row) for row in rows]
    with mpl.rc_context(STYLE):
        drawing, axes = canvas(0.27 * len(rows) + 0.1, names, labels)
        for place, row in enumerate(rows):
            earned, open_, available = float(row.marks.lowest), float(row.at_stake), float(row.available)
            axes.barh(place, available, 0.64, linewidth=0.7, **AVAILABLE)
            if open_:
                axes.barh(place, open_, 0.64, left=earned, linewidth=0.7, **OPEN)
            if earned:
                axes.barh(place, earned, 0.64, linewidth=0.7, **EARNED)
            name(axes, names[place], place)
            label(axes, labels[place], available, place)
        axes.set_xlim(0, max(float(row.available) for row in rows))
        axes.set_ylim(len(rows) - 0.5, -0.5)
        zero_line(axes)
    earned, at_stake, lost = (f"{value.normalize():f}" for value in (card.lowest, card.highest - card.lowest, 100 - card.highest))
    alt = Words(
        f"各项指标得分条形图：已得分合计{earned}分，待定{at_stake}分，已失分{lost}分；失分最多的是{_most_lost(case).zh}。",
        f"Bars of the marks of each row: {earned} evidenced, {at_stake} open, {lost} lost; most are lost by {_most_lost(case).en}.",
    )
    return Chart(drawing, alt, table.caption, lang, table)


def _most_lost(case: Case) -> Words:
    lost = case.scorecard.lost_rows
    return lost[0].words if lost else Words("（无）", "none")


def _marks_label(row: ScoredRow) -> str:
    low, high, available = (f"{value.normalize():f}" for value in (row.marks.lowest, row.marks.highest, row.available))
    return f"{low}–{high} / {available}" if row.open else f"{low} / {available}"


def _shortened(text: str, most: int = 34) -> str:
    """Cut a name to what fits beside a bar: ``most`` letters, of which a Chinese character takes two."""
    widths = itertools.accumulate(1 + (ord(character) > WIDE) for character in text)
    fits = sum(1 for width in widths if width <= most)
    return text if fits == len(text) else text[: fits - 1] + "…"


# -- results ---------------------------------------------------------------------------------------------------------

MOST_SHOWN = 2.0  # times the target: a longer bar is cut and marked


def attainment_bars(case: Case, rows: Sequence[tuple[str, Figure]], caption: Words) -> Chart:
    """Draw how far each target was reached, with a line at the target; what lies far beyond is cut and marked ``»``.

    Args:
        rows: name, and what was reached as a percentage of the target.
    """
    lang = case.lang
    names, labels = [_shortened(name) for name, _ in rows], [rate.shown(lang) for _, rate in rows]
    with mpl.rc_context(STYLE):
        drawing, axes = canvas(0.27 * len(rows) + 0.36, names, [f"» {text}" for text in labels])
        for place, (_, rate) in enumerate(rows):
            length = min(float(rate.value) / 100, MOST_SHOWN)
            axes.barh(place, length, 0.6, linewidth=0.7, **(EARNED if length >= 1 else OPEN))
            name(axes, names[place], place)
            label(axes, labels[place] if length < MOST_SHOWN else f"» {labels[place]}", length, place)
        axes.plot([1, 1], [-0.5, len(rows) - 0.5], color=PALETTE["ink"], linewidth=1, linestyle=(0, (2, 2)))
        axes.annotate(Words("年度指标值", "target").said(lang), (1, -0.55), ha="center", va="bottom")
        axes.set_xlim(0, max(1.0, *(min(float(rate.value) / 100, MOST_SHOWN) for _, rate in rows)))
        axes.set_ylim(len(rows) - 0.5, -1.4)
        zero_line(axes)
    short = [(name, rate) for name, rate in rows if rate.value < HUNDRED]
    alt = Words(
        f"条形图：{len(rows)}项定量指标中{len(rows) - len(short)}项达到年度指标值"
        + (f"；未达到的是{'、'.join(name for name, _ in short)}。" if short else "。"),
        f"Bars: {len(rows) - len(short)} of {len(rows)} targets were reached" + (f"; not reached: {', '.join(name for name, _ in short)}." if short else "."),
    )
    table = Table(caption, [Words("指标", "Indicator"), Words("完成率", "Attained")], [Row(name, [rate]) for name, rate in rows], lang)
    return Chart(drawing, alt, caption, lang, table)


# -- months ----------------------------------------------------------------------------------------------------------

DASHED, THICK, THIN = (0, (2, 2)), 2.2, 1.1
YEAR_END = 12


def pace_lines(monitoring: Monitoring) -> Chart:
    """Draw what share of the full-year budget was paid by each month, the share usually paid, time progress, and the forecast with its interval."""
    lang, seen = monitoring.lang, monitoring.seen
    budget, paid = seen.full_year_budget(), monitoring.record.by_month("exp_total")
    done = [(month, float((paid[month] / budget).percent.value)) for month in seen.reported if budget.known and budget.value]
    seasons = [season for season in monitoring.seasons() if season.basis in {Basis.OWN, Basis.PEERS}]
    value, low, high = monitoring.forecast_execution()
    with mpl.rc_context(STYLE):
        drawing = Drawing(figsize=(WIDTH, 3.1))
        axes = drawing.add_axes((0.075, 0.1, 0.9, 0.76))
        for side in ("top", "right", "left"):
            axes.spines[side].set_visible(False)
        axes.tick_params(length=0, colors=PALETTE["soft"])
        axes.grid(axis="y", color=PALETTE["line"], linewidth=0.7)
        axes.set_axisbelow(True)
        axes.plot([0, YEAR_END], [0, 100], color=PALETTE["soft"], linewidth=THIN, linestyle=DASHED)
        if seasons:
            months = [season.month for season in seasons]
            axes.fill_between(
                months,
                *([float(one.value) for one in ends] for ends in ([s.lowest for s in seasons], [s.highest for s in seasons])),
                color=PALETTE["bar-soft"],
                linewidth=0,
            )
            axes.plot(months, [float(season.expected.value) for season in seasons], color=PALETTE["bar-line"], linewidth=THIN)
        if done:
            axes.plot(*zip((0, 0.0), *done, strict=True), color=PALETTE["bar"], linewidth=THICK, marker="o", markersize=4, markevery=slice(1, None))
            axes.annotate(f"{done[-1][1]:.2f}%", done[-1], xytext=(6, -8), textcoords="offset points", color=PALETTE["ink"], fontweight="bold", va="top")
        if value.known and monitoring.forecast().season.basis is not Basis.KNOWN:
            ends = [float(end.value) if end.known else None for end in (low, high)]
            if None not in ends:
                axes.plot([YEAR_END, YEAR_END], ends, color=PALETTE["ink"], linewidth=THICK, solid_capstyle="butt")
            axes.plot([YEAR_END], [float(value.value)], color=PALETTE["ink"], marker="D", markersize=5, linestyle="none")
        axes.set_xlim(0, YEAR_END + 0.35)
        axes.set_ylim(0, max(110.0, *(share for _, share in done), float(high.value) if high.known else 0.0) if done else 110.0)
        axes.set_xticks(range(1, YEAR_END + 1), [Words(f"{month}月", str(month)).said(lang) for month in range(1, YEAR_END + 1)])
        axes.set_yticks(range(0, 101, 25), [f"{share}%" for share in range(0, 101, 25)])
        _samples(drawing, lang, with_season=bool(seasons))
    caption = Words("各月累计支出占全年预算的比例", "Share of the full-year budget paid by the end of each month")
    return Chart(drawing, _pace_alt(monitoring, done, value), caption, lang)


def _samples(drawing: Drawing, lang: str, *, with_season: bool) -> None:
    """Say above the drawing what each line is."""
    axes = drawing.add_axes((0.075, 0.88, 0.9, 0.1))
    axes.set_axis_off()
    axes.set_xlim(0, WIDTH * 0.9)
    axes.set_ylim(0, 1)
    x = 0.0
    samples = [
        (Words("累计执行率", "execution"), [{"color": PALETTE["bar"], "linewidth": THICK, "marker": "o", "markersize": 4}]),
        (
            Words("往年同期", "usual share"),
            [{"color": PALETTE["bar-soft"], "linewidth": 7, "solid_capstyle": "butt"}, {"color": PALETTE["bar-line"], "linewidth": THIN}],
        ),
        (Words("序时进度", "time progress"), [{"color": PALETTE["soft"], "linewidth": THIN, "linestyle": DASHED}]),
        (Words("预测及区间", "forecast"), [{"color": PALETTE["ink"], "linewidth": THICK, "marker": "D", "markersize": 5}]),
    ]
    for words, looks in samples if with_season else [samples[0], samples[2], samples[3]]:
        for look in looks:
            axes.plot([x, x + 0.15, x + 0.3], [0.5] * 3, markevery=[1], **look)
        axes.annotate(words.said(lang), (x + 0.38, 0.5), va="center")
        x += 0.38 + width_of(words.said(lang)) + 0.25


def _pace_alt(monitoring: Monitoring, done: Sequence[tuple[int, float]], value: Figure) -> Words:
    execution, time = monitoring.seen.execution(), monitoring.seen.time
    if not done:
        return Words("折线图：没有累计执行率。", "Lines: no execution to date.")
    return Words(
        f"折线图：至{done[-1][0]}月累计执行率{execution.shown('zh')}，序时进度{time.shown('zh')}，预计全年执行率{value.shown('zh')}。",
        f"Lines: by month {done[-1][0]} execution is {execution.shown('en')}, time progress {time.shown('en')}, forecast for the year {value.shown('en')}.",
    )


# -- many departments ------------------------------------------------------------------------------------------------


def share_bars(parts: Sequence[tuple[Words, Figure, Figure]], caption: Words, lang: str) -> Chart:
    """Draw amounts as bars, each with its amount and its share.

    Args:
        parts: name, amount and share of each, the largest first.
    """
    names = [_shortened(heading(words, lang)) for words, _, _ in parts]
    labels = [
        f"{amount.in_tables.shown(lang, with_unit=False)}（{share.shown(lang)}）"
        if lang == "zh"
        else f"{amount.in_tables.shown(lang, with_unit=False)} ({share.shown(lang)})"
        for _, amount, share in parts
    ]
    with mpl.rc_context(STYLE):
        drawing, axes = canvas(0.27 * len(parts) + 0.1, names, labels)
        for place, (_, amount, _) in enumerate(parts):
            axes.barh(place, float(amount.value), 0.62, linewidth=0.7, **EARNED)
            name(axes, names[place], place)
            label(axes, labels[place], max(float(amount.value), 0.0), place)
        axes.set_xlim(min(0.0, *(float(amount.value) for _, amount, _ in parts), 0.0), max(float(amount.value) for _, amount, _ in parts) or 1.0)
        axes.set_ylim(len(parts) - 0.5, -0.5)
        zero_line(axes)
    first, _, share = parts[0]
    alt = Words(
        f"条形图：{first.zh}最多，占{share.shown('zh')}；共{len(parts)}类。",
        f"Bars: {first.en} is the largest, {share.shown('en')}; {len(parts)} classes in all.",
    )
    return Chart(drawing, alt, caption, lang)


def score_spans(departments: Sequence[Summary], lang: str) -> Chart:
    """Draw for each department the span of its possible scores as a bar and its stated score as an upright mark.

    Args:
        departments: in the order drawn.
    """
    names = [_shortened(one.name.said(lang)) for one in departments]
    labels = [_span_label(one) for one in departments]
    with mpl.rc_context(STYLE):
        drawing, axes = canvas(0.25 * len(departments) + 0.4, names, labels)
        begin = _begin(departments)
        least = 0.008 * (100 - begin)
        for cut in (begin, *(grade for grade in (60, 80, 90) if grade > begin), 100):
            axes.plot([cut, cut], [-0.5, len(departments) - 0.5], color=PALETTE["line"], linewidth=0.8, zorder=0)
            axes.annotate(str(cut), (cut, -0.55), ha="center", va="bottom", color=PALETTE["soft"])
        for place, one in enumerate(departments):
            low, high = float(one.lowest), float(one.highest)
            axes.barh(place, max(high - low, least), 0.56, left=min(low, 100 - least), linewidth=0.7, **(OPEN if high > low else EARNED))
            if one.stated.known:
                axes.plot([float(one.stated.value)] * 2, [place - 0.42, place + 0.42], color=PALETTE["ink"], linewidth=THICK, solid_capstyle="butt")
            name(axes, names[place], place)
            label(axes, labels[place], 100 + least, place)
        axes.set_xlim(begin, 100 + least)
        axes.set_ylim(len(departments) - 0.5, -1.5)
    impossible = [one.name for one in departments if one.status == "infeasible"]
    named = joined(impossible)
    alt = Words(
        f"每个部门一条：可能得分的区间和自评得分。自评得分不可能的部门：{named.zh or '无'}。",
        f"One bar a department: the span of possible scores and the stated one. Impossible stated scores: {named.en or 'none'}.",
    )
    return Chart(drawing, alt, Words("可能得分的区间（条）和自评得分（竖线）", "Possible scores (bars) and stated scores (upright lines)"), lang)


def _begin(departments: Sequence[Summary]) -> int:
    """Return where the axis of scores begins: at the tens below the lowest; spans have no foot that it could cut off."""
    scores = [one.lowest for one in departments] + [one.stated.value for one in departments if one.stated.known]
    return max(0, min(90, int(min(scores, default=0) // 10 * 10)))


def _span_label(one: Summary) -> str:
    low, high = (f"{value.normalize():f}" for value in (one.lowest, one.highest))
    return low if low == high else f"{low}–{high}"
