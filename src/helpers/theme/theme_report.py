"""Tables and sentences that notebook 03 shows."""

from __future__ import annotations

import numpy as np
import pandas as pd

from helpers.papers.export import compute_links
from helpers.stats.estimates import MIN_GROUP, wilson_interval
from helpers.theme.query_effect import HERE, REFERENCE


def describe_query(shares, theme_file):
    """One or two sentences: how many papers hold both words here, and how many elsewhere."""
    here = shares[shares["corpus"] == HERE].set_index("asked")
    there = shares[shares["corpus"] == REFERENCE].set_index("asked")
    first, second = (pole.label for pole in theme_file.poles)
    n = int(here.loc["both", "n_papers"])
    if n == 0:
        return "There are no papers in this dump."
    both, same = int(here.loc["both", "n"]), int(here.loc["same_sentence", "n"])
    text = (
        f"{both:,} of {n:,} papers hold both “{first}” and “{second}” ({both / n:.0%}), "
        f"{same:,} of them in one sentence."
    )
    if there.loc["both", "basis"] == "counted":
        size, share = int(there.loc["both", "n_papers"]), there.loc["both", "share"]
        text += f" Among {size:,} papers of the reference corpus {share:.1%} do"
        # Only a surplus that the interval of this dump bears out is put into a number.
        surplus = share > 0 and n >= MIN_GROUP and here.loc["both", "low"] > 2 * share
        text += f", so the pair is {both / n / share:,.0f} times as common here." if surplus else "."
        if surplus and both / n / share >= 10:
            text += " Such a surplus is the work of whoever selected the papers, not of the field."
    elif (there["basis"] == "at least").any():
        text += " For this theme the reference corpus gives lower bounds for single words only, and none for both."
    return text


def describe_readings(readings, theme):
    """One sentence: how many papers were read, how many have a second reading, how many are not sure."""
    read = theme[theme["sense"].notna()]
    if read.empty:
        return "No paper mentions either word, so there is nothing to read; the sections below stay empty."
    second = readings.loc[~readings["main"].astype(bool), "paper_id"].nunique()
    unsure = int(read["uncertain"].sum())
    return (
        f"{len(read):,} of {len(theme):,} papers mention at least one of the words and have a reading; "
        f"{second:,} have a second one; {unsure:,} are marked as not sure ({unsure / len(read):.0%})."
    )


def compute_stances(theme, theme_file):
    """Papers by sense and stance, and the share of each sense that takes the side of the first pole.

    Parameters
    ----------
    theme : DataFrame
        The table ``theme``.
    theme_file : ThemeFile

    Returns
    -------
    DataFrame, one row per sense that occurs
        ``sense``, ``label``, ``n``, ``uncertain``, one column per stance (papers), ``net`` (papers on
        the side of the first pole less those on that of the second, per paper), ``share`` (papers whose stance
        is the first pole or both, of all papers of the sense) with Wilson 95 % limits ``low``, ``high``, missing
        under ten papers. Ordered by ``net``, the first pole's side first, ``other`` last.
    """
    read = theme[theme["sense"].notna()]
    first, second = theme_file.pole_ids
    rows = []
    for sense in theme_file.sense_ids:
        mine = read[read["sense"] == sense]
        if mine.empty:
            continue
        counts = {stance: int((mine["stance"] == stance).sum()) for stance in theme_file.stances}
        rows.append(
            {
                "sense": sense,
                "label": theme_file.sense_labels[sense],
                "n": len(mine),
                "uncertain": int(mine["uncertain"].sum()),
                **counts,
                "net": (counts[first] - counts[second]) / len(mine),
                "share": (counts[first] + counts["both"]) / len(mine),
            }
        )
    columns = ["sense", "label", "n", "uncertain", *theme_file.stances, "net", "share", "low", "high"]
    if not rows:
        return pd.DataFrame(columns=columns)
    table = pd.DataFrame(rows)
    low, high = wilson_interval(table[first] + table["both"], table["n"])
    enough = (table["n"] >= MIN_GROUP).to_numpy()
    table["low"], table["high"] = np.where(enough, low, np.nan), np.where(enough, high, np.nan)
    table["_last"] = table["sense"] == theme_file.sense_ids[-1]
    table = table.sort_values(["_last", "net", "n"], ascending=[True, False, False], kind="stable")
    return table[columns].reset_index(drop=True)


