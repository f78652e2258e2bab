"""``python -m helpers check-claims``: whether all that a run says still follows from its tables."""

import argparse
import sys

from helpers.run.command_options import add_run_options, open_named_run


def add_check_parser(commands: argparse._SubParsersAction) -> None:
    """Add ``check-claims`` to the commands."""
    told = "recompute every sentence with a number from the tables of a run, and say which no longer hold"
    check = commands.add_parser("check-claims", help=told, description=f"{told[0].upper()}{told[1:]}.")
    add_run_options(check)
    check.set_defaults(command=check_command)


def check_command(options: argparse.Namespace) -> int:
    """Print the claims that do not hold, as they were and as they are; return 1 if there are any."""
    from helpers.talk.claims_check import check_claims, describe_checks

    checks = check_claims(open_named_run(options))
    sys.stdout.write(f"{describe_checks(checks)}\n")
    return 1 if any(check.differs for check in checks) else 0
