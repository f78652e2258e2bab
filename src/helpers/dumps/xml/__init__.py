"""XML documents to raw records, one reader per source."""
