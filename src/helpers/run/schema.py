"""Column contracts of every table: what a row is, which columns it has, of which type.

A table is the only hand-over between notebooks. :func:`check_table` holds a table to its contract when it
is written and when it is read, with pandera; the contract itself is the dictionary ``TABLES``.
"""

from dataclasses import dataclass
from functools import cache
from itertools import chain
from typing import Any

import pandas as pd

from helpers.run.errors import InputError

NO_TOPIC = -1
"""Topic number of a paper when there are too few papers for topics, or its text is unusable."""

CLOCKS = ("published", "listed", "updated")
PRECISIONS = ("day", "month", "year", "none")
REASONS = (
    "same identifier", "same title", "similar title", "forced by overrides",
    "no title", "no abstract", "short abstract", "junk abstract", "page or full text", "not a paper",
    "withdrawn or rejected", "unpaired block", "unreadable record", "outside where", "where cannot be told",
)  # fmt: skip
"""Why an input record is not a paper of its own: a closed list."""
VERDICTS = (
    "clear and at least as large as asked", "clear, size open", "smaller than asked", "not clear", "too few to tell",
)  # fmt: skip
"""What may be said of a difference or a trend; :mod:`helpers.stats.verdicts` decides which."""
STATUSES = ("clear", "size open", "smaller than asked", "not clear", "too few", "count")
"""How sure a claim is: the verdicts in short, and what is only counted in these papers."""


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
TOPIC, MAYBE_TOPIC = Column("int", low=NO_TOPIC), Column("int", nullable=True, low=NO_TOPIC)
FLAG, LIST, DAY = Column("bool"), Column("list"), Column("day", nullable=True)
VALUE = Column("str", nullable=True, values=("sought", "endured", "overcome", "neutral", "absent"))
ROLE = Column("str", nullable=True, values=("given", "teaching", "mechanism", "representation", "output"))
VERDICT = Column("str", nullable=True, values=VERDICTS)
SERIES_KIND = Column("str", values=("papers", "topic", "sense", "stance", "term"))


def _describe_table(row: str, key: str, *groups: tuple[str, Column]) -> Table:
    """Make a table of groups of columns, each the names of the columns and what they are alike in."""
    return Table(row, tuple(key.split()), {name: column for names, column in groups for name in names.split()})


def _list_date_columns(clock: str) -> tuple[tuple[str, Column], ...]:
    precision = Column("str", values=PRECISIONS)
    return (f"{clock}_low {clock}_high", DAY), (f"{clock}_precision", precision), (f"{clock}_source", MAYBE_TEXT)


