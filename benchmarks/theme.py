"""The reading of a theme: rules and learned reader side by side, the learning curve, and the cost.

``python -m benchmarks.theme`` prints all of it and keeps it in ``results.json``: on each shipped theme by
cross-validation on its coded papers, and on the bundled dump, which is never learned from. The cost is also measured on
arXiv abstracts, of which most mention neither word, where ``../shared/dumps/arxiv-10k.jsonl.gz`` is there. Accuracy is
never better than the coder is.
"""

import json
import time
from dataclasses import replace
from functools import partial
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BUNDLED = ROOT / "data" / "daily-papers-2025-08-11.txt.gz"
ARXIV = ROOT.parent / "shared" / "dumps" / "arxiv-10k.jsonl.gz"
THEMES = ("sparse-vs-dense", "autoregressive-vs-diffusion")
SIZES = (100, 200, 400, 600, 900)


def measure_theme():
    """Accuracy by theme, on the bundled dump by coder, and seconds by dump."""
    from helpers.theme.theme_file import load_theme
    from helpers.vectors.encoding import embed_texts

    encode = partial(embed_texts, cache=ROOT / "outputs" / "cache", show_progress=False)
    files = [load_theme(ROOT / "data" / "themes" / f"{name}.toml") for name in THEMES]
    return {
        "held_out": {file.name: measure_held_out(file, encode) for file in files},
        "bundled": measure_bundled(files[0], encode),
        "cost": {path.name: measure_cost(path, files[0], encode) for path in (BUNDLED, ARXIV) if path.exists()},
    }


def measure_held_out(theme_file, encode):
    """Learn again, and compare with the rules on papers held out: all, and by how many of the words they name."""
    from helpers.coding.annotations import read_annotations
    from helpers.coding.reader_fitting import fit_reader, list_learning_curve
    from helpers.coding.theme_fitting import CodedPapers, gather_lessons, place_codings
    from helpers.papers.assembly import read_papers
    from helpers.vectors.encoding import compose_texts

    path, codings = place_codings(theme_file)
    source = CodedPapers(codings.name, read_papers([path]).papers, read_annotations(codings, theme_file))
    lessons = gather_lessons(theme_file, [source], source.papers.iloc[:0], encode, compose_texts)
    _, held_out = fit_reader(lessons.features, lessons.codings, lessons.by_rules, theme_file, {}, encode([""])[0])
    rows = []
    for kind, chosen in (("all", held_out), *held_out.groupby("named")):
        rows += [{"papers": kind, **row} for row in compare(chosen, theme_file)]
    curve = list(list_learning_curve(lessons.features, lessons.codings, theme_file, SIZES))
    return {"fields": rows, "curve": [row for row in curve if row["papers"] in SIZES]}


def measure_bundled(theme_file, encode):
    """Compare rules and learned reader with each coder of the bundled dump."""
    from helpers.coding.accuracy import match_readings
    from helpers.coding.annotations import read_annotations
    from helpers.papers.assembly import read_papers
    from helpers.run.inputs import find_sidecar, list_annotations
    from helpers.vectors.encoding import compose_texts

    papers = read_papers([BUNDLED], metadata=find_sidecar([BUNDLED], "metadata")).papers
    vectors = encode(compose_texts(papers))
    themes = {way: read(papers, file, encode, vectors) for way, file in
              (("rules", replace(theme_file, path=None)), ("learned", theme_file))}  # fmt: skip
    results = {}
    for coder, file in list_annotations([BUNDLED], theme_file.path.stem).items():
        coded = read_annotations(file, theme_file)
        rules, learned = (match_readings(theme, coded, theme_file) for theme in themes.values())
        table = learned.rename(columns={"score": "sense_score", "first_score": "first_value_score",
                                        "second_score": "second_value_score"})  # fmt: skip
        for field in ("sense", "role", "first_value", "second_value", "stance"):
            table[f"{field}_coded"] = table[f"coded_{field}"]
            table[f"{field}_right"] = table[field] == table[f"coded_{field}"]
            table[f"{field}_by_rules"] = rules[field] == rules[f"coded_{field}"]
        results[coder] = list(compare(table, theme_file))
    return results


def read(papers, theme_file, encode, vectors):
    """Return the table ``theme`` of papers."""
    from helpers.theme.main_readings import compute_theme
    from helpers.theme.mentions import find_mentions
    from helpers.theme.readings import compute_readings

    mentions = find_mentions(papers, theme_file)
    readings, mentions = compute_readings(papers, mentions, theme_file, encode, vectors=vectors)
    return compute_theme(papers, mentions, readings, theme_file, encode, vectors=vectors)


