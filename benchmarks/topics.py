"""Abstracts to topics with their words: our way against BERTopic's defaults, each in a fresh process."""

import json
import statistics
import sys
import tempfile
from pathlib import Path

from benchmarks.measure import HERE, Row, open_naive_environment, run_command

NAIVE_FIT = "naive: BERTopic().fit_transform"
NAIVE_PLOTS = "naive: the same with its five plots"


def compute_rows(*, repeats=3):
    """Return the rows of this benchmark; of each process the median of ``repeats`` runs counts."""
    python = open_naive_environment()
    with tempfile.TemporaryDirectory() as folder:
        texts, papers = write_papers(Path(folder))
        run_command([python, HERE / "naive.py", texts])  # compiles bytecode, warms the disk
        naive = _repeat(repeats, lambda turn: run_command([python, HERE / "naive.py", texts]))
        plots = _repeat(repeats, lambda turn: run_command([python, HERE / "naive.py", texts, "--plots"]))
        child = [sys.executable, "-m", "benchmarks.topics", papers]
        run_command([*child, Path(folder, "cache-warm")])
        cold = _repeat(repeats, lambda turn: run_command([*child, Path(folder, f"cache-{turn}")]))
        kept = _repeat(repeats, lambda turn: run_command([*child, Path(folder, "cache-warm")]))
    crashed = sorted({name for cost in plots for name in json.loads(cost.output)["crashed"]})
    rows = [
        _row(NAIVE_FIT, naive, note="topics found: " + _list_found(naive, "topics")),
        _row(NAIVE_PLOTS, plots, note="crashed: " + (", ".join(crashed) or "none")),
    ]
    for name, costs, limits in (
        ("abstracts to topics with words", cold, (0.5, 0.65)),
        ("the same, vectors kept", kept, (0.3, None)),
    ):
        rows.append(_row(name, costs, rows[0], limits, note="topics found: " + _list_found(costs, "topics")))
    return rows


def write_papers(folder):
    """Write the bundled papers for both sides: texts for the naive script, the table for ours."""
    from helpers.papers import load_papers
    from helpers.runs import open_run

    papers, _ = load_papers(open_run(outputs=folder / "outputs"))
    papers = papers[["paper_id", "title", "abstract"]]
    texts, table = folder / "texts.json", folder / "papers.parquet"
    texts.write_text(json.dumps([f"{t}. {a}" for t, a in zip(papers["title"], papers["abstract"], strict=True)]))
    papers.to_parquet(table)
    return texts, table


def main(papers, cache):
    """Do what is measured: read, encode, group, name."""
    import pandas as pd

    from helpers.embeddings import compose_texts, embed_texts
    from helpers.topics import fit_topics

    papers = pd.read_parquet(papers)
    vectors = embed_texts(compose_texts(papers), cache=cache, show_progress=False)
    found = fit_topics(papers, vectors)
    print(json.dumps({"topics": len(found.topics), "left_out": 0}))


def _repeat(repeats, run):
    return [run(turn) for turn in range(repeats)]


def _list_found(costs, key):
    return ", ".join(str(json.loads(cost.output)[key]) for cost in costs)


def _row(name, costs, base=None, limits=(None, None), note=""):
    seconds, memory = (statistics.median(getattr(cost, key) for cost in costs) for key in ("seconds", "memory"))
    if base is None:
        return Row(name, seconds, memory, note=note)
    ratios = seconds / base.seconds, memory / base.memory
    return Row(name, seconds, memory, base.name, ratios[0], limits[0], ratios[1], limits[1], note)


if __name__ == "__main__":
    main(*sys.argv[1:3])
