"""The site of documentation: it is whole, asks no network, and what its pages say is what the code does."""

import functools
import json
import re
import shlex
import subprocess
import sys
import tomllib
from html.parser import HTMLParser
from importlib import import_module
from urllib.parse import unquote, urlsplit

import pandas as pd
import pytest
from conftest import ROOT
from filelock import FileLock
from test_jupyterlab import CHROMIUM, FLAGS, SHOTS

sys.path.insert(0, str(ROOT))  # `python -m docs` finds its folder by where it is called

from docs.page_sources import PAGES, TOLD, list_commands, write_sources
from helpers.__main__ import build_parser
from helpers.coding.theme_fitting import LEAST_CODINGS
from helpers.figures.value_figure import SELDOM
from helpers.papers.dump_report import describe_summary, summarise_corpus
from helpers.run.inputs import DEFAULT_THEME, find_theme
from helpers.run.settings import SETTINGS
from helpers.stats.estimates import LEVEL, MIN_GROUP, POWER
from helpers.stats.questions import MAX_PLANNED
from helpers.stats.verdicts import LEVEL as ERROR_RATE, explain_verdicts
from helpers.text.wordings import SELECTIONS, spell, tell_selection
from helpers.theme.mentions import find_mentions
from helpers.theme.stances import list_rules
from helpers.theme.theme_file import load_theme
from helpers.topics.recipes import MIN_PAPERS

NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
OWN_PAGES = ("first-dump", "write-a-theme", "what-may-i-say")
ROOMS = [room.name for room in sorted((ROOT / "src" / "helpers").iterdir()) if (room / "__init__.py").is_file()]
NUMBERS = "two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty|half|quarter"


@pytest.fixture(scope="session")
def site(shared_folder, bundled_run):
    """The folder of HTML, built once for all test processes from the bundled run; a warning of Sphinx is a failure."""
    with FileLock(shared_folder / "site.lock"):
        if not (shared_folder / "site" / "told.json").is_file():
            command = [sys.executable, "-m", "docs", "--run", bundled_run, "--to", shared_folder / "site"]
            done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=600, check=False)
            told = {"code": done.returncode, "told": done.stderr[-6000:]}
            (shared_folder / "site" / "told.json").write_text(json.dumps(told), encoding="utf-8")
    told = json.loads((shared_folder / "site" / "told.json").read_text(encoding="utf-8"))
    assert told["code"] == 0, told["told"]
    return shared_folder / "site" / "html"


class Links(HTMLParser):
    """What a page points to, what can be pointed to in it, and its pictures with their alternative text."""

    def __init__(self, text):
        super().__init__()
        self.targets, self.ids, self.pictures = [], set(), []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        self.targets += [found[name] for name in ("href", "src") if found.get(name)]
        self.ids |= {found[name] for name in ("id", "name") if found.get(name)}
        if tag == "img":
            self.pictures.append((found.get("src", ""), found.get("alt", "")))


@functools.cache
def read_links(page):
    return Links(page.read_text(encoding="utf-8"))


@functools.cache
def read_page(name):
    return (ROOT / "docs" / f"{name}.md").read_text(encoding="utf-8")


def list_pages(site):
    return sorted(path for path in site.rglob("*.html") if "macros" not in path.name)


def test_every_page_of_the_project_and_every_notebook_is_there_and_in_the_list(site):
    front = {unquote(urlsplit(target).path) for target in read_links(site / "index.html").targets}
    wanted = [name.removesuffix(".md") for name in PAGES] + [f"notebooks/{path.stem}" for path in NOTEBOOKS]
    missing = [name for name in [*wanted, "reference/commands", "reference/rooms"] if f"{name}.html" not in front]
    assert not missing


def test_every_markdown_page_of_docs_is_a_page():
    assert {f"docs/{path.name}" for path in (ROOT / "docs").glob("*.md")} <= set(PAGES)


@pytest.mark.parametrize("room", ROOMS)
def test_what_a_room_offers_is_described(site, room):
    offered = getattr(import_module(f"helpers.{room}"), "__all__", ())
    ids = read_links(site / "reference" / f"{room}.html").ids if offered else set()
    assert [name for name in offered if f"helpers.{room}.{name}" not in ids] == []


