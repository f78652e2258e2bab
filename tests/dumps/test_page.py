"""Copied pages of every kind seen, on small fixtures with invented papers whose results were counted by hand."""

import random
import textwrap
import time
from pathlib import Path

import pytest

from helpers.dumps.packing import Document
from helpers.dumps.pages.page import read_page
from helpers.dumps.records import DumpError, Notes

FIXTURES = Path(__file__).parent / "fixtures"
ROOT = Path(__file__).parents[2]
LANTERNS = "Lanterns: Small Lights for Long Walks in the Dark"
GATES = "Quiet Gates and the Price of Opening Them"
SHEEP = (
    "Counting Sheep with Neural Fences: A Benchmark of Herds That Will Not Stand Still While They Are Being Counted "
    "by a Camera on a Post in the Rain"
)
ABSTRACT = (
    "We study sparse rewards in detail and over long horizons. A dense reward helps the agent to learn much faster. "
    "In three invented maps it learns in half of the time, and it forgets nothing of what it had learned before."
)
TITLES = ["Lanterns for Long Walks", "Quiet Gates and Their Price", "Counting Sheep at Night", "The Sea as a Teacher"]


def read(path):
    notes = Notes()
    return list(read_page(Document(path, path.name), notes)), notes


def read_text(folder, text, name="page.txt"):
    path = folder / name
    path.write_bytes(text.encode())
    return read(path)


def fixture(name):
    return read(FIXTURES / name)


def column(records, field):
    return [record.fields.get(field) for record in records]


def page(*pairs):
    return "\n\n".join(text for pair in pairs for text in pair)


# The kinds of copies of one listing


@pytest.mark.parametrize("name", ["page_notebook.txt", "page_text_fence.txt", "page_markdown_links.txt"])
def test_every_kind_of_copy_gives_the_same_papers(name):
    records, notes = fixture(name)
    assert column(records, "title") == [LANTERNS, GATES, SHEEP, "Search"]
    assert [record.problem for record in records] == [None] * 4
    assert column(records, "votes")[2:] == ["19", "74"]
    assert column(records, "arxiv_id")[1:] == ["2306.22222", "2409.33333", "2510.44444"]
    assert column(records, "published")[1:] == [
        [("date on the page", day)] for day in ("Jun 26, 2023", "Sep 3, 2024", "Oct 23, 2025")
    ]
    abstracts = column(records, "abstract")
    assert [len(text) for text in abstracts] == [347, 283, 319, 261]
    assert abstracts[0].endswith("to be built again.")
    assert "[0, 1) gates" in abstracts[1] and abstracts[1].endswith("https://example.org/gates")
    assert "error -- by far -- and" in abstracts[2]
    assert notes.sentences() == []


def test_an_export_with_each_address_on_a_line_of_its_own():
    records, notes = fixture("page_notebook.txt")
    assert column(records, "votes") == ["1", None, "19", "74"]
    assert column(records, "arxiv_id")[0] == "2410.11111"
    assert column(records, "listed") == [[("day of the page, year from the page itself", "Mar 25, 2026")]] * 4
    assert [record.place for record in records] == ["line 68", "line 88", "line 108", "line 132"]
    assert notes.facts["searches"] == {"page_notebook.txt": "Small Lanterns"}


def test_reference_links_with_their_addresses_at_the_end_of_the_file():
    records, _ = fixture("page_text_fence.txt")
    assert column(records, "votes") == ["1", "65", "19", "74"]
    assert records[0].fields["published"] == [("date on the page, year of the copy", "May 30, 2026")]
    assert column(records, "arxiv_id")[0] == "2605.11111"


def test_reference_links_whose_addresses_were_cut_off():
    records, notes = fixture("page_text_fence_cut.txt")
    assert column(records, "title") == [LANTERNS, GATES, SHEEP, "Search", "A Paper That Was Cut Off"]
    assert column(records, "votes") == ["1", "65", "19", "74", None]
    assert records[-1].problem == "unpaired block"
    assert "A Paper That Was Cut Off" in notes.sentences()[0] and "line 104" in notes.sentences()[0]


def test_whole_abstracts_as_texts_of_links_and_dates_glued_to_counts():
    records, _ = fixture("page_markdown_links.txt")
    assert column(records, "votes") == ["101", None, "19", "74"]
    assert records[0].fields["published"] == [("date on the page, year of the copy", "May 29, 2026")]
    assert not any("\\" in text for text in column(records, "abstract") + column(records, "title"))


