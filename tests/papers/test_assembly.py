"""Records to papers: what is merged, what is left out, and that nothing is lost on the way."""

import json
import random

import pandas as pd
import pytest

from helpers.dumps.records import DumpError
from helpers.papers.assembly import read_other, read_papers, read_run_papers
from helpers.papers.dump_report import summarise_corpus
from helpers.run.opening import open_run
from helpers.run.schema import REASONS, check_table

ABSTRACT = (
    "We study sparse rewards in detail and over long horizons. A dense reward helps the agent to learn much faster."
)
OTHER = "Retrieval with dense vectors finds documents that share no word with a query; lists find names and rare terms."


def item(title="On Sparse Rewards", abstract=ABSTRACT, **more):
    return {"title": title, "abstract": abstract, **more}


def put(folder, items, name="a.json"):
    path = folder / name
    path.write_text(json.dumps(items), encoding="utf-8")
    return path


def read(folder, *items, **options):
    return read_papers([put(folder, list(items))], **options)


def unpack(corpus):
    return corpus.papers, corpus.decisions


def build(folder, *items, **options):
    return unpack(read(folder, *items, **options))


def test_the_bundled_dump_gives_109_papers_all_joined_70_to_the_day_and_39_to_the_month(bundled_papers):
    assert len(bundled_papers) == 109
    assert bundled_papers["arxiv_id"].notna().all()
    assert bundled_papers["published_precision"].value_counts().to_dict() == {"day": 70, "month": 39}
    assert set(bundled_papers["published_source"]) == {"metadata file"}
    assert set(bundled_papers["listed_low"].dt.strftime("%Y-%m-%d")) == {"2025-08-11"}
    assert bundled_papers["abstract_raw"].map(len).between(1380, 1910).all()


def test_words_of_a_publisher_are_kept_in_the_raw_abstract_alone_and_counted(tmp_path):
    rights = f"{ABSTRACT} (C) 2010 Elsevier Ltd. All rights reserved."
    corpus = read(tmp_path, item(abstract=rights), item("B", OTHER))
    assert corpus.papers["abstract"].tolist() == [ABSTRACT, OTHER]
    assert corpus.papers["abstract_raw"].tolist() == [rights, OTHER]
    assert sum("a publisher's words were taken out" in said for said in corpus.warnings) == 1


def test_a_month_is_an_interval_and_never_its_first_day(bundled_papers):
    months = bundled_papers[bundled_papers["published_precision"] == "month"]
    assert (months["published_low"].dt.day == 1).all()
    assert (months["published_high"] == months["published_low"] + pd.offsets.MonthEnd(0)).all()
    days = bundled_papers[bundled_papers["published_precision"] == "day"]
    assert (days["published_low"] == days["published_high"]).all()


def test_every_record_is_a_paper_or_has_a_decision(tmp_path):
    items = [
        item("A", id="2503.02130v1"), item("A", id="2503.02130v2"), item("B"), item("B"), item("", OTHER),
        item("C", ""), item("D", "Accepted to CVPR 2026."), item("E", "."), item("F", "Too short to be one."),
        "no object", {"license": "x"},
    ]  # fmt: skip
    corpus = read(tmp_path, *items)
    papers, decisions = unpack(corpus)
    assert len(papers) + len(decisions) == len(items)
    check_table(papers, "papers")
    check_table(decisions, "decisions")
    assert decisions[["record", "outcome", "reason"]].to_numpy().tolist() == [
        ["item 2", "merged", "same identifier"], ["item 4", "merged", "same title"], ["item 5", "rejected", "no title"],
        ["item 6", "rejected", "no abstract"], ["item 7", "rejected", "junk abstract"],
        ["item 8", "rejected", "no abstract"], ["item 9", "rejected", "short abstract"],
        ["item 10", "rejected", "unreadable record"], ["item 11", "rejected", "not a paper"],
    ]  # fmt: skip
    report = summarise_corpus(corpus)
    assert report["records"] == report["papers"] + report["merged"] + sum(report["rejected"].values())
    assert set(report["rejected"]) <= set(REASONS)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Phi-3 Technical Report", "Phi-4 Technical Report"),
        ("Llama 2: Open Models", "Llama 3: Open Models"),
        ("Qwen2 Technical Report", "Qwen3 Technical Report"),
        ("Phi-3.5 Technical Report", "Phi-35 Technical Report"),
        ("Learning C++ from Examples", "Learning C from Examples"),
    ],
)
def test_versions_stay_apart(tmp_path, one, other):
    assert len(build(tmp_path, item(one), item(other))[0]) == 2


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("GUI-G$^2$: Rewards for Agents", "GUI-G^2: rewards for agents."),
        ("Retrieval on MS~MARCO Today", "Retrieval on MS MARCO today"),
        ("Scaling to 1920times1080 Images", "Scaling to 1920$\\times$1080 Images"),
        ("Sparse-to-Dense Source Citations", "Sparse to Dense Sourcecitations"),
    ],
)
def test_spellings_of_one_title_are_one_paper(tmp_path, one, other):
    papers, decisions = build(tmp_path, item(one), item(other))
    assert (len(papers), decisions["reason"].tolist()) == (1, ["same title"])


