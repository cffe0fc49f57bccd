#!/usr/bin/env python3
"""Takes large files in and says what it cost, beside other programs that read the same file into one text table.

    Benchmarks/import/run.py [--case NAME]… [--repeat 3] [--growth] [--peers] [--program PATH] [--work DIR]

Makes its own files. Cases: estate, servers, shuffled, scan; all of them unless some are named. Each is taken into an
empty database, then again with one row more (all others unchanged), then the same bytes once more; `db check` and the
list follow. Beside them `sqlite3 .import`, and with --peers also `sqlite-utils insert --csv` and DuckDB's `read_csv`,
which are installed from PyPI into a place of their own. --growth adds 100,000 and 5,000,000 rows. Builds the release
program unless --program names one; works in .build/benchmarks unless told otherwise. Every figure is the median of the
repeats; memory is the process's peak as the kernel counts it. Ends with a table in Markdown, and with 1 where a budget
does not hold.
"""

import argparse
import os
import pathlib
import platform
import statistics
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
MIB = 1024 * 1024
TENANTS = 5_000
PEERS = ["sqlite-utils", "duckdb"]

# Case → what generate.py is told, what `muster import` is told, and the most the first import may cost.
CASES = {
    "estate": ([], [], 1.0, "inventory in tenant order, one row in ten a server"),
    "servers": (["--servers", "all"], [], 1.5, "inventory in tenant order, all servers"),
    "shuffled": (["--shuffle"], [], 1.5, "inventory in no order, one row in ten a server"),
    "scan": (["--scan"], ["--vantage", "internet"], None, "scan, four ports of each address"),
}


def measured(command, env=None, out=subprocess.DEVNULL):
    """Runs a command to its end: (seconds, peak bytes). Stops the benchmark where it fails."""
    start = time.perf_counter()
    process = subprocess.Popen(list(map(str, command)), stdout=out, env=env)
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    code = os.waitstatus_to_exitcode(status)
    process.returncode = code
    if code != 0:
        sys.exit(f"{' '.join(map(str, command))} ended with {code}")
    return seconds, usage.ru_maxrss * 1024


def without(path):
    for ending in ("", "-wal", "-shm", "-journal", "-holder"):
        pathlib.Path(str(path) + ending).unlink(missing_ok=True)


def median(runs):
    return statistics.median(r[0] for r in runs), max(r[1] for r in runs)


def machine():
    """The machine in one line."""
    facts = pathlib.Path("/proc/cpuinfo").read_text().split("\n")
    model = next((line.split(":")[1].strip() for line in facts if line.startswith("model name")), platform.machine())
    memory = int(pathlib.Path("/proc/meminfo").read_text().split()[1]) // 1024 // 1024
    sqlite = subprocess.run(["sqlite3", "--version"], capture_output=True, text=True).stdout.split()[0]
    return f"{os.cpu_count()} cores of {model}, {memory} GiB, {platform.system()} {platform.release()}, SQLite {sqlite}"


