"""How Sphinx builds the site of documentation; ``python -m docs`` (``make docs``) calls it.

Sphinx with MyST-NB, the engine of Jupyter Book 1, rather than `mystmd`: that one asks api.mystmd.org for its theme when it
builds (issue 1451 of jupyter-book/mystmd) and needs Node, while all that this needs comes with `pip`, and neither building
nor reading the site touches a network. Notebooks are not executed here: pages show what a run left in them.
"""

import importlib
from typing import Any

project = "Reading a research field from its abstracts"
author = ""
extensions = ["myst_nb", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
root_doc = "index"
exclude_patterns = []
highlight_language = "none"  # commands, file names and pictures in letters stand in most of the blocks

# Pages
myst_heading_anchors = 3
nb_execution_mode = "off"
nb_render_markdown_format = "myst"
nb_ipywidgets_js = {}  # by default, two scripts from a network; widgets need a kernel anyway (docs/page_sources.py)
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
html_context = {"default_mode": "light"}  # as the figures are
html_css_files = ["site.css"]
html_copy_source = False
html_show_search_summary = False  # it fetches pages, which a browser forbids on file://
html_show_copyright = False
html_show_sphinx = False
html_theme_options = {
    "use_download_button": False,
    "show_toc_level": 2,
    "article_header_start": ["toggle-primary-sidebar.html"],
    "navbar_persistent": [],  # else the search stands twice
}


def find_mentioned(target: str) -> Any:
    """Return what a docstring's role names (``helpers.room.module.thing`` or a builtin), None where there is no such."""
    parts = target.split(".")
    for end in range(len(parts), 0, -1):
        try:
            found = importlib.import_module(".".join(parts[:end]))
        except ImportError:
            continue
        for part in parts[end:]:
            found = getattr(found, part, None)
        return found
    return None


def resolve_mention(_app: Any, env: Any, node: Any, content: Any) -> Any:
    """Link ``helpers.room.module.thing`` to where the room offers it; show a thing that is not offered as a word.

    What does not exist stays unresolved, and Sphinx then names the place and fails.
    """
    if node.get("refdomain") != "py":
        return None
    target = node["reftarget"]
    if node["reftype"] not in ("func", "mod", "data", "meth", "attr", "class") or " " in target:
        return content  # the words of a type, such as "DataFrame, one row per paper"
    full = target if target.startswith("helpers") else f"{node.get('py:module', 'helpers')}.{target}"
    room, name = ".".join(full.split(".")[:2]), full.split(".")[-1]
    domain = env.get_domain("py")
    if found := domain.objects.get(f"{room}.{name}"):
        return domain.resolve_xref(
            env, node["refdoc"], _app.builder, node["reftype"], f"{room}.{name}", node, content
        ) if found else None
    if node["reftype"] == "class" and not target.startswith("helpers"):
        return content
    return content if find_mentioned(full) is not None or _is_own_neighbour(full) else None


def _is_own_neighbour(full: str) -> bool:
    """Tell whether a bare name stands in one of the modules of its room."""
    import pkgutil

    room, name = full.split(".")[:2], full.split(".")[-1]
    package = importlib.import_module(".".join(room))
    modules = (importlib.import_module(f"{package.__name__}.{found.name}") for found in pkgutil.iter_modules(package.__path__))
    return any(hasattr(module, name) for module in modules)


def setup(app: Any) -> None:
    """Connect what resolves the mentions of docstrings."""
    app.connect("missing-reference", resolve_mention)
