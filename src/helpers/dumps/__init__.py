"""One reader per format, each: path -> iterator of raw records; ``detect`` chooses."""
