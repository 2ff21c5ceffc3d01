"""Takes the picture of a report that the README shows: `docs/images/report.png`.

    python3 tools/screenshot.py

Makes the report anew and photographs its first screen and first section at 1280 pixels. Needs the package with its extra
`browser`, and a Chromium with Chinese fonts (`apt install chromium fonts-noto-cjk`), or one named in EVALLIB_CHROMIUM.
"""

import io
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

PICTURE = Path(__file__).resolve().parents[1] / "docs" / "images" / "report.png"
DEPARTMENT = {"county": "guidong", "year": "2022", "department": "ftu"}
NEXT_SECTION = "#s2"  # where the picture ends
WIDTH, MARGIN, COLOURS, MOST_BYTES = 1280, 40, 64, 200_000


def report(folder: str) -> Path:
    """Make the report in a folder and return its page."""
    selection = [word for name, value in DEPARTMENT.items() for word in (f"--{name}", value)]
    subprocess.run([sys.executable, "-m", "evallib", "run", *selection, "--outputs", folder], check=True)
    return Path(folder, *DEPARTMENT.values(), "department.html")


def photographed(page_path: Path) -> bytes:
    """Return the page's first screen and first section as a PNG."""
    browser_path = os.environ.get("EVALLIB_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(viewport={"width": WIDTH, "height": WIDTH}, java_script_enabled=False)
        page.goto(page_path.as_uri())
        end = page.locator(NEXT_SECTION).bounding_box()["y"]
        picture = page.screenshot(clip={"x": 0, "y": 0, "width": WIDTH, "height": end - MARGIN})
        browser.close()
    return picture


def main() -> None:
    """Make the report, photograph it, and write the picture with few colours, which is all that it has."""
    with tempfile.TemporaryDirectory() as folder:
        picture = Image.open(io.BytesIO(photographed(report(folder)))).convert("RGB").quantize(COLOURS)
    PICTURE.parent.mkdir(parents=True, exist_ok=True)
    picture.save(PICTURE, optimize=True)
    size = PICTURE.stat().st_size
    if size > MOST_BYTES:
        message = f"{PICTURE}: {size} bytes, more than {MOST_BYTES}"
        raise SystemExit(message)
    print(f"{PICTURE.name}: {picture.width} × {picture.height}, {size} bytes")


if __name__ == "__main__":
    main()