TABLES: dict[str, Table] = {
    "papers": _describe_table(
        "paper", "paper_id", ("paper_id title abstract title_raw abstract_raw", TEXT),
        *chain(*map(_list_date_columns, CLOCKS)), ("arxiv_id doi url venue", MAYBE_TEXT),
        ("categories keywords authors", LIST), ("votes", MAYBE_COUNT), ("language", MAYBE_TEXT),
        ("source record extra", TEXT),
    ),
    "decisions": _describe_table(
        "input record that is not its own paper", "source record", ("source record", TEXT),
        ("outcome", Column("str", values=("merged", "rejected", "filtered"))),
        ("reason", Column("str", values=REASONS)),
        ("score", MAYBE_SHARE), ("paper_id title", MAYBE_TEXT), ("fields_taken", LIST),
    ),
    "record_flow": _describe_table(
        "number in the way from records to papers", "box item", ("phase box item", TEXT), ("files n", COUNT),
    ),
    "topics": _describe_table(
        "topic", "topic", ("topic", TOPIC), ("label", TEXT), ("words", LIST), ("n_papers", COUNT),
        ("stability", MAYBE_SHARE), ("stable", FLAG), ("parent", Column("int", nullable=True)), ("exemplars", LIST),
        ("sentence", MAYBE_TEXT), ("named_by", Column("str", values=("words", "file", "labeller"))),
        ("label_coverage", MAYBE_SHARE), ("label_lift", Column("float", nullable=True, low=0)), ("label_weak", FLAG),
    ),
    "memberships": _describe_table(
        "paper", "paper_id", ("paper_id", TEXT), ("topic", TOPIC), ("confidence", MAYBE_SHARE),
        ("runner_up", MAYBE_TOPIC), ("runner_up_confidence", MAYBE_SHARE), ("uncertain", FLAG),
    ),
    "topic_weights": _describe_table(
        "paper and topic", "paper_id topic", ("paper_id", TEXT), ("topic", TOPIC), ("weight", SHARE),
    ),
    "hierarchy": _describe_table(
        "join of two topics", "node", ("node left right", COUNT), ("height", Column("float", low=0, high=2)),
        ("n_papers", COUNT), ("label", MAYBE_TEXT),
    ),
    "positions": _describe_table(
        "paper", "paper_id", ("paper_id", TEXT), ("x y", NUMBER), ("neighbours_kept", MAYBE_SHARE),
    ),
    "methods": _describe_table(
        "topic and other method", "topic view", ("topic", TOPIC), ("label view", TEXT), ("overlap", SHARE),
        ("n_groups", COUNT), ("agreement", NUMBER),
    ),
    "rivals": _describe_table(
        "way of finding topics and corpus", "corpus way", ("corpus way", TEXT), ("min_topic_size", MAYBE_COUNT),
        ("n", COUNT), ("planted", MAYBE_COUNT), ("topics", NUMBER), ("left_out", SHARE),
        ("agreement coherence diversity", MAYBE_NUMBER), ("note", TEXT),
    ),
    "mentions": _describe_table(
        "occurrence of a theme word", "mention_id", ("mention_id paper_id", TEXT),
        ("field", Column("str", values=("title", "abstract"))), ("sentence", TEXT), ("start end", COUNT),
        ("pole match", TEXT), ("head phrase verb frame", MAYBE_TEXT), ("left right", TEXT), ("negated", FLAG),
        ("kind", Column("str", True, ("modifier", "predicate", "noun", "verb", "name", "term of art"))),
        ("move", Column("str", True, ("title", "background", "gap", "method", "result"))), ("sense", MAYBE_TEXT),
    ),
    "readings": _describe_table(
        "paper and sense", "paper_id sense", ("paper_id sense", TEXT), ("role", ROLE),
        ("first_value second_value", VALUE), ("relation direction", MAYBE_TEXT), ("n_mentions", COUNT),
        ("evidence", MAYBE_TEXT), ("score", MAYBE_SHARE), ("margin", MAYBE_NUMBER), ("runner_up_sense", MAYBE_TEXT),
        ("role_score first_score second_score value_margin", MAYBE_SHARE), ("main", FLAG),
    ),
    "theme": _describe_table(
        "paper", "paper_id", ("paper_id", TEXT), ("cell", Column("str", values=("first", "second", "both", "neither"))),
        ("sense runner_up_sense", MAYBE_TEXT), ("role", ROLE), ("first_value second_value", VALUE),
        ("stance", MAYBE_TEXT), ("score role_score first_score second_score", MAYBE_SHARE), ("uncertain", FLAG),
        ("evidence", MAYBE_TEXT), ("axis axis_low axis_high", MAYBE_NUMBER),
    ),
    "contrasts": _describe_table(
        "term of a named contrast", "contrast term", ("contrast term", TEXT),
        ("size_first size_second n_first n_second", COUNT), ("share_first share_second", MAYBE_SHARE),
        ("difference low high log_odds log_odds_low log_odds_high adjusted adjusted_low adjusted_high", MAYBE_NUMBER),
        ("dispersion", MAYBE_SHARE), ("defining tested planned", FLAG), ("p p_family q", MAYBE_SHARE),
        ("null_mean detectable", MAYBE_NUMBER), ("verdict", VERDICT), ("see", MAYBE_TEXT),
    ),
    "heads": _describe_table(
        "word that the poles are said of", "head", ("head", TEXT), ("n_first n_second n_both", COUNT),
        ("log2_ratio low high", MAYBE_NUMBER),
    ),
    "collocates": _describe_table(
        "word near a pole", "pole term", ("pole term", TEXT), ("n_together n_other n_pole n_term", COUNT),
        ("log_dice log_ratio", NUMBER),
    ),
    "shares": _describe_table(
        "series and period", "kind name period", ("kind", SERIES_KIND), ("name period", TEXT),
        ("n n_period", Column("float", low=0)), ("share low high", MAYBE_SHARE), ("partial", FLAG),
        ("low_undated high_undated", MAYBE_SHARE),
    ),
    "trend_tests": _describe_table(
        "series", "kind name", ("kind", SERIES_KIND), ("name", TEXT), ("n", COUNT),
        ("odds_ratio_per_year low high adjusted adjusted_low adjusted_high", MAYBE_NUMBER), ("planned", FLAG),
        ("p p_family q p_curved", MAYBE_SHARE), ("n_categories n_opposed", COUNT),
        ("verdict", VERDICT), ("first_low first_high", DAY), ("detectable", MAYBE_NUMBER),
    ),
    "paper_changes": _describe_table(
        "paper of a run, its base or both", "paper_id", ("paper_id title", TEXT),
        ("change", Column("str", values=("new", "gone", "changed", "kept"))), ("base_id matched_by", MAYBE_TEXT),
        ("fields", LIST),
    ),
    "topic_changes": _describe_table(
        "topic of a run or its base, or a pair", "topic base_topic", ("topic base_topic", MAYBE_TOPIC),
        ("label base_label", MAYBE_TEXT), ("change", Column("str", values=("kept", "born", "split", "died", "merged"))),
        ("n_papers n_base n_shared", COUNT),
    ),
    "share_changes": _describe_table(
        "series", "kind name", ("kind name", TEXT), ("n_first size_first n_second size_second", COUNT),
        ("share_first share_second", MAYBE_SHARE), ("difference low high", MAYBE_NUMBER), ("p q", MAYBE_SHARE),
        ("detectable", MAYBE_NUMBER), ("verdict", VERDICT),
    ),
    "claim_changes": _describe_table(
        "claim of a run, its base or both", "claim", ("claim change", TEXT), ("holds", FLAG),
        ("sentence_before", MAYBE_TEXT), ("value_before low_before high_before", MAYBE_NUMBER),
        ("measure_before status_before", MAYBE_TEXT), ("sentence", MAYBE_TEXT), ("value low high", MAYBE_NUMBER),
        ("measure status", MAYBE_TEXT),
    ),
    "claims": _describe_table(
        "sentence with a number", "claim", ("claim", TEXT), ("figure", MAYBE_TEXT), ("notebook sentence subject", TEXT),
        ("value low high", MAYBE_NUMBER), ("measure", TEXT), ("status", Column("str", values=STATUSES)), ("n", COUNT),
        ("denominator interval correction source", TEXT), ("tables", LIST), ("accuracy caption alt", TEXT),
    ),
}  # fmt: skip


