"""The index tells what there is and how it stands, its links lead there, and it sorts and filters with scripts and without."""

import json
import re
import shutil
from collections import Counter
from html import unescape
from os.path import normpath
from urllib.parse import unquote, urlsplit

import pytest
from browser_tools import HOSTILE, PAYLOADS, check_page, chromium, find_browser
from bs4 import BeautifulSoup
from builders import data_folder
from commands import INVENTED, evallib
from many import many

from evallib.running import site
from evallib.running.inputs import Fingerprints
from evallib.summary import Summary

INDEX = ("index.html", "index.en.html")
BROWSER = [pytest.mark.browser, pytest.mark.skipif(not find_browser(), reason="no Chromium here; name one in EVALLIB_CHROMIUM")]


def soup(path):
    return BeautifulSoup(path.read_text("utf-8"), "html.parser")


def run(folder, *words):
    return evallib("run", "--data", folder / "data", "--outputs", folder / "o", "--quiet", *words)


def verified(folder, *words):
    return evallib("verify", "--data", folder / "data", "--outputs", folder / "o", *words)


def twin(path):
    """The same file in the other language."""
    stem, dot, kind = path.name.partition(".")
    return path.with_name(f"{stem}.{kind.removeprefix('en.')}" if kind.startswith("en.") else f"{stem}.en{dot}{kind}")


def lines(page):
    """The departments of a page, by their folder: the cells of their lines, as text."""
    return {row.find("small").text: [cell.get_text(" ", strip=True) for cell in row.find_all(["th", "td"])] for row in page.select("table.rows tbody tr")}


def states(folder, name="index.html"):
    """The state of each department, as the class and as the word of its line say."""
    found = {}
    for row in soup(folder / "o" / name).select("table.rows tbody tr"):
        word = row.select_one("td b")
        assert word["class"][0] == row["class"][0]
        assert word.text == site.STATES[row["class"][0]].said("en" if ".en." in name else "zh")
        found[row.find("small").text] = row["class"][0]
    return found


def reason(folder, department):
    cells = lines(soup(folder / "o/index.html"))[department]
    return next(cell for cell in cells if cell.startswith(tuple(words.zh for words in site.STATES.values())))


def hrefs(outputs, page):
    """The files that the links of a page lead to, the page's own anchors aside."""
    for link in re.findall(r'<a\b[^>]* href="([^"]*)"', (outputs / page).read_text("utf-8")):
        parts = urlsplit(unescape(link))
        assert (parts.scheme, parts.netloc, parts.path[:1] == "/") == ("", "", False), link
        if parts.path:
            yield (outputs / page).parent / unquote(parts.path)


# -- how reports stand: told after real runs ---------------------------------------------------------------------------


@pytest.fixture(scope="module")
def story(tmp_path_factory):
    """A folder of outputs after run upon run, and what was looked at in between."""
    folder, seen = tmp_path_factory.mktemp("story"), {}

    def sent(department, items=""):
        data_folder(folder, department=department, items=items, profile=f"name: {{zh: 某{department}局, en: Bureau {department}}}\n")

    for department in "abcd":
        sent(department)
    sent("e", "no such item")

    def look(when):
        seen[when] = states(folder)
        assert verified(folder).returncode == 0, when
        assert states(folder, "index.en.html") == seen[when]

    assert run(folder, "--department", "a", "b", "c", "e").returncode == 1
    look("first")
    assert "未能生成" in reason(folder, "e")
    assert [file.name for file in hrefs(folder / "o", "index.html") if "error" in file.name] == ["department.error.html"]
    sent("a", "exp_total,,actual,9.00,万元")
    sent("b", "no such item")
    assert run(folder, "--department", "b").returncode == 1
    look("b broken")
    seen["why b"] = reason(folder, "b")
    assert run(folder, "--department", "a", "--lang", "en").returncode == 0
    look("a in English")
    seen["why a"] = reason(folder, "a")
    assert run(folder, "--department", "c").returncode == 0
    look("c unchanged")
    shutil.rmtree(folder / "data/test/2022/c")
    assert run(folder, "--department", "a").returncode == 0
    look("c gone")
    seen["why c"] = reason(folder, "c")
    (folder / "data/test/county.yml").write_text("name: {zh: 某县, en: Some County}\nscheme: hunan_b\n", "utf-8")
    assert run(folder, "--department", "d").returncode == 0
    look("county changed")
    return folder, seen


