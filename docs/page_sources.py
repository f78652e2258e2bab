"""The pages of the site as Sphinx reads them: copies in the places of the originals, so that links hold as they are."""

import argparse
import base64
import hashlib
import json
import os
import re
import shutil
from importlib import import_module
from pathlib import Path
from typing import Any

from helpers.__main__ import build_parser
from helpers.run.settings import describe_settings

ROOT = Path(__file__).resolve().parents[1]
PAGES = (
    "CONTRIBUTING.md", "CHANGELOG.md", "benchmarks/README.md", "data/README.md", "data/annotations/README.md",
    "data/themes/CODINGS.md", "docs/coding.md", "docs/first-dump.md",
    "docs/installation.md", "docs/large-dumps.md", "docs/what-may-i-say.md", "docs/write-a-theme.md",
)  # fmt: skip
FILES = ("CITATION.cff", "docs/images")
"""What pages show or offer, besides pages."""
PARTS = {
    "Begin": ("docs/first-dump", "docs/write-a-theme", "docs/what-may-i-say", "docs/installation", "docs/large-dumps"),
    "Notebooks, run on {run}": ("notebooks/*",),
    "Data": ("data/README", "docs/coding", "data/themes/CODINGS", "data/annotations/README"),
    "Reference": ("reference/commands", "reference/rooms"),
    "The project": ("CONTRIBUTING", "benchmarks/README", "CHANGELOG"),
}
"""The list of pages at the left, by part; {run} is the name of the run's folder."""
LIVE = "application/vnd.jupyter.widget-view+json"
TOLD = "*Works in JupyterLab alone: open this notebook with `make lab`.*"
_PICTURE = re.compile(r"data:image/png;base64,([A-Za-z0-9+/=\s]+)")
_TO_NOTEBOOK = re.compile(r"""(href=["']?|\]\()(\d\d_\w+)\.ipynb\b""")


def write_sources(run_folder: Path, target: Path) -> None:
    """Write all pages into a new folder: the project's texts, a run's executed notebooks, what the code says."""
    shutil.rmtree(target, ignore_errors=True)
    for name in (*PAGES, *FILES):
        place = target / name
        place.parent.mkdir(parents=True, exist_ok=True)
        (shutil.copytree if (ROOT / name).is_dir() else shutil.copyfile)(ROOT / name, place)
    for path in target.rglob("*.md"):
        up = "../" * (len(path.relative_to(target).parts) - 1)
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace(f"]({up}README.md", f"]({up}index.md"), encoding="utf-8")
    for path in sorted((run_folder / "notebooks").glob("*.ipynb")):
        _write_notebook(path, target)
    _write_reference(target / "reference")
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    (target / "index.md").write_text(f"{readme}\n{_list_parts(run_folder.name)}", encoding="utf-8")


def _list_parts(run: str) -> str:
    trees = []
    for part, pages in PARTS.items():
        caption = part.replace("{run}", run)
        glob = ":glob:\n" if any("*" in page for page in pages) else ""
        trees.append(f"```{{toctree}}\n:hidden:\n:caption: {caption}\n{glob}\n" + "\n".join(pages) + "\n```\n")
    return "\n".join(trees)


def _write_notebook(path: Path, target: Path) -> None:
    """Copy an executed notebook without what needs a kernel, its pictures as files and with their alternative text."""
    notebook = json.loads(path.read_text(encoding="utf-8"))
    notebook["metadata"].pop("widgets", None)
    for cell in notebook["cells"]:
        if cell["cell_type"] != "code":
            continue
        cell["outputs"] = [kept for output in cell["outputs"] for kept in _keep_still(output)]
        for output in cell["outputs"]:
            for kind in {"text/html", "text/markdown"}.intersection(output.get("data", {})):
                output["data"][kind] = _mend("".join(output["data"][kind]), target / "_static" / "pictures")
            if alt := output.get("metadata", {}).get("image/png", {}).get("alt"):
                cell["metadata"]["mystnb"] = {"image": {"alt": " ".join(alt.split())}}  # of all pictures of the cell
    place = target / "notebooks" / path.name
    place.parent.mkdir(exist_ok=True)
    place.write_text(json.dumps(notebook, ensure_ascii=False), encoding="utf-8")


def _keep_still(output: dict[str, Any]) -> list[dict[str, Any]]:
    """Return an output without its widget: what else it holds, nothing for a bar of progress, else a line on it."""
    if output["output_type"] == "stream":
        return [output] if output["name"] == "stdout" else []
    data = output.get("data", {})
    if LIVE not in data:
        return [output]
    still = {kind: value for kind, value in data.items() if kind not in (LIVE, "text/plain")}
    if not still and "%|" in "".join(data.get("text/plain", "")):
        return []
    return [{"output_type": "display_data", "metadata": {}, "data": still or {"text/markdown": TOLD}}]


def _mend(text: str, pictures: Path) -> str:
    """Return HTML or Markdown of a cell whose pictures are files and whose links to notebooks lead to their pages."""

    def move(found: re.Match[str]) -> str:
        content = base64.b64decode(found[1])
        name = f"{hashlib.sha256(content).hexdigest()[:16]}.png"
        pictures.mkdir(parents=True, exist_ok=True)
        (pictures / name).write_bytes(content)
        return f"../_static/pictures/{name}"

    return _TO_NOTEBOOK.sub(r"\1\2.html", _PICTURE.sub(move, text))


def _write_reference(folder: Path) -> None:
    """Write what the program says of itself: a page of commands, one of rooms, one for each room that offers names."""
    folder.mkdir()
    (folder / "commands.md").write_text(_tell_commands(), encoding="utf-8")
    house = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8").split("```")[1]
    rooms = dict(re.findall(r"^(\w+) {1,9}(.+)$", house, re.M))
    rooms.pop("__main__")
    offered = [room for room in rooms if getattr(import_module(f"helpers.{room}"), "__all__", None)]
    for room in offered:
        directive = f".. automodule:: helpers.{room}\n   :members:\n   :imported-members:\n"
        (folder / f"{room}.md").write_text(f"# {room}\n\n```{{eval-rst}}\n{directive}```\n", encoding="utf-8")
    rows = [f"| {f'[{room}]({room}.md)' if room in offered else room} | {told} |" for room, told in rooms.items()]
    text = [
        "# Functions, room by room", "",
        "What the package `helpers` offers to notebooks, from the ground up; "
        "[how this is built](../CONTRIBUTING.md) tells why. A room without a link offers nothing by itself.",
        "", "| room | from what to what |", "|---|---|", *rows, "",
        "```{toctree}", ":hidden:", "", *offered, "```", "",
    ]  # fmt: skip
    (folder / "rooms.md").write_text("\n".join(text), encoding="utf-8")


def _tell_commands() -> str:
    os.environ["COLUMNS"] = "100"
    lines = ["# Commands and settings", "", "What the program says of itself.", ""]
    for name, parser in sorted(list_commands(build_parser()).items()):
        title = f"## {name}" if name else "## python -m helpers"
        lines += [title, "", "```text", parser.format_help().rstrip(), "```", ""]
    return "\n".join([*lines, "## All settings", "", "```text", describe_settings(), "```", ""])


def list_commands(parser: argparse.ArgumentParser, name: str = "") -> dict[str, argparse.ArgumentParser]:
    """Return the parsers of all commands by name ("run", "codings export"), that of the whole by the empty name."""
    found = {name: parser}
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for word, below in action.choices.items():
                found |= list_commands(below, f"{name} {word}".strip())
    return found
