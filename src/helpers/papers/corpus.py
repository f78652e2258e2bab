"""The papers of a dump with what became of its records and what was odd: what reading hands on."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd


@dataclass(frozen=True)
class Corpus:
    """The papers of a dump and the decisions on its records (both as in ``helpers.run.schema``), and whence they are.

    ``formats`` has the format of each source file that was read, ``columns`` for each source that is a table the column
    that each field was read from, and ``metadata`` name and counts of the metadata file (``file``, ``rows``,
    ``rows_joined``, ``records_joined``, ``records_without``). ``warnings`` are sentences on what was odd.
    """

    papers: pd.DataFrame
    decisions: pd.DataFrame
    formats: Mapping[str, str] = field(default_factory=dict)
    columns: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    metadata: Mapping[str, Any] | None = None
    warnings: list[str] = field(default_factory=list)
