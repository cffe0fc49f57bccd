#!/usr/bin/env python3
"""Writes the sample files of three invented tenants, the same bytes every time.

    python3 SampleData/generate.py          writes beside this file; git diff shows what a change of the story changes

README.md tells the story; this file holds it as data (SERVERS, the scans, the feed) and dresses it in the shapes that
customers' files have. Nothing here is drawn by chance: what looks random follows from names and week numbers.
Addresses are from the documentation ranges, names under example.org.
"""

import datetime as dt
import pathlib
import shutil
import zlib

HERE = pathlib.Path(__file__).parent
MONDAYS = [dt.date(2021, 6, 28) + dt.timedelta(weeks=w) for w in range(12)]
WEDNESDAYS = [monday + dt.timedelta(days=2) for monday in MONDAYS]
NORTHWIND_FALLS_SILENT = dt.date(2021, 7, 29)


def day(text):
    return dt.date.fromisoformat(text)


def since(*steps):
    """A value over time: since("2021-06-28", "a", "2021-07-19", "b")(date) is None, then "a", then "b"."""
    pairs = [(day(steps[i]), steps[i + 1]) for i in range(0, len(steps), 2)]

    def at(date):
        value = None
        for start, v in pairs:
            if date >= start:
                value = v
        return value

    return at


def spread(name, week, below):
    """A number that depends on the name and the week and nothing else."""
    return zlib.crc32(f"{name} {week}".encode()) % below


class Machine:
    def __init__(self, name, private, os, owner, site, public="", product="", role="", build=None, listed="2021-06-28"):
        self.name, self.private, self.os, self.owner, self.site = name, private, os, owner, site
        self.public, self.product, self.role = public, product, role
        self.build = build or (lambda date: "")
        self.listed = day(listed)


# ---------------------------------------------------------------------------------------------------------------------
# The machines. Versions are what the customer's tool wrote into the cell, from that Monday on.

EX16, EX13, EX19 = "Exchange Server 2016", "Exchange Server 2013", "Exchange Server 2019"

FABRIKAM = [
    Machine("fab-mail01", "10.20.1.11", "Windows Server 2016", "Jörg Weiß", "Hamburg – Hafen",
            "203.0.113.25, 2001:db8:25::25", EX16, "Mailbox",
            since("2021-06-28", "15.1.2242.4", "2021-09-06", "15.1.2308.14")),
    Machine("fab-mail02", "10.20.1.12", "Windows Server 2016", "Jörg Weiß", "Hamburg – Hafen",
            "203.0.113.26", EX16, "Mailbox", since("2021-06-28", "15.1.2242.10", "2021-07-19", "15.1.2308.14")),
    Machine("fab-mbx03", "10.20.1.13", "Windows Server 2016", "Käthe Möller", "Köln",
            "", EX16, "Mailbox", since("2021-07-05", "15.1.2308"), listed="2021-07-05"),
    Machine("fab-edge01", "10.20.9.5", "Windows Server 2019", "Jörg Weiß", "Hamburg – Hafen",
            "203.0.113.40", EX19, "Edge", since("2021-07-19", "15.2.922.13"), listed="2021-07-19"),
    Machine("fab-mgmt01", "10.20.2.20", "Windows Server 2016", "Anna Groß", "Hamburg – Hafen",
            "", "Exchange Server 2016 Management Tools", "Management Tools", since("2021-06-28", "15.1.2242.4")),
    Machine("fab-vpn01", "10.20.9.2", "OpenBSD 6.9", "Björn Köhler", "Hamburg – Hafen", "203.0.113.5"),
    Machine("fab-web01", "10.20.9.3", "Debian 10", "Anna Groß", "Hamburg – Hafen", "203.0.113.10"),
]
CONTOSO = [
    Machine("mx-tokyo-01", "10.81.1.21", "Windows Server 2012 R2", "髙橋 健", "東京本社",
            "198.51.100.20", EX13, "Mailbox, ClientAccess",
            since("2021-06-28", "15.0.1497.15", "2021-08-30", "15.0.1497.23")),
    Machine("mx-osaka-01", "10.81.6.31", "Windows Server 2019", "佐藤 葵", "大阪①",
            "198.51.100.30", EX19, "Mailbox",
            since("2021-06-28", "15.2.858.12", "2021-07-05", "15.2.922.7", "2021-07-26", "15.2.922.13")),
    Machine("mx-osaka-02", "10.81.6.32", "Windows Server 2019", "佐藤 葵", "大阪②",
            "198.51.100.30", EX19, "Mailbox", since("2021-06-28", "15.2.858.5")),
    Machine("mx-nagoya-01", "10.81.4.41", "Windows Server 2019", "髙橋 健", "名古屋",
            "198.51.100.40", EX19, "Mailbox", since("2021-06-28", "15.2.858.12")),
    Machine("gw-tokyo-01", "10.81.9.1", "FortiOS 6.4", "鈴木 ㈱保守", "東京本社", "198.51.100.10"),
    Machine("www-tokyo-01", "10.81.9.2", "Red Hat Enterprise Linux 8", "鈴木 ㈱保守", "東京本社", "198.51.100.11"),
]
NORTHWIND = [
    Machine("nw-ex01", "10.5.0.10", "Windows Server 2019", "Dana Whitfield", "Chicago", "192.0.2.10"),
    Machine("nw-ex02", "10.5.0.11", "Windows Server 2016", "Dana Whitfield", "Chicago", "",
            EX16, "Mailbox", since("2021-07-05", "15.1.2308.8"), listed="2021-07-05"),
    Machine("nw-fw01", "10.5.0.1", "pfSense 2.5", "Sam Ortiz", "Chicago", "192.0.2.1"),
]


