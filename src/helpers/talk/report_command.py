"""The command line: ``python -m helpers report DUMP`` and ``digest DUMP``."""

import argparse
import functools
import os
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from helpers.run.command_options import add_run_options, open_named_run
from helpers.run.errors import InputError

if TYPE_CHECKING:
    import pandas as pd


class SinceError(InputError):
    """What is given as a day is none."""


def add_report_parsers(commands: argparse._SubParsersAction) -> None:
    """Add ``report`` and ``digest`` to the commands."""
    page = "write report.html, one page with all findings, and digest.md and digest.html, to mail"
    mail = "write digest.md and digest.html alone: what is new, typical and unusual"
    for name, command, told in (("report", report_command, page), ("digest", digest_command, mail)):
        parser = commands.add_parser(name, help=told, description=f"{told[0].upper()}{told[1:]}.")
        add_run_options(parser)
        told = "what counts as new: papers from that day on (default: what the last digest did not have)"
        parser.add_argument("--since", metavar="DAY", help=told)
        parser.set_defaults(command=functools.partial(_run_command, command))


def _run_command(command: Callable[[Any, str | None], int], options: argparse.Namespace) -> int:
    return command(open_named_run(options), options.since)


def report_command(run: Any, since: str | None) -> int:
    """Write the page and the digest of a run and print where they are."""
    from helpers.talk.digest import save_digest
    from helpers.talk.report import save_report

    day = read_since(since)
    page = save_report(run)
    size = f"{page.stat().st_size / 1e6:.1f} MB"
    _print_places([page, *save_digest(run, day)], {page: size})
    return 0


def digest_command(run: Any, since: str | None) -> int:
    """Write the digest of a run and print where it is."""
    from helpers.talk.digest import save_digest

    _print_places(save_digest(run, read_since(since)), {})
    return 0


def read_since(text: str | None) -> "pd.Timestamp | None":
    """Return the day that was given, as YYYY-MM-DD; None if none was."""
    import pandas as pd

    if text is None:
        return None
    try:
        return pd.Timestamp(pd.to_datetime(text, format="%Y-%m-%d"))
    except ValueError:
        raise SinceError(f"--since {text!r} is no day; write it as YYYY-MM-DD.") from None


def _print_places(paths: list[Any], sizes: dict[Any, str]) -> None:
    for path in paths:
        size = f" ({sizes[path]})" if path in sizes else ""
        sys.stdout.write(f"{os.path.relpath(path)}{size}\n")
