"""The first hour of a new user, in a real JupyterLab in a real browser: what a person sees."""

import json
import os
import re
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
STOPPED = ".helpers-error, [data-mime-type='application/vnd.jupyter.stderr']:has-text('Error')"
"""What a page holds where a cell stopped: the box, or a traceback, to which JupyterLab gives the type of stderr."""
SHOTS = ROOT / "outputs" / "screenshots"
THEME = """
name = "large-vs-small"
[[poles]]
id = "large"
patterns = ["large\\\\w*"]
[[poles]]
id = "small"
patterns = ["small\\\\w*"]
[[senses]]
id = "models"
label = "models"
description = "large or small models"
"""

pytestmark = [
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine (.ci/run installs it)"),
    pytest.mark.xdist_group("jupyterlab"),
]


@pytest.fixture(scope="module")
def lab(bundled_run, tmp_path_factory):
    """A JupyterLab with the bundled dump as the current run, on outputs of its own; gives its address and outputs."""
    folder = tmp_path_factory.mktemp("lab")
    outputs = shutil.copytree(bundled_run.parent, folder / "outputs")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {**os.environ, "JUPYTER_TOKEN": "reader", "JUPYTER_CONFIG_DIR": str(folder / "config"),
                   "JUPYTER_DATA_DIR": str(folder / "data"), "JUPYTERLAB_WORKSPACES_DIR": str(folder / "spaces"),
                   "JUPYTERLAB_SETTINGS_DIR": str(folder / "settings")}  # fmt: skip
    environment.pop("HELPERS_RUN", None)
    command = [sys.executable, "-m", "helpers", "lab", str(BUNDLED), "--no-browser", "--port", str(port)]
    log = (folder / "lab.log").open("w")
    server = subprocess.Popen([*command, "--outputs", str(outputs)], cwd=ROOT, env=environment, stdout=log, stderr=log)
    try:
        for _ in range(120):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/api?token=reader", timeout=2)
                break
            except OSError:
                assert server.poll() is None, (folder / "lab.log").read_text()
                time.sleep(0.5)
        yield f"http://127.0.0.1:{port}", outputs
    finally:
        server.terminate()
        server.wait(timeout=20)
        log.close()


