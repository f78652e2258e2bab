"""Topics against BERTopic's defaults: how much they agree with themselves and with known categories, and their cost.

``python -m benchmarks.topics`` prints the table for the bundled dump, for arXiv abstracts with their categories where
``../shared/dumps/arxiv-10k.jsonl.gz`` is there, and for 75,000 made-up papers; ``names DUMP …`` prints what the names
of topics are worth, for any dumps; ``STEP WAY FILE`` are the measured steps, each in a fresh process.
"""

import json
import re
import resource
import subprocess
import sys
import tempfile
import time
import warnings
from itertools import combinations
from pathlib import Path

import numpy as np
import pandas as pd

ROOT = Path(__file__).resolve().parents[1]
ARXIV = ROOT.parent / "shared" / "dumps" / "arxiv-10k.jsonl.gz"
SEEDS = 20
N_LARGE = 75_000
WAYS = ("ours", "naive")


def load(folder):
    papers = pd.read_parquet(folder / "papers.parquet")
    return papers, np.load(folder / "vectors.npy")


def save(papers, folder):
    """Papers and their vectors, encoded once for both ways; the cache is the project's own."""
    from helpers.vectors.encoding import compose_texts, embed_texts

    folder.mkdir(parents=True)
    papers.to_parquet(folder / "papers.parquet")
    np.save(folder / "vectors.npy", embed_texts(compose_texts(papers), cache=ROOT / "outputs" / "cache"))
    return folder


def fit(way, papers, vectors, seed=1):
    """Labels and words of one fit; -1 is left out."""
    if way == "ours":
        from helpers.topics.fitting import fit_topics
        from helpers.topics.recipes import choose_recipe

        found = fit_topics(papers, vectors, choose_recipe(len(papers), seed=seed))
        return found.memberships["topic"].to_numpy(), list(found.topics["words"])
    from helpers.topics.bertopic_models import fit_bertopic
    from helpers.topics.phrase_counts import join_texts

    (found,) = fit_bertopic(join_texts(papers), vectors, seed=seed)
    return found.labels, found.words


def agree(first, second):
    from helpers.topics.consensus import compute_agreement

    shared = (first > -2) & (second > -2)
    numbered = (np.unique(labels[shared], return_inverse=True)[1] for labels in (first, second))
    return compute_agreement(*numbered)


def measure_quality(way, folder):
    """Agreement of whole fits between seeds and between samples of nine papers in ten."""
    from helpers.topics.coherence import compute_coherence, compute_diversity
    from helpers.topics.phrase_counts import join_texts

    papers, vectors = load(folder)
    fit(way, papers.head(60), vectors[:60])  # imports and compilation are not counted
    start = time.process_time()
    fits = [fit(way, papers, vectors, seed) for seed in range(1, SEEDS + 1)]
    seconds = (time.process_time() - start) / SEEDS
    samples = []
    for seed in range(1, SEEDS + 1):
        rows = np.sort(np.random.default_rng(seed).choice(len(papers), round(0.9 * len(papers)), replace=False))
        labels = np.full(len(papers), -2)
        labels[rows] = fit(way, papers.iloc[rows].reset_index(drop=True), vectors[rows], seed)[0]
        samples.append(labels)
    texts = join_texts(papers)
    labels = [found for found, _ in fits]
    return {
        "papers": len(papers),
        "topics": float(np.mean([len(set(each.tolist()) - {-1}) for each in labels])),
        "left_out": float(np.mean([(each == -1).mean() for each in labels])),
        "agreement_seeds": float(np.mean([agree(*pair) for pair in combinations(labels, 2)])),
        "agreement_samples": float(np.mean([agree(*pair) for pair in combinations(samples, 2)])),
        "npmi": float(np.nanmean([np.nanmean(compute_coherence(words, texts)) for _, words in fits[:5]])),
        "diversity": float(np.mean([compute_diversity(words) for _, words in fits[:5]])),
        "seconds": seconds,
    }


