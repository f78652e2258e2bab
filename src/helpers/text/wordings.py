"""Words that depend on a number, and what may be said of papers that were selected in some way: one table of each."""

SELECTIONS = ("query", "curated", "complete", "unknown")
"""How the papers of a dump were chosen, in the order of the columns of :data:`WORDINGS`."""

WORDINGS: dict[str, tuple[str, ...]] = {
    "footer": (
        "papers chosen by a query", "papers chosen by curators", "all papers of the source",
        "how papers were chosen is not stated",
    ),
    "answer": ("by a query", "by curators", "complete for its source", "not stated"),
    "scope": (
        "what follows describes the query's results, not the field",
        "what follows describes the curators' taste as much as the field",
        "what follows describes that source",
        "set `selection` in the settings file beside the dump before generalising",
    ),
    "forbidden": (
        "The papers were chosen by a query. They describe what the query finds: shares of words or topics that the "
        "query names say nothing about a field, and changes over time are changes in the composition of the results, "
        "not rises or falls.",
        "The papers were chosen by curators. Shares and changes describe their taste and attention as much as the "
        "field, and votes follow the page as much as the papers.",
        "The papers are all of their source in its period. Shares describe that source; what it does not list, "
        "other venues and other fields, stays unseen.",
        "How the papers were chosen is not stated. Until it is, read every share as one of this dump alone and no "
        "change over time as a trend; state it with the setting `selection` (query, curated or complete).",
    ),
    "words": (
        "The papers answered a query, so these words describe what the query found, not a field.",
        "The papers were chosen by curators, so these words describe their choice.",
        "The dump is complete for its source, so these words describe the source.",
        "How the papers were chosen is not stated, so these words describe this dump and nothing wider.",
    ),
    "comparison": (
        "The papers answered a query, so this compares parts of its results and not of a field.",
        "The papers were chosen by curators, so this compares parts of their choice.",
        "The dump is complete for its source, so this compares parts of the source.",
        "How the papers were chosen is not stated, so this compares parts of this dump.",
    ),
    "among": (
        "Among the papers that the query found", "Among the papers that curators chose", "In this source",
        "Among the papers of this dump",
    ),
    "shares by": (
        "what the query found, by", "what curators chose, by", "share of the source by", "share of this dump by",
    ),
    "odds by year": (
        "What the query found, by date: odds of a series", "What curators chose, by date: odds of a series",
        "The source by date: odds of a series", "This dump by date: odds of a series",
    ),
    "more": (*["makes up more of the later papers"] * 2, "rises", "makes up more of the later papers"),
    "less": (*["makes up less of the later papers"] * 2, "falls", "makes up less of the later papers"),
    "not a trend": (
        "This is the composition of the dump by date and not a trend of a field: a search engine's ranking changes "
        "with the age of papers.",
        "This is the composition of the dump by date and not a trend of a field: curators' tastes change.",
        "",
        "This is the composition of the dump by date and not a trend of a field: how the papers were chosen may have "
        "changed.",
    ),
    "surplus": ("The query made this pile: ", "Its curators made this pile: ", "", ""),
}  # fmt: skip
"""What is said for each use, by how the papers were chosen (the columns: :data:`SELECTIONS`)."""

OTHER_THEMES = "`python -m helpers suggest-themes DUMP` lists pairs of opposites that the dump does turn on"
"""What is said where the words of a theme hardly occur."""


def tell_selection(selection: str, use: str) -> str:
    """Return what may be said of papers that were selected in this way, for a use (a key of :data:`WORDINGS`)."""
    return WORDINGS[use][SELECTIONS.index(selection)]


def tell_where(where: str | None, *, most: int = 90) -> str:
    """Return the condition that papers had to fulfil, cut where it is long, as a footer or a source has it; or ""."""
    if not where:
        return ""
    told = "".join(sign if sign.isprintable() else " " for sign in " ".join(where.split()))
    return f"where {told if len(told) <= most else told[: most - 1] + '…'}"


def tell_sample(sample: int | None, n_papers: int) -> str:
    """Return of what sample topics are, as a footer has it; "" if they are of all papers."""
    return f"topics from a sample of {sample:,} of {n_papers:,} papers" if sample and sample < n_papers else ""


def tell_base(
    *, n: int, denominator: str, selection: str, interval: str = "none", correction: str = "none", accuracy: str = "",
    where: str | None = None, sample: str = "",
) -> str:  # fmt: skip
    """Return what a finding rests on, as the foot of its figure or slide has it."""
    parts = [f"n = {n:,} {denominator}", tell_selection(selection, "footer"), tell_where(where), sample]
    parts += [] if interval == "none" else [f"intervals: {interval}"]
    parts += [] if correction == "none" else [correction]
    return " · ".join(filter(None, [*parts, accuracy]))


def plural(word: str, n: float, many: str | None = None) -> str:
    """Return the word for ``n`` of a thing: ``many``, or the word with an "s", unless ``n`` is one."""
    return word if n == 1 else many or f"{word}s"


def count(n: float, word: str, many: str | None = None) -> str:
    """Return a number with its word: "1 paper", "1,200 papers"."""
    return f"{n:,} {plural(word, n, many)}"


def spell(n: int) -> str:
    """Return a number as running text has it: in words up to twelve."""
    words = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
    return words[n] if 0 <= n < len(words) else f"{n:,}"


def choose_fitting(*texts: str, most: int = 150) -> str:
    """Return the first of several texts, the fullest first, that has at most so many characters; else the last."""
    return next((text for text in texts if len(text) <= most), texts[-1])


def start_large(text: str) -> str:
    """Return a text with a capital first letter, the rest as it is."""
    return text[:1].upper() + text[1:]
