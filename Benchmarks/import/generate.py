#!/usr/bin/env python3
"""Writes an inventory CSV as a large estate would export it: the same bytes for the same arguments.

    Benchmarks/import/generate.py [--rows 1000000] [--tenants 5000] [--shuffle] > estate.csv

Rows come in tenant order (--shuffle: in none); one in ten is an Exchange server. Of the 14 columns, owners and sites
are partly in scripts other than Latin, notes hold quotes, commas and, one in fifty, a line end inside the cell.
"""

import argparse
import sys

HEADER = ("Tenant,Host,FQDN,IP Address,Public IP,OS,Product,Version,Role,Owner,Site,Criticality,Notes,Last Seen")

VERSIONS = [
    ("Exchange Server 2016", "15.1.2308.14"), ("Exchange Server 2016", "15.1.2242.4"), ("Exchange Server 2019", "15.2.922.13"),
    ("Exchange Server 2019", "15.2.858.5"), ("Exchange Server 2013", "15.0.1497.23"), ("Exchange Server 2016", "15.01.2176.002"),
    ("Exchange Server 2016", "15.1.2308"), ("Exchange Server 2019", "15.2.792.10"), ("Exchange Server 2013", "15.0.1497.2"),
    ("Exchange Server 2016", "15.1.2106.13"), ("Exchange Server 2019", "15.2.922.7"), ("Exchange Server 2010", "14.3.513.0"),
]
SYSTEMS = ["Windows Server 2016", "Windows Server 2019", "Windows Server 2012 R2", "Windows 10 Enterprise", "Debian 10"]
KINDS = ["app", "db", "file", "ws", "print", "web", "dc", "term", "bak"]
OWNERS = ["Jörg Weiß", "Anna Groß", "佐藤 葵", "髙橋 健", "Дарья Смирнова", "Dana Whitfield", "Ελένη Παππά", "Sam Ortiz"]
SITES = ["Hamburg", "東京本社", "Chicago", "Łódź", "大阪", "Madison"]
NOTES = ["", "", "", "rack 4", "\"to be replaced, when the budget is there\"", "\"called \"\"the old one\"\"\""]
CRITICALITY = ["low", "medium", "high"]


def row(n, tenant):
    """Row n of the file, without a line end. What varies follows from n by multiplication, so that no state is kept."""
    mixed = n * 2654435761 % 4294967296
    slug = f"t-{tenant:05d}"
    if n % 10 == 0:
        host = f"mx{n}"
        product, version = VERSIONS[mixed % len(VERSIONS)]
        public = f"2001:db8:{tenant:x}::{n % 65536:x}"
        system, role = SYSTEMS[mixed % 3], "Mailbox"
    else:
        host = f"{KINDS[mixed % len(KINDS)]}{n}"
        product = version = public = role = ""
        system = SYSTEMS[mixed % len(SYSTEMS)]
    note = "\"two lines:\nthe second\"" if n % 50 == 7 else NOTES[mixed % len(NOTES)]
    return (f"{slug},{host},{host}.{slug}.example.org,10.{n >> 16 & 255}.{n >> 8 & 255}.{n & 255},{public},{system},{product},"
            f"{version},{role},{OWNERS[mixed % len(OWNERS)]},{SITES[mixed % len(SITES)]},{CRITICALITY[mixed % 3]},{note},"
            f"2021-08-16T{mixed % 24:02d}:{mixed % 60:02d}:{mixed % 59:02d}Z")


def main():
    parser = argparse.ArgumentParser(description="write a large inventory CSV to standard output")
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--tenants", type=int, default=5_000)
    parser.add_argument("--shuffle", action="store_true", help="rows in no order of tenants")
    args = parser.parse_args()
    out = sys.stdout
    out.reconfigure(encoding="utf-8", newline="")
    out.write(HEADER + "\r\n")
    chunk = []
    for n in range(args.rows):
        # A step that has no common factor with the number of rows visits each once.
        k = n * 999_983 % args.rows if args.shuffle else n
        chunk.append(row(k, k * args.tenants // args.rows + 1))
        if len(chunk) == 10_000:
            out.write("\r\n".join(chunk) + "\r\n")
            chunk.clear()
    if chunk:
        out.write("\r\n".join(chunk) + "\r\n")


main()
