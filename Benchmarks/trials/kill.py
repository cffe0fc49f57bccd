#!/usr/bin/env python3
"""Kills imports at random points and looks at what is left.

    Benchmarks/trials/kill.py [--kills 300] [--rows 20000] [--seed 1] [--program PATH] [--work DIR]

Each trial takes a copy of a database, starts `muster import` on it, waits until its transaction has begun, and sends
SIGKILL: every second time at a random moment of the whole transaction, else at a random moment after its first page
reached the disk, which is when it commits or its cache overflows. Databases take turns: an empty roll, and one that holds
an earlier list. After each kill

  - every table holds what it held before the import, or all of what the whole import leaves: nothing between;
  - `muster db check` finds no fault;
  - the same import, run again, ends well, and every table then holds what the whole import leaves.

Prints where the kills landed. Ends with 1 where one of these does not hold. Builds the release program unless --program
names one; works in .build/trials unless told otherwise.
"""

import argparse
import hashlib
import os
import pathlib
import random
import shutil
import signal
import sqlite3
import statistics
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
SUFFIXES = ("", "-wal", "-shm", "-journal", "-holder")
# When something was done, not what.
CLOCKS = {("import", "recorded_at"), ("tenant", "created_at"), ("knowledge", "loaded_at")}


def inventory(path, rows, week):
    """A list of machines of three tenants, one in ten an Exchange server; a third of them differ from week to week."""
    builds = ["15.1.2242.4", "15.1.2308.8", "15.1.2308.14", "15.2.858.5", "15.2.922.7"]
    with open(path, "w", encoding="utf-8") as out:
        out.write("Hostname,FQDN,Public IP,Product,Version,Owner,Last Seen\n")
        for i in range(rows):
            tenant = ("fabrikam", "contoso-jp", "northwind")[i * 3 // rows]
            server = i % 10 == 0
            build = builds[(i + (week if i % 3 == 0 else 0)) % len(builds)] if server else ""
            owner = f"owner {(i + (week if i % 3 == 1 else 0)) % 97}"
            product = "Exchange Server 2016" if server and build.startswith("15.1") else "Exchange Server 2019" if server else ""
            address = f"203.0.{i // 250 % 200}.{i % 250}" if server else ""
            out.write(f"h{i:06d},h{i:06d}.{tenant}.example.org,{address},{product},{build},{owner},2021-08-{8 + week:02d}T03:12:00Z\n")


class Muster:
    def __init__(self, program, database):
        self.program, self.database = program, database
        self.env = {**os.environ, "MUSTER_DB": str(database)}

    def run(self, *arguments):
        return subprocess.run([self.program, *map(str, arguments)], env=self.env, capture_output=True, text=True)

    def must(self, *arguments):
        result = self.run(*arguments)
        if result.returncode != 0:
            sys.exit(f"muster {' '.join(map(str, arguments))} ended with {result.returncode}: {result.stderr}")
        return result

    def start(self, *arguments):
        return subprocess.Popen(
            [self.program, *map(str, arguments)], env=self.env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def beside(self, suffix):
        return pathlib.Path(str(self.database) + suffix)

    def remove(self):
        for suffix in SUFFIXES:
            self.beside(suffix).unlink(missing_ok=True)

    def size_on_disk(self):
        """Bytes of the database and of its logs: grows when pages of a transaction are written."""
        total = 0
        for suffix in ("", "-wal", "-journal"):
            try:
                total += self.beside(suffix).stat().st_size
            except FileNotFoundError:
                pass
        return total


def content(database):
    """A digest of every row of every table, clocks left out."""
    connection = sqlite3.connect(f"file:{database}?mode=rw", uri=True)
    digest = hashlib.sha256()
    try:
        tables = [r[0] for r in connection.execute("select name from sqlite_master where type = 'table' order by name")]
        for table in tables:
            names = [r[1] for r in connection.execute(f'pragma table_info("{table}")')]
            kept = ", ".join(f'"{name}"' for name in names if (table, name) not in CLOCKS)
            order = ", ".join(str(i + 1) for i in range(sum((table, name) not in CLOCKS for name in names)))
            digest.update(table.encode())
            for row in connection.execute(f'select {kept} from "{table}" order by {order}'):
                digest.update(repr(row).encode())
    finally:
        connection.close()
    return digest.hexdigest()


class Scene:
    """A database, a file to take in, and what a whole import leaves."""

    def __init__(self, name, template, file, program, work):
        self.name, self.template, self.file = name, template, file
        self.muster = Muster(program, work / "trial.db")
        self.lay_out()
        self.before = content(self.muster.database)
        whole, tails = [], []
        for _ in range(3):
            self.lay_out()
            length, tail = self.whole()
            whole.append(length)
            tails.append(tail)
        self.length, self.tail = statistics.median(whole), statistics.median(tails)
        self.after = content(self.muster.database)
        assert self.before != self.after

    def lay_out(self):
        self.muster.remove()
        shutil.copyfile(self.template, self.muster.database)

    def whole(self):
        """Takes the file in: the seconds of its transaction, and of them those since its first page reached the disk."""
        process = self.muster.start("import", self.file, "-q")
        begun = self.wait_for_transaction(process)
        start, written, ended = self.muster.size_on_disk(), None, None
        while ended is None:
            if written is None and self.muster.size_on_disk() != start:
                written = time.perf_counter()
            if not self.muster.beside("-holder").exists() or process.poll() is not None:
                ended = time.perf_counter()
        process.wait()
        if process.returncode != 0:
            sys.exit(f"the import itself ends with {process.returncode}")
        return ended - begun, ended - (written or ended)

    def wait_for_transaction(self, process):
        """The note of who writes is made when the transaction has begun."""
        note = self.muster.beside("-holder")
        while process.poll() is None:
            if note.exists():
                return time.perf_counter()
        return time.perf_counter()

    def kill_once(self, aimed, rng):
        """Where the kill landed: `before`, `inside` with nothing on disk yet, `written` inside with pages on disk, `late`."""
        self.lay_out()
        process = self.muster.start("import", self.file, "-q")
        self.wait_for_transaction(process)
        start = self.muster.size_on_disk()
        if aimed:
            while process.poll() is None and self.muster.size_on_disk() == start:
                pass
            self.pause(rng.uniform(0, self.tail))
        else:
            self.pause(rng.uniform(0, self.length))
        held = self.muster.beside("-holder").exists() and process.poll() is None
        process.send_signal(signal.SIGKILL)
        process.wait()
        if not held:
            return "late"
        return "written" if self.muster.size_on_disk() != start else "inside"

    @staticmethod
    def pause(seconds):
        """More exact than a sleep, which may take a millisecond longer: some of these moments are short."""
        end = time.perf_counter() + seconds
        while time.perf_counter() < end:
            pass

    def faults(self):
        """What a kill broke, in words."""
        faults = []
        check = self.muster.run("db", "check", "-q")
        if check.returncode != 0:
            faults.append(f"db check ends with {check.returncode}: {check.stdout}{check.stderr}")
        found = content(self.muster.database)
        self.found = "before" if found == self.before else "after" if found == self.after else "between"
        if self.found == "between":
            faults.append("a part of the import is there")
        again = self.muster.run("import", self.file, "-q")
        if again.returncode != 0:
            faults.append(f"the import afterwards ends with {again.returncode}: {again.stderr}")
        elif content(self.muster.database) != self.after:
            faults.append("the import afterwards leaves something else")
        return faults


def templates(program, work, rows):
    """An empty roll of three tenants, and one that holds the list of the week before; each with the file to take in."""
    for week in (1, 2):
        inventory(work / f"week{week}.csv", rows, week)
    empty, filled = Muster(program, work / "empty.db"), Muster(program, work / "filled.db")
    for muster in (empty, filled):
        muster.remove()
        muster.must("db", "init", "-q")
        for tenant in ("fabrikam", "contoso-jp", "northwind"):
            muster.must("tenant", "add", tenant, "--start", "2021-01-01", "--domain", f"{tenant}.example.org", "-q")
    filled.must("import", work / "week1.csv", "-q")
    for muster in (empty, filled):
        connection = sqlite3.connect(muster.database)
        connection.execute("pragma wal_checkpoint(truncate)")
        connection.close()
    return [("an empty roll", empty.database, work / "week1.csv"), ("a roll with last week's list", filled.database, work / "week2.csv")]


def main():
    parser = argparse.ArgumentParser(description="kill imports at random points and look at what is left")
    parser.add_argument("--kills", type=int, default=300)
    parser.add_argument("--rows", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--program", type=pathlib.Path)
    parser.add_argument("--work", type=pathlib.Path, default=ROOT / ".build" / "trials")
    args = parser.parse_args()

    program = args.program
    if program is None:
        subprocess.run(["swift", "build", "-c", "release", "--product", "muster"], cwd=ROOT, check=True, stdout=sys.stderr)
        program = ROOT / ".build" / "release" / "muster"
    args.work.mkdir(parents=True, exist_ok=True)
    rng = random.Random(args.seed)
    scenes = [Scene(name, *rest, program.resolve(), args.work) for name, *rest in templates(program.resolve(), args.work, args.rows)]
    for scene in scenes:
        print(f"{scene.name}: {args.rows:,} rows, a transaction of {scene.length * 1000:,.0f} ms, "
              f"of them {scene.tail * 1000:,.0f} ms with pages of it on disk", file=sys.stderr)

    landed, found, broken = {}, {}, 0
    for number in range(args.kills):
        scene = scenes[number % 2]
        where = scene.kill_once(aimed=number // 2 % 2 == 1, rng=rng)
        faults = scene.faults()
        landed[where] = landed.get(where, 0) + 1
        found[scene.found] = found.get(scene.found, 0) + 1
        broken += bool(faults)
        for fault in faults:
            print(f"kill {number + 1} ({scene.name}, {where}): {fault}")
        if (number + 1) % 25 == 0:
            print(f"{number + 1} of {args.kills} kills, {broken} broken", file=sys.stderr)

    inside = landed.get("inside", 0) + landed.get("written", 0)
    print(f"{args.kills:,} kills, seed {args.seed}: {inside:,} inside the transaction, "
          f"{landed.get('written', 0):,} of them with pages of it on disk; {landed.get('late', 0):,} after its end")
    print(f"found as before the import {found.get('before', 0):,}, as after the whole import {found.get('after', 0):,}, "
          f"between {found.get('between', 0):,}")
    print(f"broken: {broken:,}")
    sys.exit(1 if broken else 0)


main()
