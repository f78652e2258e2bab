"""One contrast of two groups of texts as scattertext computes it: log-odds with an informative Dirichlet prior."""

import json
import sys
import time

texts, labels = json.load(sys.stdin)
import pandas as pd  # noqa: E402
import scattertext as st  # noqa: E402

start = time.perf_counter()
table = pd.DataFrame({"text": texts, "label": labels})
corpus = st.CorpusFromPandas(table, category_col="label", text_col="text", nlp=st.whitespace_nlp_with_sentences).build()
counts = corpus.get_term_freq_df("")
prior = st.PriorFactory(corpus, category="a", not_categories=["b"]).use_general_term_frequencies().build()[0]
scores = st.LogOddsRatioInformativeDirichletPrior(prior, 10).get_scores(counts["a"], counts["b"])
print(json.dumps({"seconds": time.perf_counter() - start, "terms": len(scores)}))