def measure_categories(way, folder):
    """One fit of many papers, and how well it agrees with the first category of each."""
    from sklearn.metrics import adjusted_mutual_info_score, v_measure_score

    papers, vectors = load(folder)
    fit(way, papers.head(60), vectors[:60])
    start = time.process_time()
    labels, _ = fit(way, papers, vectors)
    seconds = time.process_time() - start
    truth = papers["categories"].map(lambda items: items[0] if len(items) else "").to_numpy(dtype=str)
    return {
        "papers": len(papers),
        "topics": len(set(labels.tolist()) - {-1}),
        "left_out": float((labels == -1).mean()),
        "ami": float(adjusted_mutual_info_score(truth, labels)),
        "v_measure": float(v_measure_score(truth, labels)),
        "seconds": seconds,
    }


def measure_large(way, folder):
    """Time and memory at 75,000 papers that were planted."""
    from helpers.topics.planted_corpus import plant_corpus

    sizes = np.random.default_rng(1).dirichlet(np.full(60, 2.0)) * N_LARGE
    corpus = plant_corpus([max(2, round(size)) for size in sizes], signal=0.25, overlap=0.4, noise=0.05)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    start = time.process_time()
    labels, _ = fit(way, corpus.papers, corpus.vectors)
    return {
        "papers": len(labels), "topics": len(set(labels.tolist()) - {-1}), "seconds": time.process_time() - start,
        "before_mb": before,
    }  # fmt: skip


def search_name(label, texts):
    """Which texts have one of the parts of a name, by a plain search: plurals and hyphens do not matter."""
    parts = []
    for part in label.split(", "):
        words = [word.rstrip("s") for word in re.split("[ -]", part) if word != "of"]
        parts.append(r"[\s-]+(?:of[\s-]+)?".join(rf"{re.escape(word)}\w*" for word in words))
    wanted = re.compile("|".join(rf"\b{part}" for part in parts), re.IGNORECASE)
    return np.array([bool(wanted.search(text)) for text in texts])


def measure_names(way, folder):
    """What the names of the topics are worth: for how many papers they hold, here and elsewhere, and how they differ.

    Coverage and lift are counted as the table has it, and once more by a plain search of the texts.
    """
    from helpers.topics.fitting import fit_topics
    from helpers.topics.phrase_counts import join_texts, stem_term
    from helpers.vectors.encoding import embed_texts

    papers, vectors = load(folder)
    found = fit_topics(papers, vectors, encode=lambda texts: embed_texts(texts, cache=ROOT / "outputs" / "cache"))
    texts, members, topics = join_texts(papers), found.memberships["topic"].to_numpy(), found.topics
    searched = []
    for topic, label in zip(topics["topic"], topics["label"], strict=True):
        has, inside = search_name(label, texts), members == topic
        searched.append(
            (has[inside].mean(), has[inside].mean() / max(has[~inside].mean(), 1 / max(1, (~inside).sum())))
        )
    coverage, lift = np.array(searched).T
    stems = [stem_term(label.replace(",", "")) for label in topics["label"]]
    said = [stem for name in stems for stem in name]
    parents = set(found.hierarchy["label"].dropna().str.casefold())
    return {
        "papers": len(papers), "names": len(topics), "weak": int(topics["label_weak"].sum()),
        "coverage": float(topics["label_coverage"].median()), "coverage_least": float(topics["label_coverage"].min()),
        "coverage_under_half": int((topics["label_coverage"] < 0.5).sum()),
        "coverage_searched": float(np.median(coverage)), "coverage_searched_least": float(coverage.min()),
        "lift": float(topics["label_lift"].median()), "lift_least": float(topics["label_lift"].min()),
        "lift_searched": float(np.median(lift)),
        "own_words": float(np.mean([said.count(stem) == 1 for stem in said])),
        "parents_called_as_topics": len(parents & set(topics["label"].str.casefold())),
    }  # fmt: skip


STEPS = {"names": measure_names, "quality": measure_quality, "categories": measure_categories, "large": measure_large}


def run_step(step, way, folder):
    command = [sys.executable, "-m", "benchmarks.topics", step, way, str(folder)]
    told = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)
    if told.returncode:
        sys.exit(f"{' '.join(command)} failed:\n{told.stderr[-3000:]}")
    return json.loads(told.stdout.splitlines()[-1])


