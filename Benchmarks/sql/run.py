#!/usr/bin/env python3
"""Asks questions of large stores and says what it cost, beside sqlite3 and DuckDB that are asked the same.

    Benchmarks/sql/run.py [--readme README.md]             everything: about a quarter of an hour
    Benchmarks/sql/run.py --quick                          points and the list only, over a tenth of the rows
    Benchmarks/sql/run.py [--runs N] [--program PATH] [--work DIR] [--keep] [--no-peers]

Three parts. Points: one server of one tenant with 1,000, 10,000 and 100,000 assets by `muster sql -t`, beside `sqlite3`
asked the same of the tenant's extract; whole processes. The list: `followup list --limit 100` over 1,000,000 Exchange
servers, beside `sqlite3 STORE 'select 1'`, asked again of an unchanged store; the run after something was written, which
sums everything up anew, and one that ranks anew what was summed up are told apart. Reports: each of Reports/ over the portfolio of 1,000,000 assets, one in ten a server, beside DuckDB asked the same
of the views written out; whole processes both, DuckDB's tables made before.

Makes its own files with Benchmarks/import/generate.py. Builds the release program unless --program names one; works in
.build/benchmarks. Runs of what is compared take turns; a ratio is that of the medians. stderr tells how it goes, stdout
gets the tables in Markdown; --readme puts them between that file's marks. Ends with 1 where a budget does not hold.
"""

import argparse
import datetime
import pathlib
import re
import statistics
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from common import ROOT, duckdb_python, into, output, say, without  # noqa: E402

POINT_BUDGET, LIST_BUDGET = 10, 8


