"""Dumps of any size for measuring: real abstracts with their sentences recombined, so that no two are equal."""

import gzip
import json
import random
from collections.abc import Iterator
from pathlib import Path

SEED = 1
DUPLICATES, BAD = 0.03, 0.01
"""Shares of records that repeat an earlier paper, and of records that can be no paper."""


def read_papers(path: Path) -> list[dict[str, str]]:
    """Papers with title and abstract of a packed file of JSON lines."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def make_records(papers: list[dict[str, str]], size: int) -> Iterator[dict[str, object]]:
    """Recombine the papers into ``size`` records: sentences of three papers of one category, so that subjects remain.

    A record in a hundred has no abstract, and three repeat an earlier one under a title of other capitals.
    """
    rng = random.Random(SEED)
    split = [[part for part in paper["abstract"].replace("\n", " ").split(". ") if part] for paper in papers]
    titles = [paper["title"].split() for paper in papers]
    categories = [_find_category(paper) for paper in papers]
    alike: dict[str, list[int]] = {}
    for place, category in enumerate(categories):
        alike.setdefault(category, []).append(place)
    recent: list[dict[str, object]] = []
    for number in range(size):
        drawn = rng.random()
        if drawn < DUPLICATES and recent:
            again = rng.choice(recent)
            yield {**again, "title": str(again["title"]).upper(), "id": None}
            continue
        first = rng.randrange(len(papers))
        second, third = (rng.choice(alike[categories[first]]) for _ in range(2))
        length = max(3, len(split[first]))
        own = split[first][: length // 2 + 1] + rng.sample(split[second], min(2, len(split[second])))
        own += rng.sample(split[third], min(len(split[third]), max(1, length - len(own))))
        words = titles[first][: len(titles[first]) // 2 + 1] + titles[second][len(titles[second]) // 2 :]
        year, month = rng.randrange(2008, 2026), rng.randrange(1, 13)
        record = {
            "id": f"{year % 100:02d}{month:02d}.{number % 100_000:05d}" if number < 20_000_000 else None,
            "title": " ".join([*words, rng.choice(titles[third])]),
            "abstract": "" if drawn > 1 - BAD else ". ".join(own),
            "authors": [f"A. Author {number % 977}", f"B. Writer {rng.randrange(613)}"],
            "categories": [categories[first]],
            "published": f"{year}-{month:02d}-{rng.randrange(1, 29):02d}",
        }
        if len(recent) < 5_000:
            recent.append(record)
        elif rng.random() < 0.2:
            recent[rng.randrange(5_000)] = record
        yield record


def _find_category(paper: dict[str, str]) -> str:
    found = paper.get("categories") or "none"
    return found.split()[0] if isinstance(found, str) else found[0]


def write_dump(papers: list[dict[str, str]], size: int, path: Path) -> Path:
    """Write such records as JSON lines."""
    with path.open("w", encoding="utf-8") as lines:
        for record in make_records(papers, size):
            lines.write(json.dumps(record, ensure_ascii=False) + "\n")
    return path
