"""Tables to pictures with their words and numbers, and to tables that a reader can search."""
