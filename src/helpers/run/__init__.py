"""One dump, one theme, their settings and their folder: in go paths and settings, out come tables, by name."""
