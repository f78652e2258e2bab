"""Tables as a reader sees them in a notebook: papers with links, and long tables that can be searched.

Everything that comes from a dump is escaped: a title is text, never HTML, maths or a script.
"""

import hashlib
import html
import re
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from IPython.display import HTML, Markdown

from helpers.figures.column_headers import tell_header
from helpers.text.html_text import PLAIN, escape_html, make_link

_LEFT = "function (cell) { cell.style.textAlign = 'left'; cell.style.verticalAlign = 'top'; }"
_SHOW_CARD = "const d=this.lastChild;d.innerHTML=document.querySelector('template.'+d.className).innerHTML"


def open_tables() -> HTML:
    """Return what all searchable tables of a notebook need, once: DataTables itself, so that no network is asked.

    Notes
    -----
    The output must stay in the notebook: tables wait for it, in JupyterLab and in exported HTML alike
    (https://mwouts.github.io/itables, offline mode).
    """
    import itables
    from itables.javascript import generate_init_offline_itables_html

    return HTML(generate_init_offline_itables_html(itables.options.dt_bundle))


def show_papers(
    table: pd.DataFrame, *, rows: int | None = 20, width: int = 110, cards: Mapping[str, str] | None = None,
    nothing: str = "",
) -> Any:  # fmt: skip
    """Show a table in which each paper's title opens the paper, or links to its page.

    Parameters
    ----------
    table : DataFrame
        A column ``link`` (address or missing) turns the column ``title`` into links and is not shown itself.
        Lists are joined by commas, days are shown without time, numbers are rounded for their column, headers
        are words (:func:`helpers.figures.column_headers.tell_header`).
    rows : int, optional
        At most so many rows; a line under the table tells how many there are.
    width : int
        Longest text shown, in characters; the whole text appears when the pointer rests on it.
    cards : mapping, optional
        HTML by ``paper_id``, as :class:`helpers.figures.paper_cards.PaperCards` makes it: it opens under the title, and
        the column ``paper_id`` is not shown.
    nothing : str
        The sentence that stands in place of a table without rows.
    """
    if table.empty:
        return HTML(f"<p>{escape_html(nothing)}</p>") if nothing else None
    shown = table if rows is None else table.head(rows)
    cells = _render_cells(shown, width, cards)
    head = "".join(f"<th style='text-align:left'>{escape_html(tell_header(name))}</th>" for name in cells.columns)
    body = "".join(
        "<tr>" + "".join(f"<td style='text-align:left;vertical-align:top'>{cell}</td>" for cell in row) + "</tr>"
        for row in cells.itertuples(index=False)
    )
    note = f"<p>{len(shown):,} of {len(table):,} rows.</p>" if len(shown) < len(table) else ""
    return HTML(f"<table class='{PLAIN}'><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{note}")


def show_table(
    table: pd.DataFrame, *, rows: int | None = None, width: int = 400, cards: Mapping[str, str] | None = None,
    nothing: str = "",
) -> Any:  # fmt: skip
    """Show a table that can be searched, sorted and paged, without network (itables).

    Columns, links and cards are treated as by :func:`show_papers`. At most ``rows`` are shown (3,000, or 1,000 with
    cards), since a notebook holds them all; a line under the table tells when there are more.
    """
    if table.empty:
        return show_papers(table, nothing=nothing)
    import itables

    rows = rows or (3_000 if cards is None else 1_000)
    note = f"<p>The first {rows:,} of {len(table):,} rows.</p>" if len(table) > rows else ""
    shown = table.head(rows).reset_index(drop=True)
    # Rows of one paper share its card, so that a notebook stays small.
    shared = cards is not None and "paper_id" in shown and shown["paper_id"].duplicated().any()
    cells = _render_cells(shown, width, cards, shared=shared)
    if shared:
        papers = dict.fromkeys(shown["paper_id"])
        note += "".join(f"<template class={_name_card(paper)}>{(cards or {})[paper]}</template>" for paper in papers)
    # JupyterLab sets all cells to the right; DataTables itself sets numbers so.
    texts = [place for place, name in enumerate(cells) if not _is_number(table[name])]
    columns = [{"targets": texts, "className": "dt-left", "createdCell": itables.JavascriptFunction(_LEFT)}]
    page = itables.to_html_datatable(
        cells.rename(columns=tell_header), connected=False, allow_html=True, showIndex=False,
        classes=f"display compact {PLAIN}",
        lengthMenu=[10, 25, 100], maxBytes=0, style="table-layout:auto;width:100%", columnDefs=columns,
    )  # fmt: skip
    return HTML(page + note)


