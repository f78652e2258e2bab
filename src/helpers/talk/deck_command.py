"""The command line: ``python -m helpers talk``."""

import argparse
import sys
from pathlib import Path

from helpers.run.command_options import add_run_options, open_named_run


def add_talk_parser(commands: argparse._SubParsersAction) -> None:
    """Add ``talk`` to the commands."""
    told = "write the deck of slides of a run, executing what is missing"
    talk = commands.add_parser("talk", help=told, description=f"{told[0].upper()}{told[1:]}.")
    add_run_options(talk)
    talk.add_argument(
        "--style",
        choices=("light", "dark"),
        help="ground of the slides (default: the template's, else the run's setting)",
    )
    talk.add_argument("--template", metavar="MY.pptx", help="use the layouts of this presentation or template")
    told = "these slides in this order: names, beginnings of names or parts of them, with commas between"
    talk.add_argument("--slides", metavar="NAMES", help=told)
    talk.set_defaults(command=talk_command)


def talk_command(options: argparse.Namespace) -> int:
    """Write the deck and print where it is; nothing that is there is computed anew."""
    from helpers.talk.deck import make_deck, tell_deck

    run = open_named_run(options)
    wanted = None if options.slides is None else options.slides.split(",")
    template = Path(options.template).expanduser() if options.template else None
    deck = make_deck(run, style=options.style, template=template, slides=wanted)
    sys.stdout.write(tell_deck(run, deck).replace("`", "").replace("\n\n", "\n") + "\n")
    return 0
