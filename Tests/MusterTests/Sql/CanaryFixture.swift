import Inventory
import Roll
import Storage
import TestSupport

@testable import muster

/// A store of four tenants, each with a word of its own in every text that somebody can give: what is shown of one must not
/// have the word of another.
struct CanaryFixture {
    static let words = ["quokka", "wombat", "numbat", "dingo"]
    static let made = Result { try CanaryFixture() }

    let muster: MusterProcess
    let roll: CustomerRoll
    let projector: Projector

    private init() throws {
        muster = try MusterProcess()
        for (place, word) in CanaryFixture.words.enumerated() { try CanaryFixture.add(word, 10 + place, muster) }
        try CanaryFixture.addShared(muster)
        for word in CanaryFixture.words { try CanaryFixture.work(word, muster) }
        let opened = try GlobalOptions.parse(["--db", muster.database]).open(.read)
        roll = opened.roll
        projector = opened.projector
    }

    func analysis(of tenant: String?, _ asOf: AsOf) -> Analysis {
        Analysis(roll, projector, tenant: tenant, asOf: asOf)
    }

    /// A tenant with an inventory, a scan, and a row that cannot be taken.
    private static func add(_ word: String, _ net: Int, _ muster: MusterProcess) throws {
        let zone = ["Europe/Berlin", "Asia/Tokyo", "UTC", "America/Chicago"][net % 4]
        try expectDone(
            muster(
                "tenant", "add", "\(word)-old", "--name", "The \(word) company", "--zone", zone, "--start",
                "2021-01-01",
                "--domain", "\(word).example.org", "--network", "203.0.\(net).0/24", "--contact",
                "technical: The \(word) desk <\(word)@example.org>", "-q"))
        try expectDone(muster("tenant", "rename", "\(word)-old", word, "-q"))
        try muster.folder.write(
            """
            Host,FQDN,Public IP,OS,Product,Version,Owner,Site,Criticality,Last Seen,\(word) notes
            \(word)-mail01,\(word)-mail01.\(word).example.org,203.0.\(net).25,\(word)OS,Exchange Server 2016,15.1.2242.4,\(word)owner,\(word)site,\(word)high,2021-08-16 03:12,\(word)note
            \(word)-mail02,\(word)-mail02.\(word).example.org,203.0.\(net).26,\(word)OS,Exchange Server 2019,15.2.858.5,\(word)owner,\(word)site,\(word)low,2021-08-16 03:12,\(word)note
            \(word)-file01,\(word)-file01.\(word).example.org,,\(word)OS,,,\(word)owner,\(word)site,,2021-08-16 03:10,\(word)note
            \(word)-bad,\(word)-bad.\(word).example.org,300.1.1.1,\(word)OS,,,,,,2021-08-16 03:10,\(word)reject

            """, to: "\(word)-hosts.csv")
        try muster.folder.write(
            """
            ip,port,state,timestamp
            203.0.\(net).25,443,open,2021-08-18T03:00:00Z
            203.0.\(net).26,443,open,2021-08-18T03:00:00Z
            203.0.\(net).99,443,open,2021-08-18T03:00:00Z

            """, to: "\(word)-scan.csv")
        try expectDone(
            muster(
                "import", "\(word)-hosts.csv", "-t", word, "--source", "\(word)-inventory", "--actor",
                "\(word)-analyst",
                "--max-rejects", "50%", "-q"))
        try expectDone(
            muster(
                "import", "\(word)-scan.csv", "-t", word, "--vantage", "internet", "--source", "\(word)-scans",
                "--actor",
                "\(word)-analyst", "-q"))
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
    static func foreign(to word: String) -> [String] { words.filter { $0 != word } + ["quoll"] }
}
