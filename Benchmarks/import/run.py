#!/usr/bin/env python3
"""Takes large files in and says what it cost, beside other programs that read the same file into one table of text.

    Benchmarks/import/run.py [--readme README.md]           everything, as it stands in the README: about half an hour
    Benchmarks/import/run.py --quick                        100,000 rows once, beside `.import` alone: two minutes
    Benchmarks/import/run.py [--case NAME]… [--rows N] [--repeat N] [--no-peers] [--no-growth] [--program PATH] [--work DIR]

Makes its own files. Cases: estate, servers, shuffled, scan. Each is taken into an empty database, then again with one
row more (all others unchanged), then the same bytes once more. Afterwards `db check` must be clean, and the follow-up
list must say what the generator counted. Beside them, in an order that turns with each repeat: `sqlite3 .import`,
`sqlite-utils insert --csv` and DuckDB's `read_csv`; the last two are installed from PyPI into a place of their own.
Growth takes the estate with 100,000 and 5,000,000 rows too, 200 rows a tenant, and looks whether the largest lies on the
line through the two others. Builds the release program unless
--program names one; works in .build/benchmarks, and removes the large files there unless --keep is said. Every figure
is the median of the repeats, memory the largest of them: the process's peak as the kernel counts it, mapped files
included. stderr tells how it goes, stdout gets the tables in Markdown; --readme puts them between that file's marks.
Ends with 1 where a budget does not hold, and at once where a database or a list is wrong.
"""

import argparse
import collections
import csv
import json
import os
import pathlib
import platform
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from common import DUCKDB, ROOT, into, median, output, say, without  # noqa: E402

MIB = 1024 * 1024
ROWS, TENANTS, GROWTH = 1_000_000, 5_000, (100_000, 1_000_000, 5_000_000)
PEERS = ["sqlite-utils==4.2.1", DUCKDB]
IMPORT, UTILS, DUCK = "`sqlite3 .import`", "`sqlite-utils insert --csv`", "DuckDB `read_csv`"
FIRST, AGAIN, SAME = "`muster import`, first", "`muster import`, one row more", "`muster import`, same bytes"

# What generate.py is told, what `muster import` is told, and the most that the first import may cost (x `.import`).
Case = collections.namedtuple("Case", "generate take budget words")
CASES = {
    "estate": Case([], [], 1.0, "inventory by tenant, one row in ten a server"),
    "servers": Case(["--servers", "all"], [], 1.5, "inventory by tenant, all servers"),
    "shuffled": Case(["--shuffle"], [], 1.5, "inventory in no order, one row in ten a server"),
    "scan": Case(["--scan"], ["--vantage", "internet"], None, "scan, four ports of each address"),
}
ONE_MORE = {
    "inventory": "t-00001,last,last.t-00001.example.org,10.255.0.1,,Debian 10,,,,,,low,,2021-08-16T00:00:00Z\r\n",
    "scan": "t-00001,2001:db8:ffff::1,443,tcp,closed,,,2021-08-16T00:00:00Z\r\n",
}


def measured(command, env=None):
    """Runs a command to its end: (seconds, peak bytes). Stops the benchmark where it fails."""
    # What others wrote before is not to be waited for when this one asks for its own to be on disk.
    os.sync()
    start = time.perf_counter()
    process = subprocess.Popen(list(map(str, command)), stdout=subprocess.DEVNULL, env=env)
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        sys.exit(f"{' '.join(map(str, command))} ended with {process.returncode}")
    return seconds, usage.ru_maxrss * 1024


def machine():
    """The machine in one line."""
    facts = pathlib.Path("/proc/cpuinfo").read_text().split("\n")
    model = next((line.split(":")[1].strip() for line in facts if line.startswith("model name")), platform.machine())
    memory = round(int(pathlib.Path("/proc/meminfo").read_text().split()[1]) / 1024 / 1024)
    return f"{os.cpu_count()} cores of {model}, {memory} GiB, {platform.system()} {platform.release().split('-')[0]}"


