"""The command line: ``python -m helpers run DUMP``, ``read``, ``new-theme``, ``fetch``, ``codings``, ``lab`` …"""

import argparse
import functools
import json
import os
import shlex
import shutil
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from helpers.fetching.command import add_fetch_parser
from helpers.run.command_options import add_run_options, open_named_run as _open, read_assignments
from helpers.run.errors import InputError
from helpers.run.settings import describe_settings
from helpers.talk.claims_command import add_check_parser
from helpers.talk.deck_command import add_talk_parser
from helpers.talk.figure_command import add_figure_parser
from helpers.talk.report_command import add_report_parsers

MANY = 2_000
"""Papers from which on work on each shows its progress."""


def main(arguments: list[str] | None = None) -> int:
    """Read the command line, do it, and return the exit code: 0 done, 1 a notebook failed, 2 refused."""
    options = build_parser().parse_args(arguments)
    try:
        code = options.command(options)
        sys.stdout.flush()
        return code
    except InputError as error:
        print(error, file=sys.stderr)
        return 2
    except BrokenPipeError:  # whoever read what is printed, like `head`, has enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        print("\nStopped. What was finished is kept; the same command goes on from there.", file=sys.stderr)
        return 130


def build_parser() -> argparse.ArgumentParser:
    """Return the parser of the command line."""
    told = "Read a research field from a dump of its abstracts."
    parser = argparse.ArgumentParser(prog="python -m helpers", description=told)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def add(name: str, command: Callable[[argparse.Namespace], int], told: str, takes: str) -> argparse.ArgumentParser:
        group = codings if "codings" in takes else commands
        added = group.add_parser(name, help=told, description=f"{told[0].upper()}{told[1:]}.")
        added.set_defaults(command=command)
        if "words" in takes:
            added.add_argument("first", metavar="FIRST", help="a word, like small")
            added.add_argument("second", metavar="SECOND", help="its opposite, like large")
        if "file" in takes:
            added.add_argument("file", metavar="FILE", help="what was coded, as CSV or JSON")
        add_run_options(added, takes)
        return added

    whole = "dump theme outputs"
    run = add("run", run_command, "execute the notebooks on a dump", whole)
    run.add_argument("--only", metavar="02,05", default="", help="these notebooks, and what they need where it changed")
    run.add_argument("--force", action="store_true", help="execute also what is unchanged, and number topics afresh")
    run.add_argument("--jobs", type=int, metavar="N", default=1, help="notebooks at a time (default: 1)")
    read = add("read", read_command, "read a dump and say what was found, before anything is made of it", "dump")
    read.add_argument("--json", action="store_true", help="print one JSON object instead of lines")
    add_fetch_parser(commands)
    add_figure_parser(commands)
    add_check_parser(commands)
    suggest = add("suggest-themes", suggest_command, "list the pairs of opposites that a dump turns on", "dump outputs")
    suggest.add_argument("--top", type=int, metavar="N", default=10, help="how many pairs (default: 10)")
    told = "draft a theme file from two words and a dump"
    new = add("new-theme", new_theme_command, told, "words dump outputs")
    new.add_argument("--name", help="name of the theme (default: <first>-vs-<second>)")
    new.add_argument("--to", metavar="FOLDER", help="where the file goes (default: data/themes)")
    new.add_argument("--run", action="store_true", help="then execute the notebooks with it")
    told = "papers to be coded, to other programs and back"
    codings = commands.add_parser("codings", help=told, description=f"{told[0].upper()}{told[1:]}.")
    codings = codings.add_subparsers(required=True, metavar="WHAT")
    export = add("export", export_codings_command, "write a random sample for a tool", f"codings {whole}")
    tools = ("label-studio", "argilla", "csv")
    export.add_argument("--tool", choices=tools, required=True, help="which program, or a spreadsheet")
    export.add_argument("--size", type=int, metavar="N", default=50, help="papers (default: 50)")
    taken = add("import", import_codings_command, "make a coder's file of what was coded", f"codings file {whole}")
    taken.add_argument("--coder", metavar="NAME", required=True, help="who coded: the last part of the file's name")
    taken.add_argument("--by", metavar="USER", help="take this annotator's answers, where a file holds several")
    lab = add("lab", lab_command, "open JupyterLab with a dump as the current run", whole)
    lab.add_argument("--no-browser", action="store_true", help="print the address instead of opening a browser")
    lab.add_argument("--port", type=int, help="port of the server")
    add_talk_parser(commands)
    pictures = add("pictures", pictures_command, "make the README's pictures from a run", whole)
    pictures.add_argument("--to", metavar="FOLDER", default="docs/images", help="default: docs/images")
    add_report_parsers(commands)
    fit = add("fit-theme", fit_theme_command, "learn how a theme is read from coded papers", "outputs")
    fit.add_argument("fitted", metavar="THEME", help="theme file, or the name of one in data/themes")
    fit.add_argument("dump", nargs="*", metavar="DUMP", help="learn from your codings beside this dump as well")
    fit.add_argument("--set", metavar="NAME=VALUE", action="append", default=[], help="a setting for reading the dump")
    add("settings", settings_command, "list all settings in groups, one line each", "")
    add("clean", clean_command, "empty the shared cache and tell how large it was", "outputs")
    return parser


