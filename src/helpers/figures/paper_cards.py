"""The paper behind a dot or a row: title, date, topic, reading and abstract, with the theme's words marked."""

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from helpers.figures.style import POLE_COLOURS
from helpers.papers.export import format_date
from helpers.text.html_text import PLAIN, escape_html, make_link
from helpers.text.identifiers import compute_link
from helpers.theme.mentions import build_finders, find_matches


class PaperCards(Mapping[str, str]):
    """HTML of each paper by its ``paper_id``, made when it is asked for.

    Parameters
    ----------
    papers : DataFrame
        The table ``papers``.
    topics, memberships : DataFrame, optional
        Tables: the name of the paper's topic.
    theme : DataFrame, optional
        The table ``theme``: sense, role, values and stance of the main reading.
    theme_file : ThemeFile, optional
        Its words are marked in title and abstract, in the colours of the poles.

    Notes
    -----
    Whatever comes from the dump is escaped; links lead to http and https addresses alone.
    """

    def __init__(
        self, papers: pd.DataFrame, *, topics: pd.DataFrame | None = None, memberships: pd.DataFrame | None = None,
        theme: pd.DataFrame | None = None, theme_file: Any = None,
    ) -> None:  # fmt: skip
        """Keep the tables; no card is made yet."""
        self._papers = papers.set_index("paper_id")
        self._topics: dict[str, str] = {}
        if topics is not None and memberships is not None:
            names = topics.set_index("topic")["label"]
            self._topics = memberships.set_index("paper_id")["topic"].map(names).dropna().to_dict()
        self._theme = None if theme is None else theme.set_index("paper_id")
        self._theme_file = theme_file
        self._finders = [] if theme_file is None else build_finders(theme_file)

    def __len__(self) -> int:
        """Return the number of papers."""
        return len(self._papers)

    def __iter__(self) -> Iterator[str]:
        """Go through the papers' ids."""
        return iter(self._papers.index)

    def __getitem__(self, paper_id: str) -> str:
        """Return the card of one paper as HTML."""
        paper, (_, *facts) = self._papers.loc[paper_id], self.list_facts(paper_id)
        ids = {name: paper[name] for name in ("arxiv_id", "doi", "url") if isinstance(paper[name], str)}
        return (
            f"<div class='{PLAIN}' style='max-width:60em;white-space:normal;text-align:left'>"
            f"<p><b>{make_link(compute_link(**ids), self._mark(paper['title']))}</b><br>"
            f"{' · '.join(escape_html(fact) for fact in facts if fact)}</p><p>{self._mark(paper['abstract'])}</p></div>"
        )

    @property
    def papers(self) -> pd.DataFrame:
        """The table ``papers`` by ``paper_id``."""
        return self._papers

    def list_facts(self, paper_id: str) -> tuple[str, str, str]:
        """Title, date, and topic and reading of one paper, as plain text."""
        paper = self._papers.loc[paper_id]
        when = format_date(paper["published_low"], paper["published_precision"]) or "no date"
        about = [self._topics.get(paper_id, ""), self._tell_reading(paper_id)]
        return str(paper["title"]), when, " · ".join(filter(None, about))

    def _tell_reading(self, paper_id: str) -> str:
        if self._theme is None or paper_id not in self._theme.index:
            return ""
        return tell_reading(self._theme.loc[paper_id], self._theme_file)

    def _mark(self, text: Any) -> str:
        if not isinstance(text, str):
            return ""
        if not self._finders:
            return escape_html(text)
        colours = dict(zip(self._theme_file.pole_ids, POLE_COLOURS, strict=True))
        parts, done = [], 0
        for start, end, pole, *_ in find_matches(text, self._finders):
            style = f"background:{colours[pole]}33;color:inherit;border-bottom:2px solid {colours[pole]}"
            parts += [escape_html(text[done:start]), f'<mark style="{style}">{escape_html(text[start:end])}</mark>']
            done = end
        return "".join(parts) + escape_html(text[done:])


def tell_reading(row: Mapping[str, Any], theme_file: Any) -> str:
    """Say what a paper means by the theme's words and what it seeks, from its row of the table ``theme``."""
    if not isinstance(row["sense"], str):
        return "no theme word"
    first, second = (pole.label for pole in theme_file.poles)
    sense = theme_file.sense_labels.get(row["sense"], row["sense"])
    values = f"{first} {row['first_value']}, {second} {row['second_value']}"
    return f"{sense}: {row['stance']} ({values}; {row['role']}; {'not sure' if row['uncertain'] else 'sure'})"
