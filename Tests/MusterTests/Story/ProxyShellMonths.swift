import Foundation
import TestSupport

/// The months of ProxyShell as they went for one customer with four servers of Exchange 2016 CU20, seen every week from
/// 2021-03-20 on:
///
/// - ex1 is open to the internet and gets an update on 2021-09-10 only, five weeks after the first exploitation;
/// - ex2 is open too; on 2021-08-09 a mailbox of it is exported to a page, which a hunt finds a week later;
/// - ex3 gets the updates of April and May in time;
/// - ex4 is closed to the internet and stays as it is; its risk is taken until the end of the year, until a web shell is
///   found on it.
struct ProxyShellMonths {
    /// Played once for all tests that only read.
    static let played = Result { try ProxyShellMonths() }

    var muster: MusterProcess

    init() throws {
        muster = try MusterProcess(environment: ["MUSTER_ACTOR": "jane"])
        try done("tenant", "add", "fabrikam", "--start", "2021-01-01", "--domain", "fabrikam.example.org", "-q")
        for (day, builds) in Self.inventories {
            let rows = builds.enumerated().map { number, build in
                "ex\(number + 1).fabrikam.example.org,203.0.113.1\(number + 1),\(build),\(day) 05:00:00Z\n"
            }
            try muster.folder.write("FQDN,Public IP,Version,Last Seen\n" + rows.joined(), to: "assets-\(day).csv")
            try done("import", "assets-\(day).csv", "-t", "fabrikam", "-q")
        }
        try muster.folder.write("ip,port,state,timestamp\n" + Self.looks.joined(), to: "scans.csv")
        try done("import", "scans.csv", "-t", "fabrikam", "--vantage", "internet", "-q")
        try hunt()
        try work()
    }

    private init(_ other: ProxyShellMonths, in folder: TemporaryFolder) throws {
        muster = try MusterProcess(folder: folder, environment: other.muster.environment)
    }

    /// The same database once more, with playbooks of its own; for a test that changes either.
    func copy() throws -> ProxyShellMonths {
        let folder = try TemporaryFolder()
        let files = FileManager.default
        try files.copyItem(atPath: muster.database, toPath: folder.path(of: "muster.db"))
        try files.createDirectory(atPath: folder.path(of: "share"), withIntermediateDirectories: true)
        for (own, name) in [("Sources/Knowledge/Data", "knowledge"), ("Sources/Knowledge/Playbooks", "playbooks")] {
            try files.copyItem(atPath: Checkout.path(of: own), toPath: folder.path(of: "share/\(name)"))
        }
        var copy = try ProxyShellMonths(self, in: folder)
        copy.muster.environment["MUSTER_SHARE"] = folder.path(of: "share")
        return copy
    }

    // MARK: What happened

    /// The builds of the four servers on days on which somebody listed them.
    private static let inventories: [(day: String, builds: [String])] = [
        ("2021-03-20", ["15.1.2242.4", "15.1.2242.4", "15.1.2242.4", "15.1.2242.4"]),
        ("2021-04-20", ["15.1.2242.4", "15.1.2242.4", "15.1.2242.8", "15.1.2242.4"]),
        ("2021-05-18", ["15.1.2242.4", "15.1.2242.4", "15.1.2242.10", "15.1.2242.4"]),
        ("2021-08-17", ["15.1.2242.4", "15.1.2242.12", "15.1.2242.12", "15.1.2242.4"]),
        ("2021-09-10", ["15.1.2242.12", "15.1.2242.12", "15.1.2242.12", "15.1.2242.4"]),
    ]

    /// Thirty Saturdays.
    private static var looks: [String] {
        var calendar = Calendar(identifier: .iso8601)
        calendar.timeZone = TimeZone(identifier: "UTC")!
        let first = calendar.date(from: DateComponents(year: 2021, month: 3, day: 20))!
        return (0..<30).flatMap { week -> [String] in
            let day = calendar.date(byAdding: .day, value: 7 * week, to: first)!.formatted(
                .iso8601.year().month().day())
            return (1...4).map { "203.0.113.1\($0),443,\($0 == 4 ? "closed" : "open"),\(day)T04:00:00Z\n" }
        }
    }

