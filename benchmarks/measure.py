"""Run a command in a process of its own and say what it cost."""

import os
import platform
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
NAIVE = HERE / ".venv-naive"


@dataclass(frozen=True)
class Cost:
    """Cost of a process with its children: processor and wall seconds, peak memory of the largest in MB."""

    seconds: float
    wall: float
    memory: float
    output: str


@dataclass(frozen=True)
class Row:
    """One line of the report; ratios are to the row named ``against``, limits what the project promises."""

    name: str
    seconds: float
    memory: float
    against: str = ""
    seconds_ratio: float | None = None
    seconds_limit: float | None = None
    memory_ratio: float | None = None
    memory_limit: float | None = None
    note: str = ""

    def to_json(self):
        """Return the row as a dictionary, rounded."""
        return {k: round(v, 3) if isinstance(v, float) else v for k, v in asdict(self).items()}


def run_command(command, *, cwd=HERE.parent, **environment):
    """Run a command to its end; its standard error goes to ours if it fails."""
    with tempfile.TemporaryFile() as errors, tempfile.TemporaryFile() as output:
        start = time.perf_counter()
        process = subprocess.Popen(
            [str(part) for part in command], cwd=cwd, stdout=output, stderr=errors, env={**os.environ, **environment}
        )
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        wall = time.perf_counter() - start
        errors.seek(0)
        output.seek(0)
        if process.returncode:
            sys.stderr.write(errors.read().decode(errors="replace")[-3000:])
            raise SystemExit(f"The command {' '.join(map(str, command))} failed (exit code {process.returncode}).")
        # Linux counts kilobytes, macOS bytes.
        unit = 1 if sys.platform == "darwin" else 1024
        text = output.read().decode(errors="replace")
        return Cost(usage.ru_utime + usage.ru_stime, wall, usage.ru_maxrss * unit / 1e6, text)


def open_naive_environment():
    """Return the Python of the naive script's environment, made by pip on first use."""
    python = NAIVE / "bin" / "python"
    done = NAIVE / "done"
    wanted = (HERE / "requirements-naive.txt").read_text(encoding="utf-8")
    if not done.is_file() or done.read_text(encoding="utf-8") != wanted:
        print("Making the environment of the naive script (PyTorch is large) …", file=sys.stderr)
        run_command([sys.executable, "-m", "venv", NAIVE])
        run_command([python, "-m", "pip", "install", "--quiet", "-r", HERE / "requirements-naive.txt"])
        done.write_text(wanted, encoding="utf-8")
    return python


def describe_machine():
    """Return what the numbers depend on."""
    model = platform.processor() or platform.machine()
    facts = Path("/proc/cpuinfo")
    if facts.is_file():
        names = [
            line.split(":", 1)[1].strip() for line in facts.read_text().splitlines() if line.startswith("model name")
        ]
        model = names[0] if names else model
    return {
        "cores": os.cpu_count(),
        "processor": model,
        "python": platform.python_version(),
        "system": platform.system(),
    }
