"""What a colleague's browser makes of the pages: offline, without scripts, on a phone, on paper, by ear.

To have more pages judged, add them to PAGES, or call ``check_page`` on any finished file.
"""

from __future__ import annotations

import pytest
from browser_tools import check_page, chromium, find_browser, gallery, hostile
from commands import OTHER_PAGES, REPORTS
from nbformat.v4 import new_notebook

from evallib.running.export import export_html

pytest.importorskip("playwright", reason="Playwright is not installed (the extra `browser`)")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not find_browser(), reason="no Chromium here; name one in EVALLIB_CHROMIUM"),
]

PAGES = {
    "Chinese": lambda: export_html(gallery("zh")),
    "English": lambda: export_html(gallery("en")),
    "failed": lambda: export_html(gallery("zh", failed=True)),
    "hostile": lambda: export_html(hostile()),
    "empty": lambda: export_html(new_notebook()),
}


@pytest.fixture(scope="module")
def browser():
    with chromium() as started:
        yield started


@pytest.mark.parametrize("name", PAGES)
def test_page_is_good_to_read_and_print(name, browser, tmp_path):
    page = tmp_path / "页面 1.html"
    page.write_text(PAGES[name](), encoding="utf-8")
    assert check_page(page, browser) == []


@pytest.mark.parametrize("report", [f"{report}/department{suffix}.html" for report in REPORTS for suffix in ("", ".en")])
def test_report_is_good_to_read_and_print(report, browser, outputs):
    assert check_page(outputs / report, browser) == []


@pytest.mark.parametrize("page", [f"{page}{suffix}.html" for page in OTHER_PAGES for suffix in ("", ".en") if not (suffix and "gazetteer" in page)])
def test_the_other_pages_are_good_to_read_and_print(page, browser, other_outputs):
    assert check_page(other_outputs / page, browser) == []


def test_axe_is_there():
    """Without axe the pages are judged all the same, but not for accessibility: this must not go unnoticed."""
    pytest.importorskip("axe_playwright_python", reason="axe is not installed (the extra `browser`): not judged")


# The judge itself: each of these pages has one fault, and it must be found.
FAULTS = {
    "asks for": '<img src="http://127.0.0.1:9/a.png" alt="">',
    "wider than the window": '<div style="width:2000px">a</div>',
    "console: ": '<meta http-equiv="Content-Security-Policy" content="style-src \'none\'"><p style="color:red">a</p>',
    "a script ran": "<script>alert(1)</script>",
    "chart letters": '<div class="chart"><svg viewBox="0 0 1000 10" width="100" height="1"><text>a</text></svg></div>',
    "not A4": "<style>@page{size:A5}</style>",
    "does not show the code": '<input type="checkbox" id="show-code"><label for="show-code">a</label>'
    '<p class="code" hidden>b</p>',
    "does not unfold": '<details class="fold"><summary>a</summary></details><p hidden>b</p>',
    "are left out": "<main><article hidden>1</article></main>",
    "does not say where": '<p><a class="from" href="#1">7</a></p><ol class="notes"><li id="1"><a href="#">1</a><span hidden>a</span></li></ol>',
    "axe: color-contrast": '<p style="color:#999;background:#fff">pale words</p>',
}


@pytest.mark.parametrize("fault", FAULTS)
def test_judge_finds(fault, browser, tmp_path):
    if fault.startswith("axe"):
        pytest.importorskip("axe_playwright_python")
    page = tmp_path / "fault.html"
    page.write_text(f'<!DOCTYPE html><html lang="en"><title>a</title>{FAULTS[fault]}', encoding="utf-8")
    assert any(fault in problem for problem in check_page(page, browser))
