"""What only a whole dump can tell of a record: lines that many abstracts share, titles that are none, coarse dates."""

import json
from collections import Counter
from collections.abc import Sequence

from helpers.dumps.records import Notes
from helpers.papers.date_columns import DateCounts, choose_coarse, coarsen_record
from helpers.papers.prepared_records import RIGHTS_TAKEN, PreparedRecord, is_noted, judge_texts
from helpers.text.placeholders import is_missing
from helpers.text.rights_lines import Sifted, find_house_lines, list_edges, take_house_lines


class DumpFacts:
    """What is counted over all records of a dump, and what follows for each."""

    def __init__(self) -> None:
        """Begin with nothing counted."""
        self.n_records = 0
        self.dates = DateCounts()
        self.edges: dict[int, list[str]] = {}
        self.titles: dict[int, str] = {}

    def count(self, records: Sequence[PreparedRecord]) -> "DumpFacts":
        """Count the records of one part."""
        self.n_records += len(records)
        self.dates.count(records)
        for row, record in enumerate(records):
            if edges := list_edges(record.abstract):
                self.edges[row] = edges
            title = record.title or record.title_raw.strip()
            if title and is_missing(title):
                self.titles[row] = title.lower()
        return self

    def add(self, other: "DumpFacts") -> None:
        """Add what was counted in the part that follows."""
        self.edges.update((row + self.n_records, found) for row, found in other.edges.items())
        self.titles.update((row + self.n_records, found) for row, found in other.titles.items())
        self.n_records += other.n_records
        self.dates.add(other.dates)

    def to_json(self) -> str:
        """Return what was counted as JSON."""
        return json.dumps([self.n_records, self.dates.to_json(), list(self.edges.items()), list(self.titles.items())])

    @classmethod
    def from_json(cls, text: str) -> "DumpFacts":
        """Return what :meth:`to_json` wrote."""
        facts = cls()
        facts.n_records, dates, edges, titles = json.loads(text)
        facts.dates, facts.edges, facts.titles = DateCounts.from_json(dates), dict(edges), dict(titles)
        return facts

    def decide(self) -> None:
        """Decide, when all is counted, what is to be done to which records."""
        house = find_house_lines(Counter(edge for edges in self.edges.values() for edge in edges), self.n_records)
        self.house = house
        self.edges = {row: edges for row, edges in self.edges.items() if house.intersection(edges)}
        # A paper may be called "None", but not two of a dump.
        counts = Counter(self.titles.values())
        self.titles = {row: title for row, title in self.titles.items() if counts[title] > 1}
        self.coarse = choose_coarse(self.dates)
        self.dates = DateCounts()

    @property
    def changed(self) -> set[int]:
        """Return the numbers of the records whose texts change."""
        return {*self.edges, *self.titles}

    def finish(self, number: int, record: PreparedRecord, notes: Notes) -> None:
        """Do to a record, by its number, what was decided, and note it."""
        if number in self.edges:
            found = take_house_lines(Sifted(record.abstract), self.house)
            for line in found.taken[:1]:
                notes.warn(record.source, RIGHTS_TAKEN, line)
            record.abstract = found.text
        if number in self.titles and is_missing(record.title) and "abstract" not in record.title.lower():
            is_noted(record.title, "title", record.source, notes)
            record.title = ""
        if number in self.edges or number in self.titles:
            judge_texts(record)
        if self.coarse:
            coarsen_record(record, self.coarse, notes)
