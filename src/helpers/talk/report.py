"""One page of a run: findings, figures that can be asked, tables, methods; a single file that needs no network.

Tables are made by DataTables, which itables bundles for use without a network (0.6 MB). It reads a cell as HTML, so
that it gets no text of a dump: it sorts, pages and tells, and cells are filled through ``textContent``. The page's
policy names its one script and one style by their hashes. The map is a canvas, since plotly's script alone has 4.5 MB,
a fifth of what a page may weigh.
"""

import base64
import hashlib
import re
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

import pandas as pd

from helpers.run.inputs import RunError
from helpers.run.provenance import list_versions
from helpers.run.runs import Run
from helpers.talk.claims import list_claims
from helpers.talk.notebook_prose import read_limits
from helpers.talk.overview import compute_overview
from helpers.talk.report_data import compress_report, pack_report
from helpers.talk.report_methods import cite_methods, describe_methods
from helpers.talk.report_pictures import Picture, make_picture, read_marks
from helpers.text.undated import describe_undated
from helpers.text.wordings import count, tell_selection, tell_where
from helpers.theme.reader_model import open_reader
from helpers.theme.theme_file import load_theme

TEMPLATES = Path(__file__).parent / "templates"
TABLES = (
    "papers", "decisions", "topics", "memberships", "positions", "theme", "mentions", "contrasts", "trend_tests",
)  # fmt: skip


def save_report(run: Run) -> Path:
    """Write ``report.html`` into the folder of a run and return its path; tables and figures are made if missing."""
    tables = {name: run.read(name) for name in TABLES}
    theme_file = load_theme(run.theme)
    claims = list_claims(run)
    figures = run.find_figures(*claims["figure"].dropna().unique())
    data = pack_report(tables, theme_file, {name: read_marks(path) for name, path in figures.items()})
    told = describe_methods(
        tables, run.settings, theme_file, versions=list_versions(), dump=", ".join(path.name for path in run.dump),
        learned=open_reader(theme_file) is not None,
    )  # fmt: skip
    page = render_template(
        "report.html",
        name=run.name,
        lead=describe_run(tables["papers"], run.selection, run.settings.get("where")),
        overview=compute_overview(tables, theme_file=theme_file, selection=run.selection).to_dict("records"),
        findings=list_findings(claims, {name: make_picture(path) for name, path in figures.items()}, data["figures"]),
        methods=cite_methods(told),
        limits=list_limits(run, tables["papers"]),
        data=compress_report(data),
        **read_assets(),
    )
    return run.write_text(page, run.folder / "report.html")


def render_template(template: str, **words: Any) -> str:
    """Fill a template of this folder; whatever is filled in is escaped."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True, keep_trailing_newline=True,
    )  # fmt: skip
    return environment.get_template(f"{template}.jinja").render(**words)


def read_assets() -> dict[str, Any]:
    """Return the page's script and style, and the policy that allows these two alone, and no network."""
    from markupsafe import Markup

    script, style = ((TEMPLATES / name).read_text(encoding="utf-8") for name in ("report.js", "report.css"))
    script = f"{_read_datatables()}\n{script}"
    policy = (
        f"default-src 'none'; img-src data:; script-src '{_hash(script)}'; style-src '{_hash(style)}'; "
        "base-uri 'none'; form-action 'none'"
    )
    return {"script": Markup(script), "style": Markup(style), "policy": policy}


def _read_datatables() -> str:
    """The script of DataTables that itables brings, a module, as one that sets the name ``DataTable``."""
    bundle = files("itables").joinpath("html/dt_bundle.js").read_text(encoding="utf-8")
    exported = re.search(r"export\s*\{[^}]*?([\w$]+) as default[^}]*\};?", bundle)
    if exported is None or "</script" in bundle:
        raise RunError("This version of itables brings another form of DataTables than the page can hold.")
    return f'const DataTable = (() => {{ "use strict";\n{bundle.replace(exported[0], "")}\nreturn {exported[1]}; }})();'


def describe_run(papers: pd.DataFrame, selection: str, where: str | None = None) -> str:
    """Say in one line how many papers there are and how they were chosen."""
    scope = tell_selection(selection, "scope").replace("`", "“", 1).replace("`", "”", 1)
    papers_told = f"{count(len(papers), 'paper')} {tell_where(where)}".rstrip()
    return f"{papers_told}, {tell_selection(selection, 'footer')}: {scope}."


def list_findings(
    claims: pd.DataFrame, pictures: Mapping[str, Picture], marks: Mapping[str, Any]
) -> list[dict[str, Any]]:
    """Return one entry per figure: what its first claim says, its other claims, its picture, its number of papers.

    Claims without a figure are answers of the overview and not repeated.
    """
    found = []
    for name, rows in claims.groupby("figure", sort=False):
        if name not in pictures:
            continue
        first, *others = rows.to_dict("records")
        lying = marks[name]
        papers = {*lying["points"][2], *(paper for box in lying["boxes"] for paper in box["papers"])}
        rests = [f"{first['n']:,} {first['denominator']}"]
        rests += [f"{kind}: {first[kind]}" for kind in ("interval", "correction") if first[kind] not in ("none", "")]
        rests += [first["accuracy"]] if first["accuracy"] else []
        found.append(
            {
                "name": name, "sentence": first["sentence"], "subject": first["subject"], "caption": first["caption"],
                "alt": first["alt"], "notebook": first["notebook"], "rests": " · ".join(rests),
                "status": _tell_status(first), "picture": pictures[name], "papers": len(papers),
                "others": [{"sentence": row["sentence"], "status": _tell_status(row)} for row in others],
            }
        )  # fmt: skip
    return found


def list_limits(run: Run, papers: pd.DataFrame) -> list[tuple[str, list[str]]]:
    """Return what cannot be told: by how papers were chosen, by their dates, by what was left out, by each method."""
    undated = describe_undated(papers, clock=run.settings["clock"])
    first = [tell_selection(run.selection, "forbidden"), *([undated] if undated else [])]
    left_out = [why for why in dict.fromkeys(run.find_left_out().values()) if why != undated]
    told = sorted(read_limits(run.contracts).items())
    return [("This dump", [*first, *left_out]), *((run.contracts[name].title, lines) for name, lines in told if lines)]


def _tell_status(claim: Mapping[str, Any]) -> str:
    """The status of a claim where it is more than a count of these papers."""
    status = claim.get("status", "")
    return status if isinstance(status, str) and status != "count" else ""


def _hash(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"