def test_cards_that_stand_twice_on_a_page_are_two_records_each():
    records, notes = fixture("page_trending.txt")
    titles = column(records, "title")
    assert len(records) == 6 and titles[::2] == titles[1::2]
    assert titles[4] == "Efficient Storage of Very Large Sandcastles with Paged Attention"
    assert column(records, "votes")[::2] == ["25", "149", "1.2k"]
    assert column(records, "arxiv_id")[::2] == ["2609.18063", "2412.20138", "2309.06180"]
    assert column(records, "published")[1::2] == [
        [("date on the page", day)] for day in ("Sep 16, 2026", "Dec 28, 2024", "Sep 12, 2023")
    ]
    assert column(records, "listed") == [[]] * 6
    assert len(notes.sentences()) == 1 and "2 times: an abstract is so short" in notes.sentences()[0]


def test_cards_without_dates_votes_and_links_under_headings():
    records, _ = fixture("page_headings.txt")
    assert len(records) == 6
    assert column(records, "title")[::2] == [
        "Beach Lightning: Train Any Shell with Reinforcement", "Continuous Wave Models",
        "SmolShell: An ultra-compact model of shells for end-to-end multi-modal beach conversion",
    ]  # fmt: skip
    assert records[2].fields["abstract"].endswith("available at https://waves.example.org/continuous")
    assert not any("published" in record.fields or "votes" in record.fields for record in records)


def test_the_page_of_one_paper_has_the_authors_abstract_and_not_the_machines_summary():
    records, notes = fixture("page_single.txt")
    assert len(records) == 1
    fields = records[0].fields
    assert fields["title"] == "SandCode: A Building Benchmark Curated by Children"
    assert fields["abstract"].startswith("Since machines now build better castles than most grown-ups, it has")
    assert fields["abstract"].endswith("in the most realistic setting.")
    assert (fields["arxiv_id"], fields["votes"]) == ("2407.13168", "17")
    assert fields["authors"] == ["Mara Voss", "Ilja Brandt", "Noor van Dijk"]
    assert fields["published"] == [("date on the page", "Jul 18, 2024")]
    assert fields["listed"] == [("day on the page", "Jul 22, 2024")]
    assert "comments, menus" in notes.sentences()[0]


def test_the_page_of_one_paper_with_a_summary_alone_keeps_it_and_says_so(tmp_path):
    text = (FIXTURES / "page_single.txt").read_text()
    start, end = text.index("Since machines"), text.index("View arXiv")
    records, notes = read_text(tmp_path, text[:start] + text[end:])
    assert records[0].fields["abstract"].startswith("SandCode, a benchmark curated by children")
    assert any("machine's summary" in said for said in notes.sentences())


def test_two_pages_of_single_papers_in_one_file(tmp_path):
    text = (FIXTURES / "page_single.txt").read_text()
    second = text.replace("2407.13168", "2407.13169").replace("SandCode: A Building", "MudCode: A Digging")
    records, _ = read_text(tmp_path, text + "\n" + second)
    assert column(records, "arxiv_id") == ["2407.13168", "2407.13169"]
    assert records[1].fields["title"].startswith("MudCode")


def test_a_stray_line_abstract_does_not_make_a_listing_the_page_of_one_paper(tmp_path):
    text = (FIXTURES / "page_trending.txt").read_text()
    stray = text.replace("Published on Sep 16, 2026", "Published on Sep 16, 2026\n\nAbstract\n\nUpvote\n\nAbstract", 1)
    assert stray != text
    records, _ = read_text(tmp_path, stray)
    assert column(records, "arxiv_id")[::2] == ["2609.18063", "2412.20138", "2309.06180"]


# Pages that name their fields, and tables


def test_a_listing_of_arxiv():
    records, _ = fixture("page_arxiv_list.txt")
    assert column(records, "title") == ["Lanterns for Long Walks", "Quiet Gates", "Counting Sheep"]
    assert column(records, "arxiv_id") == ["2503.00001", "2503.00002", "2503.00003"]
    assert column(records, "authors") == [
        ["Mara Voss", "Ilja Brandt"],
        ["Noor van Dijk"],
        ["Mara Voss", "Noor van Dijk"],
    ]
    assert column(records, "categories") == [["cs.CL", "cs.AI"], ["cs.LG"], ["cs.CV"]]
    assert column(records, "listed") == [[("day on the page", "3 March 2025")]] * 3
    assert [len(text) for text in column(records, "abstract")] == [347, 283, 319]


