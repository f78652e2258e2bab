"""Build the site of documentation: ``python -m docs``, or ``make docs``."""

import argparse
import os
import shutil
import sys
from pathlib import Path

from docs.page_sources import ROOT, write_sources


def main(arguments: list[str] | None = None) -> int:
    """Make what is missing of the bundled run, write the sources, build, and return Sphinx's exit code."""
    from sphinx.cmd.build import build_main

    parser = argparse.ArgumentParser(prog="python -m docs", description="Build the site of documentation.")
    parser.add_argument("--run", metavar="FOLDER", type=Path, help="a finished run (default: that of the bundled dump)")
    parser.add_argument(
        "--to", metavar="FOLDER", type=Path, default=ROOT / "outputs" / "site", help="default: outputs/site"
    )
    options = parser.parse_args(arguments)
    sources, html = options.to / "sources", options.to / "html"
    if (html / ".buildinfo").is_file():  # of an earlier build, whose pages may be gone
        shutil.rmtree(html)
    write_sources(options.run or complete_run(), sources)
    told = ["--jobs=auto", "--fail-on-warning", "--keep-going", "--nitpicky", "--quiet", "--fresh-env"]
    told.append(f"--define=html_static_path={ROOT / 'docs' / '_static'},{sources / '_static'}")
    places = [
        f"--conf-dir={ROOT / 'docs'}",
        f"--doctree-dir={options.to / 'doctrees'}",
        str(sources),
        str(html),
    ]
    code = build_main([*told, *places])
    if code == 0:
        print(f"Open {os.path.relpath(html / 'index.html')} in a browser; it needs no network.")
    return code


def complete_run() -> Path:
    """Return the folder of the bundled dump's run; what is missing or out of date of it is made first."""
    from helpers.run.opening import open_run
    from helpers.run.series_execution import describe_outcomes, run_series

    run = open_run()
    print(f"Looking whether {os.path.relpath(run.folder)} is complete", flush=True)
    outcomes = run_series(run)
    if any(outcome.state in ("failed", "not run") for outcome in outcomes):
        raise SystemExit(describe_outcomes(run, outcomes, 0.0))
    return run.folder


if __name__ == "__main__":
    sys.exit(main())
