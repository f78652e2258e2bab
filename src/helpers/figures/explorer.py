"""A figure to ask: the very picture that was saved, with the papers behind its dots, cells and rows. No network."""

from collections.abc import Mapping
from importlib.resources import files
from typing import Any

import numpy as np
import pandas as pd

from helpers.figures.paper_cards import PaperCards
from helpers.run.inputs import RunError, read_json
from helpers.run.notebook_execution import is_in_series
from helpers.run.runs import Run
from helpers.text.html_text import PLAIN, escape_html
from helpers.text.wordings import count
from helpers.theme.theme_file import load_theme

MAX_LISTED = 20
"""Papers that are shown under the picture at most; all of them are in ``selected``."""
MOST_BEHIND = 20_000
"""Papers behind a picture that can be asked: a page holds the titles of all of them."""
WIDTH = 960
_NOTHING: dict[str, Any] = {"points": {"x": [], "y": [], "papers": []}, "boxes": []}
ALONE = (
    "<style>.jp-OutputArea:has(.explore-alone) .jp-OutputArea-output.jupyter-widgets:not(:has(*)) { display: none }"
    "</style><span class='explore-alone' hidden></span>"
)
"""Hides what JupyterLab writes in place of a widget whose kernel has gone; beside the picture, it is not missed."""
ASK = "Run this cell in JupyterLab to point at the dots of this figure."


