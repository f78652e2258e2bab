"""Measure speed and memory against a naive script, in one run: ``make bench``.

Processor seconds are of the whole process tree; wall times depend on what else the machine does. Writes
``benchmarks/results.json`` and prints the table that the README quotes.
"""

import argparse
import contextlib
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pandas as pd

from benchmarks.bundled_docs import DUMP, read_docs
from benchmarks.contrasts import measure_contrasts, tell as tell_contrasts
from benchmarks.reading import measure_reading, tell as tell_reading
from benchmarks.theme import measure_theme, tell as tell_theme
from benchmarks.topics import measure_topics_quality, tell as tell_topics

ROOT = Path(__file__).resolve().parents[1]
HERE = Path(__file__).resolve().parent
NAIVE = HERE / ".venv-naive" / "bin" / "python"


def measure(command, **environment):
    """Run a command; return wall and processor seconds of its whole tree, peak MB of its largest process, output.

    ``own_mb`` is that peak without the pages of files that the system drops where memory is short, looked at ten times
    a second, as are processor seconds: nobody waits for processes that outlive their parent, whose seconds the system
    then tells of nobody.
    """
    start = time.monotonic()
    with tempfile.TemporaryFile("w+") as output, tempfile.TemporaryFile("w+") as errors:
        process = subprocess.Popen(
            list(map(str, command)), stdout=output, stderr=errors, cwd=ROOT, env={**os.environ, **environment}
        )
        own_mb, ended = 0.0, 0
        spent: dict[int, float] = {}
        while not ended:
            for one in list_processes(process.pid):
                own_mb = max(own_mb, read_own_memory(one))
                spent[one] = max(spent.get(one, 0.0), read_seconds(one))
            time.sleep(0.1)
            ended, status, usage = os.wait4(process.pid, os.WNOHANG)
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        errors.seek(0)
        text = output.read()
        if process.returncode:
            sys.exit(f"{' '.join(map(str, command))} failed:\n{text[-3000:]}\n{errors.read()[-3000:]}")
    return {
        "wall": time.monotonic() - start,
        "cpu": max(usage.ru_utime + usage.ru_stime, sum(spent.values())),
        "peak_mb": usage.ru_maxrss / 1024,
        "own_mb": own_mb,
        "output": text,
    }


def list_processes(process):
    """Return a process and all that it started, of those that run."""
    found = [process]
    for one in found:
        with contextlib.suppress(OSError):
            found += [
                int(child)
                for file in Path(f"/proc/{one}/task").glob("*/children")
                for child in file.read_text().split()
            ]
    return found


def read_seconds(process):
    """Return the processor seconds of a process, those of others that it started left out; 0 of one that has ended."""
    with contextlib.suppress(OSError):
        # The name, in brackets, may have blanks.
        numbers = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
        return (int(numbers[11]) + int(numbers[12])) / os.sysconf("SC_CLK_TCK")
    return 0.0


def read_own_memory(process):
    """Return the MB of a process that no file backs; 0 of one that has ended."""
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{process}/status").read_text().splitlines():
            if line.startswith("RssAnon:"):
                return int(line.split()[1]) / 1024
    return 0.0


def make_naive_environment():
    """Install what the naive script and scattertext need, once, with pip."""
    there = NAIVE.is_file() and not subprocess.run([NAIVE, "-c", "import scattertext"], capture_output=True).returncode
    if not there:
        print("Installing the naive script's environment (several GB, once) …", file=sys.stderr)
        subprocess.run([sys.executable, "-m", "venv", HERE / ".venv-naive"], check=True)
        subprocess.run([NAIVE, "-m", "pip", "install", "-q", "-r", HERE / "requirements-naive.txt"], check=True)


def load_bundled():
    from helpers.papers.assembly import read_papers

    return read_papers([DUMP]).papers


def measure_naive(docs):
    make_naive_environment()
    offline = {"HF_HUB_OFFLINE": "1", "TOKENIZERS_PARALLELISM": "false"}
    measure([NAIVE, HERE / "naive.py", docs, "fit"], **offline)  # the first start ever compiles every module
    fit = measure([NAIVE, HERE / "naive.py", docs, "fit"], **offline)
    plots = measure([NAIVE, HERE / "naive.py", docs, "plots"], **offline)
    return {"naive fit": fit, "naive fit and five plots": plots}


def measure_topics(docs, folder):
    step = [sys.executable, "-m", "benchmarks.steps", "topics", docs, folder / "vectors"]
    return {"ours, abstracts to topics with words": measure(step), "ours, the same with vectors cached": measure(step)}


def measure_runs(folder):
    """The whole series: cold, again, again with everything executed, and each notebook by itself."""
    run = [sys.executable, "-m", "helpers", "run", DUMP, "--outputs", folder / "run"]
    return {
        "ours, whole cold run": measure(run),
        "ours, second run": measure(run),
        "ours, second run, everything executed again": measure([*run, "--force"]),
    }


