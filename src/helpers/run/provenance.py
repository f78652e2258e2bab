"""What decides a result: package versions, the commit, and how two such states differ."""

import importlib.metadata
import subprocess
from functools import cache
from typing import Any

from helpers.run.inputs import find_root

PACKAGES = (
    "bertopic", "hdbscan", "matplotlib", "numpy", "onnxruntime", "pandas", "pyarrow", "scikit-learn",
    "scikit-network", "scipy", "spacy", "tokenizers", "umap-learn",
)  # fmt: skip


@cache
def list_versions() -> dict[str, str]:
    """Return the installed versions of the packages on which results depend."""
    versions = {}
    for package in PACKAGES:
        try:
            versions[package] = importlib.metadata.version(package)
        except importlib.metadata.PackageNotFoundError:
            continue
    return versions


@cache
def read_commit() -> str | None:
    """Commit of the project's folder, marked where files differ from it; None outside a checkout."""
    try:
        told = subprocess.run(
            ["git", "-C", str(find_root()), "describe", "--always", "--dirty", "--abbrev=12", "--exclude=*"],
            capture_output=True, text=True, timeout=10, check=False,
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired):
        return None
    return told.stdout.strip() or None


def describe_change(found: dict[str, Any], wanted: dict[str, Any]) -> str | None:
    """Say what differs between two states, as the end of a sentence; None if nothing does."""
    for part, words in (("inputs", "another state of"), ("settings", "another value of")):
        before, now = found.get(part, {}), wanted[part]
        changed = [key for key in sorted({*before, *now}) if before.get(key) != now.get(key)]
        if changed:
            return f"was made from {words} {', '.join(changed)}"
    return None if found.get("code") == wanted["code"] else "was made by another version of the code"
