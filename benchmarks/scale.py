"""Growth from ten thousand records to a million: ``python -m benchmarks.scale PAPERS SIZE...``.

``PAPERS`` is a packed file of JSON lines with title and abstract, which are recombined into dumps of each size (see
:mod:`benchmarks.scale_dumps`). Each stage is a process of its own: reading alone, then each notebook. Above
``MOST_ENCODED`` records vectors are synthetic, from a singular value decomposition of hashed words, since encoding
would take hours; below, encoding is a stage of its own. ``benchmarks/scale.json`` keeps what was measured, and
``python -m benchmarks.scale costs`` makes of it what notebooks forecast their time and memory by; call that on the
machine that measured.
"""

import argparse
import contextlib
import hashlib
import json
import math
import sys
import tempfile
from pathlib import Path

import numpy as np

from benchmarks.__main__ import measure
from benchmarks.scale_dumps import read_papers, write_dump
from helpers.run.engines import count_jobs
from helpers.run.forecast import COSTS, SAMPLE, Cost, estimate_cost, measure_speed

RESULTS = Path(__file__).with_name("scale.json")
MOST_ENCODED = 75_000
STAGES = ("01", "02", "03", "04", "05", "06", "08", "09", "00")
FITTED, WIDTH, PIECE = 10_000, 384, 20_000  # papers that the decomposition is fitted to, its dimensions, rows at a time
COUNTED = 400  # characters of a text whose words are counted for it
MOST_NAIVE = 75_000  # records of which plain BERTopic can still be waited for


def measure_size(papers, size, folder, most_encoded=MOST_ENCODED):
    """Yield a row for each stage at one size."""
    dump = folder / f"scale{size}.jsonl"
    if not dump.is_file():
        write_dump(papers, size, dump)
    outputs = folder / "outputs"
    yield _measure_stage("read", size, outputs, "benchmarks.scale", "read", dump, outputs / "cache")
    if size > most_encoded:
        _measure_stage("vectors", size, outputs, "benchmarks.scale", "vectors", dump, outputs / "cache")
    else:
        yield _measure_stage("encode", size, outputs, "benchmarks.scale", "encode", dump, outputs / "cache")
    for stage in STAGES:
        yield _measure_stage(stage, size, outputs, "helpers", "run", dump, "--outputs", outputs, "--only", stage)
    if size <= MOST_NAIVE:
        yield _measure_stage("naive BERTopic", size, outputs, "benchmarks.scale", "naive", dump, outputs / "cache")
    if size > SAMPLE:
        options = ("--outputs", outputs, "--only", "02", "--set", f"sample={SAMPLE}")
        yield _measure_stage("02 sample", size, outputs, "helpers", "run", dump, *options)


def _measure_stage(stage, size, outputs, module, *arguments):
    before = _sum_bytes(outputs)
    found = measure([sys.executable, "-m", module, *arguments])
    row = {"stage": stage, "records": size, **{k: found[k] for k in ("cpu", "wall", "peak_mb", "own_mb")}}
    print(row, flush=True)
    return row | {"disk_mb": round((_sum_bytes(outputs) - before) / 1e6, 1)}


def _sum_bytes(folder):
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()) if folder.is_dir() else 0


def write_synthetic_vectors(dump, cache):
    """Put vectors of a dump's papers into the cache of the encoder."""
    from sklearn.decomposition import TruncatedSVD
    from sklearn.feature_extraction.text import HashingVectorizer

    from helpers.papers.assembly import read_papers as read
    from helpers.vectors.encoders import DEFAULT_ENCODER, TOKEN_LIMIT
    from helpers.vectors.encoding import compose_texts
    from helpers.vectors.vector_cache import write_vectors

    texts = compose_texts(read([dump], cache=cache).papers)
    count = HashingVectorizer(n_features=2**17, stop_words="english", alternate_sign=False).transform
    chosen = np.random.default_rng(1).choice(len(texts), min(FITTED, len(texts)), replace=False)
    reduce = TruncatedSVD(WIDTH, n_iter=2, random_state=1).fit(count([texts[i][:COUNTED] for i in chosen])).transform
    for start in range(0, len(texts), PIECE):
        piece = texts[start : start + PIECE]
        vectors = reduce(count([text[:COUNTED] for text in piece])).astype(np.float32)
        vectors /= np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
        keys = [hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest() for text in piece]
        write_vectors(cache, (f"onnx:{DEFAULT_ENCODER}", "exact", TOKEN_LIMIT), keys, vectors)


def encode(dump, cache):
    """Put vectors of a dump's papers into the cache."""
    from helpers.papers.assembly import read_papers as read
    from helpers.vectors.encoding import compose_texts, embed_texts

    embed_texts(compose_texts(read([dump], cache=cache).papers), cache=cache)


