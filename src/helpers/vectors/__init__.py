"""Texts to vectors that are kept, vectors to neighbours and to positions on a map."""
