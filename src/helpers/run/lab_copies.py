"""Copies of the notebooks to work in, so that what JupyterLab saves by itself never touches the tracked ones."""

import json
import shutil
from hashlib import sha256
from pathlib import Path

from helpers.run.atomic_files import replacing
from helpers.run.inputs import read_json

ORIGINS = ".origins.json"


def copy_notebooks(sources: Path, folder: Path) -> Path:
    """Copy the notebooks into a folder of a run; return the folder.

    A copy stays as its reader left it while its source is the same. Where the source has changed since, the copy is
    made anew, and one whose code was edited is kept beside it as ``<name>-edited.ipynb``.
    """
    folder.mkdir(parents=True, exist_ok=True)
    known = read_json(folder / ORIGINS)
    origins = {}
    for source in sorted(sources.glob("*.ipynb")):
        copy = folder / source.name
        origins[source.name] = {"file": sha256(source.read_bytes()).hexdigest(), "code": _hash_code(source)}
        before = known.get(source.name, {})
        if copy.is_file() and before.get("file") == origins[source.name]["file"]:
            continue
        if copy.is_file() and _hash_code(copy) != before.get("code"):
            copy.replace(copy.with_name(f"{copy.stem}-edited.ipynb"))
        with replacing(copy) as part:
            shutil.copyfile(source, part)
    with replacing(folder / ORIGINS) as part:
        part.write_text(json.dumps(origins, indent=1), encoding="utf-8")
    return folder


def _hash_code(notebook: Path) -> str:
    cells = read_json(notebook).get("cells", [])
    code = ["".join(cell.get("source", "")) for cell in cells if cell.get("cell_type") == "code"]
    return sha256("\0".join(code).encode()).hexdigest()
