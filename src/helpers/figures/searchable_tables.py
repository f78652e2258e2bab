"""Tables as a reader sees them in a notebook: papers with links, and long tables that can be searched.

Everything that comes from a dump is escaped: a title is text, never HTML, maths or a script.
"""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING, Any

import pandas as pd

if TYPE_CHECKING:
    from IPython.display import HTML

_PLAIN = "mathjax_ignore tex2jax_ignore"
"""Classes of elements in which JupyterLab shall not look for maths."""

_LINK = re.compile(r"https?://[^\s\"'<>]+")


def show_papers(table: pd.DataFrame, *, rows: int | None = 20, width: int = 110) -> HTML:
    """Show a table in which each paper's title links to its page.

    Parameters
    ----------
    table : DataFrame
        A column ``link`` (address or missing) turns the column ``title`` into links and is not shown itself.
        Lists are joined by commas, days are shown without time.
    rows : int, optional
        At most so many rows; a line under the table tells how many there are.
    width : int
        Longest text shown, in characters; the whole text appears when the pointer rests on it.

    Returns
    -------
    IPython.display.HTML
    """
    from IPython.display import HTML

    shown = table if rows is None else table.head(rows)
    cells = _render_cells(shown, width)
    head = "".join(f"<th style='text-align:left'>{_escape(str(name))}</th>" for name in cells.columns)
    body = "".join(
        "<tr>" + "".join(f"<td style='text-align:left;vertical-align:top'>{cell}</td>" for cell in row) + "</tr>"
        for row in cells.itertuples(index=False)
    )
    note = f"<p>{len(shown):,} of {len(table):,} rows.</p>" if len(shown) < len(table) else ""
    if table.empty:
        note = "<p>No rows.</p>"
    return HTML(f"<table class='{_PLAIN}'><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{note}")


def show_table(table: pd.DataFrame, *, rows: int = 3_000, width: int = 400) -> Any:
    """Show a table that can be searched, sorted and paged, without network (itables).

    Columns and links are treated as by :func:`show_papers`. At most ``rows`` are shown, since a notebook holds
    them all; a line under the table tells when there are more.
    """
    if table.empty:
        return show_papers(table)
    import itables

    note = f"<p>The first {rows:,} of {len(table):,} rows.</p>" if len(table) > rows else ""
    table = table.head(rows).reset_index(drop=True)
    cells = _render_cells(table, width)
    numeric = [name for name in cells.columns if pd.api.types.is_numeric_dtype(table[name].dtype)]
    for name in numeric:
        cells[name] = table[name].to_numpy()
    from IPython.display import HTML

    page = itables.to_html_datatable(
        cells, connected=False, allow_html=True, showIndex=False, classes=f"display compact {_PLAIN}",
        lengthMenu=[10, 25, 100], maxBytes=0, style="table-layout:auto;width:100%",
    )  # fmt: skip
    return HTML(page + note)


def show_text(text: str) -> Any:
    """Show sentences as Markdown in which whatever comes from a dump is text: no HTML, no maths.

    Parameters
    ----------
    text : str
        May use Markdown's ``**``, lists and code spans.
    """
    from IPython.display import Markdown

    # What stands between backticks is escaped by whoever renders the Markdown.
    parts = re.split(r"(`[^`]*`)", text)
    return Markdown("".join(part if part[:1] == "`" else _escape_text(part) for part in parts))


def _escape_text(text: str) -> str:
    return html.escape(text, quote=False).replace("$", "&#36;")


def _render_cells(table: pd.DataFrame, width: int) -> pd.DataFrame:
    links = table["link"] if "link" in table.columns else None
    cells = pd.DataFrame(
        {name: [_render(value, width) for value in table[name]] for name in table.columns if name != "link"},
        dtype=object,
    )
    if links is not None and "title" in cells.columns:
        cells["title"] = [
            f'<a href="{html.escape(link, quote=True)}" target="_blank" rel="noopener noreferrer">{cell}</a>'
            if isinstance(link, str) and _LINK.fullmatch(link)
            else cell
            for cell, link in zip(cells["title"], links, strict=True)
        ]
    return cells


def _render(value: Any, width: int) -> str:
    if isinstance(value, (list, tuple)):
        value = ", ".join(map(str, value))
    if value is None or value is pd.NaT or (not isinstance(value, str) and pd.isna(value)):
        return "–"
    if isinstance(value, pd.Timestamp):
        return value.strftime("%Y-%m-%d")
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:,.3g}" if abs(value) < 1000 else f"{value:,.0f}"
    text = str(value)
    if len(text) <= width:
        return _escape(text)
    return f'<span title="{_escape(text)}">{_escape(text[: width - 1].rstrip())}…</span>'


def _escape(text: str) -> str:
    """Escape HTML, and dollar signs, which Jupyter would read as maths."""
    return html.escape(text, quote=True).replace("$", "&#36;").replace("\\", "&#92;")
