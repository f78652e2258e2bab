"""The site of documentation: ``python -m docs`` builds it from this folder, the READMEs, a run and the docstrings."""