@pytest.mark.parametrize(("when", "expected"), [
    ("first", "a:current b:current c:current d:never e:failed"),
    ("b broken", "a:current b:stale c:current d:never e:failed"),  # of a's new data this run knows nothing
    ("a in English", "a:stale b:stale c:current d:never e:failed"),  # the Chinese page is of the old data
    ("c unchanged", "a:stale b:stale c:current d:never e:failed"),  # what was seen of a is not forgotten
    ("c gone", "a:current b:stale c:stale d:never e:failed"),  # the Chinese page of a was made again, the English one was of its data already
    ("county changed", "a:stale b:stale c:stale d:current e:failed"),  # what all reports read is looked at by every run
])  # fmt: skip
def test_states_are_those_of_the_runs(story, when, expected):
    assert " ".join(f"{name}:{state}" for name, state in sorted(story[1][when].items())) == expected


def test_reasons_are_told(story):
    assert story[1]["why a"] == "过期 数据有变：items.csv"
    assert story[1]["why b"].startswith("过期 上次失败，页面是更早的 原因")
    assert story[1]["why c"] == "过期 " + site.GONE.zh


def test_departments_without_a_report_have_the_names_that_are_known(story):
    page = lines(soup(story[0] / "o/index.html"))
    assert page["a"][0] == "某a局 a"
    assert page["e"][0] == "e e"


def test_an_unchanged_run_writes_nothing(story):
    folder, _ = story
    before = {path: path.stat().st_mtime_ns for path in (folder / "o").rglob("*") if path.is_file() and path.name != "lock"}
    assert run(folder, "--department", "d").returncode == 0
    assert before == {path: path.stat().st_mtime_ns for path in (folder / "o").rglob("*") if path.is_file() and path.name != "lock"}


def test_the_order_of_runs_leaves_no_trace(story, tmp_path):
    folder, _ = story
    shutil.copytree(folder / "data", tmp_path / "data")
    assert run(tmp_path, "--department", "d").returncode == 0
    assert run(tmp_path, "--department", "a").returncode == 0
    shutil.copytree(folder / "data", tmp_path / "again/data")
    assert run(tmp_path / "again", "--department", "a", "d").returncode == 0
    for name in (*INDEX, "manifest.json"):
        assert (tmp_path / "o" / name).read_bytes() == (tmp_path / "again/o" / name).read_bytes()


def test_verify_knows_the_index(story, tmp_path):
    shutil.copytree(story[0] / "o", tmp_path / "o")
    shutil.copytree(story[0] / "data", tmp_path / "data")
    page = tmp_path / "o/index.html"
    page.write_text(page.read_text("utf-8").replace("某a局", "某z局"), "utf-8")
    (tmp_path / "o/index.en.html").unlink()
    (tmp_path / "o/test/index.html").write_text("x", "utf-8")
    done = verified(tmp_path)
    assert done.returncode == 1
    assert re.findall(r"^index\S*  \S+", done.stdout, re.MULTILINE) == ["index.en.html  缺失", "index.html  内容与清单不符"]
    assert "test/index.html  清单中没有" in done.stderr
    assert run(tmp_path, "--department", "d").returncode == 0
    assert verified(tmp_path).returncode == 0
    assert "index" not in verified(tmp_path, "--rerun").stdout
    data_folder(tmp_path, department="new")
    assert "index.html  无法复核" in verified(tmp_path, "--rerun").stdout


def test_a_summary_that_was_changed_is_not_told(story, tmp_path):
    shutil.copytree(story[0] / "o", tmp_path / "o")
    summary = tmp_path / "o/test/2022/d/department.json"
    summary.write_text(summary.read_text("utf-8").replace("某d局", "改过的"), "utf-8")
    shutil.rmtree(tmp_path / "o/.evallib")
    (tmp_path / "o/index.html").unlink()
    evallib("run", "--data", story[0] / "data", "--outputs", tmp_path / "o", "--department", "a", "--quiet")
    assert "改过的" not in (tmp_path / "o/index.html").read_text("utf-8")


# -- what it says, and where it leads -----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", INDEX)
def test_links_lead_to_files(outputs, story, name):
    for folder in (outputs, story[0] / "o"):
        found = list(hrefs(folder, name))
        assert found
        assert [file for file in found if not file.is_file()] == []


