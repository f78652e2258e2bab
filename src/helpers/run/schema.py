"""Column contracts of every table: what a row is, which columns it has, of which type.

A table is the only hand-over between notebooks. :func:`check_table` holds a table to its contract when it
is written and when it is read, with pandera; the contract itself is the dictionary ``TABLES``.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import pandas as pd

from helpers.run.errors import InputError

if TYPE_CHECKING:
    import pandera.pandas as pa

NO_TOPIC = -1
"""Topic number of a paper when there are too few papers for topics, or its text is unusable."""

CLOCKS = ("published", "listed", "updated")
PRECISIONS = ("day", "month", "year", "none")
REASONS = (
    "same identifier", "same title", "similar title", "forced by overrides",
    "no title", "no abstract", "short abstract", "junk abstract", "not a paper", "withdrawn or rejected",
    "unpaired block", "unreadable record",
)  # fmt: skip
"""Why an input record is not a paper of its own: a closed list."""


@dataclass(frozen=True)
class Column:
    """One column: its kind, whether it may be empty, and, for labels, the values it may hold.

    ``kind`` is one of ``str``, ``int``, ``float``, ``bool``, ``day`` (datetime64, a calendar day without
    time zone) and ``list`` (a list of strings).
    """

    kind: str
    nullable: bool = False
    values: tuple[str, ...] | None = None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Table:
    """One table: what a row is, the columns that identify a row, and all columns in order."""

    row: str
    key: tuple[str, ...]
    columns: dict[str, Column]


TEXT, MAYBE_TEXT = Column("str"), Column("str", nullable=True)
COUNT, MAYBE_COUNT = Column("int", low=0), Column("int", nullable=True, low=0)
NUMBER, MAYBE_NUMBER = Column("float"), Column("float", nullable=True)
SHARE, MAYBE_SHARE = Column("float", low=0, high=1), Column("float", nullable=True, low=0, high=1)
FLAG, LIST, DAY = Column("bool"), Column("list"), Column("day", nullable=True)
VALUE = Column("str", nullable=True, values=("sought", "endured", "overcome", "neutral", "absent"))
SERIES_KIND = Column("str", values=("papers", "topic", "sense", "stance", "term"))
ADJUSTED = ("adjusted", "adjusted_low", "adjusted_high")
ROLE = Column("str", nullable=True, values=("given", "teaching", "mechanism", "representation", "output"))


def _clock_columns() -> dict[str, Column]:
    columns = {}
    for clock in CLOCKS:
        columns[f"{clock}_low"] = DAY
        columns[f"{clock}_high"] = DAY
        columns[f"{clock}_precision"] = Column("str", values=PRECISIONS)
        columns[f"{clock}_source"] = MAYBE_TEXT
    return columns


TABLES: dict[str, Table] = {
    "papers": Table(
        "paper",
        ("paper_id",),
        {
            "paper_id": TEXT,
            "title": TEXT,
            "abstract": TEXT,
            "title_raw": TEXT,
            "abstract_raw": TEXT,
            **_clock_columns(),
            **dict.fromkeys(("arxiv_id", "doi", "url", "venue"), MAYBE_TEXT),
            **dict.fromkeys(("categories", "keywords", "authors"), LIST),
            "votes": MAYBE_COUNT,
            "language": MAYBE_TEXT,
            "source": TEXT,
            "record": TEXT,
            "extra": TEXT,
        },
    ),
    "decisions": Table(
        "input record that is not its own paper",
        ("source", "record"),
        {
            "source": TEXT,
            "record": TEXT,
            "outcome": Column("str", values=("merged", "rejected")),
            "reason": Column("str", values=REASONS),
            "score": MAYBE_SHARE,
            "paper_id": MAYBE_TEXT,
            "title": MAYBE_TEXT,
            "fields_taken": LIST,
        },
    ),
    "topics": Table(
        "topic",
        ("topic",),
        {
            "topic": Column("int", low=NO_TOPIC),
            "label": TEXT,
            "words": LIST,
            "n_papers": COUNT,
            "stability": MAYBE_SHARE,
            "stable": FLAG,
            "parent": Column("int", nullable=True),
            "exemplars": LIST,
            "sentence": MAYBE_TEXT,
            "named_by": Column("str", values=("words", "file", "labeller")),
        },
    ),
    "memberships": Table(
        "paper",
        ("paper_id",),
        {
            "paper_id": TEXT,
            "topic": Column("int", low=NO_TOPIC),
            "confidence": MAYBE_SHARE,
            "runner_up": Column("int", nullable=True, low=NO_TOPIC),
            "runner_up_confidence": MAYBE_SHARE,
            "uncertain": FLAG,
        },
    ),
    "topic_weights": Table(
        "paper and topic",
        ("paper_id", "topic"),
        {"paper_id": TEXT, "topic": Column("int", low=NO_TOPIC), "weight": SHARE},
    ),
    "hierarchy": Table(
        "join of two topics",
        ("node",),
        {
            **dict.fromkeys(("node", "left", "right"), COUNT),
            "height": Column("float", low=0, high=2),
            "n_papers": COUNT,
            "label": MAYBE_TEXT,
        },
    ),
    "positions": Table(
        "paper",
        ("paper_id",),
        {"paper_id": TEXT, "x": NUMBER, "y": NUMBER, "neighbours_kept": MAYBE_SHARE},
    ),
    "mentions": Table(
        "occurrence of a theme word",
        ("mention_id",),
        {
            "mention_id": TEXT,
            "paper_id": TEXT,
            "field": Column("str", values=("title", "abstract")),
            "sentence": TEXT,
            **dict.fromkeys(("start", "end"), COUNT),
            **dict.fromkeys(("pole", "match"), TEXT),
            **dict.fromkeys(("head", "phrase", "verb", "frame"), MAYBE_TEXT),
            **dict.fromkeys(("left", "right"), TEXT),
            "negated": FLAG,
            "kind": Column(
                "str", nullable=True, values=("modifier", "predicate", "noun", "verb", "name", "term of art")
            ),
            "move": Column("str", nullable=True, values=("title", "background", "gap", "method", "result")),
            "sense": MAYBE_TEXT,
        },
    ),
    "readings": Table(
        "paper and sense",
        ("paper_id", "sense"),
        {
            **dict.fromkeys(("paper_id", "sense"), TEXT),
            "role": ROLE,
            **dict.fromkeys(("first_value", "second_value"), VALUE),
            **dict.fromkeys(("relation", "direction"), MAYBE_TEXT),
            "n_mentions": COUNT,
            "evidence": MAYBE_TEXT,
            "score": MAYBE_SHARE,
            "margin": MAYBE_NUMBER,
            "runner_up_sense": MAYBE_TEXT,
            **dict.fromkeys(("first_score", "second_score", "value_margin"), MAYBE_SHARE),
            "main": FLAG,
        },
    ),
    "theme": Table(
        "paper",
        ("paper_id",),
        {
            "paper_id": TEXT,
            "cell": Column("str", values=("first", "second", "both", "neither")),
            "sense": MAYBE_TEXT,
            "runner_up_sense": MAYBE_TEXT,
            "role": ROLE,
            "first_value": VALUE,
            "second_value": VALUE,
            "stance": MAYBE_TEXT,
            **dict.fromkeys(("score", "first_score", "second_score"), MAYBE_SHARE),
            "uncertain": FLAG,
            "evidence": MAYBE_TEXT,
            "axis": MAYBE_NUMBER,
            "axis_low": MAYBE_NUMBER,
            "axis_high": MAYBE_NUMBER,
        },
    ),
    "contrasts": Table(
        "term of a named contrast",
        ("contrast", "term"),
        {
            **dict.fromkeys(("contrast", "term"), TEXT),
            **dict.fromkeys(("size_first", "size_second", "n_first", "n_second"), COUNT),
            **dict.fromkeys(("share_first", "share_second"), MAYBE_SHARE),
            **dict.fromkeys(("difference", "low", "high"), MAYBE_NUMBER),
            **dict.fromkeys(("log_odds", "log_odds_low", "log_odds_high"), MAYBE_NUMBER),
            **dict.fromkeys(ADJUSTED, MAYBE_NUMBER),
            "dispersion": MAYBE_SHARE,
            **dict.fromkeys(("defining", "tested", "planned"), FLAG),
            **dict.fromkeys(("p", "p_family", "q"), MAYBE_SHARE),
            **dict.fromkeys(("null_mean", "detectable"), MAYBE_NUMBER),
        },
    ),
    "heads": Table(
        "word that the poles are said of",
        ("head",),
        {
            "head": TEXT,
            **dict.fromkeys(("n_first", "n_second", "n_both"), COUNT),
            **dict.fromkeys(("log2_ratio", "low", "high"), MAYBE_NUMBER),
        },
    ),
    "collocates": Table(
        "word near a pole",
        ("pole", "term"),
        {
            **dict.fromkeys(("pole", "term"), TEXT),
            **dict.fromkeys(("n_together", "n_other", "n_pole", "n_term"), COUNT),
            **dict.fromkeys(("log_dice", "log_ratio"), NUMBER),
        },
    ),
    "shares": Table(
        "series and period",
        ("kind", "name", "period"),
        {
            "kind": SERIES_KIND,
            **dict.fromkeys(("name", "period"), TEXT),
            **dict.fromkeys(("n", "n_period"), Column("float", low=0)),
            **dict.fromkeys(("share", "low", "high"), MAYBE_SHARE),
            "partial": FLAG,
            **dict.fromkeys(("low_undated", "high_undated"), MAYBE_SHARE),
        },
    ),
    "trend_tests": Table(
        "series",
        ("kind", "name"),
        {
            **{"kind": SERIES_KIND, "name": TEXT, "n": COUNT},
            **dict.fromkeys(("odds_ratio_per_year", "low", "high", *ADJUSTED), MAYBE_NUMBER),
            "planned": FLAG,
            **dict.fromkeys(("p", "p_family", "q", "p_curved"), MAYBE_SHARE),
            **dict.fromkeys(("n_categories", "n_opposed"), COUNT),
            "named": Column("str", nullable=True, values=("more", "less")),
            **dict.fromkeys(("first_low", "first_high"), DAY),
            "detectable": MAYBE_NUMBER,
        },
    ),
}


class TableError(InputError):
    """A table does not keep its contract."""


def check_table(table: pd.DataFrame, name: str) -> pd.DataFrame:
    """Return ``table`` with the columns of its contract, in order and in their types.

    Parameters
    ----------
    table : DataFrame
        Must have every column of ``TABLES[name]`` and no other. Integers may come as floats without
        fractions, days as any datetime64 at midnight, lists as tuples or arrays; nothing else is changed.
    name : str
        A key of ``TABLES``.

    Returns
    -------
    DataFrame
        A new table with a fresh index. ``str`` columns have pandas' string type, ``int`` columns int64 or
        nullable Int64, days datetime64[us].

    Raises
    ------
    TableError
        Names the table, the column and the first offending value.
    """
    import pandera.errors

    if name not in TABLES:
        raise TableError(f"There is no table called {name!r}; the tables are {', '.join(TABLES)}.")
    contract = TABLES[name]
    missing = [column for column in contract.columns if column not in table.columns]
    unknown = [column for column in table.columns if column not in contract.columns]
    if missing or unknown:
        parts = [f"lacks {', '.join(missing)}"] if missing else []
        parts += [f"has unknown {', '.join(map(str, unknown))}"] if unknown else []
        raise TableError(f"The table {name!r} {' and '.join(parts)}; see helpers/schema.py.")
    typed = pd.DataFrame(
        {column: _type_column(table[column], spec, f"{name}.{column}") for column, spec in contract.columns.items()}
    ).reset_index(drop=True)
    try:
        return build_schema(name).validate(typed)
    except pandera.errors.SchemaError as error:
        place = error.schema.name if error.schema is not None and error.schema.name else name
        cases = error.failure_cases
        example = cases["failure_case"].iloc[0] if isinstance(cases, pd.DataFrame) and len(cases) else cases
        raise TableError(
            f"The table {name!r} breaks its contract at {place}: {error.check}, found {example!r}."
        ) from None


@cache
def build_schema(name: str) -> pa.DataFrameSchema:
    """Return the pandera schema of one table."""
    import pandera.pandas as pa

    columns: dict[str, Any] = {}
    for column, spec in TABLES[name].columns.items():
        checks = []
        if spec.values is not None:
            checks.append(pa.Check.isin(spec.values))
        if spec.low is not None:
            checks.append(pa.Check.ge(spec.low))
        if spec.high is not None:
            checks.append(pa.Check.le(spec.high))
        columns[column] = pa.Column(None, checks, nullable=spec.nullable, name=column)
    return pa.DataFrameSchema(columns, unique=list(TABLES[name].key), strict=True, ordered=True, name=name)


def _type_column(values: pd.Series, spec: Column, place: str) -> pd.Series:
    """Bring one column to the type of its contract without changing a value."""
    values = values.reset_index(drop=True)
    if spec.kind == "list":
        return pd.Series([_as_list(value, place) for value in values], dtype=object)
    if spec.kind == "str":
        wrong = next((v for v in values if not isinstance(v, str) and not pd.isna(v)), None)
        if wrong is not None:
            raise TableError(f"The column {place} holds {wrong!r}, which is not text.")
        return values.astype("str")
    if spec.kind == "day":
        days = values if len(values) else values.astype("datetime64[us]")
        if days.isna().all():
            return pd.Series(pd.NaT, index=values.index, dtype="datetime64[us]")
        if not pd.api.types.is_datetime64_any_dtype(days) or getattr(days.dt, "tz", None) is not None:
            raise TableError(f"The column {place} must hold days (datetime64 without zone), not {days.dtype}.")
        if (days.dropna() != days.dropna().dt.normalize()).any():
            raise TableError(f"The column {place} holds times of day; only calendar days belong there.")
        return days.astype("datetime64[us]")
    return _type_number(values, spec, place)


def _type_number(values: pd.Series, spec: Column, place: str) -> pd.Series:
    if not len(values) or values.isna().all():
        dtype = {"bool": "bool", "float": "float64", "int": "Int64" if spec.nullable else "int64"}[spec.kind]
        if len(values) and not spec.nullable:
            raise TableError(f"The column {place} is empty and must not be.")
        return values.astype("float64").astype(dtype)
    is_bool = pd.api.types.is_bool_dtype(values)
    if spec.kind == "bool":
        if not is_bool or values.isna().any():
            raise TableError(f"The column {place} must hold true or false, not {values.dtype}.")
        return values.astype("bool")
    if is_bool or not pd.api.types.is_numeric_dtype(values):
        raise TableError(f"The column {place} must hold numbers, not {values.dtype}.")
    if spec.kind == "float":
        return values.astype("float64")
    try:
        whole = values.astype("Int64")
    except (TypeError, ValueError):
        raise TableError(f"The column {place} must hold whole numbers.") from None
    return whole if spec.nullable else whole.astype("int64")


def _as_list(value: Any, place: str) -> list[str]:
    if isinstance(value, str) or not hasattr(value, "__iter__"):
        raise TableError(f"The column {place} must hold lists of strings; found {value!r}.")
    items = list(value)
    wrong = next((item for item in items if not isinstance(item, str)), None)
    if wrong is not None:
        raise TableError(f"The column {place} must hold lists of strings; found {wrong!r} in one.")
    return items
