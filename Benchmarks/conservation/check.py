#!/usr/bin/env python3
"""Whether every physical line of every CSV below some folders is accounted for, and every cell is what Python reads.

    Benchmarks/conservation/check.py [--hostile N] FOLDER…

Builds the dump beside this script, reads each *.csv and *.tsv with it, and of N files that it makes itself from quotes,
separators, line ends and damage in several encodings; and holds against one another
  - the physical lines (LF, CRLF and lone CR each end one), counted here, and header + records + rejects + blank lines;
  - the cells of each record, and what Python's strict csv makes of the same lines of the same decoded text;
  - where nothing was rejected, all records at once, and Python's reading of the whole text behind the header.
Ends with 1 where one of them does not hold.
"""
import argparse
import csv
import json
import pathlib
import random
import re
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
csv.field_size_limit(1 << 30)


def physical_lines(text):
    return re.findall(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+\Z", text)


def read(lines, delimiter):
    """What Python's csv makes of physical lines; blank rows left out, as they are no records."""
    rows = csv.reader(lines, delimiter=delimiter, strict=True)
    return [row for row in rows if any(row)]


def said(rows):
    """Rows but those of one cell of blanks: such a line is blank to us, and a row to Python."""
    return [row for row in rows if len(row) > 1 or row[0].strip(" \t")]


PIECES = ["a", "bc", '"', '"', '""', "{d}", "{d}", "{d}", ";", "\t", "|", "\n", "\n", "\r\n", "\r", " ", "ü", "上", "\ufeff",
          "x{d}y\n", '"q{d}\nr"\n', '"a ""b"" c"{d}', '{d}"\n', "=1+1", '"\r"', "\n\n", "{d}{d}{d}\n",
          "mail01{d}192.0.2.1{d}Ann\n", '"mail{d}02"{d}192.0.2.2{d}"Bob\r\nB."\r\n']


def hostile(seed, folder):
    """A file below a header that is known, as nobody should write it."""
    dice = random.Random(seed)
    delimiter = dice.choice(",;\t|")
    body = "".join(dice.choice(PIECES).replace("{d}", delimiter) for _ in range(dice.randrange(10, 500)))
    text = delimiter.join(["Hostname", "IP", "Owner"]) + "\n" + f"mail00{delimiter}192.0.2.9{delimiter}Eve\n" * 3 + body
    encoding = dice.choice(["utf-8", "utf-8-sig", "utf-8", "utf-16", "cp1252"])
    data = text.encode(encoding, errors="ignore")
    if encoding == "utf-8" and dice.randrange(3) == 0:
        place = dice.randrange(100, len(data))
        data = data[:place] + b"\xff" + data[place:]
    path = folder / f"hostile-{seed}.csv"
    path.write_bytes(data)
    return path


class Result:
    def __init__(self, path, steps):
        self.path = path
        self.faults = []
        self.counts = ["-"] * 6
        by_kind = {}
        for step in steps:
            by_kind.setdefault(step["kind"], []).append(step)
        self.verdict = by_kind["import"][0].get("refused", "")
        self.format = by_kind["import"][0].get("format", "refused")
        if "table" in by_kind:
            self.hold(by_kind["table"][0], by_kind.get("record", []), by_kind.get("reject", []), by_kind["end"][0])
            self.hold_import(by_kind["import"][0])
        else:
            self.cells = by_kind.get("refused", [{"why": "no records"}])[0].get("why", "no records").split(";")[0]

    def hold(self, table, records, rejects, end):
        raw = self.path.read_bytes()[table["bom"]:]
        text = raw.decode(table["encoding"], errors="replace")
        lines = physical_lines(text)
        self.lines = len(lines)
        in_records = sum(record["lines"] for record in records)
        told = table["headerLines"] + in_records + len(rejects) + end["blank"]
        self.counts = [len(lines), table["headerLines"], in_records, len(rejects), end["blank"], len(records)]
        if told != len(lines):
            self.faults.append(f"{told} lines are accounted for, {len(lines)} are there")
        self.hold_cells(table, records, rejects, lines)

    def hold_cells(self, table, records, rejects, lines):
        unequal = 0
        for record in records:
            first = record["line"] - 1
            piece = lines[first:first + record["lines"]]
            try:
                rows = read(piece, table["delimiter"])
            except csv.Error as error:
                rows = [str(error)]
            if rows != [record["cells"]]:
                unequal += 1
                self.faults.append(f"line {record['line']}: {record['cells']!r:.200} is {rows!r:.200} to Python")
        if not rejects and not unequal:
            behind = read(lines[table["dataLine"] - 1:], table["delimiter"])
            if said(behind) != said(record["cells"] for record in records):
                self.faults.append("all rows at once differ")
                unequal += 1
        self.cells = "equal" if unequal == 0 else f"{unequal} differ"

    def hold_import(self, told):
        if "refused" in told:
            return
        if told["records"] != told["accepted"] + told["rejected"]:
            self.faults.append("the import's records are not accepted + rejected")
        if told["lines"] != self.lines:
            self.faults.append(f"the import tells of {told['lines']} lines, {self.lines} are there")
        self.format += f": {told['accepted']} + {told['rejected']}"


def main(folders, count):
    subprocess.run(["swift", "build", "--package-path", HERE], check=True, stdout=sys.stderr)
    with tempfile.TemporaryDirectory() as made:
        return check(HERE / ".build/debug/dump", folders, [hostile(seed, pathlib.Path(made)) for seed in range(count)])


def check(dump, folders, made):
    paths = [path for folder in folders for path in sorted(pathlib.Path(folder).rglob("*"))
             if path.suffix.lower() in (".csv", ".tsv") and path.is_file()]
    print("| file | lines | header | in records | rejects | blank | records | cells | import |")
    print("|---|---|---|---|---|---|---|---|---|")
    faults, read, rejects = 0, 0, 0
    for path in paths + made:
        done = subprocess.run([dump, path], stdout=subprocess.PIPE, check=True)
        result = Result(path, [json.loads(line) for line in done.stdout.splitlines()])
        faults += len(result.faults)
        for fault in result.faults:
            print(f"{path}: {fault}", file=sys.stderr)
        if path in made:
            read += result.counts[5] if result.counts[5] != "-" else 0
            rejects += result.counts[3] if result.counts[3] != "-" else 0
            continue
        cells = [f"{path.parent.name}/{path.name}", *result.counts, result.cells, result.format]
        print("| " + " | ".join(str(cell) for cell in cells) + " |")
    if made:
        print(f"\n{len(made)} made files: {read:,} records equal to Python's unless told otherwise, {rejects:,} rejects")
    print(f"\n{len(paths) + len(made)} files, {faults} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="hold what muster reads of tables against what Python reads")
    parser.add_argument("--hostile", type=int, default=0, metavar="N")
    parser.add_argument("folders", nargs="*", default=[])
    arguments = parser.parse_args()
    sys.exit(main(arguments.folders, arguments.hostile))