def ordinary(prefix, network, kinds, owners, sites):
    """Machines that have nothing to do with Exchange, so that the lists look like lists."""
    machines = []
    for kind, count, os in kinds:
        for n in range(1, count + 1):
            name = f"{prefix}{kind}{n:02d}"
            k = spread(name, 0, 1000)
            machines.append(Machine(name, f"{network}.{len(machines) // 200 + 3}.{len(machines) % 200 + 10}", os,
                                    owners[k % len(owners)], sites[k % len(sites)]))
    return machines


FABRIKAM += ordinary(
    "fab-", "10.20",
    [("dc", 2, "Windows Server 2019"), ("file", 3, "Windows Server 2016"), ("sql", 3, "Windows Server 2016"),
     ("app", 5, "Windows Server 2019"), ("hv", 3, "Windows Server 2019"), ("bak", 1, "Windows Server 2012 R2"),
     ("ws", 12, "Windows 10 Enterprise")],
    ["Jörg Weiß", "Anna Groß", "Björn Köhler", "Käthe Möller"], ["Hamburg – Hafen", "München", "Köln"])
CONTOSO += ordinary(
    "", "10.81",
    [("ad-tokyo-", 2, "Windows Server 2019"), ("fs-osaka-", 2, "Windows Server 2016"),
     ("db-tokyo-", 2, "Windows Server 2019"), ("kaikei-", 2, "Windows Server 2012 R2"),
     ("pc-tokyo-", 8, "Windows 10 Pro"), ("pc-osaka-", 6, "Windows 10 Pro")],
    ["髙橋 健", "佐藤 葵", "渡邉 悠"], ["東京本社", "大阪①", "大阪②", "名古屋"])
NORTHWIND += ordinary(
    "nw-", "10.5",
    [("dc", 2, "Windows Server 2019"), ("fs", 2, "Windows Server 2016"), ("erp", 2, "Windows Server 2019"),
     ("pos", 8, "Windows 10 IoT"), ("lt", 6, "Windows 10 Pro")],
    ["Dana Whitfield", "Sam Ortiz", "Priya Raman"], ["Chicago", "Madison"])


def last_seen(machine, monday, week):
    """Servers report on the Monday between 05:00 and 05:59 local time; some workstations were last on the Friday.

    One notebook was lost in June. Its 24.06. is also what proves, week after week, that the day comes first.
    """
    minute = spread(machine.name, week, 60)
    if machine.name == "fab-ws07":
        return dt.datetime(2021, 6, 24, 16, 20)
    if "Windows 10" in machine.os and spread(machine.name, week, 4) == 0:
        return dt.datetime.combine(monday - dt.timedelta(days=3), dt.time(17, minute))
    return dt.datetime.combine(monday, dt.time(5, minute))


def on_list(machines, monday):
    return sorted((m for m in machines if m.listed <= monday), key=lambda m: m.name)


# ---------------------------------------------------------------------------------------------------------------------
# The shapes.

def write(path, text, encoding, bom=b""):
    path = HERE / path
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(bom + text.encode(encoding))


def quoted(cell, delimiter=","):
    needs = any(c in cell for c in (delimiter, '"', "\n"))
    return '"' + cell.replace('"', '""') + '"' if needs else cell


def delimited(rows, delimiter):
    return "".join(delimiter.join(quoted(cell, delimiter) for cell in row) + "\r\n" for row in rows)


