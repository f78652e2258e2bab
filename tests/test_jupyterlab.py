"""A notebook opened in JupyterLab, in a real browser, as a reader does."""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request

import pytest
from conftest import BUNDLED, ROOT

from helpers.run.contracts import find_maker, read_contracts

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--use-gl=swiftshader", "--enable-unsafe-swiftshader",
]  # fmt: skip


@pytest.fixture
def lab(bundled_run, tmp_path):
    """A JupyterLab on the notebooks with the bundled dump as the current run; gives its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {**os.environ, "JUPYTER_TOKEN": "reader", "JUPYTER_CONFIG_DIR": str(tmp_path / "config"),
                   "JUPYTER_DATA_DIR": str(tmp_path / "data"), "JUPYTERLAB_WORKSPACES_DIR": str(tmp_path / "spaces"),
                   "JUPYTERLAB_SETTINGS_DIR": str(tmp_path / "settings")}  # fmt: skip
    command = [sys.executable, "-m", "helpers", "lab", str(BUNDLED), "--no-browser", "--port", str(port)]
    log = (tmp_path / "lab.log").open("w")
    server = subprocess.Popen(
        [*command, "--outputs", str(bundled_run.parent)], cwd=ROOT, env=environment, stdout=log, stderr=log
    )
    try:
        for _ in range(120):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/api?token=reader", timeout=2)
                break
            except OSError:
                assert server.poll() is None, (tmp_path / "lab.log").read_text()
                time.sleep(0.5)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(timeout=20)
        log.close()


@pytest.fixture
def open_notebook(lab):
    """A function that opens a notebook in the browser, runs all cells by the menu, and gives the page and its news."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=FLAGS)

        def open_and_run(name):
            notebook = json.loads((ROOT / "notebooks" / f"{name}.ipynb").read_bytes())
            n_code = sum(cell["cell_type"] == "code" for cell in notebook["cells"])
            outside = []
            page = browser.new_page(viewport={"width": 1500, "height": 1100})
            page.on("request", lambda request: outside.append(request.url) if _is_outside(request.url, lab) else None)
            page.goto(f"{lab}/lab/tree/notebooks/{name}.ipynb?token=reader&reset")
            page.wait_for_selector(".jp-Notebook .jp-Cell", timeout=120_000)
            page.wait_for_function(
                "() => document.querySelector('#jp-main-statusbar')?.innerText.includes('| Idle')", timeout=120_000
            )
            asked = page.locator(".jp-Dialog").count()
            page.get_by_role("menuitem", name="Run", exact=True).click()
            page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
            prompt = f"[{n_code}]:"
            page.wait_for_function(
                "text => [...document.querySelectorAll('.jp-InputPrompt')].some(p => p.textContent.trim() === text)",
                arg=prompt, timeout=300_000,
            )  # fmt: skip
            page.wait_for_timeout(1500)
            return page, asked, outside

        yield open_and_run
        browser.close()


needs_chromium = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine (.ci/run installs it)")


@needs_chromium
def test_a_notebook_runs_in_jupyterlab_without_leaving_the_machine_and_its_map_can_be_searched(open_notebook, tmp_path):
    page, asked, outside = open_notebook(find_maker(read_contracts(ROOT / "notebooks"), "positions").name)
    assert asked == 0
    assert page.locator("[data-mime-type='application/vnd.jupyter.error']").count() == 0
    assert page.locator(".jp-OutputArea img").count() >= 1
    assert page.get_by_text("Would you like to get notified about official Jupyter news").count() == 0
    search = page.get_by_placeholder("words of a title or abstract")
    search.scroll_into_view_if_needed(timeout=60_000)
    page.wait_for_selector(".jp-OutputArea canvas", timeout=60_000)
    search.fill("reward")
    search.press("Enter")
    page.wait_for_selector("text=/[1-9][0-9]* of 109 papers selected/", timeout=60_000)
    page.screenshot(path=str(tmp_path / "lab.png"))
    assert outside == []


def _is_outside(address, lab):
    return address.startswith(("http", "ws")) and not address.startswith((lab, lab.replace("http", "ws", 1)))
