"""What is done to the things that each pole word is said of: papers by verb frame."""

import pandas as pd

from helpers.stats.estimates import MIN_GROUP, measure_shares
from helpers.theme.theme_file import ThemeFile

FRAME_LABELS = {
    "sought": "sought: propose, learn, use", "needed": "needed: require, rely on",
    "compared": "compared: than, versus", "weak": "said to fail or cost", "endured": "endured: from, cope with",
    "overcome": "overcome: replace, without", "negated": "negated: no, not",
}  # fmt: skip


def compute_frames(mentions: pd.DataFrame, theme_file: ThemeFile) -> pd.DataFrame:
    """Count the papers that put each pole word into each verb frame; one row per frame that occurs.

    ``frame`` (a negated mention is ``negated``, whatever its verb), ``label``, ``n_first``, ``n_second`` (papers, each
    once per frame and pole), ``share_first``, ``share_second`` (of the papers with a mention of that pole in any frame)
    with Wilson 95% limits ``low_first`` … ``high_second``, missing under ten papers, and ``verbs``, the three most
    common words that decided. In the order from sought to overcome.
    """
    used = mentions.assign(frame=mentions["frame"].fillna("").astype(object))
    used.loc[used["negated"].astype(bool), "frame"] = "negated"
    used = used[used["frame"] != ""]
    table = pd.DataFrame({"frame": list(FRAME_LABELS), "label": list(FRAME_LABELS.values())})
    for side, pole in zip(("first", "second"), theme_file.pole_ids, strict=True):
        mine = used[used["pole"] == pole]
        total = mine["paper_id"].nunique()
        n = table["frame"].map(mine.groupby("frame")["paper_id"].nunique()).fillna(0).astype("int64")
        table[f"n_{side}"] = n
        table[[f"{name}_{side}" for name in ("share", "low", "high")]] = measure_shares(n, total, least=MIN_GROUP)
    table["verbs"] = [_list_verbs(used.loc[used["frame"] == frame, "verb"]) for frame in table["frame"]]
    order = ["frame", "label", "n_first", "n_second", "share_first", "share_second", "low_first", "high_first",
             "low_second", "high_second", "verbs"]  # fmt: skip
    return table.loc[table["frame"].isin(used["frame"]), order].reset_index(drop=True)


def _list_verbs(verbs):
    counts = verbs[verbs.fillna("") != ""].value_counts()
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return ", ".join(verb for verb, _ in ranked[:3])


def describe_frames(frames: pd.DataFrame, theme_file: ThemeFile) -> str:
    """One sentence: the frame in which the poles differ most, or that too few papers say anything of them."""
    first, second = theme_file.labels
    if frames.empty:
        return "No paper says with a verb what is done to what either word describes."
    known = frames[frames["low_first"].notna() & frames["low_second"].notna()]
    if known.empty:
        return f"Too few papers say of both “{first}” and “{second}” what is done to it to compare: {MIN_GROUP} each."
    gap = (known["share_first"] - known["share_second"]).abs()
    if not gap.max() > 0:
        return f"“{first}” and “{second}” stand in every frame in the same share of papers."
    row = known.loc[gap.idxmax()]
    return (
        f"The words differ most in being {row['frame']}: “{first}” in {row['share_first']:.0%} of the papers that say "
        f"something of it, “{second}” in {row['share_second']:.0%}; one paper can be in both shares."
    )