def fabrikam_inventory(monday, week):
    """Excel in German: semicolons, Windows-1252, day first, local time."""
    rows = [["Servername", "FQDN", "IP-Adresse", "Öffentliche IP", "Betriebssystem", "Produkt", "Exchange-Version",
             "Rolle", "Verantwortlich", "Standort", "Kostenstelle", "Zuletzt gesehen"]]
    for m in on_list(FABRIKAM, monday):
        rows.append([m.name.upper(), f"{m.name}.fabrikam.example.org", m.private, m.public, m.os, m.product,
                     m.build(monday) or "", m.role, m.owner, m.site, str(4100 + spread(m.owner, 0, 9) * 10),
                     f"{last_seen(m, monday, week):%d.%m.%Y %H:%M}"])
    if monday == day("2021-08-16"):
        # A slip of the keyboard: no such address. The row is refused, the file is not.
        rows.append(["FAB-PRN01", "fab-prn01.fabrikam.example.org", "10.20.3.300", "", "", "", "", "", "Anna Groß",
                     "Köln", "4100", "16.08.2021 05:10"])
    write(f"fabrikam/{monday}-inventar.csv", delimited(rows, ";"), "cp1252")


def contoso_inventory(monday, week):
    """A Japanese ledger: CP932 with the characters that plain Shift_JIS lacks, local time."""
    rows = [["ホスト名", "FQDN", "IPアドレス", "グローバルIP", "OS", "製品", "バージョン", "役割", "管理者", "設置場所", "最終確認日時"]]
    for m in on_list(CONTOSO, monday):
        rows.append([m.name, f"{m.name}.contoso.example.org", m.private, m.public, m.os, m.product,
                     m.build(monday) or "", m.role, m.owner, m.site, f"{last_seen(m, monday, week):%Y/%m/%d %H:%M}"])
    write(f"contoso-jp/{monday}-daicho.csv", delimited(rows, ","), "cp932")


def northwind_assets(monday, week):
    """A plain inventory in UTF-8; one note runs over two lines."""
    rows = [["Host", "FQDN", "IP Address", "Public IP", "OS", "Software", "Exchange Build", "Owner", "Notes",
             "Last Seen"]]
    for m in on_list(NORTHWIND, monday):
        note = "till 3,\nmoved to the \"back\" room" if m.name == "nw-pos03" else ""
        rows.append([m.name, f"{m.name}.northwind.example.org", m.private, m.public, m.os, m.product,
                     m.build(monday) or "", m.owner, note, f"{last_seen(m, monday, week):%Y-%m-%d %H:%M:%S}"])
    write(f"northwind/{monday}-assets.csv", delimited(rows, ","), "utf-8")


def northwind_exchange_servers(date, servers):
    """Get-ExchangeServer | Export-Csv -Encoding Unicode: UTF-16LE, a #TYPE line, all cells quoted, no time of its own."""
    header = ["Name", "DataPath", "Domain", "Edition", "ExchangeLegacyDN", "Fqdn", "IsHubTransportServer",
              "IsClientAccessServer", "IsEdgeServer", "IsMailboxServer", "IsUnifiedMessagingServer", "OrganizationalUnit",
              "AdminDisplayVersion", "Site", "ServerRole", "ErrorReportingEnabled", "ProductID", "ExchangeVersion",
              "DistinguishedName", "Identity", "Guid", "ObjectClass", "WhenChanged", "WhenCreated", "OriginatingServer",
              "IsValid", "ObjectState"]
    rows = [header]
    for name, display, guid, created, unified in servers:
        group = "Exchange Administrative Group (FYDIBOHF23SPDLT)"
        dn = (f"CN={name},CN=Servers,CN={group},CN=Administrative Groups,CN=Northwind,CN=Microsoft Exchange,CN=Services,"
              "CN=Configuration,DC=northwind,DC=example,DC=org")
        rows.append([name, "C:\\Program Files\\Microsoft\\Exchange Server\\V15\\Mailbox", "northwind.example.org",
                     "Standard", f"/o=Northwind/ou={group}/cn=Configuration/cn=Servers/cn={name}",
                     f"{name.lower()}.northwind.example.org", "True", "True", "False", "True", unified,
                     f"northwind.example.org/{name}", display, "northwind.example.org/Configuration/Sites/Chicago",
                     "Mailbox", "False", "", "0.1 (8.0.535.0)", dn, name, guid, "top server msExchExchangeServer",
                     "6/24/2021 4:41:09 PM" if name == "NW-EX01" else "7/1/2021 6:30:00 PM", created,
                     "nw-dc01.northwind.example.org", "True", "Unchanged"])
    text = "#TYPE Microsoft.Exchange.Data.Directory.Management.ExchangeServer\r\n"
    text += "".join(",".join('"' + cell + '"' for cell in row) + "\r\n" for row in rows)
    write(f"northwind/{date}-exchange-servers.csv", text, "utf-16-le", bom=b"\xff\xfe")