def describe_stances(stances, theme_file):
    """One or two sentences: which pole is sought where, counts only."""
    total = int(stances["n"].sum()) if len(stances) else 0
    if not total:
        return "No paper mentions either word, so none takes a side."
    parts = [f"{int(stances[s].sum()):,} {s}" for s in theme_file.stances if stances[s].sum()]
    text = f"Of {total:,} papers: {', '.join(parts)}."
    large = stances[stances["n"] >= MIN_GROUP]
    if large.empty:
        return text + f" No sense has {MIN_GROUP} papers, too few to compare."
    # The largest against the smallest are chosen from all: their intervals hold for all senses at once.
    low, high = wilson_interval(large["share"] * large["n"], large["n"], level=1 - 0.05 / len(large))
    top, bottom = int(np.argmax(low)), int(np.argmin(high))
    pole = theme_file.poles[0].label
    if low[top] <= high[bottom]:
        return (
            text
            + f" The intervals of the {len(large)} senses with {MIN_GROUP} papers or more overlap: none stands apart."
        )
    most, least = large.iloc[top], large.iloc[bottom]
    return text + (
        f" The side of “{pole}” (it alone or both) is taken by {most['share']:.0%} of the papers on {most['label']} "
        f"({low[top]:.0%} to {high[top]:.0%}) and by {least['share']:.0%} of those on {least['label']} "
        f"({low[bottom]:.0%} to {high[bottom]:.0%}); intervals hold for {len(large)} senses at once."
    )


def compute_concordance(mentions, papers, readings=None):
    """Every mention in its sentence, with what was read and a link to the paper.

    Parameters
    ----------
    mentions, papers : DataFrame
        The tables of these names.
    readings : DataFrame, optional
        The table ``readings``: the role and the values of the mention's sense in its paper, else of the main one.

    Returns
    -------
    DataFrame
        ``title``, ``link``, ``left`` (at most 80 characters), ``match``, ``right`` (at most 80), and ``pole``,
        ``head``, ``sense``, with ``readings`` ``role``, ``first_value`` and ``second_value``, and ``move``, ``frame``,
        ``kind``, in the order of ``mentions``.
    """
    known = papers.set_index("paper_id")
    rows = mentions["paper_id"]
    table = pd.DataFrame(
        {
            "title": rows.map(known["title"]),
            "link": rows.map(find_links(papers)),
            "left": [("…" if len(text) > 80 else "") + text[-80:] for text in mentions["left"]],
            "match": mentions["match"],
            "right": [text[:80] + ("…" if len(text) > 80 else "") for text in mentions["right"]],
        }
    )
    for column in ("pole", "head", "sense"):
        table[column] = mentions[column]
    if readings is not None:
        read = readings.set_index(["paper_id", "sense"])
        main = readings[readings["main"].astype(bool)].set_index("paper_id")
        own = pd.MultiIndex.from_frame(mentions[["paper_id", "sense"]])
        for column in ("role", "first_value", "second_value"):
            exact = pd.Series(read[column].reindex(own).to_numpy(), index=mentions.index, dtype=object)
            table[column] = exact.where(exact.notna(), rows.map(main[column]))
    for column in ("move", "frame", "kind"):
        table[column] = mentions[column]
    return table


