"""Titles and abstracts of the bundled dump, cut by hand: what a user without this project would start from."""

import gzip
from pathlib import Path

DUMP = Path(__file__).resolve().parents[1] / "data" / "daily-papers-2025-08-11.txt.gz"


def read_docs():
    blocks = gzip.decompress(DUMP.read_bytes()).decode("utf-8").split("\n\n")
    start = next(place for place, block in enumerate(blocks) if len(block) > 1000) - 1
    return [f"{blocks[i]}. {blocks[i + 1]}" for i in range(start, len(blocks) - 1, 2)]