def test_every_command_and_every_setting_is_told(site):
    text = (site / "reference" / "commands.html").read_text(encoding="utf-8")
    ids = read_links(site / "reference" / "commands.html").ids
    assert [name for name in list_commands(build_parser()) if name and name.replace(" ", "-") not in ids] == []
    assert [name for name in SETTINGS if name not in text] == []


def test_every_link_leads_somewhere(site):
    """Files and places in them; addresses elsewhere are looked at for their form alone."""
    broken = []
    for page in list_pages(site):
        for target in read_links(page).targets:
            address = urlsplit(target)
            if address.scheme in ("http", "https"):
                good = re.fullmatch(r"[\w-]+(\.[\w-]+)+", address.netloc) and not re.search(r"\s", target)
            elif address.scheme in ("data", "mailto"):
                good = True
            else:
                place = (page.parent / unquote(address.path)).resolve() if address.path else page
                good = not address.scheme and not address.netloc and place.is_file() and place.is_relative_to(site)
                if good and address.fragment and place.suffix == ".html":
                    good = unquote(address.fragment) in read_links(place).ids
            broken += [] if good else [f"{page.relative_to(site)}: {target}"]
    assert not broken


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_shows_its_figures_with_their_alternative_text(site, bundled_run, notebook):
    figures = json.loads(notebook.read_text(encoding="utf-8"))["metadata"]["helpers"].get("figures", [])
    shown = {alt: src for src, alt in read_links(site / "notebooks" / f"{notebook.stem}.html").pictures}
    for figure in figures:
        if (words := bundled_run / "figures" / f"{figure}.json").is_file():
            alt = " ".join(json.loads(words.read_text(encoding="utf-8"))["alt"].split())
            assert alt in shown, figure
            assert (site / "notebooks" / shown[alt]).resolve().stat().st_size > 20_000


