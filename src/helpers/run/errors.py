"""The error that a person is meant to read: one sentence that names the place and the way out."""

from __future__ import annotations


class InputError(ValueError):
    """Something that came from outside (a dump, a setting, a theme file) cannot be used.

    In a notebook only the sentence is shown, not the traceback, since nothing in the code is wrong.
    """

    def _render_traceback_(self) -> list[str]:
        return [f"{type(self).__name__}: {self}"]
