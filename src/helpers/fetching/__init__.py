"""Fetching dumps: Daily Papers by day, arXiv by query; polite, resumable, one JSON object a line."""
