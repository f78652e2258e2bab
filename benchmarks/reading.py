"""Reading at full size: 75,000 records in several formats, made from the bundled dump, each in a fresh process.

``python -m benchmarks.reading`` makes the files in a temporary folder and prints the table; ``read FILE`` and
``stream FILE`` are the measured steps.
"""

import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.bundled_docs import read_docs

RECORDS = 75_000
SEED = 1


def make_records(docs, size=RECORDS):
    """Papers of the bundled dump's length and words, each with a third of its words drawn from all abstracts."""
    rng = random.Random(SEED)
    pairs = [doc.split(". ", 1) for doc in docs]
    words = sorted({word for _, abstract in pairs for word in abstract.split()})
    for number in range(size):
        title, abstract = pairs[number % len(pairs)]
        text = abstract.split()
        for place in rng.sample(range(len(text)), len(text) // 3):
            text[place] = rng.choice(words)
        yield {
            "id": f"{rng.randrange(15, 26):02d}{rng.randrange(1, 13):02d}.{number:05d}",
            "title": f"{title} {rng.choice(words)} {rng.choice(words)} {number // len(pairs)}",
            "abstract": " ".join(text),
            "authors": [f"A{number % 977} Author", f"B{number % 613} Writer"],
            "published": f"20{rng.randrange(15, 26)}-{rng.randrange(1, 13):02d}-{rng.randrange(1, 29):02d}",
        }


def write_files(docs, folder):
    """The same records as JSONL, as a JSON list on one line, CSV, BibTeX, RIS and PubMed XML; returns the paths."""
    import csv
    from xml.sax.saxutils import escape

    names = ("dump.jsonl", "dump.json", "dump.csv", "dump.bib", "dump.ris", "dump.xml")
    paths = [folder / name for name in names]
    streams = [path.open("w", encoding="utf-8", newline="") for path in paths]
    lines, array, table, bib, ris, xml = streams
    rows = csv.writer(table)
    rows.writerow(["id", "title", "abstract", "authors", "published"])
    xml.write('<?xml version="1.0"?><PubmedArticleSet>')
    array.write("[")
    for number, record in enumerate(make_records(docs)):
        text = json.dumps(record)
        lines.write(text + "\n")
        array.write(("," if number else "") + text)
        rows.writerow([*list(record.values())[:3], "; ".join(record["authors"]), record["published"]])
        plain = {key: str(record[key]).replace("{", "(").replace("}", ")") for key in ("title", "abstract")}
        bib.write(
            f"@article{{k{number},\n  title = {{{plain['title']}}},\n"
            f"  author = {{{' and '.join(record['authors'])}}},\n  abstract = {{{plain['abstract']}}},\n"
            f"  date = {{{record['published']}}},\n  eprint = {{{record['id']}}}\n}}\n"
        )
        ris.write(
            f"TY  - JOUR\nTI  - {record['title']}\nAB  - {record['abstract']}\nAU  - {record['authors'][0]}\n"
            f"DA  - {record['published'].replace('-', '/')}\nER  - \n\n"
        )
        xml.write(
            f"<PubmedArticle><MedlineCitation><PMID>{10_000_000 + number}</PMID><Article><Journal><JournalIssue>"
            f"<PubDate><Year>{record['published'][:4]}</Year></PubDate></JournalIssue></Journal><ArticleTitle>"
            f"{escape(record['title'])}</ArticleTitle><Abstract><AbstractText>{escape(record['abstract'])}"
            "</AbstractText></Abstract></Article></MedlineCitation></PubmedArticle>\n"
        )
    array.write("]")
    xml.write("</PubmedArticleSet>")
    for stream in streams:
        stream.close()
    return paths


def read_whole(path):
    """Records to papers: to make them ready side by side, and to merge and check them."""
    import helpers.papers.assembly as assembly

    spent, prepare = {}, assembly.prepare_parts

    def prepare_timed(*arguments, **options):
        start = time.monotonic()
        records = prepare(*arguments, **options)
        spent["ready"] = time.monotonic() - start
        return records

    assembly.prepare_parts = prepare_timed
    start = time.monotonic()
    corpus = assembly.read_papers([path])
    wall = time.monotonic() - start
    return {
        "records": len(corpus.papers) + len(corpus.decisions), "papers": len(corpus.papers),
        "ready": spent["ready"], "merging": wall - spent["ready"],
    }  # fmt: skip


def stream(path):
    """The reader alone: its memory must not grow with the file."""
    from helpers.dumps.detect import read_dump
    from helpers.dumps.records import Notes

    start = time.monotonic()
    return {"records": sum(1 for _ in read_dump([path], Notes())), "reading": time.monotonic() - start}


STEPS = {"read": read_whole, "stream": stream}


def measure_step(step, path):
    command = [sys.executable, "-m", "benchmarks.reading", step, str(path)]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def measure_reading(docs, folder):
    """One row a format."""
    rows = {}
    for path in write_files(docs, folder):
        reader, whole = measure_step("stream", path), measure_step("read", path)
        rows[path.suffix[1:]] = {"mb": path.stat().st_size / 1e6, "reader": reader, "whole": whole}
    return rows


def tell(rows):
    """Return the rows as Markdown."""
    lines = [
        f"| {RECORDS:,} records as | MB | reader alone: s | peak MB | read and made ready: s | merged and checked: s "
        "| peak MB |",
        "|---|---|---|---|---|---|---|",
    ]
    for name, row in rows.items():
        reader, whole = row["reader"], row["whole"]
        lines.append(
            f"| {name} | {row['mb']:.0f} | {reader['reading']:.1f} | {reader['peak_mb']:.0f} "
            f"| {whole['ready']:.1f} | {whole['merging']:.1f} | {whole['peak_mb']:.0f} |"
        )
    return "\n".join(lines)


if __name__ == "__main__":
    if len(sys.argv) == 3:
        facts = STEPS[sys.argv[1]](Path(sys.argv[2]))
        facts["peak_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(json.dumps(facts))
    else:
        with tempfile.TemporaryDirectory() as place:
            print(tell(measure_reading(read_docs(), Path(place))))