@pytest.mark.parametrize(("name", "other"), [INDEX, INDEX[::-1]])
def test_everything_published_can_be_reached_and_nothing_twice_in_two_languages(outputs, name, other):
    found = {file.resolve() for file in hrefs(outputs, name)}
    published = {path.resolve() for path in outputs.rglob("*.*") if path.suffix in {".html", ".ipynb", ".docx", ".csv", ".xlsx", ".parquet"}}
    here = {(outputs / name).resolve()}
    assert published - found - {file.resolve() for file in hrefs(outputs, other)} == set()
    left = published - found - here
    assert {twin(path) for path in left} <= found, "what is left out is there in the page's own language"
    assert not any(path in found for path in map(twin, found) if path in published and not site.is_index(path.name))


@pytest.mark.parametrize(("name", "lang"), [("index.html", "zh"), ("index.en.html", "en")])
def test_figures_are_those_of_the_summaries(outputs, name, lang):
    page = soup(outputs / name)
    rows = {tuple(link["href"].split("/")[:3]): row for row in page.select("table.rows tbody tr") if (link := row.select_one("th a"))}
    for report in INVENTED:
        one = Summary.from_json((outputs / report / "department.json").read_bytes())
        row = rows[tuple(report.split("/"))]
        told = [cell.get_text(" ", strip=True) for cell in row.find_all("td")]
        low, high = (f"{value.normalize():f}" for value in (one.lowest, one.highest))
        between = "—" if lang == "zh" else "–"
        assert told[3] == (low if low == high else f"{low}{between}{high}")
        assert told[4].split()[0] == (f"{one.stated.value.normalize():f}" if one.stated.known else "—")
        assert told[5:8] == [str(one.outcomes["fail"]), str(one.outcomes["question"]), f"{one.settled.normalize():f}"]
        assert row.find("a").text == one.name.said(lang)
        suffix = "" if lang == "zh" else ".en"
        assert row.find("a")["href"] == f"{report}/department{suffix}.html"


def test_counts_add_up(outputs):
    page = soup(outputs / "index.html")
    counted = Counter(row["class"][0] for row in page.select("table.rows tbody tr"))
    cells = [[int(cell.text) for cell in row.select("td.num")] for row in page.select("table.groups tbody tr")]
    assert [sum(column) for column in zip(*cells, strict=True)][1:5] == [counted[state] for state in site.STATES]
    assert sum(row[0] for row in cells) == counted.total()


@pytest.mark.parametrize("name", INDEX)
def test_tables_can_be_heard(outputs, name):
    page = soup(outputs / name)
    for table in page.select("table"):
        assert table.caption.text
        assert all(head["scope"] == "col" for head in table.select("thead th"))
        assert all(row.find()["scope"] == "row" for row in table.select("tbody tr"))
    assert page.html["lang"] == ("zh-CN" if name == "index.html" else "en")


HOSTILE_FOLDERS = ["a&b", "d'e\"f", "50%#g", "示例 局", "x;y=1"]


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    """Outputs of departments whose names and folders mean harm."""
    folder = tmp_path_factory.mktemp("hostile")
    for number, text in enumerate([HOSTILE, *PAYLOADS]):
        name = HOSTILE_FOLDERS[number] if number < len(HOSTILE_FOLDERS) else f"d{number}"
        data_folder(folder, department=name, profile=f"name: {json.dumps(text)}\n")
    run(folder)
    return folder


def test_hostile_names_stay_text(hostile):
    for name in INDEX:
        page = soup(hostile / "o" / name)
        assert len(page.select("script")) == 1
        assert not page.select("img, iframe, svg, form, base, object, embed, [onload], [onerror], [onmouseover], [srcdoc], [action]")
        assert all(file.is_file() for file in hrefs(hostile / "o", name))
    assert {*HOSTILE_FOLDERS} <= lines(soup(hostile / "o/index.html")).keys()
    assert HOSTILE in soup(hostile / "o/index.html").text


# -- how large, and how it is split --------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def wide(outputs, tmp_path_factory):
    """Ten thousand departments: 100 counties with 2 years of 50."""
    folder = tmp_path_factory.mktemp("wide")
    manifest = many(outputs, folder / "data", folder / "o", 100, 2, 50)
    site.publish(manifest, Fingerprints(folder / "data", next(iter(manifest.made_with))))
    return folder


