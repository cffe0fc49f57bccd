import Foundation
import TestSupport
import Testing

/// Rejected rows, mended and taken in by themselves, complete the import that they come from.
struct MendedRejectsTests {
    /// A file with rows that cannot be taken, the rows mended, and the same file as it should have been.
    struct Case: CustomTestStringConvertible {
        let name: String
        let file: String
        let encoding: String.Encoding
        var options: [String] = []
        let broken: String
        let whole: String
        /// What the output must be, to be mended.
        let rejects: String
        let mended: String

        var testDescription: String { name }
    }

    static let cases = [
        Case(
            name: "semicolons, windows-1252, local times", file: "inventar.csv", encoding: .windowsCP1252,
            broken: """
                Servername;FQDN;Öffentliche IP;Exchange-Version;Verantwortlich;Zuletzt gesehen
                MAIL01;mail01.fabrikam.example.org;203.0.113.300;15.1.2242.4;"Weiß; Jörg";16.08.2021 05:08
                MAIL02;mail02.fabrikam.example.org;203.0.113.26;15.1.2308.14;Groß;16.08.2021 05:13
                MBX03;15.1.2308
                FILE01;file01.fabrikam.example.org;;;Köhler;15.08.2121 05:13

                """,
            whole: """
                Servername;FQDN;Öffentliche IP;Exchange-Version;Verantwortlich;Zuletzt gesehen
                MAIL01;mail01.fabrikam.example.org;203.0.113.30;15.1.2242.4;"Weiß; Jörg";16.08.2021 05:08
                MAIL02;mail02.fabrikam.example.org;203.0.113.26;15.1.2308.14;Groß;16.08.2021 05:13
                MBX03;mbx03.fabrikam.example.org;;15.1.2308;;15.08.2021 05:20
                FILE01;file01.fabrikam.example.org;;;Köhler;15.08.2021 05:13

                """,
            rejects: """
                Servername;FQDN;Öffentliche IP;Exchange-Version;Verantwortlich;Zuletzt gesehen
                MAIL01;mail01.fabrikam.example.org;203.0.113.300;15.1.2242.4;"Weiß; Jörg";16.08.2021 05:08
                MBX03;15.1.2308
                FILE01;file01.fabrikam.example.org;;;Köhler;15.08.2121 05:13

                """,
            mended: """
                Servername;FQDN;Öffentliche IP;Exchange-Version;Verantwortlich;Zuletzt gesehen
                MAIL01;mail01.fabrikam.example.org;203.0.113.30;15.1.2242.4;"Weiß; Jörg";16.08.2021 05:08
                MBX03;mbx03.fabrikam.example.org;;15.1.2308;;15.08.2021 05:20
                FILE01;file01.fabrikam.example.org;;;Köhler;15.08.2021 05:13

                """),
        Case(
            name: "no times of their own, a full list, days that read both ways", file: "hosts.txt", encoding: .utf8,
            options: ["--seen-at", "2021-08-16T03:12:00Z", "--coverage", "full", "--source", "cmdb of ours"],
            broken: """
                Hostname\tPublic IP\tVersion\tInstalled on
                mail01\t203.0.113.300\t15.1.2242.4\t03/04/2021
                mail02\t203.0.113.26\t15.1.2308.14\t25/04/2021
                "mail\n03"\t203.0.113.27\t15.1.2308.14\t03/04/2021

                """,
            whole: """
                Hostname\tPublic IP\tVersion\tInstalled on
                mail01\t203.0.113.30\t15.1.2242.4\t03/04/2021
                mail02\t203.0.113.26\t15.1.2308.14\t25/04/2021
                mail03\t203.0.113.27\t15.1.2308.14\t03/04/2021

                """,
            rejects: """
                Hostname\tPublic IP\tVersion\tInstalled on
                mail01\t203.0.113.300\t15.1.2242.4\t03/04/2021
                "mail\n03"\t203.0.113.27\t15.1.2308.14\t03/04/2021

                """,
            mended: """
                Hostname\tPublic IP\tVersion\tInstalled on
                mail01\t203.0.113.30\t15.1.2242.4\t03/04/2021
                mail03\t203.0.113.27\t15.1.2308.14\t03/04/2021

                """),
        Case(
            name: "a full scan", file: "scan.csv", encoding: .utf8,
            options: ["--vantage", "internet", "--coverage", "full"],
            broken: """
                ip,port,state,timestamp
                203.0.113.300,443,open,2021-08-18T03:00:00Z
                203.0.113.26,443,closed,2021-08-18T03:10:00Z

                """,
            whole: """
                ip,port,state,timestamp
                203.0.113.30,443,open,2021-08-18T03:00:00Z
                203.0.113.26,443,closed,2021-08-18T03:10:00Z

                """,
            rejects: """
                ip,port,state,timestamp
                203.0.113.300,443,open,2021-08-18T03:00:00Z

                """,
            mended: """
                ip,port,state,timestamp
                203.0.113.30,443,open,2021-08-18T03:00:00Z

                """),
        Case(
            name: "a scan that says what it looked at", file: "scan.csv", encoding: .utf8,
            options: ["--vantage", "internet", "--targets", "targets.txt"],
            broken: """
                ip,port,state,timestamp
                203.0.113.25,443,open,2021-08-18T03:00:00Z ?
                203.0.113.26,443,closed,2021-08-18T03:10:00Z

                """,
            whole: """
                ip,port,state,timestamp
                203.0.113.25,443,open,2021-08-18T03:00:00Z
                203.0.113.26,443,closed,2021-08-18T03:10:00Z

                """,
            rejects: """
                ip,port,state,timestamp
                203.0.113.25,443,open,2021-08-18T03:00:00Z ?

                """,
            mended: """
                ip,port,state,timestamp
                203.0.113.25,443,open,2021-08-18T03:00:00Z

                """),
    ]

