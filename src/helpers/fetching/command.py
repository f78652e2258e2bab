"""The command line: ``python -m helpers fetch daily-papers`` and ``fetch arxiv``."""

import argparse
import os
import shlex
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

from helpers.fetching import arxiv, daily_papers
from helpers.fetching.days import check_span, find_today, read_day
from helpers.fetching.journal import Fetched, place_sidecar
from helpers.fetching.session import CONTACT_VARIABLE, Session
from helpers.run.inputs import RunError, find_root


def add_fetch_parser(commands: argparse._SubParsersAction) -> None:
    """Add ``fetch`` and its two sources to the commands."""
    fetch = commands.add_parser("fetch", help="fetch a dump from Daily Papers or arXiv", description="Fetch a dump.")
    sources = fetch.add_subparsers(required=True, metavar="SOURCE")

    daily = sources.add_parser("daily-papers", help="the papers listed from one day to another")
    daily.add_argument("--from", dest="start", metavar="DAY", required=True, help="first day, as YYYY-MM-DD")
    daily.add_argument("--to", dest="end", metavar="DAY", required=True, help="last day, as YYYY-MM-DD")
    _add_options(daily, daily_papers.BASE, daily_papers.DELAY)
    daily.set_defaults(command=fetch_daily_command)

    query = sources.add_parser("arxiv", help="the papers that a query finds, the newest first")
    query.add_argument("--query", required=True, help="in the words of arXiv's API, as 'all:attention AND cat:cs.LG'")
    query.add_argument("--from", dest="start", metavar="DAY", help="first day of submission, as YYYY-MM-DD")
    query.add_argument("--to", dest="end", metavar="DAY", help="last day of submission, as YYYY-MM-DD")
    query.add_argument("--limit", type=int, metavar="N", help="the newest N papers (default: all)")
    _add_options(query, arxiv.BASE, arxiv.DELAY)
    query.set_defaults(command=fetch_arxiv_command)


def _add_options(parser: argparse.ArgumentParser, base: str, delay: float) -> None:
    parser.add_argument("--out", metavar="FILE", help="file or folder (default: a name made of what is asked, here)")
    parser.add_argument(
        "--delay", type=float, metavar="S", default=delay, help=f"seconds between requests, {delay:g} or more"
    )
    parser.add_argument("--contact", metavar="MAIL", help=f"told to the server (default: ${CONTACT_VARIABLE})")
    parser.add_argument("--base", metavar="URL", default=base, help=f"address of the server (default: {base})")
    parser.add_argument("--force", action="store_true", help="fetch anew what is there")


def fetch_daily_command(options: argparse.Namespace) -> int:
    """Fetch days of Daily Papers and print what came."""
    start, end = read_day(options.start, "--from"), read_day(options.end, "--to")
    check_span(start, end, find_today(), daily_papers.FIRST)
    path = _choose_path(options.out, f"daily-papers-{start}-to-{end}.jsonl")
    session = _open_session(options, daily_papers.DELAY)
    found = daily_papers.fetch_daily_papers(path, start, end, session, force=options.force, show=True)
    return _tell(found, lambda: _describe_days(found, end))


def fetch_arxiv_command(options: argparse.Namespace) -> int:
    """Fetch the papers of a query and print what came."""
    start = None if options.start is None else read_day(options.start, "--from")
    end = None if options.end is None else read_day(options.end, "--to")
    query = arxiv.check_query(options.query)
    path = _choose_path(options.out, arxiv.choose_name(query, start, end, options.limit))
    found = arxiv.fetch_arxiv(
        path, query, _open_session(options, arxiv.DELAY), start=start, end=end, limit=options.limit,
        force=options.force, show=True,
    )  # fmt: skip
    where = os.path.relpath(path)
    return _tell(found, lambda: f"{found.papers:,} papers that arXiv finds for {query!r} are in {where}")


def _open_session(options: argparse.Namespace, least: float) -> Session:
    return Session(options.base, delay=options.delay, least=least, contact=options.contact)


def _choose_path(out: str | None, name: str) -> Path:
    path = Path(out).expanduser() if out else Path(name)
    return path / name if path.is_dir() or (out or "").endswith(("/", os.sep)) else path


def _describe_days(found: Fetched, end: date) -> str:
    counts = f"{found.papers:,} papers of {found.days:,} days ({found.empty:,} of them empty)"
    parts = [f"{counts} are in {os.path.relpath(found.path)}"]
    if found.repeated:
        parts.append(f"{found.repeated:,} listed once more were written once")
    if found.unusable:
        parts.append(f"{found.unusable:,} entries were no papers")
    if end >= find_today():
        parts.append("the last day is today, and its list may still grow")
    return "; ".join(parts)


def _tell(found: Fetched, describe: Callable[[], str]) -> int:
    """Print one sentence, and how to read the file."""
    hint = f"make run DUMP={shlex.quote(_name_from_root(found.path))}"
    if found.already:
        said = f"{os.path.relpath(found.path)} is there already and was not fetched again; --force fetches it anew"
    else:
        said = f"{describe()}, its settings in {place_sidecar(found.path).name}"
    sys.stdout.write(f"{said}; read it with: {hint}\n")
    return 0


def _name_from_root(path: Path) -> str:
    """The path as ``make``, which works in the project's folder, has to be given it."""
    path = path.resolve()
    try:
        return path.relative_to(find_root()).as_posix()
    except (ValueError, RunError):
        return str(path)
