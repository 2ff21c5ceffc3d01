"""Takes the pictures of reports that the documents show: `docs/images/`.

    python3 tools/screenshot.py

Makes the pages anew, of a real department for the README and of the invented county for the tour, and photographs a part of
each. Needs the package with its extra `browser`, and a Chromium with Chinese fonts (`apt install chromium fonts-noto-cjk`),
or one named in EVALLIB_CHROMIUM.
"""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

IMAGES = Path(__file__).resolve().parents[1] / "docs" / "images"
WIDTH, MARGIN, COLOURS, MOST_BYTES = 1280, 40, 48, 150_000
MONTH = "9"
SCHOOL = ("--county", "demo", "--year", "2024", "--department", "school")
RUNS = [
    ("--county", "guidong", "--year", "2022", "--department", "ftu"),
    (*SCHOOL, "--notebook", "department", "review", "projects"),
    ("--county", "demo", "--year", "2024", "--department", "transport", "--notebook", "monitoring", "--parameter", "month", MONTH),
    ("--county", "demo", "--year", "2024", "--notebook", "county"),
    ("--county", "demo", "--year", "2024", "2023", "--notebook", "department"),
    ("--county", "demo", "--year", "2024", "--notebook", "alerts", "--parameter", "month", MONTH),
]
"""The pages that are photographed, as `evallib run` makes them."""


@dataclass(frozen=True)
class Picture:
    """What a picture shows.

    Attributes:
        page: the page, below the folder of outputs.
        start: selector of what is at its upper edge; the top of the page if empty.
        end: selector of what its lower edge is just above; if empty, `height` says how much is shown.
        above: how far above that it ends, in pixels.
        height: height in pixels where no end is named.
        width: width of the window, in pixels.
        theme: `light` or `dark`, as the reader's system asks for.
        click: selector of what is clicked first, and the first of those if there are many.
    """

    page: str
    start: str = ""
    end: str = ""
    above: int = MARGIN
    height: int = 860
    width: int = WIDTH
    theme: str = "light"
    click: str = ""


DEPARTMENT = "demo/2024/school/department"
PICTURES = {
    "report": Picture("guidong/2022/ftu/department", end="#s1"),
    "tour-first": Picture(DEPARTMENT, end="#s1"),
    "tour-note": Picture(DEPARTMENT, start="#s2", height=620, click="#s2 ~ p a.from"),
    "tour-score": Picture(DEPARTMENT, start="#s4", height=1000),
    "tour-findings": Picture(DEPARTMENT, start="#s5", end="#s5 ~ article >> nth=3", above=12),
    "tour-review": Picture("demo/2024/school/review", start="#s2", height=900),
    "tour-county": Picture("demo/2024/county", height=1080),
    "tour-monitoring": Picture(f"demo/2024/transport/monitoring-{MONTH:0>2}", end="#s2 ~ .scroll"),
    "tour-alerts": Picture(f"demo/2024/alerts-{MONTH:0>2}", height=1000),
    "tour-projects": Picture("demo/2024/school/projects", height=1000),
    "tour-index": Picture("index", height=1000),
    "tour-dark": Picture(DEPARTMENT, end="#s1", theme="dark"),
    "tour-phone": Picture(DEPARTMENT, height=844, width=390),
}
"""Each picture of `docs/images/`, by its name there."""


def make_pages(folder: str) -> None:
    """Make the pages in a folder of outputs."""
    for words in RUNS:
        subprocess.run([sys.executable, "-m", "evallib", "run", "--quiet", *words, "--outputs", folder], check=True, stdout=subprocess.DEVNULL)


def edge(page: Page, selector: str, margin: int = MARGIN) -> float:
    """Return how far below the top of the page something begins, less a margin."""
    return page.locator(selector).first.bounding_box()["y"] - margin


def photographed(browser: Browser, folder: str, picture: Picture) -> bytes:
    """Return the part of its page that a picture shows, as a PNG."""
    page = browser.new_page(viewport={"width": picture.width, "height": picture.height}, color_scheme=picture.theme)
    page.goto(Path(folder, f"{picture.page}.html").as_uri())
    top = edge(page, picture.start) if picture.start else 0
    bottom = edge(page, picture.end, picture.above) if picture.end else top + picture.height
    page.set_viewport_size({"width": picture.width, "height": round(bottom - top)})
    page.evaluate("y => window.scrollTo({top: y, behavior: 'instant'})", top)
    if picture.click:
        page.locator(picture.click).first.click()
    taken = page.screenshot(animations="disabled")
    page.close()
    return taken


def write(name: str, png: bytes) -> None:
    """Write a picture with few colours, which is all that it has.

    Raises:
        SystemExit: it is larger than a document should load.
    """
    path = IMAGES / f"{name}.png"
    picture = Image.open(io.BytesIO(png)).convert("RGB").quantize(COLOURS)
    picture.save(path, optimize=True)
    size = path.stat().st_size
    if size > MOST_BYTES:
        message = f"{path}: {size} bytes, more than {MOST_BYTES}"
        raise SystemExit(message)
    print(f"{path.name}: {picture.width} × {picture.height}, {size} bytes")


def main() -> None:
    """Make the pages and take every picture of them; pictures that are no more taken go."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415  the table can be read without a browser

    browser_path = os.environ.get("EVALLIB_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    IMAGES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        make_pages(folder)
        browser = playwright.chromium.launch(executable_path=browser_path, args=["--no-sandbox", "--disable-gpu"])
        for name, picture in PICTURES.items():
            write(name, photographed(browser, folder, picture))
        browser.close()
    for path in IMAGES.iterdir():
        if path.stem not in PICTURES:
            path.unlink()


if __name__ == "__main__":
    main()