def compute_hardest(theme, readings, papers, *, n=12):
    """The papers whose reading is least sure, with the readings each allows.

    Returns
    -------
    DataFrame, at most ``n`` rows, the least sure first
        ``title``, ``link``, ``sense`` with its probability, ``or`` (the runner-up), the values, ``stance``,
        ``why`` (what is unsure) and ``evidence``.
    """
    main = readings[readings["main"].astype(bool)].set_index("paper_id")
    unsure = theme[theme["uncertain"] & theme["sense"].notna()].copy()
    unsure["_margin"] = np.minimum(
        unsure["paper_id"].map(main["margin"]).astype(float), unsure["paper_id"].map(main["value_margin"]).astype(float)
    )
    unsure = unsure.sort_values(["_margin", "paper_id"], kind="stable").head(n)
    known = papers.set_index("paper_id")
    rows = unsure["paper_id"]
    sense_first = rows.map(main["margin"]).astype(float) <= rows.map(main["value_margin"]).astype(float)
    return pd.DataFrame(
        {
            "title": rows.map(known["title"]),
            "link": rows.map(find_links(papers)),
            "sense": [f"{s} ({p:.0%})" for s, p in zip(unsure["sense"], unsure["score"], strict=True)],
            "or": unsure["runner_up_sense"],
            "first": unsure["first_value"],
            "second": unsure["second_value"],
            "stance": unsure["stance"],
            "why": np.where(sense_first, "two senses fit", "a value hangs on little"),
            "evidence": unsure["evidence"],
        }
    ).reset_index(drop=True)


def find_links(papers):
    """Address of each paper by ``paper_id``, missing where no identifier is known."""
    return dict(zip(papers["paper_id"], compute_links(papers), strict=True))


def describe_poles(theme_file):
    """One or two sentences: the poles and the senses that a theme looks for."""
    first, second = theme_file.poles
    labels = "; ".join(sense.label for sense in theme_file.senses)
    return (
        f"**{theme_file.title}.** First pole “{first.label}”, second pole “{second.label}”, said of: {labels}; "
        f"or something else ({len(theme_file.cues)} cues)."
    )


def list_rules(theme_file):
    """The stance for each pair of values, the same values together.

    Returns
    -------
    DataFrame
        ``stance`` and ``when``, in words, as :func:`choose_stance` decides.
    """
    first, second = (pole.label for pole in theme_file.poles)
    rules = {
        theme_file.poles[0].id: f"{first} alone is sought; or neither is, and {second} alone is overcome",
        "both": f"{first} and {second} are both sought",
        theme_file.poles[1].id: f"{second} alone is sought; or neither is, and {first} alone is overcome",
        "endured": "none of these, and at least one of the two is endured",
        "incidental": "all else: named, compared evenly, or a fixed term",
    }
    return pd.DataFrame({"stance": list(rules), "when": list(rules.values())})


def describe_query_figure(shares, theme_file):
    """Title, caption and facts of the figure of query shares, for ``save_figure``."""
    first, second = (pole.label for pole in theme_file.poles)
    return {
        "title": f"Papers that say “{first}”, “{second}”, or both, here and in general",
        "caption": "Share of papers with the words in title or abstract, here and in the reference corpus. "
        "Words are counted in all their forms, each paper once.",
        "alt": describe_query(shares, theme_file),
        "n": int(shares.loc[shares["corpus"] == HERE, "n_papers"].iloc[0]),
        "denominator": "papers",
        "interval": "Wilson 95 %",
    }


def describe_stances_figure(stances, theme_file):
    """Title, caption and facts of the figure of senses by stance, for ``save_figure``."""
    return {
        "title": f"{theme_file.title}: which side papers take, by sense",
        "caption": "Papers by sense and stance of their main reading, hollow where not sure. The right margin gives "
        f"the share on the side of “{theme_file.poles[0].label}” or of both. Senses stand in the order of the difference.",
        "alt": describe_stances(stances, theme_file),
        "n": int(stances["n"].sum()) if len(stances) else 0,
        "denominator": "papers with a reading",
        "interval": f"Wilson 95 %, none under {MIN_GROUP} papers",
    }


def describe_map_figure(theme, theme_file):
    """Title, caption and facts of the map of senses, for ``save_figure``."""
    counts = theme["sense"].value_counts()
    parts = [
        f"{theme_file.sense_labels[sense]} {counts[sense]:,}" for sense in theme_file.sense_ids if counts.get(sense, 0)
    ]
    return {
        "title": "Where each sense lies among the papers",
        "caption": "The map of the topics, coloured by the sense of the main reading. Map and senses share the texts, "
        "so that their agreement is no proof of either.",
        "alt": "Scatter of papers in which colours mark senses: " + (", ".join(parts) or "none") + ".",
        "n": len(theme),
        "denominator": "papers",
    }
