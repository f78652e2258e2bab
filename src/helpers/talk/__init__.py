"""The figures and findings of a run to pages that can be shown."""
