#!/usr/bin/env python3
"""Takes a large inventory in and says what it cost, beside `sqlite3 .import` of the same file into one text table.

    Benchmarks/import/run.py [--rows 1000000] [--tenants 5000] [--shuffle] [--repeat 3] [--program PATH] [--work DIR]

Builds the release program unless --program names one. Works in .build/benchmarks unless told otherwise. Every figure is
the median of the repeats; memory is the process's peak as the kernel counts it.
"""

import argparse
import os
import pathlib
import statistics
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
MIB = 1024 * 1024


def measured(command, env=None):
    """Runs a command to its end: (seconds, peak bytes). Stops the benchmark where it fails."""
    with open(os.devnull, "w") as nowhere:
        start = time.perf_counter()
        process = subprocess.Popen(command, stdout=nowhere, env=env)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
    code = os.waitstatus_to_exitcode(status)
    if code != 0:
        sys.exit(f"{' '.join(map(str, command))} ended with {code}")
    return seconds, usage.ru_maxrss * 1024


def without(path):
    for suffix in ("", "-wal", "-shm", "-journal"):
        pathlib.Path(str(path) + suffix).unlink(missing_ok=True)


def median(runs):
    return statistics.median(r[0] for r in runs), max(r[1] for r in runs)


def main():
    parser = argparse.ArgumentParser(description="measure the import of a large inventory")
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--tenants", type=int, default=5_000)
    parser.add_argument("--shuffle", action="store_true")
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--program", type=pathlib.Path)
    parser.add_argument("--work", type=pathlib.Path, default=ROOT / ".build" / "benchmarks")
    args = parser.parse_args()

    program = args.program
    if program is None:
        subprocess.run(["swift", "build", "-c", "release", "--product", "muster"], cwd=ROOT, check=True, stdout=sys.stderr)
        program = ROOT / ".build" / "release" / "muster"
    args.work.mkdir(parents=True, exist_ok=True)
    order = "shuffled" if args.shuffle else "in tenant order"
    csv = args.work / f"estate-{args.rows}-{args.tenants}{'-shuffled' if args.shuffle else ''}.csv"
    if not csv.exists():
        shape = ["--rows", str(args.rows), "--tenants", str(args.tenants)] + (["--shuffle"] if args.shuffle else [])
        part = csv.with_suffix(".part")
        with open(part, "wb") as out:
            subprocess.run([sys.executable, str(ROOT / "Benchmarks/import/generate.py"), *shape], stdout=out, check=True)
        part.rename(csv)

    ours, theirs = args.work / "muster.db", args.work / "peer.db"
    env = {**os.environ, "MUSTER_DB": str(ours)}
    take = [program, "import", csv, "--create-tenants", "-q"]
    first, again, peer = [], [], []
    for _ in range(args.repeat):
        without(ours)
        without(theirs)
        peer.append(measured(["sqlite3", theirs, ".mode csv", f".import {csv} estate"]))
        first.append(measured(take, env))
        again.append(measured(take, env))

    budget = 128 * MIB + 300 * args.rows
    base, _ = median(peer)
    print(f"{args.rows:,} rows, {args.tenants:,} tenants, {order}, {csv.stat().st_size / 1e6:,.0f} MB; "
          f"median of {args.repeat}\n")
    print(f"{'':<28}{'seconds':>9}{'ratio':>8}{'peak MiB':>10}   budget")
    for name, runs, limit in (("sqlite3 .import", peer, ""), ("muster import, first", first, f"ratio 1.0, {budget / MIB:,.0f} MiB"),
                              ("muster import, same bytes", again, "ratio 0.15")):
        seconds, peak = median(runs)
        print(f"{name:<28}{seconds:>9.2f}{seconds / base:>8.2f}{peak / MIB:>10.0f}   {limit}")
    over = median(first)[1] > budget
    print(f"\nmemory: 128 MiB + 300 bytes for each of {args.rows:,} known assets = {budget / MIB:,.0f} MiB: "
          f"{'OVER' if over else 'kept'}")
    sys.exit(1 if over else 0)


main()
