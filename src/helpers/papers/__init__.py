"""Raw records to papers and decisions, what is known of a corpus, and papers for other programs."""

from helpers.papers.corpus_facts import describe_languages
from helpers.papers.export import save_papers

__all__ = ["describe_languages", "save_papers"]
