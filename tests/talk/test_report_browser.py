"""The page of a run in a real browser, opened from a file: what a reader clicks, types and hears."""

import json
import shutil

import pandas as pd
import pytest
from conftest import BUNDLED, ROOT
from talk.small_run import ABSTRACTS, TITLES, make_contrasts, make_papers, make_run, make_tables

from helpers.run.opening import open_run
from helpers.talk.digest import save_digest
from helpers.talk.report import save_report

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync"]
SHOTS = ROOT / "outputs" / "screenshots"
LINE, PARAGRAPH = "\u2028", "\u2029"
HOSTILE = (
    "<script>document.title='ran'</script>",
    "</script><script>alert(1)</script><img src=x onerror=alert(2)>",
    '"><svg/onload=alert(3)> javascript:alert(4) ]]> --> <!-- <style>*{display:none}</style>',
    '=HYPERLINK("http://evil.example";"x") $\\href{javascript:alert(5)}{x}$ {{ 7*7 }} {% raw %} ${alert(6)}',
    f"sparse{LINE}dense{PARAGRAPH}\u202egnp.exe 𝒳 😀 \ufeff &lt;b&gt; \\u003cscript\\u003e \x7f",
)

pytestmark = [
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine (.ci/run installs it)"),
    pytest.mark.xdist_group("jupyterlab"),
]


@pytest.fixture(scope="module")
def chromium():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def visit(chromium):
    """Open a file as a reader does, with notes of all that it asks for, says or runs."""
    contexts = []

    def open_page(path, *, width=1440, height=900, scheme="light"):
        context = chromium.new_context(viewport={"width": width, "height": height}, color_scheme=scheme)
        contexts.append(context)
        page = context.new_page()
        page.asked, page.noise = [], []
        page.on("request", lambda r: page.asked.append(r.url) if not r.url.startswith("data:image/png") else None)
        page.on("dialog", lambda dialog: (page.noise.append(dialog.message), dialog.dismiss()))
        page.on("console", lambda message: page.noise.append(message.text))
        page.on("pageerror", lambda error: page.noise.append(str(error)))
        page.goto(path.as_uri())
        if path.name == "report.html":
            page.wait_for_selector("html[data-ready]", timeout=60_000)
        return page

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    return save_report(make_run(tmp_path_factory.mktemp("page") / "export"))


