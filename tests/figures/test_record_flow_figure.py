"""The flow diagram: every number is drawn, and nothing is cut, crowded or small, for any dump."""

import matplotlib as mpl
import pandas as pd
import pytest

from helpers.figures.dark_colours import darken_figure, find_contrast_problems, render_figure
from helpers.figures.drawing import save_figure
from helpers.figures.record_flow_figure import MOST, draw_record_flow, plot_record_flow
from helpers.figures.style import use_paper_style, use_talk_style
from helpers.figures.text_layout import find_text_problems
from helpers.papers.corpus import Corpus
from helpers.papers.record_flow import PHASES, compute_record_flow
from helpers.run.opening import open_run
from helpers.run.schema import REASONS, TABLES


def make_flow(*, identified=(("ris: a.ris", 1, 9),), removed=(), excluded=(), filtered=()):
    """A flow with the given items as (item, files, n); all else follows."""
    items = {"identified": identified, "removed": removed, "excluded": excluded, "filtered": filtered}
    sums = {box: sum(n for _, _, n in found) for box, found in items.items()}
    sums["screened"] = sums["identified"] - sums["removed"]
    sums["assessed"] = sums["screened"] - sums["excluded"]
    sums["included"] = sums["assessed"] - sums["filtered"]
    rows = []
    for box, phase in PHASES.items():
        if phase == "selection" and not filtered:
            continue
        files = sum(item[1] for item in identified) if box == "identified" else 0
        rows.append((phase, box, "", files, sums[box]))
        rows += [(phase, box, *item) for item in items.get(box, ())]
    return pd.DataFrame(rows, columns=["phase", "box", "item", "files", "n"])


FLOWS = {
    "one file": make_flow(),
    "a condition": make_flow(
        removed=[("same title", 0, 1)], excluded=[(reason, 0, 1) for reason in ("no abstract", "no title")],
        filtered=[("outside where", 0, 2), ("where cannot be told", 0, 1)],
    ),
    "one paper": make_flow(identified=(("json: x.json", 1, 1),)),
    "nothing": make_flow(identified=()),
    "long and strange names": make_flow(
        identified=(
            *((f"bibtex: {'a very long name ' * 5}{n}.bib", 1, 12_345_678) for n in range(4)),
            ("csv: $x_1$ <b>bold</b> 論文の一覧.csv", 1, 3), ("csv: new\nline\u202e.csv", 1, 3),
        )
    ),
    "five formats": make_flow(
        identified=tuple((name, 3, 400) for name in ("bibtex", "ris", "csv", "openalex", "pubmed xml")),
        removed=(("same identifier", 0, 100), ("same title", 0, 10)), excluded=(("no abstract", 0, 5),),
    ),
    "five hundred files": make_flow(identified=(("jsonl", 500, 74_728),), removed=(("same identifier", 0, 26_621),)),
    "all reasons, large counts": make_flow(
        identified=tuple((f"format {n}", 1234, 19_999_999) for n in range(12)),
        removed=tuple((reason, 0, 11_111_111) for reason in REASONS[:4]),
        excluded=tuple((reason, 0, 10_000_001) for reason in REASONS[4:]),
    ),
    "ten and more reasons": make_flow(
        identified=(("a", 7, 99_000_000),), removed=tuple((f"reason {n}", 0, 5) for n in range(8)),
        excluded=(*((f"reason number {n}", 0, 12_345_678 - n) for n in range(8)), ("rare", 0, 2), ("rarer", 0, 1)),
    ),
}  # fmt: skip


@pytest.mark.parametrize("style", [use_talk_style, use_paper_style])
@pytest.mark.parametrize("name", FLOWS)
def test_text_is_legible_on_light_and_dark(name, style):
    style()
    ax = plot_record_flow(FLOWS[name])
    assert find_text_problems(ax.figure, min_points=mpl.rcParams["xtick.labelsize"]) == []
    darken_figure(ax.figure)
    assert find_contrast_problems(*render_figure(ax.figure, 72)) == []


@pytest.mark.parametrize("name", FLOWS)
def test_no_line_leaves_its_box_and_no_box_another_or_the_axes(name):
    use_talk_style()
    ax = plot_record_flow(FLOWS[name])
    ax.figure.draw_without_rendering()
    frames = [patch.get_window_extent() for patch in ax.patches]
    for i, first in enumerate(frames):
        assert first.x0 >= 0 and first.x1 <= ax.figure.bbox.x1 and first.y0 >= 0 and first.y1 <= ax.figure.bbox.y1
        for second in frames[i + 1 :]:
            apart = first.x1 <= second.x0 or second.x1 <= first.x0 or first.y1 <= second.y0 or second.y1 <= first.y0
            assert apart
    for text in ax.texts:
        if text.get_text():
            box = text.get_window_extent()
            inside = [f for f in frames if f.x0 <= box.x0 and box.x1 <= f.x1 and f.y0 <= box.y0 and box.y1 <= f.y1]
            assert len(inside) == 1, text.get_text()


@pytest.mark.parametrize("name", FLOWS)
def test_each_number_is_drawn_or_summed(name):
    use_talk_style()
    flow = FLOWS[name]
    written = [text.get_text() for text in plot_record_flow(flow).texts]
    for box, rows in flow.groupby("box"):
        items = rows[rows["item"] != ""]["n"].tolist()
        most = MOST.get(box, 0)
        shown = items if len(items) <= most else [*items[: most - 1], sum(items[most - 1 :])]
        for n in [rows["n"].iloc[0], *shown]:
            assert any(text.endswith(f"(n = {n:,})") for text in written), (box, n)


def test_what_does_not_fit_is_told_together():
    use_talk_style()
    written = [text.get_text() for text in plot_record_flow(FLOWS["ten and more reasons"]).texts]
    assert any(text.startswith("3 other reasons (n = 12,345,674)") for text in written)
    written = [text.get_text() for text in plot_record_flow(FLOWS["all reasons, large counts"]).texts]
    assert any(text.startswith("7 other formats, 8,638 files") for text in written)


def test_the_bundled_dump_is_one_file_whose_name_is_told(bundled_papers):
    use_talk_style()
    none = pd.DataFrame(columns=list(TABLES["decisions"].columns))
    ax = plot_record_flow(compute_record_flow(Corpus(bundled_papers, none, {"daily-papers-2025-08-11.txt.gz": "page"})))
    written = [text.get_text() for text in ax.texts]
    assert "page: daily-papers-2025-08-11.txt.gz (n = 109)" in written
    assert {"Records identified in 1 file (n = 109)", "merged as duplicates (n = 0)", "Papers included (n = 109)"} <= {
        *written
    }


def test_it_can_be_saved_with_its_numbers(tmp_path):
    use_talk_style()
    (tmp_path / "a.json").write_text("[]")
    run = open_run(tmp_path / "a.json", outputs=tmp_path / "out")
    flow = FLOWS["all reasons, large counts"]
    drawing = draw_record_flow(flow)
    save_figure(run, drawing, "records_to_papers")
    assert drawing.n == flow["n"].iloc[-1] and drawing.alt.endswith("were left out.")
    saved = pd.read_csv(run.figures / "records_to_papers.csv")
    assert saved["n"].tolist() == flow["n"].tolist()
