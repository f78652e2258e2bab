"""What a deck says beside its figures: source lines, speaker notes, and the lists of its text slides.

All is made of what a figure's JSON, the run's settings and the notebooks say; no number is typed.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from helpers.run.runs import Run
from helpers.run.settings import SETTINGS
from helpers.stats.estimates import MIN_GROUP
from helpers.talk.deck_story import READINGS
from helpers.talk.notebook_prose import read_prose, strip_marks
from helpers.text.wordings import count, plural, start_large, tell_base, tell_selection

NO_INTERVAL = "There is no interval: the numbers are counts of these very papers."
SAMPLING = (
    "An interval tells how far chance alone may carry the number; it knows nothing of how the papers were chosen, nor "
    "of errors in reading them."
)
NO_CORRECTION = (
    "Nothing was corrected for the number of things that were looked at; what stands out most was found by looking."
)


def describe_source(facts: Mapping[str, Any], run_name: str, day: str) -> str:
    """Return the line at the foot of a figure's slide: dump, date, papers, what the numbers rest on."""
    words = ("n", "denominator", "selection", "interval", "correction")
    base = tell_base(
        **{word: facts[word] for word in words},
        accuracy=facts.get("accuracy", ""),
        where=facts.get("where"),
        sample=facts.get("sample", ""),
    )
    return " · ".join([run_name, day, base])


def describe_notes(facts: Mapping[str, Any], limits: Sequence[str], reliability: str, notebook: str) -> str:
    """Return the speaker notes of a figure: caption, caveats, denominator, and what to answer when asked.

    ``limits`` are what its notebook says that it does not show; ``reliability`` is the finding on how right the
    readings are, "" where it is not known.
    """
    parts = ["WHAT IT SHOWS", facts["caption"], ""]
    parts += ["CAVEATS", *(f"– {limit}" for limit in limits), ""] if limits else []
    parts += ["DENOMINATOR", f"n = {facts['n']:,} {facts['denominator']}.", "", "WHAT TO ANSWER WHEN ASKED"]
    answers = list_replies(facts, limits, reliability, notebook)
    return "\n".join([*parts, *(f"{question} {answer}" for question, answer in answers.items())])


def list_replies(facts: Mapping[str, Any], limits: Sequence[str], reliability: str, notebook: str) -> dict[str, str]:
    """Return what to answer to the questions that a figure brings, by question."""
    selection, interval, correction = facts["selection"], facts["interval"], facts["correction"]
    answers = {
        "How were the papers chosen?": start_large(f"{tell_selection(selection, 'footer')}. ")
        + tell_selection(selection, "forbidden"),
        "Of how many papers is this?": f"Of {facts['n']:,} {facts['denominator']}.",
        "How sure is it?": NO_INTERVAL if interval == "none" else f"The intervals are {interval}. {SAMPLING}",
        "And with so many comparisons?": NO_CORRECTION if correction == "none" else f"{start_large(correction)}.",
    }
    if facts.get("accuracy"):
        answers["How right is the program that read them?"] = f"{start_large(facts['accuracy'])}."
    elif facts["name"] in READINGS and reliability:
        answers["How right is the program that read them?"] = f"{reliability}."
    if limits:
        answers["What does it not show?"] = " ".join(limits)
    answers["Where are the numbers?"] = f"In {facts['name']}.csv beside the figure; it is made by {notebook}."
    return answers


def describe_subject(theme_file: Any, theme: pd.DataFrame) -> str:
    """Return the title of a deck: the theme where enough papers have a reading of it, and of how many papers."""
    n, read = len(theme), int(theme["sense"].notna().sum())
    if read < MIN_GROUP:
        return f"What {count(n, 'paper')} {plural('is', n, 'are')} about"
    return f"{start_large(theme_file.title)}: what {count(read, 'paper')} {plural('means', read, 'mean')} by it"


def describe_span(papers: pd.DataFrame) -> str:
    """Return how many papers there are and from when to when, in as few words as a first slide has room for."""
    low, high = papers["published_low"], papers["published_high"]
    dated = low.notna() & high.notna()
    told, undated = count(len(papers), "paper"), int((~dated).sum())
    if not dated.any():
        return f"{told} · undated" if len(papers) else told
    span = " to ".join(dict.fromkeys(f"{end:%B %Y}" for end in (low[dated].min(), high[dated].max())))
    return f"{told} · {span}" + (f", {undated:,} undated" if undated else "")


def list_methods(run: Run) -> list[tuple[str, str, str]]:
    """Return the sources of methods that the notebooks name, by the notebook's title."""
    found = []
    for contract in sorted(run.contracts.values(), key=lambda contract: contract.name):
        text = " ".join(read_prose(contract.path))
        told = re.findall(r"(?:Methods|Sources)(?::| follows) (.+?)(?:\n|$)", text)
        found += [(contract.title, start_large(strip_marks(told[-1])), "")] if told else []
    return found


def list_settings(run: Run) -> list[tuple[str, str, str]]:
    """Return each setting that a notebook with figures uses and that has a value, with what it means."""
    used = {setting for contract in run.contracts.values() if contract.figures for setting in contract.settings}
    rows = [("theme", run.theme.stem, "the two words and what they are said of")]
    for name in SETTINGS:
        value = run.settings.get(name)
        if name in used - {"theme", "max_ratio", "max_gigabytes"} and value is not None and value is not False:
            told = ", ".join(value) if isinstance(value, list) else str(value)
            rows.append((name, told, SETTINGS[name].help.split(";")[0]))
    return [(name, told, meaning) for name, told, meaning in rows]


def list_decisions(decisions: pd.DataFrame) -> list[tuple[str, str, str]]:
    """Return for each outcome and reason how many records had it, the largest first."""
    counts = decisions.groupby(["outcome", "reason"], observed=True).size()
    rows = sorted(((int(n), *key) for key, n in counts.items()), key=lambda row: (-row[0], *map(str, row[1:])))
    return [(f"{start_large(str(outcome))}: {reason}", count(n, "record"), "") for n, outcome, reason in rows if n]


def list_chosen(run: Run, both_words: str) -> list[tuple[str, str, str]]:
    """Return what how the papers were chosen allows to be said and what not, and which files they came from."""
    selection = run.selection
    uses = {"forbidden": "What may not be said", "words": "Words", "comparison": "Comparisons", "not a trend": "Dates"}
    rows = [(told, tell_selection(selection, use)) for use, told in uses.items() if tell_selection(selection, use)]
    rows += [("What the choice did", f"{both_words}.")] if both_words else []
    names = ", ".join(path.name for path in run.paths[:3]) + (" …" if len(run.paths) > 3 else "")
    rows += [("The dump", f"{names}; SHA-256 begins with {run.inputs['dump'][:12]}.")]
    return [(head, text, "") for head, text in rows]
