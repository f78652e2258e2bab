"""Single steps in a fresh process, called by the benchmark: ``steps STEP abstracts.json cache``."""

import json
import resource
import sys
import time
from pathlib import Path

import pandas as pd


def load_papers(path):
    records = json.loads(Path(path).read_text(encoding="utf-8"))
    titles, abstracts = zip(*(record.split(". ", 1) for record in records), strict=True)
    ids = [f"p{place:06d}" for place in range(len(records))]
    return pd.DataFrame({"paper_id": ids, "title": titles, "abstract": abstracts})


def find_topics(papers, cache):
    """Abstracts to topics with their words."""
    from helpers.topics.fitting import fit_topics
    from helpers.vectors.encoding import compose_texts, embed_texts

    vectors = embed_texts(compose_texts(papers), cache=cache, show_progress=False)
    found = fit_topics(papers, vectors)
    return {"topics": len(found.topics), "first": found.topics["label"].iloc[0]}


def embed(papers, cache, precision="exact"):
    from helpers.vectors.encoding import compose_texts, embed_texts

    start = time.monotonic()
    embed_texts(compose_texts(papers), cache=cache, precision=precision, show_progress=False)
    return {"abstracts_per_second": len(papers) / (time.monotonic() - start)}


STEPS = {"topics": find_topics, "embed": embed, "embed-int8": lambda papers, cache: embed(papers, cache, "int8")}

if __name__ == "__main__":
    step, abstracts, folder = sys.argv[1:]
    facts = STEPS[step](load_papers(abstracts), Path(folder))
    facts["peak_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps(facts))
