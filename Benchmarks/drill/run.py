#!/usr/bin/env python3
"""Measures the drill of a new flaw's first hour beside the plain list of follow-ups, over the same store.

    Benchmarks/drill/run.py                    1,000,000 assets of 5,000 tenants, one in ten an Exchange server
    Benchmarks/drill/run.py --rows 100000

Makes its own inventory (Benchmarks/import/generate.py), takes it in, and runs each command as a whole process: the list,
the drill without a fix, and with a fixed build for two cumulative updates. Of each it prints the median time, the ratio to
the list, the peak of memory, and how many servers it tells of; the drill's count without a fix is compared with that of the
servers of the products.
"""
import argparse
import os
import pathlib
import statistics
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
PRODUCTS = ["Exchange 2016", "Exchange 2019"]
FIXED = ["15.1.2507.66", "15.2.1544.41"]


def measured(command, env):
    """Seconds, peak of memory in MiB, and the bytes of standard output."""
    start = time.monotonic()
    process = subprocess.Popen(command, env=env, stdout=subprocess.PIPE)
    output = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    if status != 0:
        sys.exit(f"{' '.join(map(str, command))}: ended with {os.waitstatus_to_exitcode(status)}")
    return time.monotonic() - start, usage.ru_maxrss / 1024, output


def main():
    parser = argparse.ArgumentParser(description="measure the drill beside the list of follow-ups")
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--program", type=pathlib.Path, default=ROOT / ".build/release/muster")
    parser.add_argument("--work", type=pathlib.Path, default=ROOT / ".build/benchmarks/drill")
    args = parser.parse_args()
    args.work.mkdir(parents=True, exist_ok=True)
    store = args.work / "muster.db"
    for end in ("", "-wal", "-shm"):
        pathlib.Path(f"{store}{end}").unlink(missing_ok=True)
    env = {**os.environ, "MUSTER_DB": str(store)}
    tenants = max(1, args.rows // 200)
    estate = args.work / f"estate-{args.rows}.csv"
    with open(estate, "wb") as out:
        subprocess.run(
            [sys.executable, ROOT / "Benchmarks/import/generate.py", "--rows", str(args.rows), "--tenants", str(tenants)],
            stdout=out, check=True)
    subprocess.run([args.program, "import", estate, "--create-tenants", "-q"], env=env, check=True, stdout=subprocess.DEVNULL)

    drill = ["threat", "drill", "--products", *PRODUCTS]
    commands = [
        ("`followup list`", ["followup", "list"]),
        ("`threat drill`, no fix yet", drill),
        ("`threat drill --fixed`, two builds", [*drill, "--fixed", *FIXED]),
    ]
    print(f"{args.rows:,} assets of {tenants:,} tenants, the first 100 rows as CSV, the median of {args.repeat}\n")
    print("| command | s | × the list | MiB | servers |")
    print("|---|--:|--:|--:|--:|")
    base = None
    for name, command in commands:
        runs = [measured([args.program, *command, "--limit", "100", "-o", "csv", "-q"], env) for _ in range(args.repeat)]
        seconds = statistics.median(run[0] for run in runs)
        base = base or seconds
        _, _, whole = measured([args.program, *command, "-o", "csv", "-q", "--columns", "tenant"], env)
        rows = whole.count(b"\n") - 1
        print(f"| {name} | {seconds:.2f} | {seconds / base:.2f} | {max(run[1] for run in runs):,.0f} | {rows:,} |")
        if command is drill:
            _, _, assets = measured([args.program, "asset", "list", "-o", "csv", "-q", "--columns", "product"], env)
            known = sum(assets.count(b"\n" + product.encode()) for product in PRODUCTS)
            if known != rows:
                sys.exit(f"the drill tells of {rows:,} servers, the roll knows {known:,} of these products")


if __name__ == "__main__":
    main()
