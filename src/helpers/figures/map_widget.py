"""The map to walk about in: point at a paper, draw a line around some, search for words. Needs no network."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from helpers.figures.style import topic_colours
from helpers.figures.text_layout import GREY, shorten
from helpers.run.schema import NO_TOPIC

TITLE_LENGTH = 160
HEIGHT = 520


class TopicBrowser:
    """A map of papers in JupyterLab, made by :func:`open_topic_browser`.

    ``papers`` has a row per dot: paper_id, title, date, topic (its name), confidence and, if known, link; ``selected``
    those inside the last line that was drawn, or that the last search found.
    """

    def __init__(self, papers: pd.DataFrame, scatter: Any, page: Any, texts: list[str]) -> None:
        """Keep the table, the widget, what is shown around it, and each paper's text in lower case."""
        self.papers = papers
        self._scatter = scatter
        self._page = page
        self._texts = texts

    @property
    def selected(self) -> pd.DataFrame:
        """Papers that are selected, in the order of the table."""
        if self._scatter is None:
            return self.papers.drop(columns=["x", "y"])
        rows = np.sort(np.asarray(self._scatter.selection(), dtype=int))
        return self.papers.iloc[rows].drop(columns=["x", "y"])

    def search(self, words: str) -> pd.DataFrame:
        """Highlight the papers whose title or abstract has every one of the words, and return them."""
        wanted = words.casefold().split()
        hits = [place for place, text in enumerate(self._texts) if wanted and all(word in text for word in wanted)]
        if self._scatter is not None:
            self._scatter.selection(hits)
        return self.selected

    def _repr_mimebundle_(self, **options: Any) -> Any:
        return self._page._repr_mimebundle_(**options)


def open_topic_browser(
    papers: pd.DataFrame, positions: pd.DataFrame, memberships: pd.DataFrame, topics: pd.DataFrame
) -> TopicBrowser:
    """Return an interactive map of the papers: jupyter-scatter in JupyterLab, a plain object elsewhere.

    Resting on a dot shows title, date and topic; a line drawn around dots (hold Shift, or the lasso button) selects
    them, and ``browser.selected`` gives them as a table; the search box highlights papers by the words of their title
    and abstract.

    Parameters
    ----------
    papers, positions, memberships, topics : DataFrame
        Tables of the schema; ``topics`` may be empty. ``papers`` may have a column ``link``.
    """
    import ipywidgets
    from jscatter import Scatter

    names = topics.set_index("topic")["label"]
    table = papers[["paper_id", "title", *(["link"] if "link" in papers else [])]].copy()
    day = papers["published_low"].dt.strftime("%Y-%m-%d")
    length = papers["published_precision"].map({"day": 10, "month": 7, "year": 4}).fillna(0).astype(int)
    table["date"] = [value[:stop] if isinstance(value, str) else "" for value, stop in zip(day, length, strict=True)]
    table = table.merge(positions[["paper_id", "x", "y"]], on="paper_id").merge(
        memberships[["paper_id", "topic", "confidence"]], on="paper_id"
    )
    number = table["topic"]
    table["topic"] = number.map(names).astype(object).fillna("no topic").astype(str)
    shown = pd.DataFrame(
        {
            "x": table["x"].astype(float),
            "y": table["y"].astype(float),
            "title": [shorten(str(title), TITLE_LENGTH) for title in table["title"]],
            "date": table["date"].where(table["date"] != "", "no date"),
            "topic": pd.Categorical(table["topic"]),
        }
    )
    inks = topic_colours([NO_TOPIC, *topics["topic"]])
    by_name = {str(names[topic]): inks[topic] for topic in names.index}
    colours = {name: by_name.get(name, GREY) for name in shown["topic"].cat.categories}
    if shown.empty:
        return TopicBrowser(table, None, ipywidgets.Label("No papers."), [])
    scatter = Scatter(data=shown, x="x", y="y", height=HEIGHT, axes=False)
    scatter.color(by="topic", map=colours)
    scatter.size(default=float(np.clip(900 / len(shown) ** 0.5, 3, 12)))
    scatter.tooltip(True, properties=["date", "topic"], preview="title", preview_type="text", histograms=False)
    box = ipywidgets.Text(placeholder="words of a title or abstract", description="Search", continuous_update=False)
    told = ipywidgets.Label(f"{len(shown):,} papers")
    known = papers.set_index("paper_id").reindex(table["paper_id"])
    texts = [
        f"{title}\n{abstract}".casefold() for title, abstract in zip(known["title"], known["abstract"], strict=True)
    ]
    page = ipywidgets.VBox([ipywidgets.HBox([box, told]), scatter.show()])
    browser = TopicBrowser(table, scatter, page, texts)

    def find(change: dict[str, Any]) -> None:
        browser.search(change["new"])

    def tell(change: dict[str, Any]) -> None:
        told.value = f"{len(scatter.selection()):,} of {len(shown):,} papers selected"

    box.observe(find, "value")
    scatter.widget.observe(tell, "selection")
    return browser
