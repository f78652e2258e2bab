"""One dump, one theme, their settings and their folder: in go paths and settings, out come tables, by name."""

from helpers.run.opening import open_run

__all__ = ["open_run"]
