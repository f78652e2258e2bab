"""Text of a dump as HTML: a title is text, never a tag, maths or a script."""

import html
import re
from typing import Any

PLAIN = "mathjax_ignore tex2jax_ignore"
"""Classes of elements in which JupyterLab shall not look for maths."""

_LINK = re.compile(r"https?://[^\s\"'<>]+")


def escape_html(text: str) -> str:
    """Escape HTML, and the signs of dollar and backslash, which Jupyter would read as maths."""
    return html.escape(text, quote=True).replace("$", "&#36;").replace("\\", "&#92;")


def make_link(address: Any, text: str) -> str:
    """Return HTML that links a text (HTML already) to an address, or the text alone where the address is none."""
    if not isinstance(address, str) or not _LINK.fullmatch(address):
        return text
    return f'<a href="{html.escape(address, quote=True)}" target="_blank" rel="noopener noreferrer">{text}</a>'
