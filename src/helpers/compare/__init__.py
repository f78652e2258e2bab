"""A run and its base to what changed between them: papers, topics, shares and claims, with intervals."""

from helpers.compare.claim_changes import compare_claims, describe_claims
from helpers.compare.paper_changes import compare_papers, describe_base, describe_papers, read_base, split_papers
from helpers.compare.share_changes import compare_shares, describe_shares, gather_series
from helpers.compare.topic_changes import compare_topics, describe_topics

__all__ = [
    "compare_claims", "compare_papers", "compare_shares", "compare_topics", "describe_base", "describe_claims",
    "describe_papers", "describe_shares", "describe_topics", "gather_series", "read_base", "split_papers",
]  # fmt: skip
