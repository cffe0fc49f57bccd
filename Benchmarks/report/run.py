#!/usr/bin/env python3
"""Measures the weekly reports of a large portfolio, and looks whether what they say is true.

    Benchmarks/report/run.py [--readme README.md]      5,000 tenants, 52 weeks, 1,000,000 assets: about half an hour
    Benchmarks/report/run.py --tenants 200             a small one
    Benchmarks/report/run.py [--program PATH] [--work DIR] [--keep] [--no-peers]

Makes a year of its own: an inventory of all assets, four more of the servers, which fall some updates behind and catch up,
and five scans in which some of them answer on 443. Takes them in, freezes the 52 weeks of every tenant once (told apart),
and times as whole processes: the pages of all tenants, the page of the portfolio, and the trend of the portfolio by SQL
beside DuckDB that is asked the same of the same rows. Then ten tenants are drawn, and the figures on their pages compared
with what SQL says; the pages of two runs are compared byte by byte.

stderr tells how it goes, stdout gets the table in Markdown; --readme puts it between that file's marks. Ends with 1 where a
budget or a figure does not hold.
"""
import argparse
import csv
import hashlib
import io
import os
import pathlib
import random
import re
import shutil
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "import"))
import generate  # noqa: E402
from common import ROOT, duckdb_python, into, measured, median, output, say, without  # noqa: E402

LAST = "2021-W33"
ESTATES = ["2020-08-24", "2020-12-14", "2021-03-22", "2021-06-14", "2021-08-09"]
PRODUCTS = ["Exchange 2013", "Exchange 2016", "Exchange 2019"]
BUDGETS = {"portfolio": 2.0, "pages": 60.0}
MEASURES = "measure in ('open_followups', 'exposed_and_vulnerable', 'new', 'closed', 'exposure_days')"
ROWS = f"select week, measure, value from tenant_weeks where {MEASURES}"
TREND = f"""
select week, measure, sum(value) as total from tenant_weeks where {MEASURES}
group by week, measure order by week, measure
""".strip()


def releases():
    """Per product: its builds in the order of release, with the day."""
    found = {product: [] for product in PRODUCTS}
    with open(ROOT / "Sources/Knowledge/Data/builds.csv", encoding="utf-8") as rows:
        for row in csv.DictReader(rows):
            if row["product"] in found and row["kind"] in ("cu", "su"):
                found[row["product"]].append((row["released"], row["build"]))
    return {product: sorted(builds) for product, builds in found.items()}


def servers(rows):
    return range(0, rows, 10)


def tenant(n, rows, tenants):
    return n * tenants // rows


