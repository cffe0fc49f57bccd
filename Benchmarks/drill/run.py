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
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from common import ROOT, measured, median, without  # noqa: E402

PRODUCTS = ["Exchange 2016", "Exchange 2019"]
FIXED = ["15.1.2507.66", "15.2.1544.41"]


def main():
    parser = argparse.ArgumentParser(description="measure the drill beside the list of follow-ups")
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--program", type=pathlib.Path, default=ROOT / ".build/release/muster")
    parser.add_argument("--work", type=pathlib.Path, default=ROOT / ".build/benchmarks/drill")
    args = parser.parse_args()
    args.work.mkdir(parents=True, exist_ok=True)
    store = args.work / "muster.db"
    without(store)
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
        seconds, peak = median(runs)
        base = base or seconds
        _, _, whole = measured([args.program, *command, "-o", "csv", "-q", "--columns", "tenant"], env)
        rows = whole.count(b"\n") - 1
        print(f"| {name} | {seconds:.2f} | {seconds / base:.2f} | {peak:,.0f} | {rows:,} |")
        if command is drill:
            _, _, assets = measured([args.program, "asset", "list", "-o", "csv", "-q", "--columns", "product"], env)
            known = sum(assets.count(b"\n" + product.encode()) for product in PRODUCTS)
            if known != rows:
                sys.exit(f"the drill tells of {rows:,} servers, the roll knows {known:,} of these products")


if __name__ == "__main__":
    main()
