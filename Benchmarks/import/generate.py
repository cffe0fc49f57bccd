#!/usr/bin/env python3
"""Writes a large CSV as a large estate would export it: the same bytes for the same arguments.

    Benchmarks/import/generate.py [--rows 1000000] [--tenants 5000] [--shuffle] [--servers ten|all] > estate.csv
    Benchmarks/import/generate.py --scan [--rows 1000000] [--tenants 5000] [--shuffle] > scan.csv

Rows come in tenant order (--shuffle: in none). In an inventory one row in ten is an Exchange server (--servers all:
every row). Of its 14 columns, owners and sites are partly in scripts other than Latin, notes hold quotes, commas and,
one in fifty, a line end inside the cell. A scan has a row per address and port; what answers on 443 of one address in
ten is Exchange.

--expect FILE also writes, as JSON, what must stand on the follow-up list of 2021-08-20 once the file is taken in. It is
counted row by row from a table of Microsoft's updates beside the versions here, and knows nothing of the program.
"""

import argparse
import collections
import json
import sys

INVENTORY = ("Tenant,Host,FQDN,IP Address,Public IP,OS,Product,Version,Role,Owner,Site,Criticality,Notes,Last Seen")
SCAN = "Tenant,IP Address,Port,Protocol,State,Product,Web Version,Last Seen"

# Product, version as written, patch level on 2021-08-20, and whether ProxyShell is open: it was fixed by the updates of
# May 2021 and is in no cumulative update of June 2021 (2016 CU21, 2019 CU10); Exchange 2010 does not have it. Of three
# parts only the cumulative update is proved, so that its patch level is not known.
VERSIONS = [
    ("Exchange Server 2016", "15.1.2308.14", "current", False), ("Exchange Server 2016", "15.1.2242.4", "behind", True),
    ("Exchange Server 2019", "15.2.922.13", "current", False), ("Exchange Server 2019", "15.2.858.5", "behind", True),
    ("Exchange Server 2013", "15.0.1497.23", "current", False), ("Exchange Server 2016", "15.01.2176.002", "behind", True),
    ("Exchange Server 2016", "15.1.2308", "unknown", False), ("Exchange Server 2019", "15.2.792.10", "behind", True),
    ("Exchange Server 2013", "15.0.1497.2", "behind", True), ("Exchange Server 2016", "15.1.2106.13", "behind", True),
    ("Exchange Server 2019", "15.2.922.7", "behind", False), ("Exchange Server 2010", "14.3.513.0", "unsupported", False),
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
    """What varies follows from n by multiplication, so that no state is kept; the lower bits hardly vary."""
    return n * 2654435761 % 4294967296 >> 8


def moment(mix):
    return f"2021-08-16T{mix % 24:02d}:{mix % 60:02d}:{mix % 59:02d}Z"


class Expected:
    """What the list must say: its servers, how they are patched, on how many ProxyShell is open, and some by name. Of the
    whole file, and of twenty of its tenants."""

    def __init__(self, tenants):
        self.every = max(1, tenants // 20)
        self.lists = {}

    def server(self, tenant, name, version):
        self.count("", tenant, name, version)
        if tenant % self.every == 1 % self.every:
            self.count(f"t-{tenant:05d}", tenant, name, version)

    def count(self, of, tenant, name, version):
        _, _, level, is_open = version
        found = self.lists.setdefault(of, {"servers": 0, "levels": collections.Counter(), "ProxyShell": 0, "known": {}})
        found["servers"] += 1
        found["levels"][level] += 1
        found["ProxyShell"] += is_open
        if name and found["servers"] % 100_000 in (1, 2, 3):
            found["known"][f"t-{tenant:05d} {name}"] = [level, is_open]

    def write(self, path):
        with open(path, "w", encoding="utf-8") as out:
            json.dump(self.lists, out)


def machine(n, tenant, all_servers, expected):
    """Row n of an inventory, without a line end."""
    mix = mixed(n)
    slug = f"t-{tenant:05d}"
    if all_servers or n % 10 == 0:
        host = f"mx{n}"
        version = VERSIONS[mix % len(VERSIONS)]
        expected.server(tenant, f"{host}.{slug}.example.org", version)
        product, build = version[:2]
        public = f"2001:db8:{tenant:x}::{n % 65536:x}"
        system, role = SYSTEMS[mix % 3], "Mailbox"
    else:
        host = f"{KINDS[mix % len(KINDS)]}{n}"
        product = build = public = role = ""
        system = SYSTEMS[mix % len(SYSTEMS)]
    note = "\"two lines:\nthe second\"" if n % 50 == 7 else NOTES[mix % len(NOTES)]
    return (f"{slug},{host},{host}.{slug}.example.org,10.{n >> 16 & 255}.{n >> 8 & 255}.{n & 255},{public},{system},{product},"
            f"{build},{role},{OWNERS[mix % len(OWNERS)]},{SITES[mix % len(SITES)]},{CRITICALITY[mix % 3]},{note},{moment(mix)}")


def endpoint(n, tenant, expected):
    """Row n of a scan, without a line end: four ports of each address follow each other."""
    machine, port = n // 4, PORTS[n % 4]
    mix = mixed(n)
    product = build = ""
    if port == 443 and machine % 10 == 0:
        version = VERSIONS[mix % len(VERSIONS)]
        expected.server(tenant, None, version)
        product, build = "Outlook", version[1]
    state = "open" if product else STATES[mix % len(STATES)]
    return f"t-{tenant:05d},2001:db8:{tenant:x}::{machine % 65536:x},{port},tcp,{state},{product},{build},{moment(mix)}"


def main():
    parser = argparse.ArgumentParser(description="write a large inventory or scan CSV to standard output")
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--tenants", type=int, default=5_000)
    parser.add_argument("--shuffle", action="store_true", help="rows in no order of tenants")
    parser.add_argument("--servers", choices=["ten", "all"], default="ten", help="one row in ten is an Exchange server, or all")
    parser.add_argument("--scan", action="store_true", help="a scan, not an inventory")
    parser.add_argument("--expect", metavar="FILE", help="write what must stand on the list")
    args = parser.parse_args()
    out = sys.stdout
    out.reconfigure(encoding="utf-8", newline="")
    out.write((SCAN if args.scan else INVENTORY) + "\r\n")
    expected = Expected(args.tenants)
    chunk = []
    for n in range(args.rows):
        # A step that has no common factor with the number of rows visits each once.
        k = n * 999_983 % args.rows if args.shuffle else n
        # The four ports of an address are one tenant's.
        first = k // 4 * 4 if args.scan else k
        tenant = first * args.tenants // args.rows + 1
        chunk.append(endpoint(k, tenant, expected) if args.scan else machine(k, tenant, args.servers == "all", expected))
        if len(chunk) == 10_000:
            out.write("\r\n".join(chunk) + "\r\n")
            chunk.clear()
    if chunk:
        out.write("\r\n".join(chunk) + "\r\n")
    if args.expect:
        expected.write(args.expect)


if __name__ == "__main__":
    main()