class Explorer:
    """A figure of a run with the papers behind it, made by :func:`explore`.

    Of more than :data:`MOST_BEHIND` papers one in so many can be asked, evenly over the dump, and ``note`` says so.
    ``papers`` has a row for each paper behind the figure: paper_id, title, date, about (topic and reading) and
    abstract; ``selected`` are those that were clicked on, are inside the last line that was drawn, or were chosen by
    Enter in the search box.
    """

    def __init__(self, picture: bytes, marks: Mapping[str, Any], cards: PaperCards, alt: str) -> None:
        """Keep what is behind the picture; without one, ``alt`` says why. The widget is made when it is shown."""
        behind = dict.fromkeys(map(str, marks["points"]["papers"]))
        behind |= dict.fromkeys(str(paper) for box in marks["boxes"] for paper in box["papers"])
        listed = [paper for paper in cards if paper in behind]
        step = -(-len(listed) // MOST_BEHIND) or 1
        self.papers = _list_papers(listed[::step], cards)
        self.note = "" if step == 1 else (
            f"{len(self.papers):,} of the {len(listed):,} papers behind this figure can be asked here, one in {step}; "
            "the picture counts all of them."
        )  # fmt: skip
        self.alt = alt
        self._picture, self._cards = picture, cards
        self._marks = _number_marks(marks, {paper: i for i, paper in enumerate(self.papers["paper_id"])})
        texts = zip(self.papers["title"], self.papers["abstract"].fillna(""), strict=True)
        self._texts = [f"{title}\n{abstract}".casefold() for title, abstract in texts]
        self._widget: Any = None

    @property
    def widget(self) -> Any:
        """The widget (anywidget), whose ``selection`` and ``found`` are places in the table ``papers``."""
        if self._widget is None:
            self._widget = _build_widget(self)
        return self._widget

    @property
    def selected(self) -> pd.DataFrame:
        """Papers that are selected, in the order of the dump."""
        return self.papers.iloc[self.widget.selection].reset_index(drop=True)

    def select(self, papers: Any) -> pd.DataFrame:
        """Select papers by their ids, as a click does, and return them."""
        self.widget.selection = np.flatnonzero(self.papers["paper_id"].isin(list(papers))).tolist()
        return self.selected

    def search(self, words: str) -> pd.DataFrame:
        """Highlight the papers whose title or abstract has every one of the words, and return them."""
        self.widget.words = words
        return self.papers.iloc[self.widget.found].reset_index(drop=True)

    def find(self, words: str) -> list[int]:
        """Places of the papers that have every one of the words; none for no words."""
        wanted = words.casefold().split()
        return [i for i, text in enumerate(self._texts) if wanted and all(word in text for word in wanted)]

    def write_cards(self, places: list[int]) -> str:
        """HTML of the papers at these places, in which what comes from the dump is escaped."""
        ids = self.papers["paper_id"].iloc[places]
        note = f"<p>The first {MAX_LISTED} of {count(len(ids), 'paper')}.</p>" if len(ids) > MAX_LISTED else ""
        return note + "".join(f"<div class='paper-card'>{self._cards[paper]}</div>" for paper in ids.head(MAX_LISTED))

    def _ipython_display_(self) -> None:
        """Show the picture, which stands where there is no kernel, and over it the widget where there is one."""
        from IPython.display import HTML, Image, display

        if not self._picture:
            display(HTML(f"<p class='{PLAIN}'>{escape_html(self.alt)}</p>"))
            return
        if not is_in_series():
            display(HTML(ALONE))
        display(Image(data=self._picture, format="png", width=WIDTH, alt=self.alt))
        if self.note:
            display(HTML(f"<p class='{PLAIN}'>{escape_html(self.note)}</p>"))
        if not is_in_series():
            view = self.widget._repr_mimebundle_()
            display({**(view[0] if isinstance(view, tuple) else view), "text/plain": ASK}, raw=True)


def explore(run: Run, name: str, cards: PaperCards | None = None) -> Explorer:
    """Return a figure of a run with the papers behind it: a widget in JupyterLab, the picture in all other places.

    Resting on a dot shows title, date and reading, a click the paper; a line drawn around dots selects them (with Shift
    more of them), and the search box highlights the papers whose title or abstract has its words. Arrow keys, Enter and
    Escape do the same.

    Parameters
    ----------
    name : str
        Of a figure; it is drawn first where it is missing, and the sentence that says why stands in place of one that
        was left out. RunError if there is no such figure or no paper behind it.
    cards : PaperCards, optional
        Made from the run's tables that are there, if not given.
    """
    found = run.find_figures(name)
    if name not in found:
        return Explorer(b"", _NOTHING, cards or _open_cards(run), run.find_left_out().get(name, ""))
    marks = read_json(found[name].with_suffix(".marks.json"))
    if not marks:
        known = sorted(file.name.removesuffix(".marks.json") for file in found[name].parent.glob("*.marks.json"))
        raise RunError(f"No papers stand behind the figure {name!r}; they do behind {', '.join(known) or 'none yet'}.")
    words = read_json(found[name].with_suffix(".json"))
    return Explorer(found[name].read_bytes(), marks, cards or _open_cards(run), str(words.get("alt", name)))


def _open_cards(run: Run) -> PaperCards:
    """Cards of all papers, with what the run knows of them by now."""
    known = {name: run.read(name) for name in ("topics", "memberships", "theme") if run.find_change(name) is None}
    if "topics" not in known or "memberships" not in known:
        known = {name: table for name, table in known.items() if name == "theme"}
    return PaperCards(run.read("papers"), **known, theme_file=load_theme(run.theme))


def _list_papers(ids: list[str], cards: PaperCards) -> pd.DataFrame:
    rows = [(paper, *cards.list_facts(paper)) for paper in ids]
    table = pd.DataFrame(rows, columns=["paper_id", "title", "date", "about"], dtype=object)
    return table.assign(abstract=cards.papers["abstract"].reindex(ids).to_numpy(dtype=object))


def _number_marks(marks: Mapping[str, Any], place: Mapping[str, int]) -> dict[str, Any]:
    """Marks with places of papers for their ids; papers that the cards do not know are left out."""
    dots = zip(marks["points"]["x"], marks["points"]["y"], marks["points"]["papers"], strict=True)
    known = [(x, y, place[paper]) for x, y, paper in dots if paper in place]
    sides = ("left", "top", "right", "bottom", "label")
    boxes = [
        [*(box[side] for side in sides), [place[p] for p in box["papers"] if p in place]] for box in marks["boxes"]
    ]
    columns = ([row[i] for row in known] for i in range(3))
    return dict(zip(("x", "y", "papers"), columns, strict=True)) | {"boxes": [box for box in boxes if box[-1]]}


def _build_widget(explorer: Explorer) -> Any:
    import anywidget
    import traitlets

    class ExplorerWidget(anywidget.AnyWidget):
        """The layer over the picture, in ``explorer.js``."""

        _esm = files("helpers.figures").joinpath("explorer.js").read_text(encoding="utf-8")
        image = traitlets.Bytes().tag(sync=True)
        marks = traitlets.Dict().tag(sync=True)
        told = traitlets.List().tag(sync=True)
        alt = traitlets.Unicode().tag(sync=True)
        words = traitlets.Unicode().tag(sync=True)
        found = traitlets.List(traitlets.Int()).tag(sync=True)
        selection = traitlets.List(traitlets.Int()).tag(sync=True)
        cards = traitlets.Unicode().tag(sync=True)

    papers = explorer.papers
    about = [" · ".join(filter(None, facts)) for facts in zip(papers["date"], papers["about"], strict=True)]
    told = [list(pair) for pair in zip(papers["title"], about, strict=True)]
    given = {"image": explorer._picture, "marks": explorer._marks, "told": told, "alt": explorer.alt}
    widget = ExplorerWidget(**given)

    def find(change: Mapping[str, Any]) -> None:
        widget.found = explorer.find(change["new"])

    def tell(change: Mapping[str, Any]) -> None:
        inside = [place for place in change["new"] if 0 <= place < len(papers)]
        if inside != change["new"]:  # only a page that was tampered with asks for others
            widget.selection = inside
        else:
            widget.cards = explorer.write_cards(inside)

    widget.observe(find, "words")
    widget.observe(tell, "selection")
    return widget
