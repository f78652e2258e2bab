"""How Sphinx builds the site of documentation; ``python -m docs`` (``make docs``) calls it.

Sphinx with MyST-NB, the engine of Jupyter Book 1, rather than `mystmd`: that one asks api.mystmd.org for its theme when
it builds (issue 1451 of jupyter-book/mystmd) and needs Node, while all that this needs comes with `pip`, and neither
building nor reading the site touches a network. Notebooks are not executed here: pages show what a run left in them.
"""

import importlib
import pkgutil
from typing import Any

from docutils import nodes

project = "Reading a research field from its abstracts"
extensions = ["myst_nb", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
root_doc = "index"
highlight_language = "none"  # most blocks hold commands, names of files and pictures in letters

# Pages
myst_heading_anchors = 3
nb_execution_mode = "off"
nb_ipywidgets_js = {}  # by default two scripts from a network; widgets need a kernel anyway (docs/page_sources.py)
nb_merge_streams = True

# Docstrings
autodoc_member_order = "alphabetical"
autodoc_typehints = "none"
napoleon_google_docstring = False
napoleon_use_rtype = False
python_maximum_signature_line_length = 88

# Looks
html_theme = "sphinx_book_theme"
html_title = project
html_static_path = ["_static"]  # `python -m docs` adds the pictures of notebooks
html_css_files = ["site.css"]
html_context = {"default_mode": "light"}  # as the figures are
html_copy_source = False
html_use_index = False
html_domain_indices = False
html_show_search_summary = False  # it fetches pages, which a browser forbids on file://
html_show_copyright = False
html_show_sphinx = False
html_theme_options = {
    "use_download_button": False,
    "show_toc_level": 2,
    "navbar_persistent": [],  # else the search stands twice
    "article_header_start": ["toggle-primary-sidebar.html"],
}

ROLES = ("func", "mod", "data", "meth", "attr", "exc")
"""Roles that name a thing of the code; `class` is also what the words of a type are taken for."""


def resolve_mention(app: Any, env: Any, node: Any, content: Any) -> Any:
    """Link ``helpers.room.module.thing`` to where the room offers it; show a thing that is not offered as a word.

    What does not exist stays unresolved: then Sphinx names the place and fails.
    """
    if node.get("refdomain") != "py":
        return None
    target = node["reftarget"]
    if node["reftype"] not in ROLES and not target.startswith("helpers."):
        return content  # the words of a type, such as "DataFrame, one row per paper"
    full = target if target.startswith("helpers.") else f"{node.get('py:module')}.{target}"
    offered = ".".join([*full.split(".")[:2], full.split(".")[-1]])
    domain = env.get_domain("py")
    if offered in domain.objects:
        call = "()" if node["reftype"] in ("func", "meth") else ""
        shown = nodes.literal("", f"{offered}{call}", classes=content["classes"])
        return domain.resolve_xref(env, node["refdoc"], app.builder, node["reftype"], offered, node, shown)
    return content if exists(full) else None


def exists(full: str) -> bool:
    """Tell whether ``helpers.room.module.thing`` is there; of a bare name, whether any module of the room has it."""
    package = importlib.import_module(".".join(full.split(".")[:2]))
    modules = [
        importlib.import_module(f"{package.__name__}.{part.name}") for part in pkgutil.iter_modules(package.__path__)
    ]
    if full in (package.__name__, *(module.__name__ for module in modules)):
        return True
    owner, _, name = full.rpartition(".")
    named = [module for module in modules if module.__name__ == owner]
    return any(hasattr(module, name) for module in (named or modules))


def setup(app: Any) -> None:
    """Connect what resolves the mentions in docstrings."""
    app.connect("missing-reference", resolve_mention)
