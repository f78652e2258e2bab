"""How a run was made, as a paragraph to paste with its references, and what its notebooks say that it cannot show."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from helpers.papers.export import format_date
from helpers.run.inputs import find_root
from helpers.run.schema import NO_TOPIC
from helpers.stats.verdicts import LEVEL
from helpers.text.wordings import count, tell_selection, tell_where

REFERENCES = Path(__file__).parent / "templates" / "references.bib"
_CITED = re.compile(r"\[@([a-z0-9; @]+)\]")
_ENTRY = re.compile(r"^@\w+\{(\w+),\n.*?^\}\n", re.M | re.S)
_DRAWS = {
    "louvain": "communities of a graph of nearest neighbours by Louvain's method [@blondel2008]",
    "umap-hdbscan": "crowds, by HDBSCAN [@mcinnes2017], of vectors reduced by UMAP [@mcinnes2018]",
    "nmf": "the largest parts of a non-negative factorisation of words [@lee1999]",
}


@dataclass(frozen=True)
class Methods:
    """A paragraph, and the BibTeX entries of what it cites."""

    text: str
    references: str


def describe_methods(
    tables: Mapping[str, pd.DataFrame], settings: Mapping[str, Any], theme_file: Any, *,
    versions: Mapping[str, str], dump: str, learned: bool,
) -> str:  # fmt: skip
    """Say in a paragraph how a run was made, with its numbers, settings and versions; sources as ``[@key]``.

    Parameters
    ----------
    tables : mapping
        ``papers``, ``decisions``, ``topics``, ``contrasts`` and ``trend_tests``.
    learned : bool
        Whether the theme was read by a model learned from coded papers, and not by rules.
    """
    papers, decisions = tables["papers"], tables["decisions"]
    merged, rejected = (int((decisions["outcome"] == outcome).sum()) for outcome in ("merged", "rejected"))
    records = count(len(papers) + len(decisions), "record")
    sentences = [
        f"{records} of {dump} ({tell_selection(settings['selection'], 'footer')}) gave "
        f"{count(len(papers), 'paper')} with title and abstract; {merged:,} were merged as duplicates and {rejected:,} "
        f"set aside as unusable, none for its subject [@page2021].{_tell_span(papers)}"
    ]
    if settings.get("where"):
        filtered = int((decisions["outcome"] == "filtered").sum())
        sentences.append(f"Only papers {tell_where(settings['where'])} were kept; {filtered:,} were left out by that.")
    sentences += [_tell_topics(tables["topics"], settings), _tell_theme(theme_file, learned)]
    if len(tables["contrasts"]):
        sentences.append(_tell_words(settings))
    if len(tables["trend_tests"]):
        sentences.append(_tell_trends(tables["papers"], settings))
    made = ", ".join(f"{name} {version}" for name, version in versions.items())
    sentences.append(f"Everything random has the seed {settings['seed']}. Made with {_name_software()}; {made}.")
    return " ".join(sentence for sentence in sentences if sentence)


def cite_methods(text: str) -> Methods:
    """Replace ``[@key]`` by author and year, and gather the BibTeX entries in the order of citing, and the software's.

    KeyError for a key that :data:`REFERENCES` lacks.
    """
    entries = read_references()
    keys: dict[str, None] = {}

    def cite(match: re.Match) -> str:
        found = [key.strip(" @") for key in match[1].split(";")]
        keys.update(dict.fromkeys(found))
        return f"({'; '.join(name_source(entries[key]) for key in found)})"

    return Methods(_CITED.sub(cite, text), "\n".join([*(entries[key] for key in keys), _cite_software()]))


def read_references() -> dict[str, str]:
    """Return the BibTeX entry of each source by its key."""
    text = REFERENCES.read_text(encoding="utf-8")
    return {match[1]: match[0] for match in _ENTRY.finditer(text)}


def name_source(entry: str) -> str:
    """Return author and year of a BibTeX entry as running text has them: "Fred and Jain 2005"."""
    fields = dict(re.findall(r"^  (author|year) = \{(.+)\},?$", entry, re.M))
    names = [re.sub(r"[{}\\'\"]", "", author.split(",")[0]) for author in fields["author"].split(" and ")]
    who = names[0] if len(names) == 1 else " and ".join(names) if len(names) == 2 else f"{names[0]} et al."
    return f"{who} {fields['year']}"


def _tell_span(papers: pd.DataFrame) -> str:
    dated = papers[papers["published_precision"] != "none"]
    if dated.empty:
        return " None has a date of publication."
    first, last = dated.loc[dated["published_low"].idxmin()], dated.loc[dated["published_high"].idxmax()]
    low, high = (format_date(row[f"published_{end}"], row["published_precision"]) for row, end in
                 ((first, "low"), (last, "high")))  # fmt: skip
    return f" {len(dated):,} are dated, from {low} to {high}."


def _tell_topics(topics: pd.DataFrame, settings: Mapping[str, Any]) -> str:
    named = topics[topics["topic"] != NO_TOPIC]
    if named.empty:
        return ""
    number = "was set" if settings["n_topics"] else "is the most stable one [@benhur2002]"
    return (
        f"Titles and abstracts were encoded with {settings['encoder']} as sentence vectors [@reimers2019]. Many "
        f"clusterings were drawn, each with another seed and part of the papers: {_DRAWS[settings['topic_method']]}; "
        f"papers that met in at least half of them form a topic [@fred2005]. The number of topics, {len(named)}, "
        f"{number}; {int(named['stable'].sum())} of them come back on resampling [@hennig2007]. Words of topics weigh "
        f"by c-TF-IDF [@grootendorst2022], the map is UMAP's [@mcinnes2018]."
    )


def _tell_theme(theme_file: Any, learned: bool) -> str:
    first, second = (pole.label for pole in theme_file.poles)
    how = "a chain of classifiers that learned from coded papers [@read2011]" if learned else "rules of the theme"
    return (
        f"Every mention of “{first}” and “{second}” [@jones2002] was found, its sentence parsed and placed by its part "
        f"in the abstract [@swales1990]; what each paper means and seeks by the words was read by {how}. Conclusions "
        f"that hang on ways of counting were counted in all of them [@steegen2016]."
    )


def _tell_words(settings: Mapping[str, Any]) -> str:
    least = 100 * settings["smallest_difference"]
    return (
        f"Terms of at least {settings['min_papers']} papers were compared by the share of papers that have them "
        f"[@lijffijt2016], ranked by log-odds with a prior [@monroe2008], with Newcombe's intervals [@newcombe1998]. "
        f"Terms planned beforehand were tested by max-T [@westfall1993], the others by exact tests at a false "
        f"discovery rate of {100 * LEVEL:g}% [@benjamini1995]; where groups differ in category or length, differences "
        f"were taken within strata too [@greenland1985]. A difference of {least:g} points was set as the smallest that "
        f"matters."
    )


def _tell_trends(papers: pd.DataFrame, settings: Mapping[str, Any]) -> str:
    undated = int((papers[f"{settings['clock']}_precision"] == "none").sum())
    bounds = " Missing dates are bounded [@manski2005]." if undated else ""
    return (
        f"Shares by period have Wilson's intervals [@wilson1927]; change by date is the odds ratio a year of a "
        f"logistic regression with Firth's correction [@firth1993], and {settings['smallest_odds']:g} times the odds a "
        f"year was set as the smallest that matters.{bounds}"
    )


def _name_software() -> str:
    told = _read_citation()
    return f"{told['title'].split(':')[0]} {told['version']}"


def _cite_software() -> str:
    told = _read_citation()
    fields = {"title": f"{{{told['title']}}}", "author": f"{{{told['name']}}}", "version": told["version"]}
    fields["year"] = told["date-released"][:4]
    body = ",\n".join(f"  {name} = {{{value}}}" for name, value in fields.items())
    return f"@software{{{told['title'].split(':')[0]},\n{body}\n}}\n"


def _read_citation() -> dict[str, str]:
    """The fields of CITATION.cff that a reference needs."""
    text = (find_root() / "CITATION.cff").read_text(encoding="utf-8")
    found = re.findall(r"^(?:  - )?(title|name|version|date-released): \"?(.+?)\"?$", text, re.M)
    return dict(found)
