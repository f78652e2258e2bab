"""Pages that were copied as text to raw records."""
