"""A query to a dump file: Daily Papers by day, arXiv by query; polite, resumable, one JSON object a line."""