def test_a_search_on_arxiv_is_dated_by_first_versions():
    records, _ = fixture("page_arxiv_search.txt")
    assert column(records, "title") == ["Lanterns for Long Walks", "Quiet Gates"]
    assert column(records, "published") == [
        [("date on the page", "1 February, 2025")],
        [("date on the page", "5 June, 2023")],
    ]
    assert not any("Less" in text for text in column(records, "abstract"))


def test_daily_files_in_markdown_have_the_abstract_among_the_details():
    records, _ = fixture("page_daily.md")
    assert column(records, "title") == [LANTERNS, GATES, SHEEP]
    assert [len(text) for text in column(records, "abstract")] == [347, 283, 319]
    assert column(records, "authors") == [["Mara Voss", "Ilja Brandt"]] * 3
    assert column(records, "categories") == [["cs.CL"]] * 3


def test_tables_whose_rows_are_broken():
    records, notes = fixture("page_table.md")
    assert column(records, "title") == [
        "Lanterns for Long Walks in the Dark", "Quiet Gates", "Counting Sheep", "A Row That Breaks Off",
    ]  # fmt: skip
    assert [record.problem for record in records] == [None, None, None, "unreadable record"]
    assert column(records, "arxiv_id") == ["2410.11111", "2410.22222", "2410.33333", None]
    assert "$|x|$" in records[0].fields["abstract"]
    assert column(records, "authors")[:3] == [["Mara Voss", "Ilja Brandt"], [], ["Noor van Dijk"]]
    assert [fields[0][1] for fields in column(records, "listed")[:3]] == ["2024-10-22", "2024-10-22", "2024-10-21"]
    assert any("breaks off" in said for said in notes.sentences())


@pytest.mark.parametrize(
    "form", ["Title: {}\nAbstract: {}", "**Title:** {}\n\n**Abstract:** {}", "## {}\n\nAbstract: {}"]
)
def test_any_text_that_names_title_and_abstract(tmp_path, form):
    records, _ = read_text(tmp_path, "\n\n".join(form.format(title, ABSTRACT) for title in TITLES))
    assert column(records, "title") == TITLES
    assert column(records, "abstract") == [ABSTRACT] * 4


# Pairs by general signs


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("gap", [1, 2])
def test_with_and_without_blank_lines_and_a_final_line_end(tmp_path, end, gap):
    records, _ = read_text(tmp_path, (end * gap).join(text for title in TITLES for text in (title, ABSTRACT)))
    assert column(records, "title") == TITLES
    assert column(records, "abstract") == [ABSTRACT] * 4


@pytest.mark.parametrize("gap", ["\n", "\n\n"])
@pytest.mark.parametrize("width", [60, 72, 80, 100])
def test_wrapped_lines_are_joined(tmp_path, gap, width):
    long = "On Waves: A Study of Water at the Coast of Somewhere Far Away and of Its Use for the Training of Boats"
    titles = [*TITLES[:3], long]
    text = gap.join(textwrap.fill(title, width) + "\n" + textwrap.fill(ABSTRACT, width) for title in titles)
    records, _ = read_text(tmp_path, text)
    assert column(records, "title") == titles
    assert column(records, "abstract") == [ABSTRACT] * 4


@pytest.mark.parametrize("title", ["Search", "Attention", "Community", "New", "Daily"])
def test_one_word_of_a_menu_is_a_title_before_an_abstract(tmp_path, title):
    records, _ = read_text(tmp_path, page((TITLES[0], ABSTRACT), (title, ABSTRACT), (TITLES[1], ABSTRACT)))
    assert column(records, "title") == [TITLES[0], title, TITLES[1]]


def test_short_abstracts_among_long_ones(tmp_path):
    short = (
        "A method of few words is presented that says what it does and what it found, which was little but not "
        "nothing at all."
    )
    assert 110 < len(short) < 200
    records, _ = read_text(tmp_path, page((TITLES[0], ABSTRACT * 5), (TITLES[1], short), (TITLES[2], ABSTRACT * 5)))
    assert column(records, "title") == TITLES[:3]
    assert records[1].fields["abstract"] == short