def test_one_title_with_two_arxiv_ids_is_two_papers(tmp_path):
    assert len(build(tmp_path, item(id="2503.02130"), item(id="2503.02131"))[0]) == 2


def test_an_arxiv_doi_is_the_arxiv_id(tmp_path):
    papers, decisions = build(
        tmp_path, item("A", id="2503.02130"), item("Another Name", doi="10.48550/arXiv.2503.02130")
    )
    assert papers["paper_id"].tolist() == ["2503.02130"]
    assert decisions["reason"].tolist() == ["same identifier"]


def test_a_preprint_and_its_article_are_one_paper_named_by_the_arxiv_id(tmp_path):
    papers, _ = build(tmp_path, item(doi="10.1234/X"), item(id="2503.02130"))
    assert papers[["paper_id", "doi"]].to_numpy().tolist() == [["2503.02130", "10.1234/x"]]


def test_a_doi_on_two_different_papers_merges_nothing_and_says_so(tmp_path):
    corpus = read(
        tmp_path, item("Rewards for Agents", doi="10.1234/book"), item("Finding Documents", OTHER, doi="10.1234/book")
    )
    assert len(corpus.papers) == corpus.papers["paper_id"].nunique() == 2
    assert any("two different papers" in said for said in corpus.warnings)


def test_editorials_of_one_short_title_stay_apart(tmp_path):
    assert len(build(tmp_path, item("Editorial"), item("Editorial", OTHER))[0]) == 2


def test_the_best_value_of_each_field_wins(tmp_path):
    first = item(id="2503.02130", abstract=ABSTRACT, keywords=["a"], upvotes=3, published="2025-03")
    second = item(
        id="2503.02130", abstract=ABSTRACT + " It is longer.", keywords=["b"], upvotes=5, published="2025-03-04"
    )
    papers, decisions = build(tmp_path, first, second)
    paper = papers.iloc[0]
    assert paper["abstract"].endswith("longer.")
    assert (paper["votes"], sorted(paper["keywords"]), paper["published_precision"]) == (5, ["a", "b"], "day")
    assert decisions["fields_taken"].tolist() == [["keywords"]]


def test_a_card_without_abstract_adds_its_facts(tmp_path):
    papers, decisions = build(
        tmp_path, item("A Long Enough Title of a Paper"), item("A Long Enough Title of a Paper", "", venue="X")
    )
    assert (len(papers), papers["venue"].tolist()) == (1, ["X"])
    assert decisions["fields_taken"].tolist() == [["venue"]]


def test_any_order_of_files_and_of_records_gives_the_same_papers(tmp_path):
    items = [item(f"Title {n % 7}", f"{ABSTRACT} {n % 7}", id=f"2503.{n % 5:05d}" if n % 2 else "") for n in range(40)]
    one, two = put(tmp_path, items[:20], "b.json"), put(tmp_path, items[20:], "a.json")
    first, first_decisions = unpack(read_papers([one, two]))
    second, second_decisions = unpack(read_papers([two, one]))
    assert first.equals(second) and first_decisions.equals(second_decisions)
    random.Random(1).shuffle(items)
    shuffled, _ = build(tmp_path, *items)
    assert sorted(shuffled["paper_id"]) == sorted(first["paper_id"])


def test_the_name_of_a_paper_without_identifier_does_not_depend_on_its_place(tmp_path):
    one, _ = build(tmp_path, item("A"), item("B", OTHER))
    two, _ = build(tmp_path, item("B", OTHER), item("A"))
    assert one["paper_id"].tolist() == two["paper_id"].tolist()[::-1]
    assert one["paper_id"].str.fullmatch("[0-9a-f]{16}").all()


