"""A score from one pole to the other for each paper, from the theme's phrases, and what it is worth."""

from __future__ import annotations

import numpy as np
import pandas as pd

from helpers.stats.estimates import wilson_interval
from helpers.text.words import STOP_WORDS, split_words

MIN_PHRASES = 2


def compute_axis(papers, theme_file, encode, *, vectors=None):
    """Place each paper between the two poles by its text.

    Parameters
    ----------
    papers : DataFrame
        Uses ``title`` and ``abstract`` where ``vectors`` is not given.
    theme_file : ThemeFile
        Uses the ``phrases`` of its poles, at least two each.
    encode : callable or None
        list of str -> float32 array (n, d) of unit rows.
    vectors : array of shape (n_papers, d), optional
        Unit vectors of the papers.

    Returns
    -------
    DataFrame with ``axis``, ``axis_low``, ``axis_high``, one row per paper
        0 lies halfway between the poles, -1 at the mean of the first pole's phrases, +1 at that of the
        second. The interval is the score plus and minus 1.96 jackknife standard errors over the phrases,
        left out one at a time: it tells how much the place depends on the choice of phrases, nothing
        else. All missing without an encoder or with fewer than two phrases a pole.

    Notes
    -----
    Concept vectors as differences of means after Kozlowski, Taddy and Evans (2019), *The Geometry of
    Culture*; the jackknife over phrases is ours.
    """
    n = len(papers)
    missing = pd.DataFrame(np.full((n, 3), np.nan), columns=["axis", "axis_low", "axis_high"])
    phrases = [list(pole.phrases) for pole in theme_file.poles]
    if encode is None or n == 0 or min(map(len, phrases)) < MIN_PHRASES:
        return missing
    if vectors is None:
        vectors = encode([f"{t}. {a}" for t, a in zip(papers["title"], papers["abstract"], strict=True)])
    vectors = np.asarray(vectors, dtype=np.float64)
    first, second = (np.asarray(encode(texts), dtype=np.float64) for texts in phrases)
    score = _project(vectors, first, second)
    errors = np.zeros(n)
    for side in (0, 1):
        k = len(phrases[side])
        left_out = []
        for i in range(k):
            pair = [first, second]
            pair[side] = np.delete(pair[side], i, axis=0)
            left_out.append(_project(vectors, *pair))
        errors += (k - 1) * np.var(left_out, axis=0)
    spread = 1.96 * np.sqrt(errors)
    return pd.DataFrame({"axis": score, "axis_low": score - spread, "axis_high": score + spread})


def _project(vectors, first, second):
    a, b = first.mean(axis=0), second.mean(axis=0)
    line = b - a
    return (vectors - (a + b) / 2) @ line / max(float(line @ line) / 2, 1e-12)


def build_word_encoder(papers):
    """Make vectors from words alone, for an axis without embeddings.

    Parameters
    ----------
    papers : DataFrame
        Uses ``title`` and ``abstract``: the words that are known, and how rare they are.

    Returns
    -------
    callable
        list of str -> float32 array of shape (n, n_words), rows of length 1 or 0: square roots of counts, weighted by
        log(papers / papers with the word); function words are left out.
    """
    texts = [f"{title}. {abstract}" for title, abstract in zip(papers["title"], papers["abstract"], strict=True)]
    found = {}
    for text in texts:
        for word in set(split_words(text)) - STOP_WORDS:
            found[word] = found.get(word, 0) + 1
    known = {word: i for i, word in enumerate(sorted(found))}
    rarity = np.log((1 + len(texts)) / np.array([found[word] for word in known])) if known else np.zeros(0)

    def encode(lines):
        out = np.zeros((len(lines), max(len(known), 1)), dtype=np.float32)
        for i, line in enumerate(lines):
            for word in split_words(line):
                if word in known:
                    out[i, known[word]] += 1
        if known:
            out = np.sqrt(out) * rarity.astype(np.float32)
        norm = np.linalg.norm(out, axis=1, keepdims=True)
        return np.divide(out, norm, out=np.zeros_like(out), where=norm > 0)

    return encode


def compute_axis_calibration(axis, sides, theme_file, *, n_groups=3):
    """Hold the axis against sides that a coder gave: what is the share of the second pole's side along it?

    Parameters
    ----------
    axis : DataFrame
        ``paper_id`` and ``axis``.
    sides : DataFrame
        ``paper_id`` and ``stance``; only papers on one side take part.
    theme_file : ThemeFile
    n_groups : int, default 3
        Groups of equal size by place on the axis.

    Returns
    -------
    DataFrame, one row per group and a last one for all
        ``group``, ``n``, ``axis_from``, ``axis_to``, ``second`` (papers on the second pole's side), ``share`` with
        Wilson 95 % limits ``low``, ``high``, and ``ordered``: in the last row, the chance that of two papers of
        different sides the one of the second pole lies further along (0.5 for an axis that tells nothing).
    """
    columns = ["group", "n", "axis_from", "axis_to", "second", "share", "low", "high", "ordered"]
    both = axis[["paper_id", "axis"]].merge(sides[["paper_id", "stance"]], on="paper_id")
    both = both[both["axis"].notna() & both["stance"].isin(theme_file.pole_ids)].sort_values("axis", kind="stable")
    second = (both["stance"] == theme_file.pole_ids[1]).to_numpy()
    if not len(both):
        return pd.DataFrame(columns=columns)
    place = both["axis"].to_numpy(float)
    parts = [part for part in np.array_split(np.arange(len(both)), n_groups) if len(part)]
    names = [f"{i} of {len(parts)}" for i in range(1, len(parts) + 1)]
    rows = []
    for name, part in [*zip(names, parts, strict=True), ("all", np.arange(len(both)))]:
        k = int(second[part].sum())
        low, high = wilson_interval(k, len(part))
        rows.append([name, len(part), place[part].min(), place[part].max(), k, k / len(part), low, high, np.nan])
    table = pd.DataFrame(rows, columns=columns).astype({"low": float, "high": float})
    if second.any() and not second.all():
        ahead = place[second][:, None] - place[~second][None, :]
        table.loc[len(table) - 1, "ordered"] = float((ahead > 0).mean() + 0.5 * (ahead == 0).mean())
    return table
