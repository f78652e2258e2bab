"""Files of tagged references (RIS, MEDLINE, Web of Science, BibTeX) to raw records."""