    @Test(arguments: cases)
    func `mended rows complete their import`(_ one: Case) throws {
        let (pair, whole) = (try CommandFixture(), try CommandFixture())
        for fixture in [pair, whole] {
            // What was looked at: an address of it that a scan does not list did not answer.
            try fixture.folder.write("203.0.113.0/26\n", to: "targets.txt")
            try expectDone(fixture.muster("import", "hosts.csv", "-t", "fabrikam"))
            // Somebody was there before: a full list without them would end that.
            try fixture.folder.write(one.whole, one.encoding, to: "before/\(one.file)")
            let earlier = one.options.isEmpty || one.options.contains("internet") ? [] : ["--seen-at", "2021-08-09"]
            if !earlier.isEmpty {
                try expectDone(
                    fixture.muster.run(
                        ["import", "before/\(one.file)", "-t", "fabrikam", "--max-rejects", "9"]
                            + one.options.replacing(["2021-08-16T03:12:00Z"], with: ["2021-08-09T03:12:00Z"])))
            }
        }
        try pair.folder.write(one.broken, one.encoding, to: one.file)
        try whole.folder.write(one.whole, one.encoding, to: one.file)
        try expectDone(whole.muster.run(["import", one.file, "-t", "fabrikam"] + one.options))
        let first = try pair.muster.run(
            ["import", one.file, "-t", "fabrikam", "--max-rejects", "9", "--accept-shrink"] + one.options)
        #expect(first.exitCode == 0, "\(first.errors)")
        let number = try #require(
            CSVTable(try pair.muster("imports", "list", "-o", "csv").output).rows.first?["import"])