def test_ten_thousand_departments_are_split_by_county_and_year(wide):
    outputs = wide / "o"
    for name in INDEX:
        top = soup(outputs / name)
        groups = [file for file in hrefs(outputs, name) if file.name == name]
        assert len(groups) == 200 == len(top.select("#desk tbody tr"))
        reached = set()
        for group in groups:
            page = group.relative_to(outputs).as_posix()
            found = {normpath(file) for file in hrefs(outputs, page)}
            assert str(outputs / name) in found
            reached |= found
        assert len([file for file in reached if file.endswith("/department.html")]) == 10_000
        assert {row["class"][0] for row in top.select("#desk tbody tr")} == {"current"}
        assert (outputs / name).stat().st_size <= 250_000
        assert max(file.stat().st_size for file in groups) <= 60_000
    assert {path.name for path in outputs.rglob("index*.html")} == {*INDEX}


def test_pages_that_are_no_more_are_removed(outputs, tmp_path):
    manifest = many(outputs, tmp_path / "data", tmp_path / "o", 6, 1, 100)
    made_with = next(iter(manifest.made_with))
    site.publish(manifest, Fingerprints(tmp_path / "data", made_with))
    assert len(list((tmp_path / "o").rglob("index*.html"))) == 2 + 2 * 6
    for name in [name for name in manifest.reports if name.startswith(("c002", "c003", "c004", "c005"))]:
        del manifest.reports[name]
    for county in ("c002", "c003", "c004", "c005"):
        shutil.rmtree(tmp_path / "data" / county)
        for folder in (tmp_path / "o" / county).glob("*/d*"):
            shutil.rmtree(folder)
    site.publish(manifest, Fingerprints(tmp_path / "data", made_with))
    assert sorted(path.name for path in (tmp_path / "o").rglob("index*.html")) == sorted(INDEX)
    assert not list(manifest.differences())
    assert not list(manifest.strangers())


@pytest.mark.parametrize("name", INDEX)
def test_the_index_is_small(outputs, tmp_path, name):
    manifest = many(outputs, tmp_path / "data", tmp_path / "o", 1, 1, 24)
    site.publish(manifest, Fingerprints(tmp_path / "data", next(iter(manifest.made_with))))
    text = (tmp_path / "o" / name).read_text("utf-8")
    assert len(text.encode()) <= 60_000
    assert len(re.sub(r"<tbody>.*?</tbody>", "", text, flags=re.DOTALL).encode()) <= 25_000


# -- in a browser --------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def browser():
    with chromium() as started:
        yield started


def opened(browser, path, **how):
    context = browser.new_context(offline=True, **how)
    page = context.new_page()
    page.goto(path.resolve().as_uri())
    return page


def shown(page):
    """The departments that are to be seen, from top to bottom."""
    rows = [row.locator("th") for row in page.locator("#desk tbody tr").all()]
    return [text for _, text in sorted((row.bounding_box()["y"], row.inner_text()) for row in rows if row.is_visible())]