def seconds(command):
    start = time.perf_counter()
    done = subprocess.run(list(map(str, command)), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    if done.returncode != 0:
        sys.exit(f"{command} ended with {done.returncode}: {done.stderr}")
    return time.perf_counter() - start


def medians(commands, runs):
    """Commands in turn, so that what else the machine does meets all of them; each once before it counts."""
    for command in commands:
        seconds(command)
    times = [[] for _ in commands]
    for _ in range(runs):
        for place, command in enumerate(commands):
            times[place].append(seconds(command))
    return [statistics.median(own) for own in times]


class Benchmark:
    def __init__(self, options):
        self.options = options
        self.work = pathlib.Path(options.work or ROOT / ".build" / "benchmarks")
        self.work.mkdir(parents=True, exist_ok=True)
        self.program = options.program or self.built()
        self.isHeld = True
        self.lines = []

    def built(self):
        subprocess.run(
            [ROOT / "Scripts" / "build-release"], cwd=ROOT,
            check=True)
        return ROOT / ".build" / "release" / "muster"

    def store(self, name, rows, tenants, servers):
        """A store of generated rows."""
        path, csv = self.work / f"{name}.db", self.work / f"{name}.csv"
        without(path)
        with open(csv, "wb") as file:
            subprocess.run(
                [sys.executable, ROOT / "Benchmarks/import/generate.py", "--rows", str(rows), "--tenants", str(tenants),
                 "--servers", servers], stdout=file, check=True)
        subprocess.run([self.program, "db", "init", "--db", path, "-q"], check=True, stderr=subprocess.DEVNULL)
        subprocess.run(
            [self.program, "import", csv, "--create-tenants", "--db", path, "-q"], check=True, stdout=subprocess.DEVNULL)
        csv.unlink()
        return path

    def verdict(self, ratio, budget):
        self.isHeld = self.isHeld and ratio <= budget
        return f"{ratio:.1f} × ({'held' if ratio <= budget else 'NOT held'}: ≤ {budget} ×)"

    def points(self, sizes):
        self.lines += ["| one server of a tenant | `muster sql -t` | `sqlite3` of its extract | ratio |", "|---|--:|--:|--:|"]
        for size in sizes:
            say(f"points: {size:,} assets")
            path = self.store("points", size, 1, "ten")
            tenant = output([self.program, "tenant", "list", "--db", path, "-o", "csv", "--columns", "tenant"]).split()[1]
            extract = self.work / "points-extract.db"
            subprocess.run(
                [self.program, "tenant", "extract", tenant, "--to", extract, "--replace", "--db", path, "-q"], check=True,
                stdout=subprocess.DEVNULL)
            asset = output(["sqlite3", extract, "select max(asset) from exchange_servers"]).strip()
            question = f"select asset, build, patch_level, exposure from exchange_servers where asset = '{asset}'"
            ours, theirs = medians(
                [[self.program, "sql", "-t", tenant, question, "--db", path, "-o", "csv"], ["sqlite3", extract, question]],
                self.options.runs)
            ratio = ours / theirs
            told = self.verdict(ratio, POINT_BUDGET) if size == 10_000 else f"{ratio:.1f} ×"
            self.lines.append(f"| {size:,} assets | {1000 * ours:.1f} ms | {1000 * theirs:.1f} ms | {told} |")
            without(path)
            without(extract)

    def list(self, rows):
        say(f"the list: {rows:,} servers")
        path = self.store("list", rows, max(1, rows // 200), "all")
        show = [self.program, "followup", "list", "--limit", "100", "--db", path, "-q"]
        first = seconds(show)
        ranked = []
        for _ in range(self.options.runs):
            pathlib.Path(f"{path}-shown").unlink()
            ranked.append(seconds(show))
        ours, theirs = medians([show, ["sqlite3", path, "select 1"]], self.options.runs)
        self.lines += ["", "| over the portfolio | | `sqlite3 STORE 'select 1'` | ratio |", "|---|--:|--:|--:|"]
        self.lines.append(
            f"| `followup list --limit 100` asked again, {rows:,} Exchange servers | {1000 * ours:.1f} ms | {1000 * theirs:.1f} ms | "
            f"{self.verdict(ours / theirs, LIST_BUDGET)} |")
        self.lines.append(f"| the same, ranked anew: on another day | {1000 * statistics.median(ranked):.1f} ms | | |")
        self.lines.append(f"| the same, the first time after a write | {1000 * first:.0f} ms | | |")
        without(path)

    def reports(self, rows):
        say(f"reports: {rows:,} assets")
        path = self.store("reports", rows, max(1, rows // 200), "ten")
        peer = None if self.options.no_peers else self.duckdb(path)
        self.lines += ["", f"| report, {rows:,} assets | `muster report run` | DuckDB |", "|---|--:|--:|"]
        for report in sorted((ROOT / "Reports").glob("*.sql")):
            ours = medians(
                [[self.program, "report", "run", report.stem, "--db", path, "-o", "csv", "--limit", "0", "-q"]], 3)[0]
            theirs = f"{1000 * medians([[*peer, with_values(report.read_text())]], 3)[0]:.0f} ms" if peer else "–"
            self.lines.append(f"| `{report.stem}` | {1000 * ours:.0f} ms | {theirs} |")
        if not self.options.keep:
            without(path)

    def duckdb(self, path):
        """A command that asks DuckDB, its tables filled from the views."""
        python = duckdb_python(self.work)
        types = {"text": "varchar", "integer": "bigint"}
        views = {}
        for line in output([self.program, "schema", "all", "-o", "csv", "--columns", "view,column,type"]).split()[1:]:
            view, column, kind = line.split(",")
            views.setdefault(view, {})[column] = types[kind]
        base = self.work / "reports.duckdb"
        base.unlink(missing_ok=True)
        for view, columns in views.items():
            with open(self.work / f"{view}.csv", "wb") as file:
                subprocess.run(
                    [self.program, "sql", f"select * from {view}", "--db", path, "-o", "csv", "--limit", "0", "--timeout",
                     "3600", "--memory", "65536"], stdout=file, check=True)
            subprocess.run(
                [python, "-c", LOAD, base, view, self.work / f"{view}.csv", str(columns)],
                check=True)
            (self.work / f"{view}.csv").unlink()
        return [python, "-c", ASK, base]


LOAD = """
import duckdb, sys
duckdb.connect(sys.argv[1]).execute(
    f"create table {sys.argv[2]} as select * from read_csv('{sys.argv[3]}', "
    f"header=true, columns={sys.argv[4]})")
"""
ASK = """
import duckdb, sys
duckdb.connect(sys.argv[1], read_only=True).execute(sys.argv[2]).fetchall()
"""


def with_values(report):
    """A report as DuckDB takes it: its parameters have the values of its header, and the moment is now."""
    values = {"today": str(int(time.time() // 86400)), "now": str(int(time.time()))}
    for name, kind, value in re.findall(r"^--   (\w+): \{ type: (\w+), default: ([^,}]+?) *[,}]", report, re.M):
        if kind == "day" and value != "none":
            value = str((datetime.date.fromisoformat(value) - datetime.date(1970, 1, 1)).days)
        values[name] = "null" if value == "none" else f"'{value}'" if kind == "text" else value
    return re.sub(r":([a-z_]\w*)", lambda found: values[found[1]], re.sub(r"^--.*\n", "", report, flags=re.M))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--runs", type=int, default=21)
    parser.add_argument("--program", type=pathlib.Path)
    parser.add_argument("--work")
    parser.add_argument("--keep", action="store_true")
    parser.add_argument("--no-peers", action="store_true")
    parser.add_argument("--only", choices=["points", "list", "reports"])
    parser.add_argument("--readme", type=pathlib.Path)
    options = parser.parse_args()
    benchmark = Benchmark(options)
    part = options.only
    if part in (None, "points"):
        benchmark.points([1_000, 10_000] if options.quick else [1_000, 10_000, 100_000])
    if part in (None, "list"):
        benchmark.list(100_000 if options.quick else 1_000_000)
    if part == "reports" or (part is None and not options.quick):
        benchmark.reports(100_000 if options.quick else 1_000_000)
    text = "\n".join(benchmark.lines) + "\n"
    print(text)
    if options.readme:
        into(options.readme, "sql", text)
    sys.exit(0 if benchmark.isHeld else 1)


if __name__ == "__main__":
    main()