def nmap(path, start, hosts):
    """nmap -oX of two ports. A host is (address, PTR name, state of 25, state of 443)."""
    reasons = {"open": "syn-ack", "closed": "reset", "filtered": "no-response"}
    stamp = "%a %b %d %H:%M:%S %Y"
    begin = int(start.timestamp())
    addresses = " ".join(h[0] for h in hosts)
    args = f"nmap -sS -Pn -p 25,443 -oX {pathlib.Path(path).name} {addresses}"
    out = ['<?xml version="1.0" encoding="UTF-8"?>', "<!DOCTYPE nmaprun>",
           '<?xml-stylesheet href="file:///usr/bin/../share/nmap/nmap.xsl" type="text/xsl"?>',
           f"<!-- Nmap 7.91 scan initiated {start:{stamp}} as: {args} -->",
           f'<nmaprun scanner="nmap" args="{args}" start="{begin}" startstr="{start:{stamp}}" '
           'version="7.91" xmloutputversion="1.05">',
           '<scaninfo type="syn" protocol="tcp" numservices="2" services="25,443"/>', '<verbose level="0"/>',
           '<debugging level="0"/>']
    for n, (address, name, smtp, https) in enumerate(hosts):
        out += [f'<host starttime="{begin + n}" endtime="{begin + n + 2}">'
                '<status state="up" reason="user-set" reason_ttl="0"/>',
                f'<address addr="{address}" addrtype="ipv4"/>', "<hostnames>", f'<hostname name="{name}" type="PTR"/>',
                "</hostnames>", "<ports>"]
        for port, state, service in ((25, smtp, "smtp"), (443, https, "https")):
            out.append(f'<port protocol="tcp" portid="{port}">'
                       f'<state state="{state}" reason="{reasons[state]}" reason_ttl="0"/>'
                       f'<service name="{service}" method="table" conf="3"/></port>')
        out += ["</ports>", '<times srtt="21520" rttvar="9340" to="100000"/>', "</host>"]
    end = start + dt.timedelta(seconds=len(hosts) + 3)
    seconds, total = len(hosts) + 3, len(hosts)
    out += [f'<runstats><finished time="{int(end.timestamp())}" timestr="{end:{stamp}}" '
            f'summary="Nmap done at {end:{stamp}}; {total} IP addresses ({total} hosts up) scanned in {seconds}.00 seconds" '
            f'elapsed="{seconds}.00" exit="success"/><hosts up="{total}" down="0" total="{total}"/>', "</runstats>",
            "</nmaprun>"]
    write(path, "\n".join(out) + "\n", "utf-8")


def utc(date, hour, minute):
    return dt.datetime.combine(date, dt.time(hour, minute), dt.timezone.utc)


def fabrikam_scan(wednesday):
    """From the internet, Wednesday 03:10 in Berlin."""
    hosts = [("203.0.113.5", "vpn.fabrikam.example.org", "closed", "open"),
             ("203.0.113.10", "www.fabrikam.example.org", "closed", "open"),
             ("203.0.113.25", "mail.fabrikam.example.org", "open", "open"),
             ("203.0.113.26", "mail2.fabrikam.example.org", "open", "open"),
             ("203.0.113.40", "mx.fabrikam.example.org", "open", "closed")]
    if wednesday >= day("2021-08-11"):
        hosts.append(("203.0.113.50", "static-50.isp.example.org", "filtered", "open"))
    nmap(f"fabrikam/{wednesday}-internet.xml", utc(wednesday, 1, 10), hosts)


def contoso_scan(wednesday):
    """From the internet, Wednesday 02:00 in Tokyo, which is Tuesday 17:00 UTC; the file is named by the local day."""
    nagoya = "open" if wednesday >= day("2021-08-04") else "closed"
    nmap(f"contoso-jp/{wednesday}-internet.xml", utc(wednesday - dt.timedelta(days=1), 17, 0),
         [("198.51.100.10", "gw.contoso.example.org", "closed", "open"),
          ("198.51.100.11", "www.contoso.example.org", "closed", "open"),
          ("198.51.100.20", "mail.contoso.example.org", "open", "open"),
          ("198.51.100.30", "owa.contoso.example.org", "closed", "open"),
          ("198.51.100.40", "nagoya.contoso.example.org", "open", nagoya)])