class Figure(collections.namedtuple("Figure", "case rows name seconds peak ratio most memory")):
    """One line of the table."""

    @property
    def holds(self):
        return (self.most is None or self.ratio <= self.most) and (self.memory is None or self.peak <= self.memory)

    @property
    def verdict(self):
        if self.most is None and self.memory is None:
            return ""
        return "held" if self.holds else "not held"

    @property
    def cells(self):
        return [
            CASES[self.case].words, f"{self.rows:,}", self.name, f"{self.seconds:.2f}", f"{self.ratio:.2f}",
            "" if self.most is None else f"{self.most:.2f}", f"{self.peak / MIB:,.0f}",
            "" if self.memory is None else f"{self.memory / MIB:,.0f}", self.verdict,
        ]


class Bench:
    def __init__(self, args):
        self.args = args
        self.work = args.work
        self.work.mkdir(parents=True, exist_ok=True)
        self.program = args.program or self.build()
        self.peers = None if args.no_peers else self.install()
        self.ours, self.theirs = self.work / "muster.db", self.work / "peer.db"
        self.env = {**os.environ, "MUSTER_DB": str(self.ours)}
        self.table, self.lists, self.growing = [], [], []
        self.journal = "", ""

    # What it needs

    def build(self):
        subprocess.run(
            [ROOT / "Scripts" / "build-release"], cwd=ROOT,
            check=True, stdout=sys.stderr)
        return ROOT / ".build" / "release" / "muster"

    def install(self):
        home = self.work / "peers"
        wanted = home / "installed"
        if not wanted.exists() or wanted.read_text().split() != PEERS:
            subprocess.run([sys.executable, "-m", "venv", "--clear", home], check=True)
            subprocess.run([home / "bin" / "pip", "-q", "install", *PEERS], check=True, stdout=sys.stderr)
            wanted.write_text("\n".join(PEERS))
        return home / "bin"

    def file(self, case, rows):
        """The case's file, the same with one row more, and what must be on the list."""
        path = self.work / f"{case}-{rows}.csv"
        more, expected = path.with_suffix(".more.csv"), path.with_suffix(".json")
        with open(path, "wb") as out:
            subprocess.run(
                [sys.executable, ROOT / "Benchmarks/import/generate.py", "--rows", str(rows), "--tenants",
                 str(self.tenants(rows)), "--expect", expected, *CASES[case].generate], stdout=out, check=True)
        subprocess.run(["cp", path, more], check=True)
        with open(more, "a", encoding="utf-8", newline="") as out:
            out.write(ONE_MORE["scan" if case == "scan" else "inventory"])
        return path, more, json.loads(expected.read_text())

    def tenants(self, rows):
        return max(1, rows * TENANTS // ROWS)

    # What is measured

    def take(self, path, case):
        return measured([self.program, "import", path, "--create-tenants", "-q", *CASES[case].take], self.env)

    def other(self, name, path):
        without(self.theirs)
        if name == IMPORT:
            with open(path, encoding="utf-8", newline="") as file:
                columns = ", ".join(f'"{column}" text' for column in next(csv.reader(file)))
            return measured([
                "sqlite3", self.theirs, "pragma journal_mode = delete", "pragma synchronous = full",
                f"create table estate({columns})", f".import --csv --skip 1 {path} estate"])
        if name == UTILS:
            return measured([self.peers / "sqlite-utils", "insert", self.theirs, "estate", path, "--csv", "--no-detect-types"])
        query = f"create table estate as select * from read_csv('{path}', all_varchar = true)"
        return measured([self.peers / "python", "-c", f"import duckdb; duckdb.connect({str(self.theirs)!r}).execute({query!r})"])

    def run(self, case, rows, repeat, peers=True):
        path, more, expected = self.file(case, rows)
        tenants = self.tenants(rows)
        say(f"\n{CASES[case].words}: {rows:,} rows, {tenants:,} tenants, {path.stat().st_size / 1e6:,.0f} MB, {repeat} times")
        names = [IMPORT] + ([UTILS, DUCK] if self.peers and peers else [])
        runs = {name: [] for name in [*names, FIRST, AGAIN, SAME]}
        for turn in range(repeat):
            order = [*names, FIRST]
            for name in order[turn % len(order):] + order[:turn % len(order)]:
                if name != FIRST:
                    runs[name].append(self.other(name, path))
                    self.note_peer(name)
                    continue
                without(self.ours)
                runs[FIRST].append(self.take(path, case))
                runs[AGAIN].append(self.take(more, case))
                runs[SAME].append(self.take(more, case))
        without(self.theirs)
        base = median(runs[IMPORT])[0]
        # The assets that are known: in a scan, an address has four rows.
        memory = 128 * MIB + 300 * (rows // 4 if case == "scan" else rows)
        # What a row may cost is said of the size that was asked for; of others, growth and memory.
        most = (CASES[case].budget, 0.5, 0.15) if rows == self.args.rows else (None, None, None)
        budgets = {name: (ratio, memory) for name, ratio in zip((FIRST, AGAIN, SAME), most)}
        for name, times in runs.items():
            seconds, peak = median(times)
            figure = Figure(case, rows, name, seconds, peak, seconds / base, *budgets.get(name, (None, None)))
            self.table.append(figure)
            say(f"  {name:<34}{seconds:>8.2f} s{figure.ratio:>7.2f} x{figure.cells[5]:>6}{figure.cells[6]:>8} MiB"
                f"{figure.cells[7]:>7}  {figure.verdict}")
        self.look(case, rows, expected)
        if not self.args.keep:
            for left in (path, more):
                left.unlink()
            without(self.ours)
        return median(runs[FIRST])[0] / rows, median(runs[AGAIN])[0] / rows

    def note_peer(self, name):
        if name == IMPORT:
            self.journal = tuple(output(["sqlite3", self.theirs, "pragma journal_mode", "pragma synchronous"]).split())

    # Whether it is right

    def look(self, case, rows, expected):
        """`db check` must be clean, and the list must say what the generator counted."""
        check = measured([self.program, "db", "check"], self.env)
        journal, synchronous = output(["sqlite3", self.ours, "pragma journal_mode", "pragma synchronous"]).split()
        # A list of a million servers is asked for tenant by tenant, of some.
        tenants = [""] if expected[""]["servers"] <= 200_000 else [tenant for tenant in expected if tenant]
        start = time.perf_counter()
        for tenant in tenants:
            self.compare(case, tenant, expected[tenant])
        seconds = time.perf_counter() - start
        servers, shells = (sum(expected[tenant][what] for tenant in tenants) for what in ("servers", "ProxyShell"))
        of = f" of {len(tenants)} tenants" if tenants[0] else ""
        words = (f"{CASES[case].words}, {rows:,} rows: `db check` clean in {check[0]:.1f} s; {servers:,} servers{of} on the list, "
                 f"{shells:,} with ProxyShell, as the generator counted, in {seconds:.1f} s")
        say(f"  {words}; synchronous {synchronous}, {journal} afterwards")
        self.lists.append(words)
        self.synchronous = synchronous, journal

    def compare(self, case, tenant, expected):
        found = self.list(tenant, expected["known"])
        if case == "scan":
            # What a web page shows proves at least this build, so that the patch level stays open.
            found["levels"] = expected["levels"]
        wrong = [key for key in expected if expected[key] != found[key]]
        if wrong:
            sys.exit(f"the list {tenant} is wrong: {', '.join(f'{key} is {found[key]}, not {expected[key]}' for key in wrong)}")

    def list(self, tenant, known):
        """What a list says, read row by row: a large parent would count as its children's memory."""
        found = {"servers": 0, "levels": collections.Counter(), "ProxyShell": 0, "known": {}}
        command = [self.program, "followup", "list", "--limit", "0", "--as-of", "2021-08-20", "-o", "csv", "--columns",
                   "tenant,asset,patch_level,threats"]
        command += ["-t", tenant] if tenant else []
        with subprocess.Popen(list(map(str, command)), stdout=subprocess.PIPE, text=True, env=self.env) as process:
            for row in csv.DictReader(process.stdout):
                is_open = "ProxyShell" in row["threats"]
                found["servers"] += 1
                found["levels"][row["patch_level"]] += 1
                found["ProxyShell"] += is_open
                name = f"{row['tenant']} {row['asset']}"
                if name in known:
                    found["known"][name] = [row["patch_level"], is_open]
        if process.returncode != 0:
            sys.exit(f"{' '.join(map(str, command))} ended with {process.returncode}")
        return found

    # Growth

    def growth(self, cost):
        """What each further row costs from one size to the next, and whether the largest lies on the line through the two
        others; the largest once. What every import costs, whatever it holds, is where the line begins."""
        for rows in GROWTH:
            if rows not in cost:
                cost[rows] = self.run("estate", rows, 1 if rows > ROWS else self.args.repeat, peers=False)
        small, middle, large = GROWTH
        for index, name in enumerate((FIRST, AGAIN)):
            seconds = {rows: cost[rows][index] * rows for rows in GROWTH}
            slope = (seconds[middle] - seconds[small]) / (middle - small)
            foreseen = seconds[middle] + slope * (large - middle)
            ratio = seconds[large] / foreseen
            verdict = "held" if 1 / 1.15 <= ratio <= 1.15 else "not held"
            further = [f"{(seconds[b] - seconds[a]) / (b - a) * 1e6:.2f}" for a, b in ((small, middle), (middle, large))]
            base = seconds[small] - slope * small
            self.growing.append(
                (name, *(f"{seconds[rows]:.2f}" for rows in GROWTH), f"{base:.2f}", *further, f"{ratio:.2f}", verdict))
            say(f"  {name:<34}{'; '.join(f'{rows:,} rows {seconds[rows]:.2f} s' for rows in GROWTH)}; a further row "
                f"{further[0]}, {further[1]} us; {ratio:.2f} of the line  {verdict}")

    # Telling

    def markdown(self):
        sqlite = output(["sqlite3", "--version"]).split()[0]
        lines = [
            f"Measured on {machine()}, SQLite {sqlite}, release build, files in the page cache, the median of "
            f"{self.args.repeat}. `.import` fills one table of text with `synchronous` {self.journal[1]} and journal "
            f"`{self.journal[0]}`; Muster has the same while its store is empty, and `{self.synchronous[1]}` "
            f"with `synchronous` {self.synchronous[0]} from then on.", "",
            "| file | rows | program | s | × `.import` | budget | MiB | budget | |", "|---|--:|---|--:|--:|--:|--:|--:|---|",
            *(f"| {' | '.join(figure.cells)} |" for figure in self.table), "", *(f"- {words}" for words in self.lists),
        ]
        if self.growing:
            lines += [
                "", "| growth, 200 rows a tenant | 100,000 rows, s | 1,000,000 rows, s | 5,000,000 rows, s | at the start, s "
                "| µs a further row to 1,000,000 | to 5,000,000 | × the line through the first two (0.87 to 1.15) | |",
                "|---|--:|--:|--:|--:|--:|--:|--:|---|", *(f"| {' | '.join(cells)} |" for cells in self.growing)]
        return "\n".join(lines)

    def broken(self):
        return [f"{f.case}, {f.rows:,} rows, {f.name}: {f.ratio:.2f} x, {f.peak / MIB:,.0f} MiB" for f in self.table if not f.holds] + [
            f"growth, {cells[0]}: {cells[-2]} of the line" for cells in self.growing if cells[-1] == "not held"]


def main():
    parser = argparse.ArgumentParser(description="measure the import of large files")
    parser.add_argument("--case", action="append", choices=list(CASES))
    parser.add_argument("--rows", type=int, default=ROWS)
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--quick", action="store_true", help="100,000 rows once, without other programs and growth")
    parser.add_argument("--no-growth", action="store_true", help="not 100,000 and 5,000,000 rows too")
    parser.add_argument("--no-peers", action="store_true", help="without sqlite-utils and DuckDB")
    parser.add_argument("--keep", action="store_true", help="leave the files and the database of the last case")
    parser.add_argument("--program", type=pathlib.Path)
    parser.add_argument("--readme", type=pathlib.Path, help="put the tables between this file's marks")
    parser.add_argument("--work", type=pathlib.Path, default=ROOT / ".build" / "benchmarks")
    args = parser.parse_args()
    if args.quick:
        args.rows, args.repeat, args.no_growth, args.no_peers = 100_000, 1, True, True
    bench = Bench(args)
    cost = {}
    for case in args.case or CASES:
        found = bench.run(case, args.rows, args.repeat)
        if case == "estate":
            cost[args.rows] = found
    if not args.no_growth and ROWS in cost:
        bench.growth(cost)
    text = bench.markdown()
    print(text)
    if args.readme:
        into(args.readme, "import", text)
    if bench.broken():
        sys.exit("not held: " + "; ".join(bench.broken()))


main()
