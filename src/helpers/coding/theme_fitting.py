"""A theme's coded papers to its learned reader: what it may learn from, what is left out, and what that gains."""

import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from helpers.coding.annotations import choose_main_readings
from helpers.coding.reader_fitting import fit_reader
from helpers.run.errors import InputError
from helpers.run.inputs import place_reader
from helpers.text.words import fold_title
from helpers.theme.mentions import find_mentions
from helpers.theme.pole_axis import Encoder
from helpers.theme.reader_features import Features
from helpers.theme.reader_model import PROBE, ReaderModel
from helpers.theme.reading_material import gather_material
from helpers.theme.readings import read_by_rules
from helpers.theme.theme_file import ThemeFile

LEAST_CODINGS = 50
"""Coded papers with a mention below which nothing is learned."""
CARD_KEYS = ("codebook", "coders", "date", "weaknesses")


@dataclass(frozen=True)
class CodedPapers:
    """Papers, what one coder says of them, and whether they are a user's own rather than the theme's."""

    name: str
    papers: pd.DataFrame
    annotations: pd.DataFrame
    own: bool = False


@dataclass(frozen=True)
class Lessons:
    """What a reader is learned from: features, codings and readings by rules of the same papers, and their card."""

    features: Features
    codings: pd.DataFrame
    by_rules: pd.DataFrame
    card: dict[str, Any]


def fit_theme(
    theme_file: ThemeFile, sources: Sequence[CodedPapers], barred: pd.DataFrame, encode: Encoder,
    compose: Callable[[pd.DataFrame], list[str]],
) -> tuple[ReaderModel, pd.DataFrame]:  # fmt: skip
    """Learn a theme's reader: :func:`fit_reader` from what :func:`gather_lessons` takes and leaves out."""
    lessons = gather_lessons(theme_file, sources, barred, encode, compose)
    return fit_reader(lessons.features, lessons.codings, lessons.by_rules, theme_file, lessons.card, encode([PROBE])[0])


def gather_lessons(
    theme_file: ThemeFile, sources: Sequence[CodedPapers], barred: pd.DataFrame, encode: Encoder,
    compose: Callable[[pd.DataFrame], list[str]],
) -> Lessons:  # fmt: skip
    """Gather what a reader may learn from.

    Parameters
    ----------
    sources : sequence of CodedPapers
        Of a paper that several have coded, the first counts.
    barred : DataFrame
        Papers that are never learned from, by ``paper_id`` and title: those of the bundled dump.
    encode, compose
        What makes unit vectors of texts, and texts of papers.

    Raises
    ------
    InputError
        If fewer than ``LEAST_CODINGS`` coded papers with a mention are left.
    """
    papers, codings, left_out = _join(sources, barred, theme_file)
    mentions = find_mentions(papers, theme_file)
    said = papers["paper_id"].isin(mentions["paper_id"]).to_numpy()
    left_out["without a word of the theme"] = int((~said).sum())
    if said.sum() < LEAST_CODINGS:
        least = f"a reader takes {LEAST_CODINGS} coded papers that mention a word of the theme"
        gone = ", ".join(f"{n:,} {why}" for why, n in left_out.items() if n)
        raise InputError(
            f"{theme_file.name} has {said.sum():,}, and {least}{f' (left out: {gone})' if gone else ''}. "
            f"Code more of them in 06_check_readings.ipynb; until then the theme is read by rules."
        )
    papers, codings = papers[said].reset_index(drop=True), codings[said].reset_index(drop=True)
    material = gather_material(papers, mentions, theme_file, encode, encode(compose(papers)))
    by_rules = read_by_rules(material, mentions, theme_file)
    card = {"theme": theme_file.name, **read_card(theme_file)}
    card["sources"] = {name: int(n) for name, n in codings["source"].value_counts(sort=False).items()}
    card["left_out"] = {why: n for why, n in left_out.items() if n}
    card["learned_from"] = "\n".join(sorted(codings["paper_id"]))
    order = dict(zip(codings["paper_id"], range(len(codings)), strict=True))
    codings = codings.iloc[[order[paper] for paper in material.papers]].reset_index(drop=True)
    return Lessons(material.compute_features(by_rules, theme_file, encode), codings, by_rules, card)


def place_codings(theme_file: ThemeFile) -> tuple[Path, Path]:
    """Return where the coded papers of a theme stand, and their codings in the columns of a coder's file."""
    folder = place_reader(theme_file.path).parent
    return folder / "papers.jsonl.gz", folder / "codings.csv"


def read_card(theme_file: ThemeFile) -> dict[str, Any]:
    """Return what people wrote in ``card.toml`` beside a theme's codings: who coded, when, by which codebook."""
    path = place_reader(theme_file.path).with_name("card.toml")
    if not path.is_file():
        return {}
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError(f"{path} is not readable TOML in UTF-8: {error}.") from None
    unknown = sorted(set(found) - set(CARD_KEYS))
    if unknown:
        raise InputError(f"{path} has an unknown key {unknown[0]!r}; it can hold {', '.join(CARD_KEYS)}.")
    return {key: str(value) if key == "date" else value for key, value in found.items()}


def describe_fit(model: ReaderModel, theme_file: ThemeFile, place: Path) -> str:
    """Lines that say what was learned from, how often it is right on papers it has not seen, and what that gains."""
    card = model.card
    lines = [f"{theme_file.name}: learned from {card['papers']:,} coded papers, tested on each of them unseen."]
    lines += [f"  left out: {n:,} {why}" for why, n in card["left_out"].items()]
    for gain in card["gains"]:
        lines.append(
            f"  {gain['field']:<13}{gain['papers']:<11}{gain['before']:.0%} {gain['than']} → {gain['after']:.0%} "
            f"({100 * gain['low']:+.0f} to {100 * gain['high']:+.0f} points)"
        )
    return "\n".join([*lines, f"Written to {place}."])


def _join(sources, barred, theme_file):
    """Papers with their main codings in one order, each once, without those that are barred; and what was left out."""
    papers, codings, left_out = [], [], {"of the bundled dump": 0, "coded twice": 0, "not in the dump": 0}
    ids, titles, seen = set(barred["paper_id"]), set(map(fold_title, barred["title"])), set()
    for source in sources:
        main = choose_main_readings(source.annotations, theme_file).set_index("paper_id")
        found = source.papers[source.papers["paper_id"].isin(main.index)]
        left_out["not in the dump"] += len(main) - len(found)
        is_barred = found["paper_id"].isin(ids) | found["title"].map(fold_title).isin(titles)
        is_seen = found["paper_id"].isin(seen) & ~is_barred
        left_out["of the bundled dump"] += int(is_barred.sum())
        left_out["coded twice"] += int(is_seen.sum())
        found = found[~is_barred & ~is_seen]
        seen |= set(found["paper_id"])
        papers.append(found)
        of_found = main.loc[found["paper_id"]].reset_index()
        codings.append(of_found.assign(sure=of_found["confidence"] != "debatable", source=source.name, own=source.own))
    return pd.concat(papers, ignore_index=True), pd.concat(codings, ignore_index=True), left_out