def test_of_a_cell_a_page_keeps_what_stands_without_a_kernel(tmp_path):
    live, bar = (
        {"application/vnd.jupyter.widget-view+json": {"model_id": "x"}},
        {"text/plain": ["Encoding:   0%|   | 0/3"]},
    )
    still = "<img src='data:image/png;base64,aGVsbG8='><a href='05_trends.ipynb'>05</a>"
    outputs = [
        {"output_type": "display_data", "metadata": {}, "data": {**live, **bar}},
        {"output_type": "display_data", "metadata": {}, "data": {**live, "text/plain": ["Browser()"]}},
        {"output_type": "display_data", "metadata": {}, "data": {**live, "text/html": [still]}},
        {"output_type": "stream", "name": "stderr", "text": ["a warning"]},
    ]
    notebook = {"metadata": {"widgets": {"x": 1}}, "cells": [{"cell_type": "code", "metadata": {}, "outputs": outputs}]}
    (tmp_path / "run" / "notebooks").mkdir(parents=True)
    (tmp_path / "run" / "notebooks" / "02_topics.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    write_sources(tmp_path / "run", tmp_path / "to")
    kept = json.loads((tmp_path / "to" / "notebooks" / "02_topics.ipynb").read_text(encoding="utf-8"))
    told, shown = (output["data"] for output in kept["cells"][0]["outputs"])
    picture = next((tmp_path / "to" / "_static" / "pictures").iterdir())
    assert told == {"text/markdown": TOLD}
    assert shown == {"text/html": f"<img src='../_static/pictures/{picture.name}'><a href='05_trends.html'>05</a>"}
    assert picture.read_bytes() == b"hello" and kept["metadata"] == {}


def test_no_page_tells_where_it_was_built(site, shared_folder):
    for page in list_pages(site):
        assert str(shared_folder) not in (text := page.read_text(encoding="utf-8")), page
        assert str(ROOT) not in text, page


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine (.ci/run installs it)")
def test_in_a_browser_without_network_pages_show_pictures_tables_and_what_is_searched(site):
    from playwright.sync_api import sync_playwright

    SHOTS.mkdir(parents=True, exist_ok=True)
    asked, said, unseen, wide = [], [], [], []
    with sync_playwright() as player:
        browser = player.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.on("request", lambda request: asked.append(request.url) if request.url.startswith("http") else None)
        page.on("pageerror", lambda error: said.append(f"{page.url}: {error}"))
        page.on("console", lambda line: said.append(f"{page.url}: {line.text}") if line.type == "error" else None)
        for path in list_pages(site):
            page.goto(path.as_uri())
            unseen += page.evaluate("[...document.images].filter(i => !i.naturalWidth).map(i => location + i.src)")
        page.goto((site / "notebooks" / "02_topics.html").as_uri())
        table = page.locator(".dt-container").first
        rows = table.locator("tbody tr")
        table.wait_for()
        before = rows.count()
        table.locator("input[type=search]").fill("zzzz")
        assert before >= 10
        assert rows.count() == 1
        page.goto((site / "index.html").as_uri())
        page.screenshot(path=SHOTS / "site-1440.png")
        page.goto((site / "search.html").as_uri() + "?q=verdict")
        page.locator("#search-results li a", has_text="What may I say on a slide?").first.click()
        assert page.url.split("?")[0].endswith("docs/what-may-i-say.html")
        page.set_viewport_size({"width": 390, "height": 844})
        for path in list_pages(site):
            page.goto(path.as_uri())
            width = page.evaluate("document.documentElement.scrollWidth")
            wide += [] if width <= 390 else [f"{path.relative_to(site)}: {width}"]
        page.screenshot(path=SHOTS / "site-390.png")
        browser.close()
    assert (asked, said, unseen, wide) == ([], [], [], [])


def list_quoted_commands():
    """Each command that a page quotes, in a block or within a line, with the page."""
    places = ["README.md", *PAGES]
    for place in places:
        if place == "CHANGELOG.md":  # it tells of the past
            continue
        text = (ROOT / place).read_text(encoding="utf-8")
        blocks = re.findall(r"^```\w*\n(.*?)^```", text, re.M | re.S)
        lines = [line for block in blocks for line in block.splitlines()]
        within = re.findall(r"`([^`\n]+)`", re.sub(r"^```.*?^```", "", text, flags=re.M | re.S))
        for line in dict.fromkeys([*lines, *within]):
            if re.match(r"(\.venv/bin/)?python -m helpers \w|make [a-z]", line):
                yield pytest.param(line, id=f"{place}: {line[:60]}")


@pytest.mark.parametrize("line", [*list_quoted_commands()])
def test_a_command_that_a_page_quotes_exists(line):
    words = shlex.split(line, comments=True)
    if words[0] == "make":
        makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
        targets = [word for word in words[1:] if "=" not in word]
        variables = dict(word.split("=", 1) for word in words[1:] if "=" in word)
        assert re.search(rf"^{targets[0]}:", makefile, re.M) and len(targets) == 1
        assert all(f"$({name})" in makefile for name in variables)
        if targets[0] in ("bench", "docs"):
            return
        words = ["", "", "", targets[0], *shlex.split(variables.get("ARGS", ""))]
        if targets[0] not in list_commands(build_parser()):
            return
    parser = build_parser()
    if len(words) == 4 or "…" in line:  # a command by its name alone
        assert " ".join(words[3:5]).split(" …")[0] in list_commands(parser) or words[3] in list_commands(parser)
        return
    try:
        parser.parse_args(words[3:])
    except SystemExit:
        pytest.fail(f"The command line refuses: {line}")


def test_a_quoted_setting_exists():
    text = "".join(read_page(name) for name in OWN_PAGES)
    named = set(re.findall(r"--set (\w+)=", text)) | set(
        re.findall(r"^(\w+) = \"\w+\"$", read_page("first-dump"), re.M)
    )
    assert named and named <= set(SETTINGS)


def test_the_lines_of_read_are_those_that_the_first_page_explains(tmp_path):
    from helpers.papers.assembly import read_papers

    lines = set()
    for date in ("2024-05-01", ""):
        rows = [f"Paper number {n},{'A text of some length. ' * 20}{n},{date}\n" for n in (1, 2)]
        (tmp_path / "some.csv").write_text("title,abstract,date\n" + "".join(rows))
        told = describe_summary(summarise_corpus(read_papers([tmp_path / "some.csv"])))
        lines |= {line.split()[0] for line in told.splitlines() if line[:1].strip()}
    explained = [cells[0] for cells in read_table(read_page("first-dump"), "| line |")]
    assert set(re.findall(r"`(\w+)`", " ".join(explained))) == lines


def test_the_theme_of_the_page_is_a_theme_that_leaves_names_out(tmp_path):
    block = re.search(r"^```toml\n(.*?)^```", read_page("write-a-theme"), re.M | re.S)[1]
    (tmp_path / "small-vs-large.toml").write_text(block, encoding="utf-8")
    theme_file = load_theme(tmp_path / "small-vs-large.toml")
    text = (
        "Large language models and large vision-language models are large-scale. A larger model needs a small data set."
    )
    papers = pd.DataFrame({"paper_id": ["a"], "title": ["On sizes"], "abstract": [text]})
    mentions = find_mentions(papers, theme_file)
    assert theme_file.path.stem == tomllib.loads(block)["name"]
    assert [(row.pole, row.match) for row in mentions.itertuples()] == [("large", "larger"), ("small", "small")]


def read_table(page, header):
    """The rows of a page's table, without its head, as lists of cells."""
    rows = page.split(header)[1].split("\n\n")[0].splitlines()[2:]
    return [[cell.strip() for cell in row.strip("|").split("|")] for row in rows]


def test_the_five_verdicts_are_told_as_the_code_tells_them():
    rows = read_table(read_page("what-may-i-say"), "| verdict | what it takes |")
    assert rows == explain_verdicts().astype(str).to_numpy().tolist()


def test_what_each_selection_forbids_is_told_as_the_code_tells_it():
    rows = read_table(read_page("what-may-i-say"), "| at the figure's foot |")
    assert rows == [[tell_selection(name, use) for use in ("footer", "forbidden")] for name in SELECTIONS]


def test_the_rule_of_sides_is_told_as_the_code_tells_it():
    rows = read_table(read_page("what-may-i-say"), "| side | when |")
    assert rows == list_rules(load_theme(find_theme(DEFAULT_THEME))).to_numpy().tolist()


def test_only_a_complete_source_may_rise():
    verbs = {name: tell_selection(name, "more") for name in SELECTIONS}
    assert {name for name, verb in verbs.items() if verb == "rises"} == {"complete"}
    assert {verb for name, verb in verbs.items() if name != "complete"} == {"makes up more of the later papers"}


HELD = {
    "what-may-i-say": (
        f"fewer than {spell(MIN_GROUP)} papers gets a count and no interval",
        f"to fewer than {spell(MIN_GROUP)} papers is too rare",
        f"both groups have {spell(MIN_GROUP)} papers or more",
        f"gets one of {spell(len(explain_verdicts()))} verdicts", f"The {spell(len(explain_verdicts()))} verdicts",
        f"p-value is at most {ERROR_RATE:.2f}".replace("0.", "."),
        f"by default {100 * SETTINGS['smallest_difference'].default:.0f} percentage points",
        f"a factor of {SETTINGS['smallest_odds'].default:g} a year",
        f"at most {'twenty' if MAX_PLANNED == 20 else MAX_PLANNED} a grouping",
        f"Intervals are at {LEVEL:.0%}", f"shows in {POWER:.0%} of cases",
        f"over half in one group and at most {'a quarter' if SELDOM == 0.25 else SELDOM} in the other",
        # Numbers of things on this very page, of words, bars and camps
        "Three of these words", "two different wholes", "two bars' intervals", "Two shares differ",
        "picked the two among many", "no two … differ clearly", "shows two camps", "Half of all papers",
    ),
    "write-a-theme": (f"From {LEAST_CODINGS} coded papers on",),
    "first-dump": (f"under {MIN_PAPERS} papers are too few for groups",),
}  # fmt: skip
"""What the pages say of numbers, made of the code's constants."""


@pytest.mark.parametrize("name", HELD)
def test_a_number_in_a_rule_is_that_of_the_code(name):
    text = " ".join(read_page(name).split())
    assert [held for held in HELD[name] if held not in text] == []


def test_the_page_on_what_to_say_holds_no_number_besides():
    text = " ".join(read_page("what-may-i-say").split())
    for row in explain_verdicts().to_numpy().ravel():
        text = text.replace(row, "")
    for held in HELD["what-may-i-say"]:
        text = text.replace(held, "")
    text = re.sub(r"^1\. |(?<= )[1-5]\. (?=[A-Z])|[Nn]otebook \d\d", "", text)
    assert re.findall(rf"(?i)\b(?:\d+\S*|{NUMBERS})\b.{{0,30}}", text) == []
