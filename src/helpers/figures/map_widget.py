"""The map to walk about in: point at a paper, draw a line around some, search for words. Needs no network."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from helpers.figures.searchable_tables import show_papers
from helpers.figures.style import topic_colours
from helpers.figures.text_layout import GREY
from helpers.papers.export import format_dates
from helpers.run.schema import NO_TOPIC

HEIGHT = 440
ROOM = {"x": 0.06, "y": 0.12}
"""Share of the map's width and height that stays free at each edge, so that no dot and no title of one is cut."""
MAX_LISTED = 20
HINT = "Click on a dot to read its paper. Drag a line around some, or search, to list them here."


class TopicBrowser:
    """A map of papers in JupyterLab, made by :func:`open_topic_browser`.

    ``papers`` has a row per dot: paper_id, title, date, topic (its name) and confidence; ``selected`` those that were
    clicked on, are inside the last line that was drawn, or that the last search found.
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
    papers: pd.DataFrame, positions: pd.DataFrame, memberships: pd.DataFrame, topics: pd.DataFrame, *,
    cards: Mapping[str, str],
) -> TopicBrowser:  # fmt: skip
    """Return an interactive map of the papers: jupyter-scatter in JupyterLab, a plain object elsewhere.

    Resting on a dot shows title, date and topic, a click shows the paper beside the map, where it is seen at once; a
    line drawn around dots and the search box, for words of title and abstract, select papers, which are listed there
    and in ``browser.selected``. The wheel scrolls the page; a button lets it zoom the map instead.

    Parameters
    ----------
    papers, positions, memberships, topics : DataFrame
        Tables of the schema; ``topics`` may be empty.
    cards : mapping
        HTML of each paper by ``paper_id``, as :class:`helpers.figures.paper_cards.PaperCards` makes it.
    """
    import ipywidgets
    from jscatter import Scatter

    names = topics.set_index("topic")["label"]
    table = papers[["paper_id", "title"]].assign(date=format_dates(papers))
    table = table.merge(positions[["paper_id", "x", "y"]], on="paper_id").merge(
        memberships[["paper_id", "topic", "confidence"]], on="paper_id"
    )
    table["topic"] = table["topic"].map(names).astype(object).fillna("no topic").astype(str)
    if table.empty:
        return TopicBrowser(table, None, ipywidgets.Label("No papers."), [])
    told = table["title"].astype(str) + " · " + table["date"].replace("", "no date") + " · " + table["topic"]
    shown = table[["x", "y"]].astype(float).assign(told=told, topic=pd.Categorical(table["topic"]))
    inks = topic_colours([NO_TOPIC, *topics["topic"]])
    by_name = {str(names[topic]): inks[topic] for topic in names.index}
    scatter = Scatter(
        data=shown, x="x", y="y", x_scale=_widen(shown["x"]), y_scale=_widen(shown["y"]), height=HEIGHT, axes=False
    )
    scatter.color(by="topic", map={name: by_name.get(name, GREY) for name in shown["topic"].cat.categories})
    scatter.size(default=float(np.clip(900 / len(shown) ** 0.5, 3, 12)))
    scatter.tooltip(True, properties=[], preview="told", preview_type="text", histograms=False)
    scatter.camera(is_fixed=True)
    scatter.widget.tooltip_preview_text_lines = None  # the whole title; jupyter-scatter 1.0 forgets the argument
    known = papers.set_index("paper_id").reindex(table["paper_id"])
    texts = [
        f"{title}\n{abstract}".casefold() for title, abstract in zip(known["title"], known["abstract"], strict=True)
    ]
    box = ipywidgets.Text(placeholder="words of a title or abstract", description="Search", continuous_update=False)
    number = ipywidgets.Label(f"{len(shown):,} papers")
    moving = ipywidgets.ToggleButton(False, description="Move and zoom", tooltip="The wheel zooms, dragging moves")
    place = ipywidgets.Layout(flex="2 1 20em", height=f"{HEIGHT}px", overflow="auto", padding="0 0 0 1em")
    beside = ipywidgets.HTML(HINT, layout=place)
    dots = scatter.show()
    dots.layout = ipywidgets.Layout(flex="3 1 30em", min_width="0")
    # On a narrow page the paper stands under the map.
    both = ipywidgets.HBox([dots, beside], layout=ipywidgets.Layout(flex_flow="row wrap"))
    page = ipywidgets.VBox([ipywidgets.HBox([box, moving, number]), both])
    browser = TopicBrowser(table, scatter, page, texts)

    def find(change: dict[str, Any]) -> None:
        browser.search(change["new"])

    def move(change: dict[str, Any]) -> None:
        scatter.camera(is_fixed=not change["new"])

    def tell(change: dict[str, Any]) -> None:
        chosen = browser.selected
        number.value = f"{len(chosen):,} of {len(shown):,} papers selected"
        if len(chosen) == 1:
            page = cards[chosen["paper_id"].iloc[0]]
            beside.value = f"<div class='paper-card' style='line-height:1.4'>{page}</div>"
        elif len(chosen):  # of none, as after a click beside the dots, the last paper stays
            listed = show_papers(chosen.drop(columns="confidence"), rows=MAX_LISTED, cards=cards)
            beside.value = f"<div style='line-height:1.4'>{listed.data}</div>"

    box.observe(find, "value")
    moving.observe(move, "value")
    scatter.widget.observe(tell, "selection")
    return browser


def _widen(values: pd.Series) -> tuple[float, float]:
    low, high = float(values.min()), float(values.max())
    edge = ROOM[str(values.name)] * (high - low) or 1.0
    return low - edge, high + edge