def test_abstracts_without_a_final_stop(tmp_path):
    records, _ = read_text(tmp_path, page(*((title, ABSTRACT[:-1] * 2) for title in TITLES)))
    assert column(records, "title") == TITLES


def test_an_abstract_with_a_list_and_a_formula(tmp_path):
    parts = ["We make a few contributions to the study of rewards over long horizons and in detail, namely:",
             "- a benchmark", "- a method that is fast and", "$$ x = y + z $$",
             f"so that it holds. {ABSTRACT}"]  # fmt: skip
    records, _ = read_text(tmp_path, page((TITLES[0], *parts), (TITLES[1], *parts)))
    assert column(records, "title") == TITLES[:2]
    assert all("benchmark" in text and text.endswith(ABSTRACT) for text in column(records, "abstract"))


def test_two_titles_in_a_row_and_an_abstract_left_over_do_not_shift_the_rest(tmp_path):
    long = ABSTRACT * 3
    text = page((TITLES[0],), (TITLES[1], long), (TITLES[2], long), (long.replace("We", "They"),), (TITLES[3], long))
    records, notes = read_text(tmp_path, text)
    assert [(record.fields.get("title"), record.problem) for record in records] == [
        (TITLES[0], "unpaired block"), (TITLES[1], None), (TITLES[2], None), (None, "unpaired block"),
        (TITLES[3], None),
    ]  # fmt: skip
    assert [record.place for record in records] == ["line 1", "line 3", "line 7", "line 11", "line 13"]
    assert len(notes.sentences()) == 2


@pytest.mark.parametrize("names", ["Ada Clark, Jo van Dijk and Li Wei", "Ada Clark", "*Ada Clark, Li Wei*"])
def test_names_between_title_and_abstract_are_authors(tmp_path, names):
    records, _ = read_text(tmp_path, page(*((title, names, ABSTRACT) for title in TITLES)))
    assert column(records, "title") == TITLES
    assert all(authors[0] == "Ada Clark" for authors in column(records, "authors"))


def test_chinese_pages(tmp_path):
    abstract = (
        "我们研究稀疏奖励在长时间范围内的作用。密集奖励可以帮助智能体更快地学习，"
        "并且在三个环境中得到验证。代码已经公开。"
    )
    titles = ["稀疏奖励研究", "密集奖励的方法", "门控网络"]
    records, _ = read_text(tmp_path, page(*((title, abstract) for title in titles)))
    assert column(records, "title") == titles


def test_marks_of_direction_and_tags_do_not_hide_a_pair(tmp_path):
    records, _ = read_text(
        tmp_path, page(("\u202eA Title Turned\u202c", f"<p>{ABSTRACT}</p>"), ("<b>B Title</b>", ABSTRACT))
    )
    assert [record.problem for record in records] == [None, None]


def test_numbers_of_a_list_are_not_part_of_titles(tmp_path):
    records, _ = read_text(tmp_path, page(*((f"{n}. {title}", ABSTRACT) for n, title in enumerate(TITLES, 1))))
    assert column(records, "title") == TITLES


def test_links_to_papers_are_titles_and_other_short_lines_are_not(tmp_path):
    cards = [
        (f"[{t}](https://huggingface.co/papers/2503.0123{n})", "Some University", ABSTRACT, "An aside")
        for n, t in enumerate(TITLES)
    ]
    records, _ = read_text(tmp_path, page(*cards))
    assert column(records, "title") == TITLES
    assert [record.problem for record in records] == [None] * 4
    assert column(records, "arxiv_id") == [f"2503.0123{n}" for n in range(4)]


# Dates


def test_a_day_without_a_year_gets_that_of_the_arxiv_id(tmp_path):
    text = page(("[A Paper of Its Day](https://huggingface.co/papers/2501.01234)", ABSTRACT, "·", "Dec 30"),
                ("[Another Paper](https://huggingface.co/papers/2505.01234)", ABSTRACT, "·", "May 3"))  # fmt: skip
    records, _ = read_text(tmp_path, text)
    assert [fields[0][1] for fields in column(records, "published")] == ["Dec 30, 2024", "May 3, 2025"]