def test_ids_keep_their_zeros_from_csv_and_a_spreadsheets_numbers_are_mended(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text(f'arxiv_id,title,abstract\n2503.02130,A,"{ABSTRACT}"\n2410.1187,B,"{OTHER}"\n')
    corpus = read_papers([path])
    assert corpus.papers["arxiv_id"].tolist() == ["2503.02130", "2410.11870"]
    assert any("turned into a number" in said for said in corpus.warnings)


def test_dates_come_from_the_field_then_from_the_arxiv_id_and_none_is_invented(tmp_path):
    papers, _ = build(
        tmp_path, item("A", id="2503.02130"), item("B", ABSTRACT + " B", id="2503.02131", published="2025-02-27"),
        item("C", ABSTRACT + " C"), item("D", ABSTRACT + " D", year="2024"),
    )  # fmt: skip
    assert papers["published_precision"].tolist() == ["month", "day", "none", "year"]
    assert papers["published_source"].fillna("").tolist() == ["arXiv id", "field published", "", "field year"]
    assert papers["published_high"].dt.strftime("%Y-%m-%d").fillna("").tolist() == [
        "2025-03-31", "2025-02-27", "", "2024-12-31",
    ]  # fmt: skip


def test_a_month_in_a_field_goes_before_the_month_of_the_arxiv_id(tmp_path):
    papers, _ = build(tmp_path, item("A", id="2503.02130", published="2025-02"))
    assert (papers["published_low"][0].month, papers["published_source"][0]) == (2, "field published")


def test_unreadable_dates_are_counted_with_examples(tmp_path):
    corpus = read(tmp_path, *[item(f"T{n}", f"{ABSTRACT} {n}", date=d) for n, d in enumerate(["SEP", "10 15", "2088"])])
    said = " ".join(corpus.warnings)
    assert "2 times: a published date (date) cannot be read (for instance SEP; 10 15)" in said
    assert "in the future" in said
    assert (corpus.papers["published_precision"] == "none").all()


def test_metadata_joins_by_title_or_id_and_says_what_did_not(tmp_path):
    facts = tmp_path / "a.metadata.csv"
    facts.write_text(
        "title,arxiv_id,published,venue\n"
        '"on sparse REWARDS",2503.02130,2025-03,ICML\n"",2503.09999,2025-04-01,\n"Not There",,2020,\n'
    )
    corpus = read(tmp_path, item(), item("B", OTHER, id="2503.09999v2"), item("C", ABSTRACT + " C"), metadata=facts)
    papers = corpus.papers
    assert papers["paper_id"].tolist()[:2] == ["2503.02130", "2503.09999"]
    assert papers["published_precision"].tolist() == ["month", "day", "none"]
    assert corpus.metadata == {
        "file": "a.metadata.csv", "rows": 3, "rows_joined": 2, "records_joined": 2, "records_without": 1,
    }  # fmt: skip
    assert any("Not There" in said for said in corpus.warnings)


def test_a_dump_whose_records_are_all_left_out_is_refused_with_the_reasons(tmp_path):
    with pytest.raises(DumpError, match=r"a\.json has 0 papers: all 2 records were left out"):
        build(tmp_path, item("A", ""), item("B", "Preface"))


@pytest.mark.parametrize(
    "title",
    [
        "=1+1 Is a Formula",
        "<script>alert(1)</script> Title",
        "A $ B \\ C",
        "稀疏与密集",
        "\u202eevil",
        "x" * 5000,
        "../../etc/passwd",
        "\ud800 half",
    ],
)
def test_hostile_titles_are_kept_as_text(tmp_path, title):
    papers, _ = build(tmp_path, item(title))
    assert len(papers) == 1
    check_table(papers, "papers").to_parquet(tmp_path / "papers.parquet")


def test_languages_are_marked(tmp_path):
    german = "Die Arbeit untersucht die Frage, wie eine Belohnung für das Lernen von Agenten zu ersetzen ist."
    chinese = "我们研究稀疏奖励。" * 10
    papers, _ = build(tmp_path, item("A"), item("B", german), item("C", chinese))
    assert papers["language"].tolist() == ["en", "de", "zh"]


@pytest.mark.parametrize("n", [1, 2, 3, 5, 8, 10, 30])
def test_few_papers_are_enough(tmp_path, n):
    papers, decisions = build(tmp_path, *[item(f"Title {i}", f"{ABSTRACT} {i}") for i in range(n)])
    assert (len(papers), len(decisions)) == (n, 0)


def test_overrides_beside_a_dump_force_and_forbid_merges(tmp_path):
    twin = "On Sparse Rewards in the Long Run"
    path = put(tmp_path, [item(arxiv_id="2401.00001"), item(), item(title=twin, abstract=OTHER)])
    overrides = tmp_path / "a.overrides.csv"
    overrides.write_text(f"action,first,second,note\nmerge,2401.00001,{twin},one study\n", encoding="utf-8")
    papers, decisions = unpack(read_papers([path], overrides=overrides))
    assert len(papers) == 1 and set(decisions["reason"]) == {"same title", "forced by overrides"}
    plain, _ = unpack(read_papers([path]))
    assert len(plain) == 2
    overrides.write_text("action,first,second\nsplit,a,b\n", encoding="utf-8")
    with pytest.raises(DumpError, match=r"a\.overrides\.csv"):
        unpack(read_papers([path], overrides=overrides))


def test_a_second_dump_is_read_with_the_sidecars_beside_it_also_from_a_folder(tmp_path):
    assert read_other(None) is None
    path = put(tmp_path, [item(), item("On Sparse Rewards in the Long Run", OTHER)])
    (tmp_path / "metadata.csv").write_text("title,venue\nOn Sparse Rewards,ICML\n", encoding="utf-8")
    (tmp_path / "a.metadata.csv").write_text("title,venue\nOn Sparse Rewards,ACL\n", encoding="utf-8")
    assert read_other(path)["venue"].fillna("").tolist() == ["ACL", ""]
    assert read_other(tmp_path)["venue"].fillna("").tolist() == ["ICML", ""]
    overrides = "action,first,second\nmerge,On Sparse Rewards,On Sparse Rewards in the Long Run\n"
    (tmp_path / "a.overrides.csv").write_text(overrides, encoding="utf-8")
    assert len(read_other(path)) == 1 and len(read_other(tmp_path)) == 2
    assert len(read_other(tmp_path, where="venue == 'ICML'")) == 1


def test_titles_only_lets_a_table_be_without_abstracts(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("title,year\nOn Sparse Rewards,2024\n", encoding="utf-8")
    assert read_papers([path], titles_only=True).papers["abstract"].tolist() == [""]
    with pytest.raises(DumpError, match="abstract_column"):
        read_papers([path])


@pytest.mark.parametrize("has_tables", [False, True])
def test_a_refused_dump_leaves_no_folder_but_keeps_tables(tmp_path, has_tables):
    (tmp_path / "bad.json").write_text('[{"title": "No abstract"}]', encoding="utf-8")
    run = open_run(tmp_path / "bad.json", outputs=tmp_path / "out")
    if has_tables:
        run.tables.mkdir()
        (run.tables / "papers.parquet").touch()
    with pytest.raises(DumpError, match="1 no abstract"):
        read_run_papers(run)
    assert run.folder.exists() == has_tables


def test_a_placeholder_is_missing_in_every_field_and_told(tmp_path):
    odd = item(authors=["[No author name available]", "Na Li"], doi="N/A", journal="-", keywords="n/a", date="None")
    corpus = read(tmp_path, odd, item("[No title available]", OTHER), item("Other", "[Abstract not available]"))
    (paper,) = corpus.papers.to_dict("records")
    assert (list(paper["authors"]), list(paper["keywords"])) == (["Na Li"], [])
    assert pd.isna([paper["doi"], paper["venue"]]).all()
    assert paper["published_precision"] == "none"
    assert corpus.decisions["reason"].tolist() == ["no title", "no abstract"]
    said = [one for one in corpus.warnings if "counts as missing" in one]
    assert {one.split("the field ")[1].split()[0] for one in said} == {
        "authors", "doi", "venue", "keywords", "published", "title", "abstract",
    }  # fmt: skip


@pytest.mark.parametrize("title", ["None", "Untitled", "Null models of trade"])
def test_a_paper_may_be_called_like_a_placeholder_but_not_two_of_them(tmp_path, title):
    assert read(tmp_path, item(title), item()).papers["title"].tolist() == [title, "On Sparse Rewards"]
    if " " not in title:
        assert read(tmp_path, item(title), item(title, OTHER), item("A")).papers["title"].tolist() == ["A"]


def test_a_page_in_place_of_an_abstract_is_cut_or_rejected_and_told(tmp_path):
    menu = "Sign in Download PDF Export citation Privacy policy Terms of use Contact us"
    corpus = read(tmp_path, item(abstract=f"{menu} Abstract {ABSTRACT}"), item("A", menu), item("B", OTHER * 300))
    assert corpus.papers["abstract"].tolist() == [ABSTRACT]
    assert corpus.papers["abstract_raw"].tolist() == [f"{menu} Abstract {ABSTRACT}"]
    assert corpus.decisions["reason"].tolist() == ["page or full text"] * 2
    assert any("2 times: a menu" in one for one in corpus.warnings)
    assert len(read(tmp_path, item("A and B", menu), titles_only=True).papers) == 1
