"""The notebook in JupyterLab: opened in a real browser, Run All, saved; the page made from it is the same report."""

import shutil
import socket
import subprocess
import sys
import time
import urllib.request

import nbformat
import pytest
from browser_tools import chromium, find_browser
from commands import ROOT

from evallib.running.export import export_html

pytest.importorskip("playwright", reason="Playwright is not installed (the extra `browser`)")
pytest.importorskip("jupyterlab", reason="JupyterLab is not installed (the extra `lab`)")
pytestmark = [pytest.mark.browser, pytest.mark.skipif(not find_browser(), reason="no Chromium here; name one in EVALLIB_CHROMIUM")]

PATIENCE = 120  # seconds: for a slow machine, never waited out on a good one


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def lab(tmp_path):
    """A JupyterLab server on a copy of the notebook; its address and the copy."""
    notebook = tmp_path / "department.ipynb"
    shutil.copy(ROOT / "notebooks" / "department.ipynb", notebook)
    port = free_port()
    words = ["--no-browser", "--allow-root", f"--port={port}", "--IdentityProvider.token=t", f"--ServerApp.root_dir={tmp_path}", "--LabApp.news_url=None"]
    with (tmp_path / "lab.log").open("w", encoding="utf-8") as log:
        server = subprocess.Popen([sys.executable, "-m", "jupyter", "lab", *words], stdout=log, stderr=log)
        try:
            until(lambda: answers(f"http://127.0.0.1:{port}/api?token=t"))
            yield f"http://127.0.0.1:{port}/lab/tree/department.ipynb?token=t", notebook
        finally:
            server.terminate()
            server.wait(timeout=PATIENCE)


def answers(url):
    try:
        with urllib.request.urlopen(url, timeout=5):  # noqa: S310  our own server
            return True
    except OSError:
        return False


def until(condition):
    """Wait until a condition holds, and fail if it never does."""
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end, "JupyterLab did not get there"
        time.sleep(0.5)


def executed(notebook):
    code = [cell for cell in nbformat.read(notebook, as_version=4).cells if cell.cell_type == "code"]
    return all(cell.execution_count for cell in code)


def test_run_all_gives_the_same_report(lab, outputs):
    address, notebook = lab
    with chromium() as browser:
        page = browser.new_page(viewport={"width": 1400, "height": 1000})
        page.goto(address)
        page.wait_for_selector(".jp-Notebook .jp-CodeCell", timeout=PATIENCE * 1000)
        page.get_by_text("Python 3 (ipykernel) | Idle").wait_for(timeout=PATIENCE * 1000)
        page.get_by_role("menuitem", name="Run", exact=True).click()
        page.get_by_role("menuitem", name="Run All Cells", exact=True).click()

        def saved():
            page.keyboard.press("Control+s")
            page.wait_for_timeout(500)
            return executed(notebook)

        until(saved)
        page.close()
    assert export_html(nbformat.read(notebook, as_version=4)) == (outputs / "guidong/2022/ftu/department.html").read_text("utf-8")