def measure_topics_quality(bundled, folder, *, large=True):
    """Return the facts of all steps by step and way.

    ``bundled`` is the papers table of the bundled dump, ``folder`` a place for scratch files.
    """
    results = {}
    place = save(bundled, folder / "bundled")
    results["quality"] = {way: run_step("quality", way, place) for way in WAYS}
    results["names"] = {"the bundled dump": run_step("names", "ours", place)}
    if ARXIV.is_file():
        from helpers.papers.assembly import read_papers

        papers = read_papers([ARXIV]).papers
        place = save(papers, folder / "arxiv")
        results["categories"] = {way: run_step("categories", way, place) for way in WAYS}
        thousand = save(papers.iloc[:: len(papers) // 1_000].reset_index(drop=True), folder / "thousand")
        results["names"] |= {
            f"{len(load(each)[0]):,} arXiv abstracts": run_step("names", "ours", each) for each in (thousand, place)
        }
    if large:
        results["large"] = {"ours": run_step("large", "ours", place)}
    return results


def tell(results):
    """Return the facts as Markdown."""
    names = {
        "papers": "papers", "topics": "topics", "left_out": "share of papers left out",
        "agreement_seeds": f"agreement of {SEEDS} seeds (mean pairwise ARI)",
        "agreement_samples": f"agreement of {SEEDS} samples of 90% of the papers", "npmi": "coherence (NPMI)",
        "diversity": "diversity of words", "ami": "agreement with arXiv's first category (AMI)",
        "v_measure": "V-measure with arXiv's first category", "seconds": "processor s of a fit, imports not counted",
        "peak_mb": "peak MB of the process",
    }  # fmt: skip
    titles = {"quality": "the bundled dump", "categories": "arXiv abstracts", "large": "planted papers"}
    lines = tell_names(results["names"]) if "names" in results else []
    for step, ways in results.items():
        if step == "names":
            continue
        lines += [f"| topics of {titles[step]} | ours | BERTopic's defaults | ratio |", "|---|---|---|---|"]
        for key, name in names.items():
            if key not in ways["ours"]:
                continue
            ours, naive = ways["ours"][key], ways.get("naive", {}).get(key)
            ratio = "" if not naive or key in ("papers", "topics") else f"{ours / naive:.2f}"
            lines.append(f"| {name} | {_write(ours)} | {'' if naive is None else _write(naive)} | {ratio} |")
        lines.append("")
    return "\n".join(lines)


def tell_names(results):
    """Return what names are worth, by dump, as lines of Markdown."""
    names = {
        "papers": "papers", "names": "names of topics", "weak": "of them weak (no phrase holds for half)",
        "coverage": "median share of a topic's papers that have its name (at least one of joined words)",
        "coverage_least": "least", "coverage_under_half": "names under one half",
        "coverage_searched": "median by a plain search", "coverage_searched_least": "least by a plain search",
        "lift": "median times as frequent as elsewhere", "lift_least": "least",
        "lift_searched": "median by a plain search", "own_words": "share of words in one name alone",
        "parents_called_as_topics": "parents with the name of a topic",
    }  # fmt: skip
    lines = [f"| names of topics | {' | '.join(results)} |", "|---" * (len(results) + 1) + "|"]
    for key, name in names.items():
        lines.append(f"| {name} | {' | '.join(_write(facts[key]) for facts in results.values())} |")
    return [*lines, ""]


def _write(number):
    return f"{number:,.0f}" if number >= 100 or float(number).is_integer() else f"{number:.2f}"


def main():
    if len(sys.argv) == 4 and sys.argv[1] in STEPS and sys.argv[2] in WAYS:
        step, way, folder = sys.argv[1:]
        warnings.simplefilter("ignore")
        facts = STEPS[step](way, Path(folder))
        facts["peak_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(json.dumps(facts))
        return
    from helpers.papers.assembly import read_papers

    with tempfile.TemporaryDirectory() as place:
        if sys.argv[1:2] == ["names"]:
            results = {}
            for number, dump in enumerate(sys.argv[2:]):
                folder = save(read_papers([Path(dump)]).papers, Path(place) / str(number))
                results[Path(dump).name] = run_step("names", "ours", folder)
            print("\n".join(tell_names(results)))
            return
        papers = read_papers([ROOT / "data" / "daily-papers-2025-08-11.txt.gz"]).papers
        print(tell(measure_topics_quality(papers, Path(place))))


if __name__ == "__main__":
    main()