def gather_costs(rows, before, speed, cores):
    """Return what notebooks forecast by, of what was measured; sizes and rates that were not are those of ``before``.

    ``speed`` and ``cores`` are those of the machine that measured, to which what was known before is converted. To
    learn by which words papers go to topics takes what the notebook takes with a sample and not for as many papers.
    """
    at = {(row["stage"], row["records"]): row for row in rows}
    slower = before["speed"] / speed
    notebooks = {}
    for stage in STAGES:
        found = {
            row["papers"]: row | {"seconds": round(row["seconds"] * slower, 1)}
            for row in before["notebooks"].get(stage, ())
        }
        for size in [size for name, size in at if name == stage]:
            row = at[stage, size]
            # What 01 reads was made ready by the stage before it.
            parts = [row, *([at["read", size]] if stage == "01" and ("read", size) in at else [])]
            # On a machine with other work a stage waits: it takes no longer than its processor seconds by itself.
            seconds = sum(min(part["wall"], part.get("cpu", part["wall"])) for part in parts)
            megabytes = max(part["peak_mb"] for part in parts)
            found[size] = {"papers": size, "seconds": round(seconds, 1), "megabytes": round(megabytes)}
        notebooks[stage] = [found[size] for size in sorted(found)]
    rates = {kind: round(rate / slower * cores / before["cores"], 1) for kind, rate in before["encoding"].items()}
    for name, kind in (("encode", "exact"), ("encode int8", "int8")):
        if sizes := [size for stage, size in at if stage == name]:
            rates[kind] = round(max(sizes) / at[name, max(sizes)]["wall"], 1)
    learning = before["learning"] * slower
    if sizes := [size for stage, size in at if stage == "02 sample"]:
        measured = [(row["papers"], Cost(row["seconds"], row["megabytes"])) for row in notebooks["02"]]
        others = at["02 sample", max(sizes)]["wall"] - estimate_cost(measured, SAMPLE).seconds
        learning = max(0.0, others) / SAMPLE
    told = {"speed": round(speed), "cores": cores, "encoding": rates, "learning": round(learning, 5)}
    return told | {"notebooks": notebooks}


def write_costs():
    """Write the package's file of costs from ``benchmarks/scale.json``."""
    rows, before = (json.loads(path.read_text(encoding="utf-8")) for path in (RESULTS, COSTS))
    costs = gather_costs(rows, before, measure_speed(), count_jobs())
    COSTS.write_text(json.dumps(costs, indent=1) + "\n", encoding="utf-8")


def fit_naively(dump, cache):
    """BERTopic as it comes on the same texts, its vectors given."""
    from bertopic import BERTopic

    from helpers.papers.assembly import read_papers as read
    from helpers.vectors.encoding import compose_texts, embed_texts

    texts = compose_texts(read([dump], cache=cache).papers)
    BERTopic(embedding_model=None).fit_transform(texts, embeddings=embed_texts(texts, cache=cache))


def tell(rows):
    """Return the rows as a table in Markdown, with the exponent by which each stage grows from size to size."""
    sizes = sorted({row["records"] for row in rows})
    known = {(row["stage"], row["records"]): row for row in rows}
    stages = list(dict.fromkeys(row["stage"] for row in rows))
    head = "| stage | " + " | ".join(f"{size:,}" for size in sizes) + " | growth |\n|---|" + "---|" * (len(sizes) + 1)
    lines = [head]
    for stage in stages:
        cells = [_tell_cell(known.get((stage, size))) for size in sizes]
        ends = [(size, known[stage, size]["cpu"]) for size in sizes if (stage, size) in known]
        (low, first), (high, last) = ends[0], ends[-1]
        growth = f"{math.log(last / first) / math.log(high / low):.2f}" if high > low and first > 0 else ""
        lines.append(f"| {stage} | {' | '.join(cells)} | {growth} |")
    return "\n".join(lines)


def _tell_cell(row):
    if row is None:
        return ""
    own = f" ({row['own_mb']:,.0f} its own)" if "own_mb" in row else ""
    return f"{row['cpu']:,.0f} s, {row['peak_mb']:,.0f} MB{own}, {row['disk_mb']:,.0f} MB on disk"


def main(arguments):
    """Measure, or do one stage."""
    if arguments[0] == "read":
        from helpers.papers.assembly import read_papers as read

        print(len(read([Path(arguments[1])], cache=Path(arguments[2])).papers))
    elif arguments[0] == "costs":
        write_costs()
    elif arguments[0] == "encode":
        encode(*map(Path, arguments[1:]))
    elif arguments[0] == "vectors":
        write_synthetic_vectors(*map(Path, arguments[1:]))
    elif arguments[0] == "naive":
        fit_naively(*map(Path, arguments[1:]))
    else:
        measure_sizes(arguments)


def measure_sizes(arguments):
    """Measure all stages at the sizes that the command line names; each row is kept once it is there."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scale")
    parser.add_argument("papers", type=Path)
    parser.add_argument("sizes", type=int, nargs="+")
    parser.add_argument("--folder", type=Path, help="keep dumps and outputs here; else they go")
    parser.add_argument("--encode", type=int, default=MOST_ENCODED, help="the most records that are encoded")
    options = parser.parse_args(arguments)
    papers = read_papers(options.papers)
    rows = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.is_file() else []
    for size in options.sizes:
        with (
            tempfile.TemporaryDirectory() if options.folder is None else contextlib.nullcontext(options.folder) as root
        ):
            folder = Path(root) / str(size)
            folder.mkdir(parents=True, exist_ok=True)
            for fresh in measure_size(papers, size, folder, options.encode):
                same = (fresh["stage"], size)
                rows = [row for row in rows if (row["stage"], row["records"]) != same] + [fresh]
                RESULTS.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")
    print(tell(rows))


if __name__ == "__main__":
    main(sys.argv[1:])
