"""A dump to its papers, to what became of its records and to facts about both, and papers to other programs."""

from helpers.papers.assembly import read_run_papers
from helpers.papers.collection_changes import compute_collection_changes, describe_collection_changes
from helpers.papers.corpus_facts import (
    compute_completeness,
    compute_cuts,
    compute_date_origins,
    compute_lengths,
    describe_languages,
    describe_lengths,
    describe_selection,
    list_papers,
)
from helpers.papers.export import save_papers
from helpers.papers.record_flow import compute_record_flow, describe_merges, list_merged, list_rejected
from helpers.papers.source_files import (
    compute_formats,
    compute_source_files,
    describe_files,
    describe_metadata,
    list_columns,
    list_odd_files,
    list_warnings,
)

__all__ = [
    "compute_collection_changes", "compute_completeness", "compute_cuts", "compute_date_origins", "compute_formats",
    "compute_lengths", "compute_record_flow", "compute_source_files", "describe_collection_changes", "describe_files",
    "describe_languages", "describe_lengths", "describe_merges", "describe_metadata", "describe_selection",
    "list_columns", "list_merged", "list_odd_files", "list_papers", "list_rejected", "list_warnings",
    "read_run_papers", "save_papers",
]  # fmt: skip