def test_a_day_without_any_year_is_counted_and_not_used(tmp_path):
    records, notes = read_text(tmp_path, page((TITLES[0], ABSTRACT, "·", "May 3"), (TITLES[1], ABSTRACT, "·", "May 4")))
    assert not any("published" in record.fields for record in records)
    assert "2 times: a paper's date has no year" in notes.sentences()[0]


def test_a_day_later_in_the_year_than_the_copy_is_not_of_that_year(tmp_path):
    records, notes = read_text(tmp_path, page((TITLES[0], ABSTRACT, "·", "Nov 3")), "copy-2025-02-01.txt")
    assert "published" not in records[0].fields
    assert "no year" in notes.sentences()[0]


def test_the_pages_own_day_never_dates_a_paper():
    records, _ = fixture("page_notebook.txt")
    assert not any("Mar 25" in day for fields in column(records, "published") for _, day in fields)


# What is no page


README = f"# Tool\n\nIt does a thing. {ABSTRACT}\n\n## Installation\n\n{ABSTRACT}\n\n## How to use it\n\n{ABSTRACT}\n"
LICENCE = (
    f"MIT License\n\nCopyright (c) 2026 Nobody\n\nPermission is hereby granted. {ABSTRACT}\n\nTHE END\n\n{ABSTRACT}\n"
)
LOG = "\n".join(f"2025-01-01 12:00:{n:02d} INFO started on port 80{n}. Waiting for clients." for n in range(50))
CODE = f"import os\n\n\ndef main():\n    '''{ABSTRACT}'''\n    return 1\n\n\nif __name__ == '__main__':\n    main()\n"
HTML = "<html><body>" + "".join(f"<h1>{title}</h1>\n<p>{ABSTRACT}</p>\n" for title in TITLES) + "</body></html>"


@pytest.mark.parametrize(
    "text", [README, LICENCE, LOG, CODE, HTML, ABSTRACT, "x", "\n", "| a | b |\n|---|---|\n| 1 | 2 |"]
)
def test_what_is_no_page_is_refused_in_one_sentence(tmp_path, text):
    with pytest.raises(DumpError, match=r"^page\.txt has 0 papers: ") as refused:
        read_text(tmp_path, text)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    "name", ["README.md", "CONTRIBUTING.md", "LICENSE", "data/README.md", "Makefile", "pyproject.toml"]
)
def test_the_projects_own_notes_are_no_pages(name):
    with pytest.raises(DumpError, match="has 0 papers"):
        read(ROOT / name)


# Hostile content


@pytest.mark.parametrize("piece", ["[", "]", "[](", "[a](b", "[a][1]", "![", "*", "#", "- ", "1", " ", "\\", ". ",
                                   "<a ",
                                   "|",
                                   "Ada Clark, ", "\n",
                                   "Abstract:", "\u202e", "密"])  # fmt: skip
def test_long_runs_take_linear_time(tmp_path, piece):
    start = time.process_time()
    with pytest.raises(DumpError):
        read_text(tmp_path, "x" + piece * (300_000 // len(piece)) + "y")
    assert time.process_time() - start < 5


@pytest.mark.parametrize(
    "line", ["[", "Abstract", "Abstract: we do", "Published on Jul 18, 2024", "| a", "ab c", "65", "###", "> x"]
)
def test_many_short_lines_take_linear_time(tmp_path, line):
    start = time.process_time()
    with pytest.raises(DumpError):
        read_text(tmp_path, f"{line}\n" * 15_000)
    assert time.process_time() - start < 10


def test_cut_and_shuffled_pages_never_fail_otherwise_than_in_a_sentence(tmp_path):
    draw = random.Random(7)
    for path in sorted(FIXTURES.glob("page_*")):
        text = path.read_text()
        for _ in range(12):
            lines = text[: draw.randrange(len(text))].split("\n")
            for _ in range(5):
                at = draw.randrange(len(lines))
                lines[at] = draw.choice(["", "[", "](", "Abstract", lines[draw.randrange(len(lines))], lines[at][::-1]])
            try:
                records, _ = read_text(tmp_path, "\n".join(lines))
            except DumpError as refused:
                assert "\n" not in str(refused)
            else:
                places = [(record.place, record.fields.get("title")) for record in records]
                assert len(set(places)) == len(places)
