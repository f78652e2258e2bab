"""Raw records to papers and decisions, what is known of a corpus, and papers for other programs."""