def run_command(options: argparse.Namespace) -> int:
    """Execute the notebooks and print what was made."""
    from helpers.run.series_execution import describe_outcomes, run_series

    _check_inputs(options)
    run = _open_with_base(options)
    print(f"{run!r} → {os.path.relpath(run.folder)}")
    only = [item.strip() for item in options.only.split(",") if item.strip()]
    _tell_forecast(run, only, force=options.force)
    start = time.monotonic()
    outcomes = run_series(run, only=only, force=options.force, jobs=options.jobs)
    refusal = next((outcome.refusal for outcome in outcomes if outcome.refusal), None)
    if refusal and not run.folder.exists():  # it was discarded: a dump that gave nothing leaves nothing
        raise InputError(refusal)
    print(describe_outcomes(run, outcomes, time.monotonic() - start))
    if run.base:
        told = run.read_title("dump_changes") or run.find_left_out().get("dump_changes", "")
        print(f"Since {run.base.name}: {told.rstrip('.')}.")
    failed = [outcome.state in ("failed", "not run") for outcome in outcomes]
    return 0 if not any(failed) else 2 if all(failed) else 1


def _tell_forecast(run: Any, only: list[str], *, force: bool) -> None:
    """Print what a large dump will take."""
    from helpers.run.forecast import LARGE, count_papers

    found = count_papers(run)
    if found is not None and found[0] > LARGE:
        from helpers.figures.first_screen import write_series_forecast

        told = write_series_forecast(run, only, force=force)
        print(told, end="\n" if told else "", flush=True)


def _open_with_base(options: argparse.Namespace) -> Any:
    """Open the run that a command names; a dump that is its base and has no run yet is run first."""
    from helpers.run.bases import BaseMissingError
    from helpers.run.opening import open_run
    from helpers.run.series_execution import run_series

    try:
        return _open(options)
    except BaseMissingError as missing:
        base = open_run(missing.dump, theme=options.theme, outputs=options.outputs)
        print(f"{base!r} is the base and has no run yet: it is run first.")
        run_series(base)
        return _open(options)


def read_command(options: argparse.Namespace) -> int:
    """Read a dump and print what was found; nothing is written."""
    from helpers.papers.dump_report import describe_summary, refuse, summarise_corpus

    try:
        corpus = _read_dump(options)
    except InputError as error:
        if not options.json:
            raise
        print(json.dumps(refuse(error), ensure_ascii=False))
        return 2
    summary = summarise_corpus(corpus)
    print(json.dumps(summary, ensure_ascii=False) if options.json else describe_summary(summary))
    return 0


def suggest_command(options: argparse.Namespace) -> int:
    """Print pairs of opposites that a dump turns on, with sentences and the command that makes a theme of each."""
    from helpers.run.inputs import find_root
    from helpers.theme.opposites import describe_opposites, rank_opposites

    papers = _read_dump(options, cache=_place_cache(options)).papers
    reference = find_root() / "data" / "reference"
    pairs = rank_opposites(papers, reference, top=max(1, options.top), show_progress=len(papers) > MANY)
    print(describe_opposites(pairs, len(papers), shlex.join(options.dump)))
    return 0


