"""The command line: ``python -m helpers talk``."""

import argparse
import functools
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any


def add_talk_parser(add: Callable[..., argparse.ArgumentParser], open_run: Callable[[argparse.Namespace], Any]) -> None:
    """Add ``talk`` to the commands; ``add`` makes a command, and ``open_run`` opens the run that its options name."""
    command = functools.partial(talk_command, open_run=open_run)
    talk = add("talk", command, "write the deck of slides of a run, executing what is missing", "dump theme outputs")
    talk.add_argument("--style", choices=("light", "dark"), help="ground of the slides (default: the run's setting)")
    talk.add_argument("--template", metavar="MY.pptx", help="use the layouts of this presentation or template")
    told = "these slides in this order: names, beginnings of names or parts of them, with commas between"
    talk.add_argument("--slides", metavar="NAMES", help=told)


def talk_command(options: argparse.Namespace, open_run: Callable[[argparse.Namespace], Any]) -> int:
    """Write the deck and print where it is; nothing that is there is computed anew."""
    from helpers.talk.deck import make_deck, tell_deck

    run = open_run(options)
    wanted = None if options.slides is None else options.slides.split(",")
    template = Path(options.template).expanduser() if options.template else None
    deck = make_deck(run, style=options.style, template=template, slides=wanted)
    sys.stdout.write(tell_deck(run, deck).replace("`", "").replace("\n\n", "\n") + "\n")
    return 0
