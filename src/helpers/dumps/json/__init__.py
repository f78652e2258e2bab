"""JSON documents to raw records, one reader per service."""
