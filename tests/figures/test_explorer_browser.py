"""The layer over a picture in a browser, on pages that attach it sooner or later than others do."""

import base64
import shutil

import pytest
from conftest import ROOT

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
SCRIPT = (ROOT / "src" / "helpers" / "figures" / "explorer.js").read_bytes()
DOT = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
PAGE = """
<div class="jp-OutputArea-child" id="above"><div class="jp-RenderedImage"><img alt="still"></div></div>
<div class="jp-OutputArea-child" id="place"></div>
"""
DRAW = """async ([script, dot, late]) => {
  const { default: { render } } = await import(`data:text/javascript;base64,${script}`);
  const bytes = Uint8Array.from(atob(dot), (letter) => letter.charCodeAt(0));
  const held = { image: new DataView(bytes.buffer), marks: { x: [0.5], y: [0.5], papers: [0], boxes: [] },
    told: [["A title", "about"]], alt: "a picture", words: "", found: [], selection: [], cards: "" };
  const model = { get: (name) => held[name], set() {}, save_changes() {}, on() {} };
  const el = document.createElement("div");
  if (!late) document.querySelector("#place").append(el);
  const end = render({ model, el });
  await new Promise((wait) => setTimeout(wait, 200));
  if (late) document.querySelector("#place").append(el);
  await new Promise((wait) => setTimeout(wait, 200));
  const hidden = document.querySelector("#above").style.display;
  end();
  return [hidden, document.querySelector("#above").style.display];
}"""

pytestmark = [
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine (.ci/run installs it)"),
    pytest.mark.xdist_group("jupyterlab"),
]


@pytest.mark.parametrize("late", [False, True])
def test_the_still_picture_goes_when_the_layer_has_come_and_returns_with_its_end(late):
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        chromium = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = chromium.new_page()
        page.set_content(PAGE)
        told = page.evaluate(DRAW, [base64.b64encode(SCRIPT).decode(), DOT, late])
        chromium.close()
    assert told == ["none", ""]