@pytest.fixture(scope="module")
def bundled(bundled_run, tmp_path_factory):
    """The page of the whole run; where its figures have no marks yet, the map has a dot for each paper."""
    outputs = shutil.copytree(bundled_run.parent, tmp_path_factory.mktemp("page") / "outputs")
    run = open_run(BUNDLED, outputs=outputs)
    place = run.place_figure("topic_map").with_suffix(".marks.json")
    if not place.is_file():
        ids = run.read("papers")["paper_id"].tolist()
        x = [0.1 + 0.8 * (k % 12) / 12 for k in range(len(ids))]
        points = {"x": x, "y": [0.2 + 0.06 * (k // 12) for k in range(len(ids))], "papers": ids}
        place.write_text(json.dumps({"points": points, "boxes": []}), encoding="utf-8")
    return save_report(run)


def click_mark(page, name, x, y):
    layer = page.locator(f"[data-figure={name}] .layer")
    layer.scroll_into_view_if_needed()
    size = layer.bounding_box()
    page.mouse.move(size["x"] + x * size["width"], size["y"] + y * size["height"])
    tip = page.locator("#tip").inner_text() if page.locator("#tip").is_visible() else ""
    page.mouse.click(size["x"] + x * size["width"], size["y"] + y * size["height"])
    return tip


def find_breaches(page):
    """What axe-core finds, by rule, with the first element that breaks it."""
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page).response["violations"]
    return {rule["id"]: rule["nodes"][0]["html"][:200] for rule in found}


def wait_for_rows(page, section, n):
    from playwright.sync_api import expect

    expect(page.locator(f"{section} tbody tr")).to_have_count(n)


def see(page, name):
    SHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=str(SHOTS / f"{name}.png"))


def test_a_page_asks_for_nothing_but_itself(visit, small):
    page = visit(small)
    assert page.asked == [small.as_uri()] and page.noise == []


def test_the_policy_stops_what_the_page_did_not_bring(visit, small):
    page = visit(small)
    page.evaluate("() => { const s = document.createElement('script'); s.textContent = 'window.ran = 1';"
                  " document.body.append(s); const i = new Image(); i.src = 'https://evil.example/x.png';"
                  " document.body.append(i); }")  # fmt: skip
    page.wait_for_timeout(200)
    assert page.evaluate("window.ran") is None
    assert sum("Content Security Policy" in said for said in page.noise) >= 2


def test_a_dot_shows_its_paper_and_a_click_the_abstract_with_marked_words_and_a_link(visit, small):
    page = visit(small)
    tip = click_mark(page, "topic_map", 0.2, 0.5)
    assert tip.startswith(f"{TITLES[0]} · 2024-01-05 · attention")
    assert tip.endswith(": sparse (sparse sought, dense overcome; mechanism; sure)")
    card = page.locator("#panel .card")
    assert card.count() == 1 and card.locator(".abstract").inner_text() == ABSTRACTS[0]
    assert card.locator(".abstract mark").all_inner_texts() == ["sparse", "dense", "dense"], "also after wide letters"
    assert card.locator(".abstract mark.first").count() == 1
    assert card.locator("a").get_attribute("href") == "https://papers.example/0"
    see(page, "report-dot")


def test_a_bar_lists_its_papers_and_each_opens(visit, small):
    page = visit(small)
    assert click_mark(page, "bars", 0.3, 0.5) == "sought: 2 papers"
    assert page.locator("#panel summary").all_inner_texts() == list(TITLES[:2])
    assert click_mark(page, "bars", 0.62, 0.5) == "" and page.locator("#panel .card").count() == 2


def test_papers_are_searched_in_title_and_abstract_and_sorted(visit, small):
    page = visit(small)
    rows = page.locator("#papers tbody tr")
    assert rows.count() == 3
    page.get_by_label("Search the papers").fill("ROBOTS sparse")
    wait_for_rows(page, "#papers", 1)
    assert TITLES[2] in rows.inner_text()
    page.get_by_label("Search the papers").fill("no such words")
    page.wait_for_selector("#papers td:has-text('No paper has all of these words.')")
    assert page.locator("#papers [role=status]").inner_text() == ""
    page.get_by_label("Search the papers").fill("")
    wait_for_rows(page, "#papers", 3)
    for way, first in (("ascending", TITLES[0]), ("descending", TITLES[2])):
        page.locator("#papers th", has_text="Date").click()
        page.wait_for_selector(f"#papers th[aria-sort={way}]:has-text('Date')")
        page.wait_for_selector(f"#papers tbody tr:first-child:has-text('{first}')")


def test_long_tables_are_paged(visit, tmp_path):
    papers = make_papers([f"Paper {n:02}" for n in range(60)], ["Text."] * 60, ["2024-01-05"] * 60)
    page = visit(save_report(make_run(tmp_path / "export", make_tables(papers))))
    told = page.locator("#papers [role=status]")
    assert told.inner_text() == "1 to 25 of 60 papers" and page.locator("#papers tbody tr").count() == 25
    for _ in range(2):
        page.locator("#papers").get_by_role("link", name="Next").click()
    assert told.inner_text() == "51 to 60 of 60 papers"
    assert page.locator("#papers").get_by_role("link", name="Next").get_attribute("aria-disabled") == "true"
    assert page.locator("#mentions tbody").inner_text() == "There is no mention."
    page.locator("#legend button").click()
    assert page.locator("#panel .card").count() == 50
    page.get_by_role("button", name="Show more of 60 papers").click()
    assert page.locator("#panel .card").count() == 60


def test_mentions_have_their_word_marked_and_open_their_paper(visit, small):
    page = visit(small)
    page.get_by_label("Search the mentions").fill("passages")
    wait_for_rows(page, "#mentions", 2)
    assert page.locator("#mentions tbody mark.first, #mentions tbody mark.second").all_inner_texts() == [
        "Dense",
        "sparse",
    ]
    page.locator("#mentions tbody button").first.click()
    assert page.locator("#panel summary").all_inner_texts() == [TITLES[1]]


def test_a_term_opens_the_papers_that_have_it_with_the_term_marked(visit, small):
    page = visit(small)
    page.locator("#terms tbody button", has_text="robot").click()
    assert page.locator("#panel-title").inner_text() == "1 paper with “robot”"
    assert page.locator("#panel mark.hit").all_inner_texts() == ["robots"]


def test_the_map_is_searched_and_its_dots_opened(visit, small):
    page = visit(small)
    page.get_by_label("Search the map").fill("retrieval")
    page.wait_for_selector("#map-told:has-text('1 paper of 3')")
    page.get_by_role("button", name="List what was found").click()
    assert page.locator("#panel summary").all_inner_texts() == [TITLES[1]]
    page.keyboard.press("Escape")
    canvas = page.locator("#canvas")
    canvas.scroll_into_view_if_needed()
    size = canvas.bounding_box()
    scale = min((size["width"] - 48) / 1, (size["height"] - 48) / 1)
    page.mouse.click(size["x"] + size["width"] / 2, size["y"] + size["height"] / 2 - scale / 2)
    assert page.locator("#panel summary").all_inner_texts() == [TITLES[1]], "the second paper lies above the others"


def test_all_can_be_reached_by_keyboard(visit, small):
    page = visit(small)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the findings"
    page.keyboard.press("Enter")
    layer = page.locator("[data-figure=topic_map] .layer")
    for _ in range(30):
        page.keyboard.press("Tab")
        if layer.evaluate("element => element === document.activeElement"):
            break
    else:
        pytest.fail("no picture can be reached")
    assert layer.evaluate("element => getComputedStyle(element).outlineStyle") == "solid"
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    assert page.locator("#walked").inner_text().startswith(TITLES[1])
    page.keyboard.press("Enter")
    assert page.locator("#panel summary").all_inner_texts() == [TITLES[1]]
    assert page.evaluate("document.activeElement.id") == "panel-title"
    page.keyboard.press("Escape")
    assert page.locator("#panel").is_hidden() and layer.evaluate("element => element === document.activeElement")
    page.locator("#canvas").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert page.locator("#panel .card").count() == 1
    page.keyboard.press("Escape")
    page.locator("button.behind").first.press("Enter")
    assert page.locator("#panel summary").all_inner_texts() == list(TITLES)


def test_methods_and_references_are_copied(visit, small):
    page = visit(small)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copy the BibTeX").click()
    page.wait_for_selector("button:has-text('Copied')")
    assert "@article{blondel2008," in page.evaluate("navigator.clipboard.readText()")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 390])
