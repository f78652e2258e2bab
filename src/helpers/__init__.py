"""Read a research field from its abstracts."""
