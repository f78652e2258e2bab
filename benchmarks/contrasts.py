"""Tests of keywords: permutations and whole contrasts by size, and one contrast as scattertext computes it.

``python -m benchmarks.contrasts`` prints the table. Papers are drawn: a hundred terms each, as frequent as words are
(Zipf). The comparison with scattertext is on real abstracts where ``../shared/dumps/arxiv-10k.jsonl.gz`` is there and
the naive script's environment has scattertext.
"""

import gzip
import json
import resource
import subprocess
import sys
import time
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
HERE = Path(__file__).resolve().parent
ARXIV = ROOT.parent / "shared" / "dumps" / "arxiv-10k.jsonl.gz"
NAIVE = HERE / ".venv-naive" / "bin" / "python"
SIZES = {"1,000 papers, 5,000 terms": (1_000, 5_000), "75,000 papers, 20,000 terms": (75_000, 20_000)}
N_ABSTRACTS = 1_000


def draw_terms(n_papers, n_terms, per_paper=100):
    """Terms of drawn papers, and a group for each paper."""
    from scipy.sparse import csc_array

    from helpers.keywords.term_counts import build_terms

    rng = np.random.default_rng(1)
    weights = 1 / np.arange(1, n_terms + 1) ** 0.9
    columns = rng.choice(n_terms, size=n_papers * per_paper, p=weights / weights.sum())
    rows = np.repeat(np.arange(n_papers), per_paper)
    names = np.array([f"term{i:06d}" for i in range(n_terms)], dtype=object)
    ids = np.array([f"p{i}" for i in range(n_papers)], dtype=object)
    uses = csc_array((np.ones(len(rows), dtype=np.int32), (rows, columns)), shape=(n_papers, n_terms))
    lengths = np.full(n_papers, per_paper, dtype=np.int64)
    terms = build_terms(names, np.ones(n_terms, dtype=np.int8), uses, ids, lengths)
    return terms, rng.random(n_papers) < 0.4


def compare_groups(terms, labels):
    """One whole tested contrast; every paper is its own cluster and there are no strata."""
    import pandas as pd

    from helpers.keywords.contrast_tests import compute_tested_contrasts
    from helpers.keywords.group_comparison import Comparison
    from helpers.keywords.paper_groups import Grouping
    from helpers.stats.questions import NO_QUESTIONS

    grouping = Grouping("drawn", "drawn groups", pd.Series(labels, index=terms.paper_ids, dtype=object))
    clusters = np.arange(len(terms.paper_ids))
    strata = pd.DataFrame({"category": "", "length": 0.0, "stratum": 0}, index=clusters)
    compute_tested_contrasts(
        Comparison(pd.DataFrame(), terms, {}, grouping, NO_QUESTIONS, {}, strata, clusters, smallest=0.05)
    )


def measure_size(n_papers, n_terms):
    """Seconds of 2,000 permutations over all terms, and of one whole tested contrast; peak memory in MB."""
    from helpers.stats.permutations import compute_max_t

    terms, inside = draw_terms(n_papers, n_terms)
    start = time.perf_counter()
    compute_max_t(terms.presence, inside, n_permutations=2000)
    permuted = time.perf_counter() - start
    start = time.perf_counter()
    compare_groups(terms, np.where(inside, "a", "b"))
    tested = time.perf_counter() - start
    return {
        "permutations": permuted,
        "contrast": tested,
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def measure_abstracts(texts, labels):
    """Seconds from texts to a tested contrast: terms counted, folded, compared."""
    import pandas as pd

    from helpers.keywords.term_choice import find_terms

    ids = [f"p{i}" for i in range(len(texts))]
    papers = pd.DataFrame({"paper_id": ids, "title": "", "abstract": texts})
    start = time.perf_counter()
    _, terms = find_terms(papers)
    compare_groups(terms, labels)
    return {"seconds": time.perf_counter() - start, "terms": len(terms.names)}


def read_abstracts():
    """Abstracts of arXiv and whether their first category is cs.CV."""
    with gzip.open(ARXIV, "rt", encoding="utf-8") as lines:
        rows = [json.loads(next(lines)) for _ in range(N_ABSTRACTS)]
    return [row["abstract"] for row in rows], ["a" if "cs.CV" in str(row["categories"]) else "b" for row in rows]


def measure_contrasts():
    """All of it; each size in a process of its own, so that its memory is its own."""
    results = {"sizes": {}, "abstracts": {}}
    for name, size in SIZES.items():
        command = [sys.executable, "-m", "benchmarks.contrasts", *map(str, size)]
        output = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
        results["sizes"][name] = json.loads(output.splitlines()[-1])
    if ARXIV.exists():
        texts, labels = read_abstracts()
        results["abstracts"]["ours"] = measure_abstracts(texts, labels)
        theirs = measure_scattertext(texts, labels)
        if theirs is not None:
            results["abstracts"]["scattertext"] = theirs
    return results


def measure_scattertext(texts, labels):
    """The same with scattertext in the naive script's environment; None where it is not there."""
    if not NAIVE.is_file() or subprocess.run([NAIVE, "-c", "import scattertext"], capture_output=True).returncode:
        return None
    script = HERE / "scattertext_contrast.py"
    output = subprocess.run(
        [NAIVE, script], input=json.dumps([texts, labels]), check=True, capture_output=True, text=True
    ).stdout
    return json.loads(output.splitlines()[-1])


def tell(results):
    """Return the facts as Markdown."""
    lines = [
        "| keywords | 2,000 permutations, all terms (s) | whole tested contrast (s) | peak MB |",
        "|---|---|---|---|",
    ]
    for name, row in results["sizes"].items():
        lines.append(f"| {name} | {row['permutations']:.1f} | {row['contrast']:.1f} | {row['peak_mb']:.0f} |")
    ours, theirs = results["abstracts"].get("ours"), results["abstracts"].get("scattertext")
    if ours:
        text = f"One contrast of {N_ABSTRACTS:,} abstracts, from texts to p-values: {ours['seconds']:.1f} s"
        if theirs:
            text += (
                f"; scattertext's log-odds with an informative prior, from texts to z-scores: "
                f"{theirs['seconds']:.1f} s (ratio {ours['seconds'] / theirs['seconds']:.2f})"
            )
        lines += ["", text + "."]
    return "\n".join(lines)


if __name__ == "__main__":
    if len(sys.argv) == 3:
        print(json.dumps(measure_size(int(sys.argv[1]), int(sys.argv[2]))))
    else:
        print(tell(measure_contrasts()))
