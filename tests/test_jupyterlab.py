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


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine (.ci/run installs it)")
def test_a_notebook_runs_to_its_end_in_jupyterlab_without_leaving_the_machine(lab, tmp_path):
    from playwright.sync_api import sync_playwright

    source = (ROOT / "notebooks" / "03_sparse_vs_dense.ipynb").read_bytes()
    notebook = json.loads(source)
    n_code = sum(cell["cell_type"] == "code" for cell in notebook["cells"])
    outside = []
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_page(viewport={"width": 1500, "height": 1100})
        page.on("request", lambda request: outside.append(request.url) if _is_outside(request.url, lab) else None)
        page.goto(f"{lab}/lab/tree/notebooks/03_sparse_vs_dense.ipynb?token=reader&reset")
        page.wait_for_selector(".jp-Notebook .jp-Cell", timeout=120_000)
        page.wait_for_function(
            "() => document.querySelector('#jp-main-statusbar')?.innerText.includes('| Idle')", timeout=120_000
        )
        asked = page.locator(".jp-Dialog").count()
        page.get_by_role("menuitem", name="Run", exact=True).click()
        page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
        prompt = f"[{n_code}]:"
        page.wait_for_function(
            "prompt => [...document.querySelectorAll('.jp-InputPrompt')].some(p => p.textContent.trim() === prompt)",
            arg=prompt, timeout=300_000,
        )  # fmt: skip
        page.wait_for_timeout(1500)
        page.screenshot(path=str(tmp_path / "lab.png"))
        errors = page.locator("[data-mime-type='application/vnd.jupyter.error']").count()
        pictures = page.locator(".jp-OutputArea img").count()
        news = page.get_by_text("Would you like to get notified about official Jupyter news").count()
        browser.close()
    assert asked == 0
    assert errors == 0
    assert pictures >= 1
    assert news == 0
    assert outside == []


def _is_outside(address, lab):
    return address.startswith(("http", "ws")) and not address.startswith((lab, lab.replace("http", "ws", 1)))