def compare(table, theme_file):
    """Per field: shares right by rules and learned, limits of the difference, and what the scores are worth."""
    from helpers.coding.accuracy import choose_surest, compute_macro_f1
    from helpers.stats.estimates import bootstrap_interval

    for field in ("sense", "role", "first_value", "second_value", "stance"):
        right, rules = table[f"{field}_right"].to_numpy(float), table[f"{field}_by_rules"].to_numpy(float)
        low, high = bootstrap_interval((right - rules)[:, None] / len(right), lambda sums: sums)
        row = {"field": field, "n": len(right), "rules": rules.mean(), "learned": right.mean()}
        row |= {"low": low[0], "high": high[0]}
        row["macro_f1"] = compute_macro_f1(table[field].to_numpy(object), table[f"{field}_coded"].to_numpy(object))
        if f"{field}_score" in table:
            score = table[f"{field}_score"].to_numpy(float)
            row |= {"at_80": right[choose_surest(score, 0.8)].mean(), "brier": ((right - score) ** 2).mean()}
        yield {key: value if isinstance(value, str | int) else round(float(value), 4) for key, value in row.items()}


def measure_cost(path, theme_file, encode):
    """Processor seconds of reading a dump whose vectors are cached, and of the vectors of its sentences."""
    from helpers.papers.assembly import read_papers
    from helpers.run.inputs import find_sidecar
    from helpers.theme.mentions import find_mentions
    from helpers.vectors.encoding import compose_texts

    papers = read_papers([path], metadata=find_sidecar([path], "metadata")).papers
    vectors = encode(compose_texts(papers))
    start = time.process_time()
    read(papers, theme_file, encode, vectors)
    cold = time.process_time() - start
    start = time.process_time()
    read(papers, theme_file, encode, vectors)
    warm = time.process_time() - start
    mentions = find_mentions(papers, theme_file)
    n = int(mentions.groupby(["paper_id", "field"])["sentence"].nunique().sum())
    return {
        "papers": len(papers), "with_mention": int(mentions["paper_id"].nunique()), "sentences": n,
        "seconds": round(warm, 2), "first_time": round(cold, 2), "ms_a_sentence": round(1000 * warm / max(n, 1), 2),
    }  # fmt: skip


def tell(results):
    """Return the facts as Markdown."""
    lines = ["| papers | field | n | rules | learned | 95% of the gain | macro-F1 | surest 80% | Brier |"]
    lines.append("|---|---|---|---|---|---|---|---|---|")
    found = [
        (f"{theme}, {row['papers']}", row) for theme, told in results["held_out"].items() for row in told["fields"]
    ]
    found += [(f"bundled dump, coder {coder}", row) for coder, rows in results["bundled"].items() for row in rows]
    for name, row in found:
        scores = " | ".join(f"{row[key]:.2f}" if key in row else "" for key in ("at_80", "brier"))
        lines.append(
            f"| {name} | {row['field']} | {row['n']} | {row['rules']:.2f} | {row['learned']:.2f} "
            f"| {row['low']:+.2f} to {row['high']:+.2f} | {row['macro_f1']:.2f} | {scores} |"
        )
    lines += ["", "| learned from | sense | role | first value | second value |", "|---|---|---|---|---|"]
    for theme, told in results["held_out"].items():
        lines += [
            f"| {theme}, {int(row['papers']):,} papers | {row['sense']:.2f} | {row['role']:.2f} "
            f"| {row['first_value']:.2f} | {row['second_value']:.2f} |"
            for row in told["curve"]
        ]
    lines += ["", "| reading of | papers | with a mention | processor s | the first time | ms a sentence |"]
    lines.append("|---|---|---|---|---|---|")
    for name, row in results["cost"].items():
        lines.append(
            f"| {name} | {row['papers']:,} | {row['with_mention']:,} | {row['seconds']:.1f} "
            f"| {row['first_time']:.1f} | {row['ms_a_sentence']:.1f} |"
        )
    return "\n".join(lines)


if __name__ == "__main__":
    place = Path(__file__).with_name("results.json")
    everything = json.loads(place.read_text(encoding="utf-8")) | {"theme": measure_theme()}
    place.write_text(json.dumps(everything, indent=1) + "\n", encoding="utf-8")
    print(tell(everything["theme"]))
