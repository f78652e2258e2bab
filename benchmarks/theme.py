"""The reading of the theme: agreement with the coders of the bundled dump, and its cost a sentence.

``python -m benchmarks.theme`` prints both; the cost is also measured on arXiv abstracts, of which most mention
neither word, where ``../shared/dumps/arxiv-10k.jsonl.gz`` is there. Accuracy is never better than the coder is.
"""

import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BUNDLED = ROOT / "data" / "daily-papers-2025-08-11.txt.gz"
ARXIV = ROOT.parent / "shared" / "dumps" / "arxiv-10k.jsonl.gz"
THEME = "sparse-vs-dense"


def measure_theme():
    """Accuracy by coder, and seconds by dump; context vectors are counted apart."""
    from helpers.coding.accuracy import SCORES, compute_accuracy, compute_coverage, match_readings
    from helpers.coding.annotations import read_annotations
    from helpers.papers.assembly import read_papers
    from helpers.run.inputs import find_sidecar, list_annotations
    from helpers.theme.main_readings import compute_theme
    from helpers.theme.mentions import find_mentions
    from helpers.theme.readings import compute_readings
    from helpers.theme.theme_file import load_theme
    from helpers.vectors.encoding import compose_texts, embed_texts

    theme_file = load_theme(ROOT / "data" / "themes" / f"{THEME}.toml")

    def encode(texts):
        return embed_texts(texts, cache=ROOT / "outputs" / "cache")

    results = {"accuracy": {}, "cost": {}}
    for path in (BUNDLED, ARXIV):
        if not path.exists():
            continue
        papers = read_papers([path], metadata=find_sidecar([path], "metadata")).papers
        vectors = encode(compose_texts(papers))
        start = time.process_time()
        mentions = find_mentions(papers, theme_file)
        parsed = time.process_time()
        encode(sorted(set(mentions["sentence"])))
        encoded = time.process_time()
        readings, mentions = compute_readings(papers, mentions, theme_file, encode, vectors=vectors)
        theme = compute_theme(papers, mentions, readings, theme_file, encode, vectors=vectors)
        seconds = parsed - start + time.process_time() - encoded
        n = int(mentions.groupby(["paper_id", "field"])["sentence"].nunique().sum())
        results["cost"][path.name] = {
            "papers": len(papers), "with_mention": int(mentions["paper_id"].nunique()), "sentences": n,
            "seconds": seconds, "context_vectors": encoded - parsed, "ms_a_sentence": 1000 * seconds / max(n, 1),
        }  # fmt: skip
        for coder, file in list_annotations([path], THEME).items():
            matched = match_readings(theme, read_annotations(file, theme_file), theme_file)
            rows = [row.dropna().to_dict() for _, row in compute_accuracy(matched).iterrows()]
            coverage = compute_coverage(matched, shares=(1.0, 0.8)).set_index(["field", "coverage"])
            scores = []
            for field, score in SCORES.items():
                right = matched[field] == matched[f"coded_{field}"]
                brier = float((right - matched[score]).pow(2).mean())
                whole = coverage.loc[(field, 1.0), ["expected", "share"]].to_dict()
                scores.append({"field": field, "brier": brier} | whole)
            surest = coverage.loc[("sense", 0.8)].to_dict()
            results["accuracy"][coder] = {"scores": scores, "fields": rows, "sense_at_80": surest}
    return results


def tell(results):
    """Return the facts as Markdown."""
    lines = ["| reading against coder | n | right | 95 % | macro-F1 | most common label | from the sense alone |"]
    lines.append("|---|---|---|---|---|---|---|")
    for coder, facts in results["accuracy"].items():
        for row in facts["fields"]:
            alone = "" if "from_sense" not in row else f"{row['from_sense']:.2f}"
            lines.append(
                f"| {row['field']} ({coder}) | {row['n']} | {row['share']:.2f} | {row['low']:.2f} to {row['high']:.2f} "
                f"| {row['macro_f1']:.2f} | {row['most_common']:.2f} | {alone} |"
            )
        top = facts["sense_at_80"]
        lines.append(f"| sense, surest 80 % ({coder}) | {top['n']} | {top['share']:.2f} | {top['low']:.2f} to "
                     f"{top['high']:.2f} | | | |")  # fmt: skip
    lines += ["", "| score of | expected right | right | Brier |", "|---|---|---|---|"]
    for coder, facts in results["accuracy"].items():
        lines += [
            f"| {row['field']} ({coder}) | {row['expected']:.2f} | {row['share']:.2f} | {row['brier']:.3f} |"
            for row in facts["scores"]
        ]
    lines += ["", "| reading of | papers | with a mention | processor s | context vectors s | ms a sentence |"]
    lines.append("|---|---|---|---|---|---|")
    for name, row in results["cost"].items():
        lines.append(
            f"| {name} | {row['papers']:,} | {row['with_mention']:,} | {row['seconds']:.1f} "
            f"| {row['context_vectors']:.1f} | {row['ms_a_sentence']:.1f} |"
        )
    return "\n".join(lines)


if __name__ == "__main__":
    print(tell(measure_theme()))