def show_text(text: str) -> Any:
    """Show sentences as Markdown in which whatever comes from a dump is text: no HTML, no maths.

    Parameters
    ----------
    text : str
        May use Markdown's ``**``, lists and code spans.
    """
    # What stands between backticks is escaped by whoever renders the Markdown.
    parts = re.split(r"(`[^`]*`)", text)
    return Markdown("".join(part if part[:1] == "`" else _escape_text(part) for part in parts))


def _escape_text(text: str) -> str:
    return html.escape(text, quote=False).replace("$", "&#36;")


def _render_cells(
    table: pd.DataFrame, width: int, cards: Mapping[str, str] | None, *, shared: bool = False
) -> pd.DataFrame:
    with_cards = cards is not None and {"paper_id", "title"} <= set(table.columns)
    hidden = ("link", "paper_id") if with_cards else ("link",)
    cells = pd.DataFrame(
        {name: _render_column(table[name], width) for name in table.columns if name not in hidden}, dtype=object
    )
    if with_cards:
        shown, opened = cards or {}, f' ontoggle="{_SHOW_CARD}"' if shared else ""
        cells["title"] = [
            f"<details{opened}><summary style='cursor:pointer'>{title}</summary>"
            + (f"<div class={_name_card(paper)}></div>" if shared else shown[paper])
            + "</details>"
            for title, paper in zip(cells["title"], table["paper_id"], strict=True)
        ]
    elif "link" in table.columns and "title" in cells.columns:
        cells["title"] = [make_link(link, title) for title, link in zip(cells["title"], table["link"], strict=True)]
    return cells


def _name_card(paper_id: object) -> str:
    return f"card-{hashlib.sha256(str(paper_id).encode()).hexdigest()[:10]}"


def _render_column(column: pd.Series, width: int) -> list[str]:
    digits = _choose_digits(column) if _is_number(column) else None
    return [_render(value, width, digits) for value in column]


def _is_number(column: pd.Series) -> bool:
    return pd.api.types.is_numeric_dtype(column.dtype) and not pd.api.types.is_bool_dtype(column.dtype)


def _choose_digits(column: pd.Series) -> int:
    """Decimals that keep three figures of the column's middle number, and of shares; none where all are whole."""
    size = column.dropna().astype(float).abs()
    size = size[(size > 0) & np.isfinite(size)]
    if size.empty or (size % 1 == 0).all():
        return 0
    return int(np.clip(2 - np.floor(np.log10(size.median())), 3 if size.max() <= 1 else 0, 6))


def _render(value: Any, width: int, digits: int | None) -> str:
    if isinstance(value, (list, tuple)):
        value = ", ".join(map(str, value))
    if value is None or value is pd.NaT or (not isinstance(value, str) and pd.isna(value)):
        return ""
    if isinstance(value, pd.Timestamp):
        return f"{value:%Y-%m-%d}"
    if isinstance(value, (bool, np.bool_)):
        return "yes" if value else "no"
    if digits is not None:
        return f"{value:,.{digits}f}"
    if isinstance(value, float):
        return f"{value:,.3g}" if abs(value) < 1000 else f"{value:,.0f}"
    text = str(value)
    if len(text) <= width:
        return escape_html(text)
    return f'<span title="{escape_html(text)}">{escape_html(text[: width - 1].rstrip())}…</span>'