def measure_notebooks(folder):
    from helpers.run.contracts import read_contracts

    rows = {}
    for name in read_contracts(ROOT / "notebooks"):
        run = [sys.executable, "-m", "helpers", "run", DUMP, "--outputs", folder / "run", "--only", name, "--force"]
        begun = time.time()
        facts = measure(run)
        made = [file.stat().st_mtime for file in (folder / "run").glob("*/figures/*.json")]
        first = [moment - begun for moment in made if moment > begun]
        facts["first_figure"] = min(first) if first else None
        rows[name] = facts
    return rows


def measure_embedding(docs, folder):
    rows = {}
    for step in ("embed", "embed-int8"):
        facts = measure([sys.executable, "-m", "benchmarks.steps", step, docs, folder / step])
        rows[step] = facts | json.loads(facts["output"])
    return rows


def list_sizes(folder):
    sizes = {}
    for file in sorted((folder / "run" / DUMP.name.split(".")[0]).glob("tables/*.parquet")):
        sizes[file.stem] = {"rows": len(pd.read_parquet(file)), "kb": round(file.stat().st_size / 1024, 1)}
    return sizes


def describe_machine():
    model = platform.processor() or platform.machine()
    if Path("/proc/cpuinfo").is_file():
        lines = Path("/proc/cpuinfo").read_text().splitlines()
        model = next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), model)
    return {
        "cores": os.cpu_count(),
        "processor": model,
        "python": platform.python_version(),
        "system": platform.system(),
    }


def tell(results):
    """Return the results as Markdown."""
    rows, machine = results["rows"], results["machine"]
    lines = [
        f"Measured on {machine['cores']} cores ({machine['processor']}), Python {machine['python']}, 109 abstracts; "
        "processor seconds of all processes, ratios within one run.",
        "",
        "| what | processor s | wall s | peak MB | ratio of processor time | asked for |",
        "|---|---|---|---|---|---|",
    ]
    naive, plots = rows.get("naive fit"), rows.get("naive fit and five plots")
    asked = {
        "ours, abstracts to topics with words": (naive, "0.5, memory 0.65"),
        "ours, the same with vectors cached": (naive, "0.3"),
        "ours, whole cold run": (plots, "2"),
        "ours, second run": (plots, "1.5"),
        "ours, second run, everything executed again": (plots, "1.3"),
    }
    for name, facts in rows.items():
        base, limit = asked.get(name, (None, ""))
        ratio = f"{facts['cpu'] / base['cpu']:.2f} (memory {facts['peak_mb'] / base['peak_mb']:.2f})" if base else ""
        used = f"{facts['cpu']:.1f} | {facts['wall']:.1f} | {facts['peak_mb']:.0f}"
        lines.append(f"| {name} | {used} | {ratio} | {limit} |")
    lines += ["", "| notebook by itself, inputs there | processor s | seconds to its first figure |", "|---|---|---|"]
    for name, facts in results["notebooks"].items():
        first = "" if facts["first_figure"] is None else f"{facts['first_figure']:.1f}"
        lines.append(f"| {name} | {facts['cpu']:.1f} | {first} |")
    speeds = {name: f"{facts['abstracts_per_second']:.0f}" for name, facts in results["embedding"].items()}
    sizes = (f"{name} {facts['rows']:,} rows {facts['kb']} KB" for name, facts in results["tables"].items())
    parts = [
        "\n".join(lines),
        f"Embedding: {speeds['embed']} abstracts a second as it is, {speeds['embed-int8']} in int8 (start included).",
        f"Tables: {', '.join(sizes)}.",
        tell_reading(results["reading"]),
        tell_topics(results["topics"]),
        tell_theme(results["theme"]),
        tell_contrasts(results["contrasts"]),
    ]
    return "\n\n".join(parts)


def main():
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--without-naive", action="store_true", help="leave the naive script out (no ratios)")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        docs = folder / "abstracts.json"
        docs.write_text(json.dumps(read_docs()), encoding="utf-8")
        rows = {} if options.without_naive else measure_naive(docs)
        rows |= measure_topics(docs, folder)
        rows |= measure_runs(folder)
        results = {
            "machine": describe_machine(),
            "rows": rows,
            "notebooks": measure_notebooks(folder),
            "embedding": measure_embedding(docs, folder),
            "tables": list_sizes(folder),
            "reading": measure_reading(read_docs(), folder),
            "topics": measure_topics_quality(load_bundled(), folder),
            "theme": measure_theme(),
            "contrasts": measure_contrasts(),
        }
    for group in ("rows", "notebooks", "embedding"):
        for name, facts in results[group].items():
            output = facts.pop("output")
            if name.startswith("naive"):
                facts["told"] = json.loads(output.splitlines()[-1])
    (HERE / "results.json").write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
    print(tell(results))


if __name__ == "__main__":
    main()