def new_theme_command(options: argparse.Namespace) -> int:
    """Write the draft of a theme file, say where it is and what comes next, and run the notebooks if asked to."""
    from helpers.theme.theme_draft import write_theme
    from helpers.vectors.encoding import embed_texts

    _, settings = _find_reading(options)
    chosen = {name: settings[name] for name in ("encoder", "precision")}
    encode = functools.partial(embed_texts, cache=_place_cache(options), **chosen)
    folder = Path(options.to) if options.to else None
    papers = _read_dump(options, cache=_place_cache(options)).papers
    path = write_theme(papers, options.first, options.second, encode, name=options.name, folder=folder)
    shown = shlex.quote(os.path.relpath(path))
    options.theme = str(path) if folder else path.stem
    command = f"python -m helpers {{}} {shlex.join([*options.dump, '--theme', shown if folder else path.stem])}"
    print(f"The draft is {shown}: open it, and keep, merge or rename its senses. Then:")
    print(f"  {command.format('run')}\n  {command.format('lab')}")
    if not options.run:
        return 0
    options.only, options.force, options.jobs = "", False, 1
    return run_command(options)


def lab_command(options: argparse.Namespace) -> int:
    """Open JupyterLab on copies of the notebooks.

    Its question about news is answered with no, and it keeps every cell on the page: by default it leaves out what is
    far from the screen, and then the box of an error never appears to a reader whom Run All has taken to the end.
    """
    from helpers.figures.first_screen import write_answers
    from helpers.run.inputs import find_root
    from helpers.run.lab_copies import copy_notebooks, place_choice
    from helpers.run.notebook_execution import RUN_VARIABLE

    _check_inputs(options)
    run = _open(options)
    copies = copy_notebooks(find_root() / "notebooks", run.outputs / "lab" / run.name, write_answers(run))
    root = find_root() if copies.is_relative_to(find_root()) else run.outputs
    start = (copies / "00_start_here.ipynb").relative_to(root).as_posix()
    answers = run.cache / "lab"
    answers.mkdir(parents=True, exist_ok=True)
    notification = {"fetchNews": "false", "checkForUpdates": False, "doNotDisturbMode": False}
    content = {
        "@jupyterlab/apputils-extension:notification": notification,
        "@jupyterlab/notebook-extension:tracker": {"windowingMode": "none"},
    }
    (answers / "overrides.json").write_text(json.dumps(content), encoding="utf-8")
    command = [
        sys.executable, "-m", "jupyterlab", f"--ServerApp.root_dir={root}",
        f"--LabApp.app_settings_dir={answers}", f"--LabApp.default_url=/lab/tree/{start}",
    ]  # fmt: skip
    command += ["--no-browser"] if options.no_browser else []
    command += [f"--port={options.port}"] if options.port else []
    # A container's only user is often root; the server listens on this machine alone and asks for its token.
    command += ["--allow-root"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    choice = place_choice(run.outputs)
    choice.unlink(missing_ok=True)
    os.environ[RUN_VARIABLE] = json.dumps(
        {**json.loads(run.describe(fixed=bool(options.theme))), "choice": str(choice)}
    )
    sys.stdout.flush()
    os.execv(sys.executable, command)


def export_codings_command(options: argparse.Namespace) -> int:
    """Write the random sample of notebook 06 for a tool, and print where it stands."""
    from helpers.coding.exchange import ENDINGS, write_tasks
    from helpers.coding.prevalence import draw_sample
    from helpers.theme.theme_file import load_theme

    run = _open(options)
    sample = draw_sample(run.read("theme"), options.size, seed=run.settings["seed"])
    path = run.folder / "coding" / f"{run.theme.stem}{ENDINGS[options.tool]}"
    tasks = sample.merge(run.read("papers"), on="paper_id")
    for written in write_tasks(tasks, load_theme(run.theme), path, tool=options.tool):
        print(f"{len(tasks):,} papers: {os.path.relpath(written)}" if written == path else os.path.relpath(written))
    return 0


def import_codings_command(options: argparse.Namespace) -> int:
    """Write a coder's file beside the dump; one that is there is never replaced."""
    from helpers.coding.annotations import place_coding, write_annotations
    from helpers.coding.exchange import read_codings
    from helpers.theme.theme_file import load_theme

    run = _open(options)
    path = place_coding(run, options.coder)
    if path.exists():
        raise InputError(f"{path} is there already; move it away, or give another name by --coder.")
    coded = read_codings(options.file, load_theme(run.theme), by=options.by)
    known = coded["paper_id"].isin(run.read("papers")["paper_id"])
    if not known.any():
        raise InputError(f"{options.file} names no paper of this dump; give the dump from which the papers came.")
    write_annotations(coded, path)
    left = f" {int((~known).sum()):,} readings are of papers that this dump does not hold." if not known.all() else ""
    print(f"{int(coded['main'].sum()):,} coded papers: {os.path.relpath(path)}.{left}")
    return 0


def pictures_command(options: argparse.Namespace) -> int:
    """Write one small picture for each notebook that names one."""
    from helpers.talk.gallery import save_pictures

    print(f"{len(save_pictures(_open(options), Path(options.to)))} pictures in {options.to}.")
    return 0


def fit_theme_command(options: argparse.Namespace) -> int:
    """Learn a theme's reader from the papers coded beside its file, and from a user's own; write it with its card."""
    from helpers.coding.annotations import read_annotations
    from helpers.coding.theme_fitting import CodedPapers, describe_fit, fit_theme, place_codings
    from helpers.papers.assembly import read_papers
    from helpers.run import inputs
    from helpers.theme.reader_model import save_reader
    from helpers.theme.theme_file import load_theme
    from helpers.vectors.encoding import compose_texts, embed_texts

    theme_file = load_theme(inputs.find_theme(options.fitted))
    bundled = inputs.find_dump(inputs.BUNDLED_DUMP)
    barred = read_papers(bundled, metadata=inputs.find_sidecar(bundled, "metadata")).papers
    sources = []
    shipped, codings = place_codings(theme_file)
    if shipped.is_file():
        sources = [CodedPapers(codings.name, read_papers([shipped]).papers, read_annotations(codings, theme_file))]
    if options.dump:
        papers = _read_dump(options).papers
        files = inputs.list_annotations(inputs.find_dump(options.dump), theme_file.path.stem).values()
        own = [CodedPapers(file.name, papers, read_annotations(file, theme_file), own=True) for file in files]
        sources = own + sources
    if not sources:
        none = f"There are no codings of {theme_file.name}"
        beside = f"at {codings}; name a dump with coders' files beside it"
        raise InputError(f"{none} {f'beside {options.dump[0]}' if options.dump else beside}.")
    encode = functools.partial(embed_texts, cache=_place_cache(options))
    model, _ = fit_theme(theme_file, sources, barred, encode, compose_texts)
    save_reader(model, inputs.place_reader(theme_file.path))
    print(describe_fit(model, theme_file, inputs.place_reader(theme_file.path)))
    return 0


def settings_command(options: argparse.Namespace) -> int:
    """Print all settings."""
    print(describe_settings())
    return 0


def clean_command(options: argparse.Namespace) -> int:
    """Empty the cache of vectors; runs are kept."""
    cache = _place_cache(options)
    size = sum(file.stat().st_size for file in cache.rglob("*") if file.is_file())
    shutil.rmtree(cache, ignore_errors=True)
    print(f"Removed {size / 1e6:.1f} MB of cached results from {os.path.relpath(cache)}.")
    return 0


def _find_reading(options: argparse.Namespace) -> tuple[tuple[Path, ...], dict[str, Any]]:
    """Return the paths that were named, and the settings beside them and on the command line."""
    from helpers.run.engines import choose_engine
    from helpers.run.inputs import BUNDLED_DUMP, find_dump, find_sidecar
    from helpers.run.settings import combine_settings, read_settings

    given = read_assignments(options)
    paths = find_dump(options.dump or BUNDLED_DUMP)
    beside = find_sidecar(paths, "settings")
    settings = combine_settings(read_settings(beside) if beside else {}, given)
    choose_engine(settings["engine"])
    return paths, settings


def _read_dump(options: argparse.Namespace, **more: Any) -> Any:
    """Read the dump that was named, with the sidecars beside it."""
    from helpers.papers.assembly import choose_reading, read_papers
    from helpers.run.inputs import find_sidecar, list_files

    paths, settings = _find_reading(options)
    return read_papers(list_files(paths), **more, **choose_reading(settings, lambda kind: find_sidecar(paths, kind)))


def _place_cache(options: argparse.Namespace) -> Path:
    from helpers.run.inputs import find_root

    return Path(options.outputs or find_root() / "outputs") / "cache"


def _check_inputs(options: argparse.Namespace) -> None:
    """Refuse a dump or a theme file that cannot be read before a folder is made or a notebook runs."""
    from helpers.papers.assembly import check_dump
    from helpers.run.inputs import find_theme, list_files

    paths, settings = _find_reading(options)
    theme = options.theme or settings["theme"]
    if theme:
        from helpers.theme.reader_model import open_reader
        from helpers.theme.theme_file import load_theme

        open_reader(load_theme(find_theme(theme)))
    if options.dump:
        check_dump(list_files(paths), settings)


if __name__ == "__main__":
    sys.exit(main())