class Bench:
    def __init__(self, args):
        self.work = args.work
        self.work.mkdir(parents=True, exist_ok=True)
        self.repeat = args.repeat
        self.peers = self.install() if args.peers else None
        self.program = args.program or self.build()
        self.ours, self.theirs = self.work / "muster.db", self.work / "peer.db"
        self.env = {**os.environ, "MUSTER_DB": str(self.ours)}
        self.table = []
        self.broken = []

    def build(self):
        subprocess.run(
            ["swift", "build", "-c", "release", "--product", "muster"], cwd=ROOT, check=True, stdout=sys.stderr)
        return ROOT / ".build" / "release" / "muster"

    def install(self):
        home = self.work / "peers"
        if not home.exists():
            subprocess.run([sys.executable, "-m", "venv", home], check=True)
            subprocess.run([home / "bin" / "pip", "-q", "install", *PEERS], check=True, stdout=sys.stderr)
        return home / "bin"

    def file(self, case, rows):
        """The case's file, and the same with one row more."""
        csv = self.work / f"{case}-{rows}.csv"
        if not csv.exists():
            part = csv.with_suffix(".part")
            with open(part, "wb") as out:
                subprocess.run(
                    [sys.executable, ROOT / "Benchmarks/import/generate.py", "--rows", str(rows), "--tenants",
                     str(min(TENANTS, rows // 20)), *CASES[case][0]], stdout=out, check=True)
            part.rename(csv)
        more = csv.with_suffix(".more.csv")
        row = {"scan": "t-00001,2001:db8:ffff::1,443,tcp,open,,,2021-08-16T00:00:00Z\r\n"}.get(
            case, "t-00001,last,last.t-00001.example.org,10.255.0.1,,Debian 10,,,,,,low,,2021-08-16T00:00:00Z\r\n")
        if not more.exists():
            subprocess.run(["cp", csv, more], check=True)
            with open(more, "a", encoding="utf-8", newline="") as out:
                out.write(row)
        return csv, more

    def take(self, csv, case):
        return measured([self.program, "import", csv, "--create-tenants", "-q", *CASES[case][1]], self.env)

    def other(self, name, csv):
        without(self.theirs)
        if name == "sqlite3 .import":
            return measured(["sqlite3", self.theirs, ".mode csv", f".import {csv} estate"])
        if name == "sqlite-utils insert --csv":
            return measured([self.peers / "sqlite-utils", "insert", self.theirs, "estate", csv, "--csv", "--no-detect-types"])
        query = f"create table estate as select * from read_csv('{csv}', all_varchar = true)"
        return measured([self.peers / "python", "-c", f"import duckdb; duckdb.connect({str(self.theirs)!r}).execute({query!r})"])

    def run(self, case, rows, repeat):
        csv, more = self.file(case, rows)
        names = ["sqlite3 .import"] + (["sqlite-utils insert --csv", "DuckDB read_csv"] if self.peers else [])
        others = {name: [] for name in names}
        first, again, same = [], [], []
        for _ in range(repeat):
            for name in names:
                others[name].append(self.other(name, csv))
            without(self.theirs)
            without(self.ours)
            first.append(self.take(csv, case))
            again.append(self.take(more, case))
            same.append(self.take(more, case))
        check = measured([self.program, "db", "check"], self.env)
        follow = measured([self.program, "followup", "list", "--limit", "20", "--as-of", "2021-08-20"], self.env)
        pragmas = subprocess.run(
            ["sqlite3", self.ours, "pragma synchronous", "pragma journal_mode"], capture_output=True, text=True, check=True
        ).stdout.split()
        base = median(others["sqlite3 .import"])[0]
        budget = 128 * MIB + 300 * rows
        print(f"\n{CASES[case][3]}: {rows:,} rows, {min(TENANTS, rows // 20):,} tenants, {csv.stat().st_size / 1e6:,.0f} MB; "
              f"median of {repeat}; synchronous = {pragmas[0]} (the library's default, as for sqlite3), "
              f"journal afterwards {pragmas[1]}; db check clean in {check[0]:.1f} s, the list in {follow[0]:.2f} s")
        for name in names:
            self.row(case, rows, name, others[name], base)
        self.row(case, rows, "muster import, first", first, base, CASES[case][2], budget)
        self.row(case, rows, "muster import, unchanged rows", again, base, 0.5, budget)
        self.row(case, rows, "muster import, same bytes", same, base, 0.15, budget)
        return median(first)[0] / rows, median(again)[0] / rows

    def row(self, case, rows, name, runs, base, ratio=None, memory=None):
        seconds, peak = median(runs)
        kept = (ratio is None or seconds / base <= ratio) and (memory is None or peak <= memory)
        allowed = "" if ratio is None else f"{ratio:.2f}"
        if not kept:
            self.broken.append(f"{case}, {rows:,} rows, {name}")
        cells = [case, f"{rows:,}", name, f"{seconds:.2f}", f"{seconds / base:.2f}", allowed, f"{peak / MIB:,.0f}",
                 "" if memory is None else f"{memory / MIB:,.0f}"]
        self.table.append(cells)
        print(f"  {name:<32}{cells[3]:>8} s{cells[4]:>7} x{allowed:>7}{cells[6]:>8} MiB{cells[7]:>7}{'' if kept else '   OVER'}",
              flush=True)

    def growth(self):
        """A row's cost at 100,000, 1,000,000 and 5,000,000 rows; the largest once."""
        cost = {rows: self.run("estate", rows, 1 if rows > 1_000_000 else self.repeat) for rows in (100_000, 1_000_000, 5_000_000)}
        for index, name in enumerate(("first", "unchanged")):
            middle = cost[1_000_000][index]
            words = ", ".join(f"{rows:,}: {cost[rows][index] * 1e6:.2f}" for rows in cost)
            print(f"\nmicroseconds a row, {name}: {words}; the budget is within 15 % of 1,000,000")
            for rows in cost:
                if cost[rows][index] > middle * 1.15:
                    self.broken.append(f"growth, {name}: {rows:,} rows cost {cost[rows][index] / middle:.2f} x a row of 1,000,000")

    def markdown(self):
        print(f"\nMeasured on {machine()}:\n")
        print("| file | rows | program | s | x `.import` | budget | MiB | budget |\n|---|---:|---|---:|---:|---:|---:|---:|")
        for cells in self.table:
            print(f"| {' | '.join(cells)} |")


def main():
    parser = argparse.ArgumentParser(description="measure the import of large files")
    parser.add_argument("--case", action="append", choices=list(CASES))
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--growth", action="store_true", help="100,000 and 5,000,000 rows too")
    parser.add_argument("--peers", action="store_true", help="sqlite-utils and DuckDB too")
    parser.add_argument("--program", type=pathlib.Path)
    parser.add_argument("--work", type=pathlib.Path, default=ROOT / ".build" / "benchmarks")
    args = parser.parse_args()
    bench = Bench(args)
    for case in args.case or CASES:
        bench.run(case, args.rows, args.repeat)
    if args.growth:
        bench.growth()
    bench.markdown()
    if bench.broken:
        sys.exit("OVER: " + "; ".join(bench.broken))


main()
