import Foundation
import Inventory
import Roll
import Storage
import TestSupport

@testable import muster

/// A store by chance of four tenants, each with a word of its own in every text that somebody can give: what is shown of one
/// must not have the word of another. Each has servers of all ages and other machines, inventories and looks of several
/// weeks, evidence, work, frozen weeks, and rows that cannot be taken; a fifth becomes part of the last.
struct CanaryFixture {
    static let words = ["quokka", "wombat", "numbat", "dingo"]
    /// Belongs to the last of them.
    static let merged = "bilby"
    static let seed =
        ProcessInfo.processInfo.environment["MUSTER_TEST_SEED"].flatMap(UInt64.init) ?? .random(in: 1...999_999)
    static let made = Result { try CanaryFixture() }

    let muster: MusterProcess
    let roll: CustomerRoll
    let projector: Projector

    private init() throws {
        muster = try MusterProcess()
        var dice = SeededRandom(seed: CanaryFixture.seed)
        for (place, word) in (CanaryFixture.words + [CanaryFixture.merged]).enumerated() {
            try CanaryFixture.add(word, 10 + place, muster, &dice)
        }
        try CanaryFixture.addShared(muster)
        for word in CanaryFixture.words { try CanaryFixture.work(word, muster) }
        try expectDone(
            muster("tenant", "merge", CanaryFixture.merged, CanaryFixture.words.last!, "-q"))
        let frozen = try muster(
            "report", "weekly", "--all-tenants", "--week", "2021-W36", "--formats", "csv", "--out", "weekly", "-q")
        guard frozen.exitCode == 0 else { throw Failure(description: frozen.errors) }
        let opened = try GlobalOptions.parse(["--db", muster.database]).open(.read)
        roll = opened.roll
        projector = opened.projector
    }

    func analysis(of tenant: String?, _ asOf: AsOf) -> Analysis {
        Analysis(roll, projector, tenant: tenant, asOf: asOf)
    }

    /// A tenant with three weeks of inventories and scans, with rows that cannot be taken, and evidence.
    private static func add(
        _ word: String, _ net: Int, _ muster: MusterProcess, _ dice: inout SeededRandom
    ) throws {
        let zone = ["Europe/Berlin", "Asia/Tokyo", "UTC", "America/Chicago"][net % 4]
        try expectDone(
            muster(
                "tenant", "add", "\(word)-old", "--name", "The \(word) company", "--zone", zone, "--start",
                "2021-01-01",
                "--domain", "\(word).example.org", "--network", "203.0.\(net).0/24", "--contact",
                "technical: The \(word) desk <\(word)@example.org>", "-q"))
        try expectDone(muster("tenant", "rename", "\(word)-old", word, "-q"))
        let servers = (1...Int.random(in: 2...4, using: &dice)).map { "\(word)-mail0\($0)" }
        for (week, day) in ["2021-08-16", "2021-08-23", "2021-08-30"].enumerated() {
            let bad =
                week == 0
                ? "\(word)-bad,\(word)-bad.\(word).example.org,300.1.1.1,\(word)OS,,,,,,\(day) 03:10,\(word)reject\n"
                : ""
            try muster.folder.write(
                "Host,FQDN,Public IP,OS,Product,Version,Owner,Site,Criticality,Last Seen,\(word) notes\n"
                    + servers.enumerated().map { host(word, $1, "203.0.\(net).\(25 + $0)", day, &dice) }.joined()
                    + others(word, day, &dice) + bad, to: "\(word)-hosts.csv")
            try expectDone(
                muster(
                    "import", "\(word)-hosts.csv", "-t", word, "--source", "\(word)-inventory", "--actor",
                    "\(word)-analyst", "--max-rejects", "60%", "-q"))
            let looks = servers.indices.map { look("203.0.\(net).\(25 + $0)", week == 0 ? "open" : nil, day, &dice) }
            try muster.folder.write(
                "ip,port,state,timestamp\n" + looks.joined() + look("203.0.\(net).99", "open", day, &dice),
                to: "\(word)-scan.csv")
            try expectDone(
                muster(
                    "import", "\(word)-scan.csv", "-t", word, "--vantage", "internet", "--source", "\(word)-scans",
                    "--actor", "\(word)-analyst", "-q"))
        }
        try muster.folder.write(
            "host,path,time\n\(word)-mail01,C:\\inetpub\\wwwroot\\aspnet_client\\\(word).aspx,2021-08-17T22:10:00Z\n",
            to: "\(word)-found.csv")
        try expectDone(
            muster(
                "import", "\(word)-found.csv", "-t", word, "--seen-at", "2021-08-19T08:00:00Z", "--actor",
                "\(word)-analyst", "-q"))
    }