    private func hunt() throws {
        // As osquery logs what its table of Windows events gives: the event's data is JSON within JSON.
        let command =
            #"-Mailbox \\\"anna\\\" -FilePath \\\"\\\\\\\\127.0.0.1\\\\C$\\\\inetpub\\\\wwwroot\\\\aspnet_client\\\\x.aspx\\\""#
        try muster.folder.write(
            #"{"name":"proxyshell-cmdlets","hostIdentifier":"ex2.fabrikam.example.org","unixTime":1629093601,"columns":"#
                + #"{"datetime":"2021-08-09T03:13:20Z","eventid":"1","data":"{\"EventData\":[\"New-MailboxExportRequest\",\""#
                + command + #"\"]}"},"action":"added"}"# + "\n", to: "cmdlets.json")
        try done("import", "cmdlets.json", "-t", "fabrikam", "-q")
        try muster.folder.write(
            """
            host,path,time,sha256
            ex4.fabrikam.example.org,C:\\inetpub\\wwwroot\\aspnet_client\\k2.aspx,2021-08-24T22:10:00Z,
            ex3.fabrikam.example.org,C:\\inetpub\\wwwroot\\iisstart.htm,2021-03-01T10:00:00Z,

            """, to: "pages.csv")
        try done("import", "pages.csv", "-t", "fabrikam", "--seen-at", "2021-08-25T08:00:00Z", "-q")
    }

    private func work() throws {
        try done(
            "followup", "accept", "--asset", "ex4", "--threat", "ProxyShell", "-t", "fabrikam", "--until", "2021-12-31",
            "--reason", "replaced in December", "--at", "2021-08-18T09:00Z", "-q")
        let found = try table("evidence", "list", "-t", "fabrikam", "--asset", "ex2", "--as-of", "2021-08-20")
        let id = found.rows.first?["id"] ?? "none"
        for (judgement, at) in [
            ("confirm", "2021-08-16T09:00Z"), ("contain", "2021-08-16T12:00Z"), ("neutralise", "2021-08-30T12:00Z"),
        ] {
            try done("evidence", judgement, id, "-t", "fabrikam", "--at", at, "-q")
        }
        try check("ex1", "no_evidence", "2021-08-21T10:00Z", "all:2021-08-06..2021-08-13")
        try check("ex2", "remediated", "2021-09-01T10:00Z", "all:2021-08-06..2021-08-17")
        try check(
            "ex1", "no_evidence", "2021-09-24T10:00Z", "msexchange,files:2021-08-14..2021-09-10",
            "iis:2021-08-20..2021-09-10")
        try check(
            "ex1", "inconclusive", "2021-09-25T10:00Z", "iis:2021-08-14..2021-08-19",
            note: "IIS logs are kept for 30 days")
    }

    // MARK: By the command

    func check(_ asset: String, _ result: String, _ at: String, _ covers: String..., note: String? = nil) throws {
        try done(
            [
                "check", "record", asset, "-t", "fabrikam", "--threat", "ProxyShell", "--result", result, "--at", at,
                "-q",
            ]
                + covers.flatMap { ["--covers", $0] } + (note.map { ["--note", $0] } ?? []))
    }

    func done(_ arguments: String...) throws { try done(arguments) }

    private func done(_ arguments: [String]) throws {
        let result = try muster.run(arguments)
        guard result.exitCode == 0 else {
            throw SampleStory.Failure(description: "\(arguments.joined(separator: " ")): \(result.errors)")
        }
    }

    /// What a command prints as CSV.
    func table(_ arguments: String...) throws -> CSVTable { try table(arguments) }

    private func table(_ arguments: [String]) throws -> CSVTable {
        let result = try muster.run(arguments + ["-o", "csv", "--limit", "0", "-q"])
        guard result.exitCode == 0 else {
            throw SampleStory.Failure(description: "\(arguments.joined(separator: " ")): \(result.errors)")
        }
        return CSVTable(result.output)
    }

    /// What is open of ProxyShell on a day, or is in a state then, by server: some columns joined by blanks.
    func list(on day: String, state: String? = nil, _ columns: String...) throws -> [String] {
        let states = state.map { ["--state", $0] } ?? []
        let table = try table(["followup", "list", "--by", "threat", "--as-of", day] + states)
        return table.rows.filter { $0["threats"] == "ProxyShell" }
            .sorted { ($0["asset"] ?? "") < ($1["asset"] ?? "") }
            .map { row in
                ([row["asset"]?.split(separator: ".").first.map(String.init) ?? "?"]
                    + columns.map { row[$0].flatMap { $0.isEmpty ? nil : $0 } ?? "-" }).joined(separator: " ")
            }
    }

    /// The checks that are owed on a day, by server: `ex1 ProxyShell 2021-08-06 2021-08-20 15 proved never -`.
    func owed(on day: String) throws -> [String] {
        try table("check", "list", "--due", "--as-of", day).rows.map { row in
            let asset = row["asset"]?.split(separator: ".").first.map(String.init) ?? "?"
            let cells = ["threat", "owed_from", "owed_to", "days", "how", "last_check", "result"]
            return ([asset] + cells.map { row[$0].flatMap { $0.isEmpty ? nil : $0 } ?? "-" }).joined(separator: " ")
        }.sorted()
    }
}