def test_it_is_accessible_and_fits_a_phone(visit, bundled, scheme, width):
    page = visit(bundled, width=width, height=844, scheme=scheme)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert find_breaches(page) == {}
    page.locator("#legend button").first.click()
    page.locator("#panel summary").first.click()
    assert find_breaches(page) == {}
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    see(page, f"report-{scheme}-{width}")


def test_the_paper_behind_any_dot_of_the_bundled_run_is_read(visit, bundled):
    page = visit(bundled)
    assert page.asked == [bundled.as_uri()] and page.noise == []
    marks = (bundled.parent / "figures" / "topic_map.marks.json").read_text(encoding="utf-8")
    points = json.loads(marks)["points"]
    top, bottom = json.loads((bundled.parent / "figures" / "topic_map.json").read_text(encoding="utf-8"))["body"]
    click_mark(page, "topic_map", points["x"][0], (points["y"][0] - top) / (bottom - top))
    card = page.locator(f"#panel .card[data-paper='{points['papers'][0]}']")
    assert card.locator("mark").count() >= 1 and len(card.locator(".abstract").inner_text()) > 300
    assert card.locator("a").get_attribute("href").startswith("https://")
    page.keyboard.press("Escape")
    page.get_by_label("Search the papers").fill("reward")
    page.wait_for_selector("#papers [role=status]:has-text('from 109')")
    assert page.locator("#papers tbody tr").count() >= 2
    see(page, "report-search")


