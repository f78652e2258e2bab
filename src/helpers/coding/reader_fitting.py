"""Learn a theme's reader from papers that somebody coded, and measure it on papers held out."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from helpers.coding.accuracy import SHARES, choose_surest
from helpers.stats.estimates import MIN_GROUP, bootstrap_interval, wilson_interval
from helpers.theme.reader_features import BLOCKS, Features
from helpers.theme.reader_model import FIELDS, TASKS, Predictions, ReaderModel
from helpers.theme.stances import choose_stances
from helpers.theme.theme_file import ROLES, VALUES, ThemeFile

BLOCK_SCALES = {"document": 3.0} | dict.fromkeys(BLOCKS[1:], 2.0)
SIGN_SCALE, CHAIN = 0.8, 1.5
"""How far vectors, signs and the labels already decided may move a decision before they are held back."""
STRENGTHS = {"sense": 0.3, "role": 0.3, "values": 0.15}
"""Inverse strength of the penalty (C of scikit-learn's LogisticRegression), chosen by cross-validation."""
LEAST_PAPERS = 3  # papers that must have a sign before it is looked at
DEBATABLE = 0.6  # weight of a paper whose coder was not sure
UNSURE_SHARE = 0.15  # of the coded papers, by lead of the sense and by lead of the values
RULED_OUT = -12.0  # log odds of a label that no coder used
FOLDS = 10


def fit_reader(
    features: Features, codings: pd.DataFrame, by_rules: pd.DataFrame, theme_file: ThemeFile, card: dict[str, Any],
    probe: np.ndarray,
) -> tuple[ReaderModel, pd.DataFrame]:  # fmt: skip
    """Learn a reader and measure it by cross-validation.

    Parameters
    ----------
    features : Features
        Of the coded papers.
    codings : DataFrame, one row per paper in the order of ``features``
        ``sense``, ``role``, ``first_value``, ``second_value``, ``sure``, and ``own`` for papers of a user's own.
    by_rules : DataFrame, one row per paper in the same order
        The main readings that the rules give.
    card : dict
        What is known of the codings; what is measured is added.
    probe : array of shape (d,)
        The vector of ``PROBE``, by which another encoder is told.

    Returns
    -------
    model : ReaderModel
        Learned from all papers. Its temperatures and its ``unsure`` leads are set on papers held out.
    held_out : DataFrame, one row per paper
        Per field what was read, its score and whether it is right, each paper read by a model that has not seen it.

    Notes
    -----
    Multinomial logistic regression with a ridge penalty, in a chain: sense, role given the sense, both values given
    sense and role (a classifier chain; Read et al. 2011). Temperatures after Guo et al. (2017).
    """
    from threadpoolctl import threadpool_limits

    with threadpool_limits(1):  # the order of sums, hence the last digits, would depend on the number of cores
        return _fit(features, codings.reset_index(drop=True), by_rules, theme_file, card, probe)


def _fit(features, truth, by_rules, theme_file, card, probe):
    predicted = _cross_fit(features, truth, theme_file)
    temperatures = _set_temperatures(predicted, truth, theme_file)
    held_out = _read_held_out(predicted, truth, theme_file, temperatures)
    unsure = tuple(round(float(np.quantile(held_out[name], UNSURE_SHARE)), 4) for name in ("margin", "value_margin"))
    held_out["uncertain"] = (held_out["margin"] < unsure[0]) | (held_out["value_margin"] < unsure[1])
    held_out["own"] = truth["own"].to_numpy()
    for field in FIELDS:
        held_out[f"{field}_by_rules"] = by_rules[field].to_numpy(object) == truth[field].to_numpy(object)
    held_out["stance_by_rules"] = np.array(choose_stances(by_rules, theme_file)) == held_out["stance_coded"]
    card = card | _measure(held_out) | {"gains": list(_list_gains(features, truth, held_out, theme_file))}
    model = _learn(features, truth, theme_file)
    return replace(model, temperatures=temperatures, unsure=unsure, card=card, probe=probe), held_out


def list_learning_curve(
    features: Features, codings: pd.DataFrame, theme_file: ThemeFile, sizes: Sequence[int]
) -> Iterator[dict[str, float]]:
    """Share right per field on a fixed fifth of the papers, learned from ever more of the others."""
    truth = codings.reset_index(drop=True)
    order = np.random.default_rng(2).permutation(len(truth))
    test, rest = np.isin(np.arange(len(truth)), order[: len(truth) // 5]), order[len(truth) // 5 :]
    for size in sizes:
        train = np.isin(np.arange(len(truth)), rest[:size])
        model = _learn(_take(features, train), truth[train], theme_file)
        read = _read_held_out(model.predict(_take(features, test)), truth[test], theme_file, {})
        yield {"papers": float(train.sum())} | {field: float(read[f"{field}_right"].mean()) for field in FIELDS}


def _cross_fit(features, truth, theme_file):
    """Predictions for each paper by a model that has learned from the other folds."""
    from tqdm.auto import tqdm

    folds = np.random.default_rng(1).permutation(len(truth)) % FOLDS
    parts = []
    for fold in tqdm(range(FOLDS), desc="learning, tenth by tenth", unit="fold"):
        learned = _learn(_take(features, folds != fold), truth[folds != fold], theme_file)
        parts.append(learned.predict(_take(features, folds == fold)))
    back = np.argsort(np.concatenate([np.flatnonzero(folds == fold) for fold in range(FOLDS)]))
    names = ("senses", "roles", "values")
    return Predictions(*(np.concatenate([getattr(part, name) for part in parts])[back] for name in names))


def _list_gains(features, truth, held_out, theme_file):
    """Per field what learning gains over the rules and, on a user's own papers, over learning from the others alone."""
    own, whole = truth["own"].to_numpy(bool), np.ones(len(truth), dtype=bool)
    compared = [("all", "by rules", whole, held_out[[f"{field}_by_rules" for field in FIELDS]].to_numpy())]
    if own.any():
        compared.append(("your own", *compared[0][1:2], own, compared[0][3][own]))
    if own.any() and (~own).sum() >= MIN_GROUP:
        without = _learn(_take(features, ~own), truth[~own], theme_file).predict(_take(features, own))
        read = _read_held_out(without, truth[own], theme_file, {})
        compared.append(("your own", "without yours", own, read[[f"{field}_right" for field in FIELDS]].to_numpy()))
    for which, than, chosen, before in compared:
        after = held_out.loc[chosen, [f"{field}_right" for field in FIELDS]].to_numpy(float)
        low, high = bootstrap_interval((after - before) / len(after), lambda sums: sums)
        for i, field in enumerate(FIELDS):
            yield {
                "field": field, "papers": which, "than": than, "n": len(after), "before": _round(before[:, i].mean()),
                "after": _round(after[:, i].mean()), "low": _round(low[i]), "high": _round(high[i]),
            }  # fmt: skip


def _take(features: Features, chosen: np.ndarray) -> Features:
    rows = np.flatnonzero(chosen)
    vectors = {block: array[rows] for block, array in features.vectors.items()}
    return Features(vectors, [features.counts[i] for i in rows], [features.mentions[i] for i in rows])


def _learn(features, truth, theme_file):
    from scipy import sparse
    from sklearn.linear_model import LogisticRegression

    many = Counter(sign for counts in features.counts for sign in counts)
    signs = tuple(sorted(sign for sign, n in many.items() if n >= LEAST_PAPERS or sign.startswith("rule")))
    known = {sign: i for i, sign in enumerate(signs)}
    cells = [(i, known[sign], n) for i, counts in enumerate(features.counts) for sign, n in counts.items()
             if sign in known]  # fmt: skip
    rows, columns, amounts = zip(*cells, strict=True)
    counted = sparse.csr_array((SIGN_SCALE * np.array(amounts), (rows, columns)), shape=(len(truth), len(signs)))
    means = np.stack([features.vectors[block].mean(axis=0) for block in BLOCKS])
    width = means.shape[1]
    spreads = [float(features.vectors[block].std(axis=0).mean()) + 1e-9 for block in BLOCKS]
    scales = np.array([BLOCK_SCALES[b] / spread / np.sqrt(width) for b, spread in zip(BLOCKS, spreads, strict=True)])
    dense = np.hstack([(features.vectors[b] - means[i]) * scales[i] for i, b in enumerate(BLOCKS)])
    likeness = dense @ dense.T + (counted @ counted.T).toarray()
    shared = np.hstack([dense, counted.toarray()])
    pairs = (truth["first_value"] + "|" + truth["second_value"]).to_numpy(object)
    answers = {"sense": truth["sense"].to_numpy(object), "role": truth["role"].to_numpy(object), "values": pairs}
    labels = {"sense": theme_file.sense_ids, "role": ROLES, "values": tuple(sorted(set(pairs)))}
    chained = {"sense": (), "role": ("sense",), "values": ("sense", "role")}
    certain = np.where(truth["sure"], 1.0, DEBATABLE)
    weights = {}
    for task in TASKS:
        given = [CHAIN * (answers[other][:, None] == np.array(labels[other], dtype=object)) for other in chained[task]]
        design = np.hstack([shared, *given])
        spread = np.zeros((len(labels[task]), design.shape[1] + 1))
        spread[:, -1] = [0.0 if label in answers[task] else RULED_OUT for label in labels[task]]
        if len(set(answers[task])) > 1:
            turned, turn = _turn(design, likeness + sum(part @ part.T for part in given))
            fitted = LogisticRegression(C=STRENGTHS[task], max_iter=500, tol=1e-5).fit(turned, answers[task], certain)
            fitted.coef_ = turn(fitted.coef_)
            _spread(fitted, labels[task], spread)
        sizes = [dense.shape[1], len(signs), *(len(labels[other]) for other in chained[task])]
        of_vectors, of_signs, *of_labels, bias = np.split(spread, np.cumsum(sizes), axis=1)
        of_vectors = of_vectors.reshape(len(labels[task]), len(BLOCKS), width) * scales[:, None]
        weights |= {f"{task} vectors": of_vectors, f"{task} signs": of_signs * SIGN_SCALE}
        weights[f"{task} bias"] = bias[:, 0] - np.einsum("lbd,bd->l", of_vectors, means)
        weights |= {f"{task} {other}": part * CHAIN for other, part in zip(chained[task], of_labels, strict=True)}
    rounded = {name: array.astype(np.float16).astype(np.float32) for name, array in weights.items()}
    return ReaderModel(labels, signs, rounded, dict.fromkeys(FIELDS, 1.0), (0.0, 0.0), {}, np.zeros(width))


def _turn(design, likeness):
    """The papers in as many columns as there are papers, and what turns coefficients of these back into the design's.

    ``likeness`` is the product of the design and its transpose. A ridge penalty does not change under rotation, so the
    fit is the same and takes a fraction of the time.
    """
    power, axes = np.linalg.eigh(likeness)
    kept = power > 1e-9 * power[-1]
    lengths, axes = np.sqrt(power[kept]), axes[:, kept]
    return axes * lengths, lambda coefficients: (coefficients / lengths) @ axes.T @ design


def _spread(fitted, labels, spread):
    """Put coefficients and intercepts into the rows of the labels that were used."""
    coefficients = np.column_stack([fitted.coef_, fitted.intercept_])
    if len(fitted.classes_) == 2:  # scikit-learn gives one row, of the second label against the first
        coefficients = np.vstack([-coefficients, coefficients]) / 2
    spread[[labels.index(name) for name in fitted.classes_]] = coefficients


def _list_chances(predicted, theme_file):
    """Per field labels and chances, given the sense that is read."""
    best = predicted.senses.argmax(axis=1)
    rows = np.arange(len(best))
    return {
        "sense": (theme_file.sense_ids, predicted.senses), "role": (ROLES, predicted.roles[rows, best]),
        "first_value": (VALUES, predicted.values[rows, best, 0]),
        "second_value": (VALUES, predicted.values[rows, best, 1]),
    }  # fmt: skip


def _set_temperatures(predicted, truth, theme_file):
    from scipy.optimize import minimize_scalar

    found = {}
    for field, (labels, chances) in _list_chances(predicted, theme_file).items():
        right = np.array([labels.index(label) for label in truth[field]])

        def lose(power, chances=chances, right=right):
            logs = np.log(np.maximum(chances, 1e-12)) / np.exp(power)
            return float(np.mean(np.logaddexp.reduce(logs, axis=1) - logs[np.arange(len(right)), right]))

        found[field] = round(float(np.exp(minimize_scalar(lose, bounds=(-1.5, 1.5), method="bounded").x)), 3)
    return found


def _read_held_out(predicted, truth, theme_file, temperatures):
    table = pd.DataFrame({"named": _find_named(truth)})
    leads = {}
    for field, (labels, chances) in _list_chances(predicted, theme_file).items():
        softened = np.maximum(chances, 1e-12) ** (1 / temperatures.get(field, 1.0))
        softened /= softened.sum(axis=1, keepdims=True)
        table[field] = np.array(labels, dtype=object)[softened.argmax(axis=1)]
        table[f"{field}_score"] = softened.max(axis=1)
        ordered = np.sort(softened, axis=1)
        leads[field] = ordered[:, -1] - ordered[:, -2]
        table[f"{field}_coded"] = truth[field].to_numpy(object)
        table[f"{field}_right"] = table[field] == table[f"{field}_coded"]
    table["margin"] = leads["sense"]
    table["value_margin"] = np.minimum(leads["first_value"], leads["second_value"])
    for of in ("", "_coded"):
        pairs = table[[f"first_value{of}", f"second_value{of}"]].set_axis(FIELDS[2:], axis="columns")
        table[f"stance{of}"] = choose_stances(pairs, theme_file)
    table["stance_right"] = table["stance"] == table["stance_coded"]
    return table


def _find_named(truth):
    both = (truth["first_value"] != "absent") & (truth["second_value"] != "absent")
    return np.where(both, "both words", "one word")


def _measure(held_out: pd.DataFrame) -> dict[str, Any]:
    """The numbers of the card: per field right, also where one word stands alone, by coverage, by label, and Brier."""
    told: dict[str, Any] = {"papers": len(held_out), "folds": FOLDS}
    for field in FIELDS:
        right, score = held_out[f"{field}_right"].to_numpy(float), held_out[f"{field}_score"].to_numpy(float)
        low, high = wilson_interval(right.sum(), len(right))
        labels = held_out.groupby(f"{field}_coded")[f"{field}_right"].agg(["sum", "size"])
        bins = pd.qcut(score, 5, duplicates="drop")
        reliability = pd.DataFrame({"score": score, "right": right}).groupby(bins, observed=True).agg(
            expected=("score", "mean"), right=("right", "mean"), n=("right", "size")
        )  # fmt: skip
        told[field] = {
            "right": _round(right.mean()), "low": _round(low), "high": _round(high),
            "brier": _round(((right - score) ** 2).mean()),
            "by_words": {str(k): _round(v) for k, v in held_out.groupby("named")[f"{field}_right"].mean().items()},
            "coverage": {f"{share:.1f}": _round(right[choose_surest(score, share)].mean()) for share in SHARES},
            "reliability": reliability.map(_round).to_dict("records"),
            "labels": {str(name): {"n": int(row["size"]), "right": int(row["sum"])} for name, row in labels.iterrows()},
        }  # fmt: skip
    of_words = held_out.groupby("named")["stance_right"].mean().items()
    told["stance"] = {"right": _round(held_out["stance_right"].mean()), "by_words": {k: _round(v) for k, v in of_words}}
    told["not_sure"] = {"share": _round(held_out["uncertain"].mean())}
    for rows, where in ((held_out[held_out["uncertain"]], ""), (held_out[~held_out["uncertain"]], "_where_sure")):
        told["not_sure"] |= {
            f"{name}_right{where}": _round(rows[f"{name}_right"].mean()) for name in ("sense", "stance")
        }
    return told


def _round(value):
    return round(float(value), 3)
