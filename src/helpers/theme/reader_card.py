"""What a theme's learned reader says of itself: what it was learned from, how often it is right on unseen papers."""

import pandas as pd

from helpers.theme.reader_model import FIELDS, open_reader
from helpers.theme.theme_file import ThemeFile


def describe_reader(theme_file: ThemeFile) -> str:
    """Return what was measured of the reader, in three sentences, or that nothing was."""
    card = _open_card(theme_file)
    if card is None:
        return (
            f"{theme_file.name} is read by rules alone, and how often they are right was measured on no coded papers: "
            "code some below."
        )
    unsure = card["not_sure"]
    fields = ", ".join(f"{name} {card[field]['right']:.0%}" for field, name in name_fields(theme_file).items())
    return (
        f"Read by a reader learned from {card['papers']:,} coded papers (coders: {card.get('coders', 'not told')}). "
        f"On papers that it had not seen it says what the coder says as follows: {fields}, stance "
        f"{card['stance']['right']:.0%}. It calls {unsure['share']:.0%} of them not sure; there the sense is right in "
        f"{unsure['sense_right']:.0%} and the stance in {unsure['stance_right']:.0%}, elsewhere in "
        f"{unsure['sense_right_where_sure']:.0%} and {unsure['stance_right_where_sure']:.0%}."
    )


def name_fields(theme_file: ThemeFile) -> dict[str, str]:
    """Return what each of ``FIELDS`` is called where a person reads it."""
    values = (f"value of {label}" for label in theme_file.labels)
    return dict(zip(FIELDS, ("sense", "role", *values), strict=True))


def tell_accuracy(theme: pd.DataFrame, theme_file: ThemeFile, *fields: str) -> str:
    """Return how often a figure's readings are right, in a few words for its footer.

    ``fields`` are those that it shows, of :data:`FIELDS` and "stance". Measured on coded papers that were not learned
    from, those that name both words and those that name one weighted as they stand in the table ``theme``.
    """
    card = _open_card(theme_file) if theme["role_score"].notna().any() else None
    if card is None:
        return "read by rules, accuracy not measured"
    both = float((theme.loc[theme["sense"].notna(), "cell"] == "both").mean())
    values = (f"what “{label}” is" for label in theme_file.labels)
    names = dict(zip((*FIELDS, "stance"), ("the sense", "the role", *values, "the side"), strict=True))
    parts = [f"on {names[field]} in {_expect(card[field], both):.0%}" for field in fields]
    return f"reader right {', '.join(parts)} of papers like these, coded apart"


def _expect(found, both):
    """The share right among papers of which the share ``both`` names both words."""
    right = found["by_words"]
    return both * right.get("both words", found["right"]) + (1 - both) * right.get("one word", found["right"])


def compute_reader_accuracy(theme_file: ThemeFile) -> pd.DataFrame:
    """How often a learned reader is right on coded papers that it has not seen, by cross-validation.

    Returns
    -------
    DataFrame, one row per field, or none for a theme that is read by rules
        ``field``; ``n`` papers; ``share_right`` with Wilson 95% limits ``low``, ``high``; ``both_words`` and
        ``one_word``, the share right among papers that name both poles or one; ``surest``, that of the 80% with the
        highest scores; ``brier``, the mean squared distance of score and truth; ``by_rules``, the share that the rules
        get right, with limits of the difference (``gain_low``, ``gain_high``; bootstrap over papers).
    """
    card = _open_card(theme_file)
    rows = []
    for field in FIELDS if card else ():
        found = card[field]
        gain = next(gain for gain in card["gains"] if gain["field"] == field and gain["papers"] == "all")
        rows.append({
            "field": field, "n": card["papers"],
            "share_right": found["right"], "low": found["low"], "high": found["high"],
            "both_words": found["by_words"].get("both words"), "one_word": found["by_words"].get("one word"),
            "surest": found["coverage"]["0.8"], "brier": found["brier"], "by_rules": gain["before"],
            "gain_low": gain["low"], "gain_high": gain["high"],
        })  # fmt: skip
    columns = [
        "field", "n", "share_right", "low", "high", "both_words", "one_word", "surest", "brier", "by_rules", "gain_low",
        "gain_high",
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=columns)


def compute_own_gains(theme_file: ThemeFile) -> pd.DataFrame:
    """What a user's own codings brought, on those papers unseen: share right before and after, limits of the gain.

    One row per field and reader that it is compared with (``than``); no row if none were learned from.
    """
    card = _open_card(theme_file)
    columns = ["field", "than", "n", "before", "after", "low", "high"]
    gains = [gain for gain in card["gains"] if gain["papers"] == "your own"] if card else []
    return pd.DataFrame(gains, columns=columns)


def compute_reliability(theme_file: ThemeFile) -> pd.DataFrame:
    """Expected and measured share right, and the share right of the surest, on coded papers that were not seen.

    One row per field and point: ``field``, ``kind`` ("score": a fifth of the papers by score, with ``x`` its mean;
    "coverage": the surest papers, with ``x`` their share of all; "sure" and "not sure": papers that are marked so, with
    ``x`` their share of all, for the fields "sense" and "stance"), ``y`` the share right, ``n`` papers.
    """
    card = _open_card(theme_file)
    rows = []
    for field in FIELDS if card else ():
        rows += [(field, "score", b["expected"], b["right"], int(b["n"])) for b in card[field]["reliability"]]
        rows += [
            (field, "coverage", float(kept), right, round(float(kept) * card["papers"]))
            for kept, right in card[field]["coverage"].items()
        ]
    for field in ("sense", "stance") if card else ():
        for kind, share, of in (("sure", 1 - card["not_sure"]["share"], "_where_sure"),
                                ("not sure", card["not_sure"]["share"], "")):  # fmt: skip
            right = card["not_sure"][f"{field}_right{of}"]
            rows.append((field, kind, share, right, round(share * card["papers"])))
    return pd.DataFrame(rows, columns=["field", "kind", "x", "y", "n"])


def list_labels(theme_file: ThemeFile) -> pd.DataFrame:
    """Per field and label the papers that a coder gave it, ``papers_coded``, and those read so unseen, ``right``."""
    card = _open_card(theme_file)
    rows = [
        (field, label, found["n"], found["right"], found["right"] / found["n"])
        for field in (FIELDS if card else ())
        for label, found in card[field]["labels"].items()
    ]
    return pd.DataFrame(rows, columns=["field", "label", "papers_coded", "right", "share_right"])


def _open_card(theme_file):
    reader = open_reader(theme_file)
    return reader.card if reader else None
