"""Senses beside what else is known of the papers: their topics and their dates."""

from __future__ import annotations

from helpers.text.wordings import tell_selection

MAX_TOPICS = 14


def compute_sense_topics(theme, memberships, names, theme_file):
    """Papers of each topic by the sense of their main reading.

    Parameters
    ----------
    theme, memberships : DataFrame
        The tables ``theme`` and ``memberships``.
    names : mapping
        Name by topic number.
    theme_file : ThemeFile

    Returns
    -------
    DataFrame, one row per topic and sense that share a paper
        ``topic`` (its name), ``sense``, ``n``, ``n_topic`` (papers of the topic with a sense), ``share`` of them.
        Topics with most papers first, senses in the order of the theme.
    """
    both = theme.loc[theme["sense"].notna(), ["paper_id", "sense"]].merge(
        memberships[["paper_id", "topic"]], on="paper_id", validate="1:1"
    )
    both["topic"] = both["topic"].astype(int).map(names).astype(object)
    table = both.groupby(["topic", "sense"]).size().rename("n").reset_index()
    table["n_topic"] = table.groupby("topic")["n"].transform("sum").astype("int64")
    table["share"] = table["n"] / table["n_topic"]
    table["_order"] = table["sense"].map(theme_file.sense_ids.index).astype("int64")
    table = table.sort_values(["n_topic", "topic", "_order"], ascending=[False, True, True], kind="stable")
    return table[["topic", "sense", "n", "n_topic", "share"]].reset_index(drop=True)


def describe_sense_topics(table, theme_file):
    """One or two sentences: how far topics and senses are the same division of the papers."""
    if table.empty:
        return "No paper has both a topic and a sense."
    total = int(table["n"].sum())
    top = table.loc[table.groupby("topic")["n"].idxmax()]
    within = int(top["n"].sum())
    many = table.groupby("sense")["topic"].nunique()
    spread = str(many.idxmax())
    # Guessing the most common sense for all papers is what topics must beat to tell anything.
    blind = int(table.groupby("sense")["n"].sum().max())
    return (
        f"Naming the most common sense of its topic is right for {within:,} of {total:,} papers "
        f"({within / total:.0%}); without topics the most common sense would be right for {blind / total:.0%}. "
        f"The sense “{theme_file.sense_labels[spread]}” lies in {many.max()} topics, more than any other."
    )


def describe_sense_topics_figure(table, theme_file):
    """Title, caption and facts of the figure of senses by topic, for ``save_figure``."""
    return {
        "title": "Senses against topics: one subject, one sense?",
        "caption": "Papers by topic (rows) and sense of their main reading (columns); areas are papers. Topics are "
        "made without the theme, but from the same texts, so that agreement is no proof of either.",
        "alt": describe_sense_topics(table, theme_file),
        "n": int(table["n"].sum()) if len(table) else 0,
        "denominator": "papers with a topic and a sense",
    }


def compute_composition(shares, theme_file):
    """Make-up of each period's papers by sense, from the table ``shares``.

    Parameters
    ----------
    shares : DataFrame
        The table ``shares`` with rows of kind "sense".
    theme_file : ThemeFile

    Returns
    -------
    DataFrame, one row per period and sense
        ``period``, ``partial``, ``sense``, ``n`` (fractions where dates are coarse), ``n_period`` (papers of the
        period that have a sense) and ``share`` of them, missing in a period without any.
    """
    rows = shares.loc[shares["kind"] == "sense", ["period", "partial", "name", "n"]].rename(columns={"name": "sense"})
    rows = rows.assign(n_period=rows.groupby("period")["n"].transform("sum"))
    rows["share"] = (rows["n"] / rows["n_period"].where(rows["n_period"] > 1e-9)).astype(float)
    rows["_order"] = rows["sense"].map(theme_file.sense_ids.index).astype("int64")
    rows = rows.sort_values(["period", "_order"], kind="stable").drop(columns="_order")
    return rows[["period", "partial", "sense", "n", "n_period", "share"]].reset_index(drop=True)


def describe_composition_figure(composition, theme_file, *, selection):
    """Title, caption and facts of the figure of senses over time, for ``save_figure``."""
    n = round(float(composition["n"].sum())) if len(composition) else 0
    whole = composition[(~composition["partial"].astype(bool)) & (composition["n_period"] >= 10)]
    change = ""
    if whole["period"].nunique() >= 2:
        ends = whole[whole["period"].isin([whole["period"].iloc[0], whole["period"].iloc[-1]])]
        wide = ends.pivot_table(index="sense", columns="period", values="share").fillna(0.0)
        sense = str((wide.iloc[:, 1] - wide.iloc[:, 0]).abs().idxmax())
        change = (
            f" Most different between {wide.columns[0]} and {wide.columns[1]}: {theme_file.sense_labels[sense]}, "
            f"{wide.loc[sense].iloc[0]:.0%} and {wide.loc[sense].iloc[1]:.0%}."
        )
    return {
        "title": "What the words were said of, by the date of the papers",
        "caption": "Make-up of the papers of each period by the sense of their main reading; the number of papers "
        "stands above, hatched periods may be incomplete. Composition only: no sense is said to rise or fall. "
        f"Notebook 05 has the intervals. {tell_selection(selection, 'make-up')}".strip(),
        "alt": f"Stacked bars of senses by period, {n:,} papers." + change,
        "n": n,
        "denominator": "papers with a sense and a date",
        "interval": "none (composition)",
    }


def list_topics(table):
    """Topics of :func:`compute_sense_topics` that a figure can hold, largest first; list of str."""
    return list(dict.fromkeys(table["topic"]))[:MAX_TOPICS]