class TestInABrowser:
    pytestmark = BROWSER

    @pytest.mark.parametrize("name", INDEX)
    @pytest.mark.parametrize("place", ["real", "story", "hostile", "top of many", "one of many"])
    def test_is_good_to_read_and_print(self, browser, outputs, story, hostile, wide, place, name):
        folder = {"real": outputs, "story": story[0] / "o", "hostile": hostile / "o", "top of many": wide / "o", "one of many": wide / "o/c007/2021"}[place]
        assert check_page(folder / name, browser) == []

    @pytest.mark.parametrize("width", [1280, 360])
    @pytest.mark.parametrize("scripts", [True, False])
    def test_sorts_and_filters(self, browser, outputs, scripts, width):
        page = opened(browser, outputs / "index.html", java_script_enabled=scripts, viewport={"width": width, "height": 800})
        listed, everything = lines(soup(outputs / "index.html")), shown(page)
        assert len(everything) == len(soup(outputs / "index.html").select("table.rows tbody tr"))
        page.locator("label", has_text="最新").locator("input").check()
        current = shown(page)
        assert 0 < len(current) < len(everything)
        assert len(current) == len(soup(outputs / "index.html").select("tr.current")) - len(soup(outputs / "index.html").select(".groups tr.current"))
        found = {}
        for key in "lfqe":
            for down in (False, True):
                self.sort(page, key, down, by_heading=scripts and width > 360)
                found[key, down] = self.values(page, key)
                assert found[key, down] == sorted(found[key, down], reverse=down), (key, down)
                assert len(found[key, down]) == len(current)
        page.locator("label", has_text="未生成").locator("input").check()
        assert len(shown(page)) == len(everything) - len(current)
        page.locator("#state-all").check()
        for down in (False, True):  # what has no figure comes last either way
            self.sort(page, "f", down, by_heading=scripts and width > 360)
            assert all("never" not in row for row in self.classes(page)[: len(current)])
        assert listed

    def sort(self, page, key, down, *, by_heading):
        if not by_heading:
            page.locator(f"#by-{key}").check()
            page.locator("#down").set_checked(down)
            return
        head = page.locator(f"#desk th[data-by={key}]")
        while head.get_attribute("aria-sort") != ("descending" if down else "ascending"):
            head.locator("button").press("Enter")

    def classes(self, page):
        rows = [row for row in page.locator("#desk tbody tr").all() if row.locator("th").is_visible()]
        return [kind for _, kind in sorted((row.locator("th").bounding_box()["y"], row.get_attribute("class")) for row in rows)]

    def values(self, page, key):
        rows = [row for row in page.locator("#desk tbody tr").all() if row.locator("th").is_visible()]
        told = sorted((row.locator("th").bounding_box()["y"], row.get_attribute("style")) for row in rows)
        return [int(re.search(rf"--{key}:(\d+)", style)[1]) for _, style in told]

    def test_with_scripts_the_order_is_that_of_the_document(self, browser, outputs):
        page = opened(browser, outputs / "index.html")
        page.locator("th[data-by=t] button").press("Enter")
        assert page.locator("#desk tbody tr th").all_inner_texts() == shown(page)
        assert page.locator("#desk th[aria-sort=ascending]").inner_text().startswith("自评得分")
        assert page.locator("#desk th[aria-sort=none]").count() == 8

    def test_finds_by_text_and_says_how_many(self, browser, outputs):
        page = opened(browser, outputs / "index.html")
        total = len(shown(page))
        assert page.locator("#shown").inner_text() == f"显示{total}行，共{total}行"
        page.locator("#find").fill("agriculture 2024")
        assert [text.split()[-1] for text in shown(page)] == ["agriculture"]
        assert page.locator("#shown").inner_text() == f"显示1行，共{total}行"
        page.locator("#find").fill("no such thing")
        assert shown(page) == []
        page.locator("#find").fill("")
        assert len(shown(page)) == total

    def test_choices_are_reached_by_keyboard(self, browser, outputs):
        page = opened(browser, outputs / "index.html")
        page.locator("#state-all").focus()
        page.keyboard.press("ArrowRight")
        assert page.locator("#state-current").is_checked()
        assert len(shown(page)) == page.locator("#desk tr.current").count()
        reached = set()
        for _ in range(30):
            page.keyboard.press("Tab")
            reached.add(page.evaluate("document.activeElement.id || document.activeElement.parentNode.getAttribute('data-by') || document.activeElement.tagName"))
        assert {"find", "n", "l", "e", "A"} <= reached

    @pytest.mark.parametrize("scripts", [True, False])
    def test_many_are_picked_by_county_and_state(self, browser, wide, scripts):
        page = opened(browser, wide / "o/index.html", java_script_enabled=scripts)
        page.locator("label", has_text="c007县").locator("input").check()
        assert [text.split()[0] for text in shown(page)] == ["c007县", "c007县"]
        page.locator("#desk tbody a:visible").first.click()
        assert page.url.endswith("/c007/2021/index.html")
        assert len(shown(page)) == 50
        page.locator("nav a").first.click()
        assert page.url.endswith("/o/index.html")

    def test_can_be_read_by_browsers_that_know_neither(self, browser, outputs, tmp_path):
        """What old Chromium makes of the page: no :has, no custom properties in force, no script."""
        text = (outputs / "index.html").read_text("utf-8").replace("selector(:has(*))", "(unknown: 1)")
        (tmp_path / "old.html").write_text(text, "utf-8")
        page = opened(browser, tmp_path / "old.html", java_script_enabled=False)
        assert not page.locator(".filters").is_visible()
        assert len(shown(page)) == len(soup(outputs / "index.html").select("table.rows tbody tr"))
