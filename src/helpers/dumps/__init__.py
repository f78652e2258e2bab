"""A file, several or a folder to raw records, one reader for each format, which `detect` chooses by content."""
