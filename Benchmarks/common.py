"""What the benchmarks share: processes that are measured as a whole, stores that are taken away, DuckDB, and the place of
the tables in README."""

import os
import pathlib
import statistics
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[1]
DUCKDB = "duckdb==2.0.0"


def say(*words):
    print(*words, file=sys.stderr, flush=True)


def measured(command, env=None):
    """Seconds, peak of memory in MiB, and standard output of a whole process. Stops the benchmark where it fails."""
    start = time.perf_counter()
    process = subprocess.Popen(list(map(str, command)), env=env, stdout=subprocess.PIPE)
    out = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        sys.exit(f"{' '.join(map(str, command))} ended with {process.returncode}")
    return seconds, usage.ru_maxrss / 1024, out


def median(runs):
    """The median of their seconds, and the most that one of them held."""
    return statistics.median(run[0] for run in runs), max(run[1] for run in runs)


def output(command, env=None):
    return subprocess.run(list(map(str, command)), stdout=subprocess.PIPE, text=True, check=True, env=env).stdout


def without(path):
    """Takes a store away, with all that lies beside it."""
    for ending in ("", "-wal", "-shm", "-journal", "-holder", "-list", "-shown", "-audit"):
        pathlib.Path(str(path) + ending).unlink(missing_ok=True)


def duckdb_python(work):
    """A Python that has DuckDB, in a folder of its own below `work`."""
    home = work / "duckdb"
    if not (home / "bin" / "python").exists():
        subprocess.run([sys.executable, "-m", "venv", "--clear", home], check=True)
        subprocess.run([home / "bin" / "pip", "-q", "install", DUCKDB], check=True, stdout=sys.stderr)
    return home / "bin" / "python"


def into(readme, name, text):
    """Puts the tables between the marks of a benchmark."""
    begin, end = f"<!-- Benchmarks/{name} -->", f"<!-- /Benchmarks/{name} -->"
    head, mark, rest = readme.read_text(encoding="utf-8").partition(begin)
    _, close, tail = rest.partition(end)
    if not mark or not close:
        sys.exit(f"{readme} has no place for the tables: {begin} and {end}")
    readme.write_text(f"{head}{mark}\n{text.rstrip()}\n{close}{tail}", encoding="utf-8")