    /// A line of a server's; the first two are always vulnerable.
    private static func host(
        _ word: String, _ name: String, _ address: String, _ day: String, _ dice: inout SeededRandom
    ) -> String {
        let builds = ["15.1.2242.4", "15.2.858.5", "15.1.2308.14", "15.2.922.13", "15.0.1497.2", "15.1.2308"]
        let isFirst = name.hasSuffix("01") || name.hasSuffix("02")
        let build = isFirst ? builds[Int.random(in: 0...1, using: &dice)] : builds.randomElement(using: &dice)!
        let product = build.hasPrefix("15.0") ? "2013" : build.hasPrefix("15.1") ? "2016" : "2019"
        let level = ["\(word)high", "\(word)low", ""].randomElement(using: &dice)!
        return
            "\(name),\(name).\(word).example.org,\(address),\(word)OS,Exchange Server \(product),\(build),\(word)owner,\(word)site,\(level),\(day) 03:12,\(word)note\n"
    }

    /// Lines of what runs no Exchange.
    private static func others(_ word: String, _ day: String, _ dice: inout SeededRandom) -> String {
        (1...Int.random(in: 1...2, using: &dice)).map { number in
            "\(word)-file0\(number),\(word)-file0\(number).\(word).example.org,,\(word)OS,,,\(word)owner,\(word)site,,\(day) 03:10,\(word)note\n"
        }.joined()
    }

    private static func look(_ address: String, _ state: String?, _ day: String, _ dice: inout SeededRandom) -> String {
        let state = state ?? ["open", "closed", "filtered"].randomElement(using: &dice)!
        return "\(address),443,\(state),\(day)T04:00:00Z\n"
    }

    /// One file about all of them, with rows of each that cannot be taken, and rows of nobody.
    private static func addShared(_ muster: MusterProcess) throws {
        var lines = ["Tenant,Host,FQDN,Public IP,Product,Version,Last Seen"]
        for word in words {
            lines.append(
                "\(word),\(word)-edge,\(word)-edge.\(word).example.org,,Exchange Server 2013,15.0.1497.2,2021-08-16 03:12"
            )
            lines.append("\(word),\(word)-shared-bad,,300.1.1.2,,,2021-08-16 03:12")
        }
        lines.append(",quollhost,quollhost.quoll.example.org,,,,2021-08-16 03:12")
        try muster.folder.write(lines.joined(separator: "\n") + "\n", to: "all-of-\(words.joined(separator: "-")).csv")
        try expectDone(
            muster(
                "import", "all-of-\(words.joined(separator: "-")).csv", "--source", "estate", "--max-rejects", "90%",
                "-q"))
    }

    /// What people wrote.
    private static func work(_ word: String, _ muster: MusterProcess) throws {
        let server = "\(word)-mail01"
        let actor = ["-t", word, "--actor", "\(word)-analyst", "-q"]
        for words in [
            ["followup", "assign", "--asset", server, "--to", "\(word)-jane"],
            ["followup", "ticket", "--asset", server, "--ref", "\(word)-4711"],
            ["followup", "note", "--asset", server, "--text", "\(word) was called"],
            [
                "followup", "accept", "--asset", "\(word)-mail02", "--threat", "ProxyOracle", "--until", "2099-01-01",
                "--reason", "\(word) reason",
            ],
            ["check", "record", server, "--threat", "ProxyShell", "--result", "evidence", "--note", "\(word) shell"],
            ["asset", "set", server, "role=mailbox"],
        ] {
            let result = try muster.run(words + actor)
            guard result.exitCode == 0 else { throw Failure(description: "\(words): \(result.errors)") }
        }
    }

    struct Failure: Error, CustomStringConvertible { let description: String }

    /// The words of the others, and of what belongs to nobody.
    static func foreign(to word: String) -> [String] {
        words.filter { $0 != word } + ["quoll"] + (word == words.last ? [] : [merged])
    }
}