def estate(path, day, rows, tenants, known, everything):
    """An inventory of a day: a server has the newest update of its product, or is up to five behind."""
    expected = generate.Expected(tenants)
    with open(path, "w", encoding="utf-8") as out:
        out.write(generate.INVENTORY + "\n")
        for n in range(rows) if everything else servers(rows):
            whose = tenant(n, rows, tenants)
            if n % 10:
                line = generate.machine(n, whose, False, expected)
                out.write(re.sub(r"2021-08-16T", f"{day}T", line) + "\n")
                continue
            mix = generate.mixed(n)
            product = PRODUCTS[mix % 3]
            out_by_then = [build for released, build in known[product] if released <= day]
            build = out_by_then[max(0, len(out_by_then) - 1 - mix // 3 % 6)]
            slug = f"t-{whose:05d}"
            out.write(
                f"{slug},mx{n},mx{n}.{slug}.example.org,,2001:db8:{whose:x}::{n % 65536:x},Windows Server 2016,{product},"
                f"{build},Mailbox,,,,,{day}T{mix % 24:02d}:{mix % 60:02d}:00Z\n")


def scan(path, day, turn, rows, tenants):
    with open(path, "w", encoding="utf-8") as out:
        out.write("Tenant,IP Address,Port,Protocol,State,Last Seen\n")
        for n in servers(rows):
            whose = tenant(n, rows, tenants)
            state = "open" if (generate.mixed(n) + turn) % 5 < 3 else "closed"
            out.write(f"t-{whose:05d},2001:db8:{whose:x}::{n % 65536:x},443,tcp,{state},{day}T23:30:00Z\n")


def fill(program, env, work, rows, tenants):
    known = releases()
    for turn, day in enumerate(ESTATES):
        say(f"taking in {day}")
        inventory, look = work / f"estate-{day}.csv", work / f"scan-{day}.csv"
        estate(inventory, day, rows, tenants, known, everything=turn == 0)
        scan(look, day, turn, rows, tenants)
        for command in (["import", inventory, "--create-tenants", "-q"], ["import", look, "--vantage", "internet", "-q"]):
            subprocess.run([program, *command], env=env, check=True, stdout=subprocess.DEVNULL)
        inventory.unlink()
        look.unlink()


def fingerprint(folder):
    """Of all files below a folder, by path and bytes."""
    whole = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            whole.update(str(path.relative_to(folder)).encode() + b"\0" + path.read_bytes())
    return whole.hexdigest()


def figures(page):
    """What the report card of a page says: measure -> value as written; each row is known by its small line of weeks."""
    found = {}
    for row in re.findall(r"<tr[^>]*>.*?</tr>", page, re.S):
        value = re.search(r'class="(?:big|tag tag-unk)">([^<]+)<', row)
        measure = re.search(r'"sp-([a-z0-9_]+)-t"', row)
        if value and measure and measure[1] != "adoption" and "%" not in value[1]:
            found[measure[1]] = "" if value[1] == "not known" else value[1].replace(",", "")
    return found


def look(program, env, out, tenants):
    """Ten pages drawn at random: every count of its report card against SQL. Returns how many were compared."""
    drawn = random.Random(33).sample(range(tenants), min(10, tenants))
    compared = 0
    for number in drawn:
        slug = f"t-{number:05d}"
        page = figures((out / LAST / slug / f"{slug}-{LAST}.html").read_text(encoding="utf-8"))
        if not page:
            sys.exit(f"the page of {slug} has no figures")
        answer = output(
            [program, "sql", "-t", slug, f"select measure, value from tenant_weeks where week = '{LAST}'", "-o", "csv", "-q",
             "--limit", "0"], env)
        row = {line["measure"]: line["value"] for line in csv.DictReader(io.StringIO(answer))}
        for name, value in page.items():
            compared += 1
            if row[name] != value:
                sys.exit(f"{slug}: the page says {name} {value}, SQL says {row[name]}")
    return compared


def trend_in_duckdb(program, env, work):
    """What runs the trend in DuckDB over the same rows and measures it."""
    python = duckdb_python(work.parent)
    rows, store = work / "weeks.csv", work / "weeks.duckdb"
    with open(rows, "wb") as out:
        subprocess.run([program, "sql", ROWS, "-o", "csv", "-q", "--limit", "0", "--timeout", "600", "--memory", "4096"], env=env, check=True, stdout=out)
    store.unlink(missing_ok=True)
    columns = "{'week': 'varchar', 'measure': 'varchar', 'value': 'bigint'}"
    table = f"create table tenant_weeks as select * from read_csv('{rows}', header = true, columns = {columns})"
    fill = f"import duckdb\nduckdb.connect({str(store)!r}).execute({table!r})"
    subprocess.run([python, "-c", fill], check=True)
    rows.unlink()
    ask = (f"import duckdb\nfor row in duckdb.connect({str(store)!r}, read_only=True).execute({TREND!r}).fetchall():"
           " print(*row, sep=',')")
    return lambda: measured([python, "-c", ask], env)


def numbers(text, skip):
    return [[float(cell) if re.fullmatch(r"-?[0-9.]+", cell) else cell.replace("None", "") for cell in line.split(",")]
            for line in text.decode().splitlines()[skip:]]


def main():
    parser = argparse.ArgumentParser(description="measure the weekly reports of a large portfolio")
    parser.add_argument("--tenants", type=int, default=5_000)
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--program", type=pathlib.Path, default=ROOT / ".build/release/muster")
    parser.add_argument("--work", type=pathlib.Path, default=ROOT / ".build/benchmarks/report")
    parser.add_argument("--keep", action="store_true", help="use the store of the last run, where it is there")
    parser.add_argument("--no-peers", action="store_true")
    parser.add_argument("--readme", type=pathlib.Path)
    args = parser.parse_args()
    rows = args.tenants * 200
    args.work.mkdir(parents=True, exist_ok=True)
    store = args.work / "muster.db"
    env = {**os.environ, "MUSTER_DB": str(store), "MUSTER_ACTOR": "bench"}
    if not (args.keep and store.exists()):
        without(store)
        fill(args.program, env, args.work, rows, args.tenants)
    outs = [args.work / f"out-{i}" for i in (1, 2)]
    for out in outs:
        shutil.rmtree(out, ignore_errors=True)
    weekly = ["report", "weekly", "--week", LAST, "--formats", "html", "-q", "-o", "csv"]

    say("freezing 52 weeks of every tenant")
    # Weeks are frozen once: a store that is kept keeps what that took.
    once = args.work / "frozen.txt"
    seconds, memory, _ = measured([args.program, *weekly, "--all-tenants", "--out", outs[0]], env)
    if not (args.keep and once.exists()):
        once.write_text(f"{seconds} {memory}")
    results = [("52 weeks frozen, all pages, once", *map(float, once.read_text().split()), None)]
    say("pages of all tenants")
    runs = [measured([args.program, *weekly, "--all-tenants", "--out", outs[1]], env) for _ in range(args.repeat)]
    results.append(("pages of all tenants", *median(runs), BUDGETS["pages"]))
    same = fingerprint(outs[0]) == fingerprint(outs[1])
    runs = [measured([args.program, *weekly, "--out", outs[1]], env) for _ in range(args.repeat)]
    results.append(("page of the portfolio", *median(runs), BUDGETS["portfolio"]))
    say("figures of ten tenants")
    compared = look(args.program, env, outs[1], args.tenants)

    ratio = None
    peer = None if args.no_peers else trend_in_duckdb(args.program, env, args.work)
    if peer:
        say("the trend beside DuckDB")
        own, theirs = [], []
        for _ in range(args.repeat):
            own.append(measured([args.program, "sql", TREND, "-o", "csv", "-q", "--limit", "0", "--timeout", "600",
                                 "--memory", "4096"], env))
            theirs.append(peer())
        if numbers(own[0][2], 1) != numbers(theirs[0][2], 0):
            sys.exit("the trend by muster sql and by DuckDB differ")
        ratio = median(own)[0] / median(theirs)[0]
        results.append(("trend by `muster sql`", *median(own), None))
        results.append(("trend by DuckDB, its table made before", *median(theirs), None))

    lines = [
        f"{args.tenants:,} tenants, 52 weeks, {rows:,} assets, one in ten a server; whole processes, medians of {args.repeat}.", "",
        "| what | s | MiB | budget |", "|---|--:|--:|--:|",
    ]
    fits = same
    for name, seconds, memory, budget in results:
        holds = budget is None or seconds <= budget
        fits = fits and (holds or args.tenants > 5_000)
        lines.append(f"| {name} | {seconds:.2f} | {memory:,.0f} | {'–' if budget is None else f'{budget:.0f} s' + ('' if holds else ', not held')} |")
    lines += ["", f"The pages of two runs are {'the same byte by byte' if same else 'NOT the same'}; {compared} figures on the pages of ten "
              "tenants drawn at random equal those of SQL." + (f" The trend takes {ratio:.1f} times as long as DuckDB." if ratio else "")]
    text = "\n".join(lines)
    print(text)
    if args.readme:
        into(args.readme, "report", text)
    sys.exit(0 if fits else 1)


if __name__ == "__main__":
    main()
