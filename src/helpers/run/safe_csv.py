"""Tables as spreadsheets read them: CSV in which no cell can act as a formula."""

from pathlib import Path

import pandas as pd

from helpers.run.atomic_files import replacing

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""First characters that make a spreadsheet program read a text cell as a formula.

Source: OWASP, "CSV Injection" (https://owasp.org/www-community/attacks/CSV_Injection).
"""


def escape_formulas(table: pd.DataFrame) -> pd.DataFrame:
    """Return a copy in which lists are joined by "; " and a text that could run as a formula begins with ``'``.

    Numbers are left as they are: only text can carry a formula. Column names are treated as text.
    """
    escaped = table.copy()
    for place, dtype in enumerate(escaped.dtypes):
        if not (pd.api.types.is_numeric_dtype(dtype) or pd.api.types.is_datetime64_any_dtype(dtype)):
            column = escaped.iloc[:, place].astype(object).map(_escape)
            escaped.isetitem(place, column.array)
    escaped.columns = [_escape(name) for name in escaped.columns]
    return escaped


def write_csv(table: pd.DataFrame, path: Path) -> Path:
    """Write ``table`` without its index as UTF-8 CSV, formulas neutralised, at once or not at all."""
    with replacing(path) as part:
        escape_formulas(table).to_csv(
            part, index=False, lineterminator="\n", encoding="utf-8", float_format="%.10g", compression=None
        )
    return path


def _escape(value: object) -> object:
    if isinstance(value, (list, tuple)):
        value = "; ".join(map(str, value))
    if isinstance(value, str) and value.lstrip(" \n").startswith(FORMULA_STARTS):
        return f"'{value}"
    return value
