"""Texts to vectors that are kept, vectors to neighbours and to positions on a map."""

from helpers.vectors.encoding import compose_texts, encode_papers, open_encoder

__all__ = ["compose_texts", "encode_papers", "open_encoder"]
