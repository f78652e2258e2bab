"""Tables in text, Excel and parquet to raw records."""