def northwind_scan(wednesday):
    """A port scanner's own CSV, one row per port, ISO times in UTC."""
    rows = [["ip", "port", "protocol", "state", "vantage", "scanned_at"]]
    for n, (address, state) in enumerate((("192.0.2.1", "filtered"), ("192.0.2.10", "open"), ("192.0.2.20", "closed"))):
        rows.append([address, "443", "tcp", state, "internet", f"{wednesday}T08:0{n}:00Z"])
    write(f"northwind/{wednesday}-ports.csv", delimited(rows, ","), "utf-8")


def feed(wednesday):
    """Shadowserver's Exchange report in its shape of 2021, all tenants at once; it lists what was found, nothing else."""
    header = ("timestamp ip port hostname tag asn geo region city naics sic sector version servername url").split()
    mail01 = "15.1.2308" if wednesday >= day("2021-09-08") else "15.1.2242"
    shell = wednesday >= day("2021-08-25")
    germany, japan = ("64496", "DE", "HAMBURG", "HAMBURG"), ("64497", "JP", "OSAKA", "OSAKA")
    illinois = ("64498", "US", "ILLINOIS", "CHICAGO")
    tag, url = ("exchange;webshell", "/aspnet_client/system_web/q7h2kd0x.aspx") if shell else ("exchange", "")
    found = [("203.0.113.25", "mail.fabrikam.example.org", "exchange", germany, mail01, "FAB-MAIL01", ""),
             ("198.51.100.30", "owa.contoso.example.org", tag, japan, "15.2.858", "MX-OSAKA-02", url)]
    if wednesday >= day("2021-08-11"):
        found.append(("203.0.113.50", "static-50.isp.example.org", "exchange", germany, "15.1.2176", "FAB-TEST09", ""))
    if wednesday == day("2021-08-18"):
        # Beside the tenant's network: nobody's.
        found.append(("192.0.2.200", "mail.someone.example.org", "exchange", illinois, "15.2.922", "MAIL", ""))
    rows = [header]
    for n, (ip, host, tag, place, version, server, url) in enumerate(found):
        rows.append([f"{wednesday} 05:12:{10 + n}", ip, "443", host, tag, *place, "0", "0", "", version, server, url])
    write(f"feed/{wednesday}-scan_exchange.csv", delimited(rows, ","), "utf-8")


def northwind_servers(both):
    guid = "3f0c7a52-8d4e-4b6a-9c11-5e2a7d90b00"
    one = ("NW-EX01", "Version 15.2 (Build 858.5)", guid + "1", "3/22/2021 10:02:11 AM", "False")
    two = ("NW-EX02", "Version 15.1 (Build 2308.8)", guid + "2", "7/1/2021 2:15:40 PM", "True")
    return [one, two] if both else [one]


def main():
    imports = []

    def take(when, path, options):
        imports.append((when, path, options))

    for tenant in ("fabrikam", "contoso-jp", "northwind", "feed"):
        shutil.rmtree(HERE / tenant, ignore_errors=True)
    for week, (monday, wednesday) in enumerate(zip(MONDAYS, WEDNESDAYS)):
        fabrikam_inventory(monday, week)
        take(monday, f"fabrikam/{monday}-inventar.csv", "-t fabrikam")
        contoso_inventory(monday, week)
        take(monday, f"contoso-jp/{monday}-daicho.csv", "-t contoso-jp")
        fabrikam_scan(wednesday)
        take(wednesday, f"fabrikam/{wednesday}-internet.xml", "-t fabrikam --vantage internet")
        contoso_scan(wednesday)
        take(wednesday, f"contoso-jp/{wednesday}-internet.xml", "-t contoso-jp --vantage internet")
        if monday < NORTHWIND_FALLS_SILENT:
            northwind_assets(monday, week)
            take(monday, f"northwind/{monday}-assets.csv", "-t northwind")
            northwind_scan(wednesday)
            take(wednesday, f"northwind/{wednesday}-ports.csv", "-t northwind")
        if wednesday >= day("2021-07-14"):
            feed(wednesday)
            take(wednesday, f"feed/{wednesday}-scan_exchange.csv", "")
    for date, both in ((day("2021-06-29"), False), (day("2021-07-27"), True)):
        northwind_exchange_servers(date, northwind_servers(both))
        take(date, f"northwind/{date}-exchange-servers.csv", f"-t northwind --seen-at {date}T15:00:00Z")
    imports.sort(key=lambda i: i[0])
    lines = ["# The files in the order in which they came: a file, then the options of `muster import`."]
    lines += [f"{path} {options}".rstrip() for _, path, options in imports]
    (HERE / "imports.txt").write_text("\n".join(lines) + "\n")


main()
