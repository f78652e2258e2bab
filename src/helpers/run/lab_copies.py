"""Copies of the notebooks to work in, so that what JupyterLab saves by itself never touches the tracked ones."""

import json
import os
import shutil
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

from helpers.run.atomic_files import replacing
from helpers.run.inputs import find_root, read_json
from helpers.run.notebook_execution import RUN_VARIABLE, read_current_run
from helpers.run.runs import Run

ORIGINS = ".origins.json"


def copy_notebooks(sources: Path, folder: Path, answers: Mapping[str, str] | None = None) -> Path:
    """Copy the notebooks into a folder of a run; return the folder.

    A copy stays as its reader left it while its source is the same. Where the source has changed since, the copy is
    made anew, and one whose code was edited is kept beside it as ``<name>-edited.ipynb``. ``answers`` are HTML by the
    name of a notebook, which stands where it will answer until it is run.
    """
    folder.mkdir(parents=True, exist_ok=True)
    known = read_json(folder / ORIGINS)
    origins = {}
    for source in sorted(sources.glob("*.ipynb")):
        copy = folder / source.name
        origins[source.name] = {"file": sha256(source.read_bytes()).hexdigest(), "code": _hash_code(source)}
        before = known.get(source.name, {})
        if copy.is_file() and before.get("file") == origins[source.name]["file"]:
            _write_answer(copy, (answers or {}).get(source.stem))
            continue
        if copy.is_file() and _hash_code(copy) != before.get("code"):
            copy.replace(copy.with_name(f"{copy.stem}-edited.ipynb"))
        with replacing(copy) as part:
            shutil.copyfile(source, part)
        _write_answer(copy, (answers or {}).get(source.stem))
    with replacing(folder / ORIGINS) as part:
        part.write_text(json.dumps(origins, indent=1), encoding="utf-8")
    return folder


def _write_answer(copy: Path, answer: str | None) -> None:
    """Let an answer stand under the cell that opens the run, unless the reader has run it."""
    notebook = read_json(copy)
    cells = [cell for cell in notebook.get("cells", []) if "open_run(" in "".join(cell.get("source", ""))]
    outputs = cells[0].get("outputs", []) if cells else []
    if answer is None or not cells or any("answer" not in output.get("metadata", {}) for output in outputs):
        return
    told = {"output_type": "display_data", "data": {"text/html": [answer]}, "metadata": {"answer": True}}
    if outputs != [told]:
        cells[0]["outputs"] = [told]
        with replacing(copy) as part:
            part.write_text(json.dumps(notebook, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def place_choice(outputs: Path) -> Path:
    """Return where the run stands that was made the current one in a notebook, for all that are opened afterwards."""
    return outputs / "lab" / "current.json"


def choose_run(run: Run, answers: Mapping[str, str] | None = None) -> Path | None:
    """Make a run the current one of notebooks that are opened afterwards; return the folder of its copies of them.

    Outside a JupyterLab that this project opened, it holds for this kernel alone, and None is returned.
    """
    choice = read_current_run().get("choice")
    told = json.loads(run.describe()) | ({"choice": choice} if choice else {})
    os.environ[RUN_VARIABLE] = json.dumps(told)
    if not choice:
        return None
    run.write_text(json.dumps(told), Path(choice))
    return copy_notebooks(find_root() / "notebooks", Path(choice).parent / run.name, answers)


def _hash_code(notebook: Path) -> str:
    cells = read_json(notebook).get("cells", [])
    code = ["".join(cell.get("source", "")) for cell in cells if cell.get("cell_type") == "code"]
    return sha256("\0".join(code).encode()).hexdigest()
