#!/usr/bin/env python3
"""Writes a large CSV as a large estate would export it: the same bytes for the same arguments.

    Benchmarks/import/generate.py [--rows 1000000] [--tenants 5000] [--shuffle] [--servers ten|all] > estate.csv
    Benchmarks/import/generate.py --scan [--rows 1000000] [--tenants 5000] [--shuffle] > scan.csv

Rows come in tenant order (--shuffle: in none). In an inventory one row in ten is an Exchange server (--servers all:
every row). Of its 14 columns, owners and sites are partly in scripts other than Latin, notes hold quotes, commas and,
one in fifty, a line end inside the cell. A scan has a row per address and port; what answers on 443 of one address in
ten is Exchange.
"""

import argparse
import sys

INVENTORY = ("Tenant,Host,FQDN,IP Address,Public IP,OS,Product,Version,Role,Owner,Site,Criticality,Notes,Last Seen")
SCAN = "Tenant,IP Address,Port,Protocol,State,Product,Web Version,Last Seen"

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
PORTS = [443, 25, 80, 587]
STATES = ["open", "closed", "filtered", "open"]


def mixed(n):
    """What varies follows from n by multiplication, so that no state is kept."""
    return n * 2654435761 % 4294967296


def moment(mix):
    return f"2021-08-16T{mix % 24:02d}:{mix % 60:02d}:{mix % 59:02d}Z"


def machine(n, tenant, all_servers):
    """Row n of an inventory, without a line end."""
    mix = mixed(n)
    slug = f"t-{tenant:05d}"
    if all_servers or n % 10 == 0:
        host = f"mx{n}"
        product, version = VERSIONS[mix % len(VERSIONS)]
        public = f"2001:db8:{tenant:x}::{n % 65536:x}"
        system, role = SYSTEMS[mix % 3], "Mailbox"
    else:
        host = f"{KINDS[mix % len(KINDS)]}{n}"
        product = version = public = role = ""
        system = SYSTEMS[mix % len(SYSTEMS)]
    note = "\"two lines:\nthe second\"" if n % 50 == 7 else NOTES[mix % len(NOTES)]
    return (f"{slug},{host},{host}.{slug}.example.org,10.{n >> 16 & 255}.{n >> 8 & 255}.{n & 255},{public},{system},{product},"
            f"{version},{role},{OWNERS[mix % len(OWNERS)]},{SITES[mix % len(SITES)]},{CRITICALITY[mix % 3]},{note},{moment(mix)}")


def endpoint(n, tenant):
    """Row n of a scan, without a line end: four ports of each address follow each other."""
    machine, port = n // 4, PORTS[n % 4]
    mix = mixed(n)
    product = version = ""
    if port == 443 and machine % 10 == 0:
        product, version = "Outlook", VERSIONS[mix % len(VERSIONS)][1]
    state = "open" if product else STATES[mix % len(STATES)]
    return f"t-{tenant:05d},2001:db8:{tenant:x}::{machine % 65536:x},{port},tcp,{state},{product},{version},{moment(mix)}"


def main():
    parser = argparse.ArgumentParser(description="write a large inventory or scan CSV to standard output")
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--tenants", type=int, default=5_000)
    parser.add_argument("--shuffle", action="store_true", help="rows in no order of tenants")
    parser.add_argument("--servers", choices=["ten", "all"], default="ten", help="one row in ten is an Exchange server, or all")
    parser.add_argument("--scan", action="store_true", help="a scan, not an inventory")
    args = parser.parse_args()
    out = sys.stdout
    out.reconfigure(encoding="utf-8", newline="")
    out.write((SCAN if args.scan else INVENTORY) + "\r\n")
    chunk = []
    for n in range(args.rows):
        # A step that has no common factor with the number of rows visits each once.
        k = n * 999_983 % args.rows if args.shuffle else n
        tenant = k * args.tenants // args.rows + 1
        chunk.append(endpoint(k, tenant) if args.scan else machine(k, tenant, args.servers == "all"))
        if len(chunk) == 10_000:
            out.write("\r\n".join(chunk) + "\r\n")
            chunk.clear()
    if chunk:
        out.write("\r\n".join(chunk) + "\r\n")


main()
