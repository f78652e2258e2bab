"""One figure again: ``python -m helpers figure NAME``, and the same as a function for a notebook."""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from helpers.run.command_options import add_run_options, open_named_run
from helpers.run.errors import InputError
from helpers.run.runs import Run


def add_figure_parser(commands: argparse._SubParsersAction) -> None:
    """Add ``figure`` to the commands."""
    from helpers.run.settings import SETTINGS

    told = "draw one figure again, at any size, in any style, from the tables of a run"
    figure = commands.add_parser("figure", help=told, description=f"{told[0].upper()}{told[1:]}.")
    figure.add_argument("name", metavar="NAME", nargs="?", help="the figure; without it, all are listed")
    add_run_options(figure)
    figure.add_argument("--size", metavar="WIDTHxHEIGHT", default="1920x1080", help="in pixels (default: 1920x1080)")
    figure.add_argument("--style", choices=SETTINGS["style"].choices, help="default: that of the run")
    figure.add_argument("--title", help="a title of yours in place of what was found")
    figure.add_argument("--subtitle", help="a subtitle of yours")
    figure.add_argument("--format", default="png", metavar="KIND", help="png, svg, pdf, or several with commas")
    figure.add_argument("--to", metavar="FOLDER", help="where it goes (default: copies, beside the run's figures)")
    figure.set_defaults(command=figure_command)


def figure_command(options: argparse.Namespace) -> int:
    """Draw a figure again and print where it is, and what is wrong with its text; without a name, list all."""
    from helpers.talk.figure_slices import list_titles

    run = open_named_run(options)
    if options.name is None:
        sys.stdout.write(f"{list_titles(run)}\n")
        return 0
    files, problems = save_again(
        run, options.name, size=read_size(options.size), style=options.style, title=options.title,
        subtitle=options.subtitle, formats=options.format.split(","), to=options.to,
    )  # fmt: skip
    lines = [*(os.path.relpath(file) for file in files), *problems]
    sys.stdout.write("".join(f"{line}\n" for line in lines))
    return 0


def save_again(
    run: Run, name: str, *, size: tuple[int, int] = (1920, 1080), style: str | None = None, title: str | None = None,
    subtitle: str | None = None, formats: Sequence[str] = ("png",), to: str | os.PathLike[str] | None = None,
) -> tuple[list[Path], list[str]]:  # fmt: skip
    """Save a figure of a run again, drawn anew from its tables: at any size, in any style, under a title of yours.

    Parameters
    ----------
    run : Run
        The run.
    name : str
        The figure, like "topic_map".
    size : pair of int
        Width and height in pixels; the figure is laid out for them, not stretched.
    style : str, optional
        "light", "dark", "paper-light" or "paper-dark"; else the run's.
    title, subtitle : str, optional
        In place of the figure's own; the JSON says that they are yours.
    formats : sequence of str
        Any of "png", "svg" and "pdf".
    to : path, optional
        Folder for the files; ``copies`` beside the figures of the run, if not given.

    Returns
    -------
    list of Path, list of str
        The files, of which the last is the JSON, and what is wrong with the text: what is cut, or overlaps.
    """
    from helpers.figures.figure_copies import save_copy, style_run
    from helpers.talk.figure_slices import open_slice

    styled = style_run(run, style)
    draw = open_slice(styled, name)
    folder = Path(to) if to else run.place_figure(name).parent / "copies"
    words = {"title": title, "subtitle": subtitle}
    return save_copy(styled, draw, name, folder, size=size, formats=formats, **words)


def read_size(text: str) -> tuple[int, int]:
    """Return the pixels of "1080x1350"."""
    width, by, height = text.lower().replace("×", "x").partition("x")
    if not (by and width.strip().isdecimal() and height.strip().isdecimal()):
        raise InputError(f"--size {text} is not of the form WIDTHxHEIGHT, as 1080x1080.")
    return int(width), int(height)