        let rejects = try pair.muster("imports", "rejects", number, "-o", "csv")
        #expect(rejects.output == one.rejects)
        try pair.folder.write(one.mended, to: "MENDED.csv")
        let command = try #require(
            rejects.errors.split(separator: "\n").last { $0.hasPrefix("next: muster import MENDED.csv ") })
        let again = try pair.shell(command.dropFirst("next: ".count))
        #expect(again.exitCode == 0, "\(command)\n\(again.errors)")
        #expect(!again.errors.contains("rejected"))

        #expect(try pair.known() == whole.known(), "\(command)")
        #expect(try pair.muster("db", "check").exitCode == 0)
    }

    @Test func `says what is wrong with each row, and where it stands now`() throws {
        let fixture = try CommandFixture()
        let one = Self.cases[0]
        try fixture.folder.write(one.broken, one.encoding, to: one.file)
        try expectDone(fixture.muster("import", one.file, "-t", "fabrikam", "--max-rejects", "9"))
        let errors = try fixture.muster("imports", "rejects", "1", "-o", "csv").errors
        #expect(errors.contains("     2    2  Öffentliche IP   address: not an address"), "\(errors)")
        #expect(errors.contains("     3    4  (row)            columns_few: 2 of 6"))
        #expect(errors.contains("written as UTF-8; the file was windows-1252"))
    }

    @Test func `the file of --rejects is the same`() throws {
        let fixture = try CommandFixture()
        try fixture.folder.write("203.0.113.0/26\n", to: "targets.txt")
        for (number, one) in Self.cases.enumerated() {
            try fixture.folder.write(one.broken, one.encoding, to: one.file)
            try expectDone(
                fixture.muster.run(
                    ["import", one.file, "-t", "fabrikam", "--max-rejects", "9", "--rejects", "\(number).csv"]
                        + one.options))
            #expect(try fixture.folder.read("\(number).csv") == one.rejects)
            #expect(try fixture.muster("imports", "rejects", "\(number + 1)", "-o", "csv").output == one.rejects)
        }
    }

    @Test func `rejects stay a table for programs`() throws {
        let fixture = try CommandFixture()
        try fixture.folder.write(Self.cases[2].broken, to: "scan2.csv")
        try expectDone(
            fixture.muster("import", "scan2.csv", "-t", "fabrikam", "--vantage", "internet", "--max-rejects", "9"))
        #expect(
            try fixture.muster("imports", "rejects", "1", "-o", "csv", "--columns", "line,record,byte,column,reason")
                .output
                == "line,record,byte,column,reason\n2,1,24,ip,address\n")
        #expect(
            try fixture.muster("imports", "rejects", "1", "-o", "ndjson").output.contains("\"reason\": \"address\""))
    }

    @Test func `warns of cells that a spreadsheet would run`() throws {
        let fixture = try CommandFixture()
        try fixture.folder.write(
            "Hostname,Public IP,Owner,Last Seen\nm0,,,2021-08-13\nm1,1,\"=cmd|'/c calc'!A1\",2021-08-13\nm2,1,-5,2021-08-13\n",
            to: "f.csv")
        try expectDone(fixture.muster("import", "f.csv", "-t", "fabrikam", "--max-rejects", "9", "--accept-shrink"))
        let result = try fixture.muster("imports", "rejects", "1", "-o", "csv")
        #expect(result.output.contains("=cmd|'/c calc'!A1"))
        #expect(result.errors.contains("which a spreadsheet would run"))
    }
}

extension TemporaryFolder {
    fileprivate func write(_ text: String, _ encoding: String.Encoding, to name: String) throws {
        try write([UInt8](text.data(using: encoding)!), to: name)
    }
}

extension CommandFixture {
    /// Runs a line of a shell, with `muster` being the command.
    fileprivate func shell(_ line: some StringProtocol) throws -> MusterResult {
        let words = try Checkout.run("bash", "-c", "printf '%s\\n' \(line)").output.split(separator: "\n").map(
            String.init)
        return try muster.run(Array(words.dropFirst()))
    }

    /// All that is known of fabrikam and by which instants, but for numbers of imports, files and lines.
    fileprivate func known() throws -> [String] {
        func rows(_ arguments: String...) throws -> CSVTable {
            CSVTable(try muster.run(arguments + ["-t", "fabrikam", "--as-of", "2021-08-20", "-o", "csv"]).output)
        }
        let assets = try rows("asset", "list", "--limit", "0")
        let followUps = try rows("followup", "list", "--by", "threat", "--state", "all")
        var lines = assets.lines() + followUps.lines(followUps.header.filter { $0 != "id" })
        for asset in assets.rows.compactMap({ $0["asset"] }) {
            lines += try rows("asset", "explain", asset).lines(["input", "value", "since", "seen_at"])
        }
        return lines
    }
}