class TableError(InputError):
    """A table does not keep its contract."""


def check_table(table: pd.DataFrame, name: str) -> pd.DataFrame:
    """Return a new table with the columns of the contract ``TABLES[name]``, in order and in their types, a fresh index.

    Every column must be there and no other. Integers may come as floats without fractions (they become int64, Int64),
    days as any datetime64 at midnight (datetime64[us]), lists as tuples or arrays; nothing else is changed.
    TableError names the table, the column and the first offending value.
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
        raise TableError(f"The table {name!r} {' and '.join(parts)}; see helpers/run/schema.py.")
    typed = pd.DataFrame(
        {column: _type_column(table[column], spec, f"{name}.{column}") for column, spec in contract.columns.items()}
    ).reset_index(drop=True)
    try:
        return build_schema(name).validate(typed)
    except pandera.errors.SchemaError as error:
        place = error.schema.name if error.schema is not None and error.schema.name else name
        cases: Any = error.failure_cases
        example = cases["failure_case"].iloc[0] if isinstance(cases, pd.DataFrame) and len(cases) else cases
        raise TableError(
            f"The table {name!r} breaks its contract at {place}: {error.check}, found {example!r}."
        ) from None


@cache
def build_schema(name: str) -> Any:
    """Return the pandera schema of one table."""
    import pandera.pandas as pa

    columns: dict[str, Any] = {}
    for column, spec in TABLES[name].columns.items():
        limits = ((pa.Check.isin, spec.values), (pa.Check.ge, spec.low), (pa.Check.le, spec.high))
        checks = [check(limit) for check, limit in limits if limit is not None]
        columns[column] = pa.Column(None, checks, nullable=spec.nullable, name=column)
    return pa.DataFrameSchema(columns, unique=list(TABLES[name].key), strict=True, ordered=True, name=name)


def _type_column(values: pd.Series, spec: Column, place: str) -> pd.Series:
    """Bring one column to the type of its contract without changing a value."""
    values = values.reset_index(drop=True)
    if spec.kind == "list":
        return pd.Series([_as_list(value, place) for value in values], dtype=object)
    if spec.kind == "str":
        if isinstance(values.dtype, pd.StringDtype):  # holds nothing else
            return values.astype("str")
        wrong = next((v for v in values if not isinstance(v, str) and not pd.isna(v)), None)
        if wrong is not None:
            raise TableError(f"The column {place} holds {wrong!r}, which is not text.")
        return values.astype("str")
    if spec.kind == "day":
        if values.isna().all():
            return pd.Series(pd.NaT, index=values.index, dtype="datetime64[us]")
        if not pd.api.types.is_datetime64_dtype(values):
            raise TableError(f"The column {place} must hold days (datetime64 without zone), not {values.dtype}.")
        if (values.dropna() != values.dropna().dt.normalize()).any():
            raise TableError(f"The column {place} holds times of day; only calendar days belong there.")
        return values.astype("datetime64[us]")
    return _type_number(values, spec, place)


def _type_number(values: pd.Series, spec: Column, place: str) -> pd.Series:
    dtype: Any = {"bool": "bool", "float": "float64", "int": "Int64" if spec.nullable else "int64"}[spec.kind]
    if values.isna().all():
        if len(values) and not spec.nullable:
            raise TableError(f"The column {place} is empty and must not be.")
        return values.astype("float64").astype(dtype)
    is_bool = pd.api.types.is_bool_dtype(values)
    if spec.kind == "bool" and (not is_bool or values.isna().any()):
        raise TableError(f"The column {place} must hold true or false, not {values.dtype}.")
    if spec.kind != "bool" and (is_bool or not pd.api.types.is_numeric_dtype(values)):
        raise TableError(f"The column {place} must hold numbers, not {values.dtype}.")
    try:
        return (values.astype("Int64") if spec.kind == "int" else values).astype(dtype)
    except (TypeError, ValueError):
        raise TableError(f"The column {place} must hold whole numbers, each of them.") from None


def _as_list(value: Any, place: str) -> list[str]:
    items = value if isinstance(value, list) else None
    if items is None and hasattr(value, "__iter__") and not isinstance(value, str):
        items = list(value)
    if items is None or not all(isinstance(item, str) for item in items):
        raise TableError(f"The column {place} must hold lists of strings; found {value!r}.")
    return items