@pytest.fixture(scope="module")
def browser():
    """One window for all tests, which keeps what it has loaded of JupyterLab."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        chromium = play.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium.new_context(viewport={"width": 1440, "height": 900})
        chromium.close()


class Reader:
    """A person at a notebook: opens it, changes parameters, runs all cells, looks."""

    def __init__(self, browser, lab, name, folder=ROOT / "notebooks", start=""):
        self.address = address = lab[0]
        self.page, self.outside = browser.new_page(), []
        self.page.on("request", lambda request: self._note(request.url, address))
        cells = json.loads((folder / f"{name}.ipynb").read_bytes())["cells"]
        self.n_code, self.n_runs = sum(cell["cell_type"] == "code" for cell in cells), 0
        start = start or f"/lab/tree/lab/{BUNDLED.name.split('.')[0]}/{name}.ipynb"
        self.page.goto(f"{address}{start}?token=reader&reset")
        self.page.wait_for_selector(".jp-Notebook .jp-Cell", timeout=120_000)
        idle = "() => document.querySelector('#jp-main-statusbar')?.innerText.includes('| Idle')"
        self.page.wait_for_function(idle, timeout=120_000)

    def _note(self, address, lab):
        if address.startswith(("http", "ws")) and not address.startswith((lab, lab.replace("http", "ws", 1))):
            self.outside.append(address)

    def set(self, line):
        """Type a parameter before the one that stands in the notebook, whose rest becomes a comment."""
        name = line.split(" ")[0]
        self.page.locator(f".cm-line:has-text('{name} = None')").first.click()
        self.page.keyboard.press("Home")
        self.page.keyboard.type(f"{line}  # ")

    def run_all(self):
        self.page.get_by_role("menuitem", name="Run", exact=True).click()
        self.page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
        self.n_runs += 1
        ended = "text => [...document.querySelectorAll('.jp-InputPrompt')].some(p => p.textContent.trim() === text)"
        stopped = (
            "[...document.querySelectorAll(\".helpers-error, [data-mime-type='application/vnd.jupyter.stderr']\")]"
            ".some(e => e.className.includes('helpers-error') || e.textContent.includes('Error'))"
        )
        prompt = f"[{self.n_code * self.n_runs}]:"
        self.page.wait_for_function(f"text => ({ended})(text) || {stopped}", arg=prompt, timeout=300_000)

    def wait_for(self, text):
        """Wait until a text stands on the page."""
        shown = "text => document.querySelector('.jp-Notebook').innerText.includes(text)"
        self.page.wait_for_function(shown, arg=text, timeout=30_000)

    def close(self):
        """Close the page and end its kernel, so that only one runs at a time."""
        self.page.close()
        with urllib.request.urlopen(f"{self.address}/api/sessions?token=reader", timeout=10) as told:
            sessions = [session["id"] for session in json.load(told)]
        for session in sessions:
            address = f"{self.address}/api/sessions/{session}?token=reader"
            urllib.request.urlopen(urllib.request.Request(address, method="DELETE"), timeout=20)

    def see(self, name):
        SHOTS.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=str(SHOTS / f"{name}.png"))


@pytest.fixture
def read(browser, lab):
    readers = []

    def open_notebook(name, *options):
        readers.append(Reader(browser, lab, name, *options))
        return readers[-1]

    yield open_notebook
    for reader in readers[-1:]:
        reader.close()


@pytest.fixture
def ask(read, lab):
    """Open a notebook of a few cells on the finished run, as a reader would write it."""

    def open_cells(name, *cells):
        import nbformat

        folder = lab[1] / "lab" / BUNDLED.name.split(".")[0]
        code = [nbformat.v4.new_code_cell(cell) for cell in cells]
        kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
        nbformat.write(nbformat.v4.new_notebook(cells=code, metadata=kernel), folder / f"{name}.ipynb")
        return read(name, folder)

    return open_cells


SET_UP = "from helpers import figures as fg\nfrom helpers.run import open_run\nrun = open_run()\nfg.open_page(run)"


def repeat(page, act, selector):
    """Do what a person does until it is answered: on a busy machine a page still moves under the mouse."""
    from playwright.sync_api import TimeoutError as NoAnswer

    for _ in range(11):
        act()
        try:
            page.wait_for_selector(selector, timeout=6_000)
            return
        except NoAnswer:
            continue
    act()
    page.wait_for_selector(selector, timeout=6_000)


def place_mark(page, x, y):
    """The place on the screen of a place of the picture, in shares."""
    box = page.locator(".explore-stage img").bounding_box()
    return box["x"] + x * box["width"], box["y"] + y * box["height"]


def test_the_paper_behind_a_dot_is_read_and_a_line_around_some_gives_their_table(ask, read, lab, bundled_run):
    marks = json.loads((bundled_run / "figures" / "senses_by_stance.marks.json").read_text(encoding="utf-8"))
    points = list(zip(marks["points"]["x"], marks["points"]["y"], marks["points"]["papers"], strict=True))
    reader = ask(
        "asked", SET_UP, "explorer = fg.explore(run, 'senses_by_stance')\nexplorer",
        "'IDS ' + ' '.join(explorer.selected['paper_id'])",
    )  # fmt: skip
    page = reader.page
    reader.run_all()
    stage = page.locator(".explore-stage")
    stage.scroll_into_view_if_needed()
    # The picture that stands without a kernel is seen until the widget has come.
    seen = "() => [...document.querySelectorAll('.jp-RenderedImage img')].every(image => !image.offsetParent)"
    page.wait_for_function(seen, timeout=60_000)
    assert stage.count() == 1
    x, y, _ = points[0]

    def rest_on_dot():
        stage.scroll_into_view_if_needed()
        page.mouse.move(*place_mark(page, x, y + 0.2))
        page.mouse.move(*place_mark(page, x, y))

    repeat(page, rest_on_dot, ".explore-tip b")
    tip = page.locator(".explore-tip")
    title = tip.locator("b").inner_text()
    assert tip.is_visible() and " · " in tip.locator("span").inner_text()
    page.mouse.click(*place_mark(page, x + 0.004, y))
    card = page.locator(".paper-card")
    card.first.wait_for(timeout=20_000)
    assert card.count() == 1 and title in card.inner_text() and len(card.inner_text()) > 300
    assert card.locator("a").count() == 1 and card.locator("mark").count() >= 1
    reader.see("card")
    left, right = 0.0, 1.0
    wanted = sorted(points, key=lambda point: point[1])[:12]
    low = (wanted[-1][1] + min([point[1] for point in points if point[1] > wanted[-1][1]], default=1.0)) / 2
    inside = [paper for _, y, paper in points if y < low]
    stage.scroll_into_view_if_needed()
    page.mouse.move(*place_mark(page, left + 0.01, 0.02))
    page.mouse.down()
    for place in ((right - 0.01, 0.02), (right - 0.01, low), (left + 0.01, low)):
        page.mouse.move(*place_mark(page, *place), steps=8)
    page.mouse.up()
    page.wait_for_selector(f"text={len(inside)} of {len(points)} papers selected", timeout=20_000)
    reader.see("line")
    page.locator(".jp-Cell").last.click()
    page.keyboard.press("Shift+Enter")
    page.wait_for_function("() => document.querySelector('.jp-Notebook').innerText.includes('IDS 2')", timeout=20_000)
    told = page.locator(".jp-OutputArea-output", has_text="IDS ").last.inner_text()
    assert sorted(re.findall(r"\d{4}\.\d{4,5}|10\.\S+", told)) == sorted(inside)
    page.keyboard.press("Escape")
    page.keyboard.press("Control+s")
    page.wait_for_function("() => !document.querySelector('.jp-mod-dirty')", timeout=20_000)
    reader.close()
    later = read("asked", lab[1] / "lab" / BUNDLED.name.split(".")[0]).page
    still = later.locator(".jp-RenderedImage img")
    still.scroll_into_view_if_needed()
    later.wait_for_timeout(3_000)  # until JupyterLab would have said that it has no model
    assert still.is_visible()
    assert "Error displaying" not in later.locator(".jp-Notebook").inner_text()


RETITLE = """from helpers import theme as th
theme, readings, papers = run.read("theme"), run.read("readings"), run.read("papers")
theme_file = th.load_theme(run.theme)
drawing = fg.draw_role_values(theme, th.compute_role_values(theme, readings, theme_file), papers, theme_file)
fg.show_figure(run, drawing, "values_by_role", title="Words of my own")"""


def test_a_retitled_figure_is_searched_and_the_keyboard_reaches_its_dots(ask):
    reader = ask(
        "searched", SET_UP, RETITLE, "fg.open_page(run, '03_sparse_vs_dense')",
        "explorer = fg.explore(run, 'values_by_role')\nexplorer",
    )  # fmt: skip
    page = reader.page
    reader.run_all()
    assert "Words of my own" in page.locator(".helpers-answer").inner_text()
    search = page.get_by_label("Search titles and abstracts")
    search.scroll_into_view_if_needed()
    page.wait_for_function("() => document.querySelector('.explore-stage img')?.complete", timeout=60_000)

    def type_word():
        search.fill("")
        search.fill("reward")

    repeat(page, type_word, "text=/^[1-9][0-9]* of 109 papers found/")
    assert "reward" in search.input_value()
    reader.see("search")
    search.press("Enter")
    page.wait_for_selector("text=/[1-9][0-9]* of 109 papers selected/", timeout=20_000)
    assert page.locator(".paper-card").first.inner_text().strip()
    page.get_by_role("button", name="Clear").click()
    page.wait_for_selector("text=/^0 of 109 papers selected/", timeout=20_000)
    page.keyboard.press("Tab")
    for key in ("ArrowRight", "ArrowRight", "Enter"):
        page.keyboard.press(key)
    page.wait_for_selector("text=/^1 of 109 papers selected/", timeout=20_000)
    page.wait_for_function("() => document.querySelectorAll('.paper-card').length === 1", timeout=20_000)
    assert reader.outside == []


def test_the_first_screen_of_each_notebook_says_question_answer_and_time(browser, lab):
    reader = Reader(browser, lab, "00_start_here", start="/")
    page, names = reader.page, sorted(file.stem for file in (ROOT / "notebooks").glob("*.ipynb"))
    page.get_by_role("button", name="Make it current").wait_for(state="detached")
    for name in names:
        cells = json.loads((ROOT / "notebooks" / f"{name}.ipynb").read_bytes())["cells"]
        question = "".join(cells[0]["source"]).split("\n")[1].replace("*", "")
        page.locator(f".jp-DirListing-item[title^='Name: {name}.ipynb']").dblclick()
        screen = page.locator(f".jp-NotebookPanel:not(.lm-mod-hidden):has(h1:has-text('{name[:2]} ·'))")
        screen.locator(".helpers-answer").wait_for(timeout=60_000)
        reader.see(f"first-{name}")
        asked, takes = screen.locator("p", has_text=question), screen.locator("th", has_text="Takes")
        for text in (asked, screen.locator(".helpers-answer"), takes):
            place = text.first.bounding_box(timeout=10_000)
            assert place["y"] > 0 and place["y"] + place["height"] <= 900, (name, place)
        assert "The answer so far" in screen.locator(".helpers-answer").inner_text()
    assert len(page.locator(".lm-TabBar-tab").all()) >= len(names)
    reader.close()


def find_rows(page):
    table = page.locator("table.dataTable").first
    table.scroll_into_view_if_needed(timeout=60_000)
    return table.locator("tbody tr")


def test_tables_are_seen_and_searched_after_one_run_and_after_another(read):
    reader = read("05_trends")
    for _ in range(2):
        reader.run_all()
        assert find_rows(reader.page).count() >= 2 and find_rows(reader.page).first.inner_text().strip()
    page = reader.page
    shown = page.locator(".dt-info").first.inner_text()
    page.locator("input[type=search]").first.fill("no such words anywhere")
    reader.wait_for("Showing 0 to 0 of 0 entries")
    assert "Showing 0 to 0 of 0 entries" in page.locator(".dt-info").first.inner_text() != shown
    reader.see("tables")
    assert page.get_by_text("Loading ITables").count() == 0
    page.wait_for_selector(".jp-OutputArea img", timeout=30_000)
    assert page.get_by_text("Would you like to get notified about official Jupyter news").count() == 0
    assert "PosixPath" not in page.locator(".jp-Notebook").inner_text()
    assert reader.outside == []


def test_tables_are_seen_in_an_exported_page(bundled_run, browser, tmp_path):
    import nbformat
    from nbconvert import HTMLExporter

    notebook = nbformat.read(bundled_run / "notebooks" / "05_trends.ipynb", as_version=4)
    (tmp_path / "page.html").write_text(HTMLExporter().from_notebook_node(notebook)[0], encoding="utf-8")
    page = browser.new_page()
    page.goto((tmp_path / "page.html").as_uri())
    page.wait_for_selector("table.dataTable tbody tr", timeout=30_000)
    assert find_rows(page).first.inner_text().strip() and page.get_by_text("Loading ITables").count() == 0
    asked = page.locator(".jp-Cell", has_text="fg.explore(").last
    assert asked.locator("img").count() == 1 and asked.locator("script").count() == 0, "the picture stands"
    page.close()


def write_dump(folder):
    abstract = "We study how bread rises in warm rooms, with an experiment of three weeks and forty loaves of rye."
    rows = "".join(f'"Bread and rooms, part {i}","{abstract} Part {i}."\n' for i in range(12))
    (folder / "bread.csv").write_text(f"title,abstract\n{rows}", encoding="utf-8")
    return folder / "bread.csv"


def test_a_value_chosen_in_one_notebook_holds_in_the_next_and_a_form_chooses_another_dump(read, lab, tmp_path):
    reader = read("02_topics")
    reader.set("n_topics = 8")
    reader.run_all()
    assert reader.page.locator(STOPPED).count() == 0
    assert reader.page.locator(".explore-stage canvas").count() == 1
    reader.page.locator(".explore").scroll_into_view_if_needed()
    reader.see("map")
    reader.close()
    following = read("00_start_here")
    following.run_all()
    # JupyterLab keeps only what is near the screen on the page, so what was chosen is read from its file.
    following.wait_for("8 topics")
    chosen = lab[1] / BUNDLED.name.split(".")[0] / "choices.json"
    assert json.loads(chosen.read_text(encoding="utf-8")) == {"n_topics": 8}
    page = following.page
    page.get_by_placeholder("or the path of another file or folder").fill(str(write_dump(tmp_path)))
    page.get_by_role("button", name="Make it current").click()
    following.wait_for("bread, theme sparse-vs-dense, is the current run of notebooks opened from now on")
    page.locator(".jp-OutputArea a", has_text="01 · The corpus").first.scroll_into_view_if_needed()
    following.see("start")
    page.locator(".jp-OutputArea a", has_text="01 · The corpus").first.click()
    page.locator(".jp-NotebookPanel:not(.lm-mod-hidden) h1", has_text="01 · The corpus").wait_for(timeout=30_000)
    assert "Not computed yet." in page.locator(".jp-NotebookPanel:not(.lm-mod-hidden) .helpers-answer").inner_text()
    choice = lab[1] / "lab" / "current.json"
    assert json.loads(choice.read_text(encoding="utf-8"))["dump"] == [str(tmp_path / "bread.csv")]
    choice.unlink()


def test_a_theme_of_ones_own_reaches_its_figure(read, lab, tmp_path):
    (tmp_path / "large-vs-small.toml").write_text(THEME, encoding="utf-8")
    reader = read("03_sparse_vs_dense")
    reader.set(f"theme_name = {str(tmp_path / 'large-vs-small.toml')!r}")
    reader.run_all()
    assert reader.page.locator(STOPPED).count() == 0
    _, outputs = lab
    figures = outputs / f"{BUNDLED.name.split('.')[0]}--large-vs-small" / "figures"
    assert (figures / "both_words.png").is_file()
    assert "“large”" in (figures / "values_by_role.json").read_text(encoding="utf-8")
    reader.see("theme")


def test_a_wrong_path_is_told_in_one_box_that_is_seen(read):
    reader = read("01_corpus")
    reader.set("dump = 'nowhere.bib'")
    reader.run_all()
    box = reader.page.locator(".helpers-error")
    assert box.count() == 1 and "There is no dump at nowhere.bib" in box.inner_text()
    reader.page.wait_for_timeout(1000)
    place = box.bounding_box()
    assert 0 <= place["y"] <= 900 - place["height"], "the reader is left at it"
    assert "Traceback" not in reader.page.locator(".jp-Notebook").inner_text()
    reader.see("box")