def test_an_address_that_is_none_of_the_web_is_no_link(visit, tmp_path, monkeypatch):
    addresses = pd.Series(["javascript:alert(1)", "https://x.example/a b", "https://x.example/c"])
    monkeypatch.setattr("helpers.talk.report_data.compute_links", lambda papers: addresses)
    page = visit(save_report(make_run(tmp_path / "export")))
    page.locator("button.behind").first.click()
    assert page.locator("#panel a").evaluate_all("links => links.map(link => link.href)") == ["https://x.example/c"]


def test_nothing_of_a_hostile_dump_runs_or_leaves(visit, tmp_path):
    n = len(HOSTILE)
    links = ["javascript:alert(7)", "data:text/html,<script>alert(8)</script>", "https://x.example/\"onclick=alert(9)",
             "JAVASCRIPT://x.example/%0aalert(10)", "vbscript:x"]  # fmt: skip
    papers = make_papers(HOSTILE, [f"sparse {text} dense" for text in HOSTILE], ["2024-01-05"] * n, url=links)
    tables = make_tables(papers, label=HOSTILE[1])
    tables["contrasts"] = make_contrasts(["sparse", HOSTILE[1], "alert"], contrast=HOSTILE[2])
    evil = dict.fromkeys(("title", "subtitle", "caption", "alt", "denominator", "accuracy", "notebook"), HOSTILE[1])
    box = {"left": 0.1, "top": 0.4, "right": 0.6, "bottom": 0.6, "label": HOSTILE[1], "papers": ["P0", "P1"]}
    run = make_run(
        tmp_path / "export", tables, words=evil, marks={"bars": {"points": {}, "boxes": [box]}}, files=(HOSTILE[0],)
    )
    run.name = HOSTILE[1]
    page = visit(save_report(run))
    assert HOSTILE[1] in click_mark(page, "bars", 0.3, 0.5)
    page.get_by_role("button", name="List what was found").is_disabled()
    page.get_by_label("Search the papers").fill("sparse")
    page.get_by_label("Search the mentions").fill("<script>")
    page.get_by_label("Search the map").fill("(.*")
    page.wait_for_timeout(300)
    page.locator("#legend button").click()
    for card in page.locator("#panel summary").all():
        card.click()
    opened = "n => document.querySelectorAll('#panel .card .abstract').length === n"
    page.wait_for_function(opened, arg=n, timeout=10_000)
    shown = page.locator("#panel .card .abstract").all_text_contents()
    assert [text.replace("sparse ", "", 1).removesuffix(" dense") for text in shown] == papers["title"].tolist()
    for button in page.locator("td button").all():
        button.click(force=True)
    assert page.locator("#panel a, #panel img, #panel svg, #panel script, table script, table img").count() == 0
    addresses = page.locator("a").evaluate_all("links => links.map(link => link.getAttribute('href'))")
    assert all(address.startswith("#") for address in addresses)
    assert page.title() != "ran" and page.noise == [] and len(page.asked) == 1
    assert page.locator("script").count() == 2
    for digest in save_digest(run)[1:]:
        page = visit(digest)
        assert page.locator("script, img, svg, a").count() == 0 and page.noise == [] and len(page.asked) == 1
        assert HOSTILE[1] in page.locator("body").inner_text()
