"""Tables in, Axes out: one module per notebook."""
