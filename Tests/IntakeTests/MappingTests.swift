import Foundation
import Intake
import Inventory
import TestSupport
import Testing

struct MappingTests {
    private static let plain = """
        name: ours
        kind: inventory
        match: {all: [Rechner]}
        columns: {Rechner: host}

        """

    // MARK: Loading

    @Test(arguments: [
        ("", 1, "a mapping must not be empty"),
        ("name: [a\n", 2, "is no YAML"),
        ("- a\n", 1, "a mapping must be keys with values"),
        (plain + "colums: {}\n", 5, "a mapping has no key 'colums'"),
        (plain + "name: other\n", 1, "a key stands there once; found 'name' twice"),
        (plain + "kind: scan\n", 2, "a key stands there once"),
        (plain.replacingOccurrences(of: "name: ours\n", with: ""), 1, "a mapping needs the key 'name'"),
        (plain.replacingOccurrences(of: "ours", with: "a b"), 1, "a name is made of letters"),
        (plain.replacingOccurrences(of: "ours", with: "nmap-xml"), 1, "'nmap-xml' is a format of the program's own"),
        (plain.replacingOccurrences(of: "inventory", with: "evidence"), 2, "must be one of inventory, scan"),
        (plain.replacingOccurrences(of: "{all: [Rechner]}", with: "{all: []}"), 3, "'match' must name a header"),
        (plain.replacingOccurrences(of: "{all: [Rechner]}", with: "{every: [a]}"), 3, "'match' has no key 'every'"),
        (plain.replacingOccurrences(of: ": host}", with: ": hots}"), 4, "'hots' is no meaning of a column"),
        (plain.replacingOccurrences(of: ": host}", with: ": owner}"), 4, "a column must be host, fqdn, address"),
        (plain + "rows: ports\n", 5, "rows of an inventory are machines"),
        (plain + "dates: ymd\n", 5, "must be one of dmy, mdy; found 'ymd'"),
        (plain + "zone: Berlin\n", 5, "'Berlin' is no zone"),
        (plain + "coverage: whole\n", 5, "must be one of full, partial"),
        (plain + "others: forget\n", 5, "must be one of drop, keep"),
        (plain + "constants:\n  owner: a\n  port: 443\n", 7, "'port' can only be a column's meaning"),
        (plain + "constants:\n  vantage: reported\n", 6, "must be one of internal, internet"),
        (plain + "constants:\n  hybrid: perhaps\n", 6, "'perhaps' is no value of 'hybrid'"),
        (plain + "facts:\n  - when: {A: b}\n", 6, "a fact has either 'set' or 'find'"),
        (plain + "facts:\n  - set: {role: [a]}\n", 6, "must be a text"),
        (plain + "facts:\n  - set: {role: janitor}\n", 6, "'janitor' is no value of 'role'"),
        (
            plain + "facts:\n  - when: {A: {like: b}}\n    set: {owner: c}\n", 6,
            "must be one of contains, is, lacks, matches"
        ),
        (plain + "facts:\n  - find: {in: A, as: build}\n", 6, "'find' needs 'in', 'pattern' and 'as'"),
        (plain + "facts:\n  - find: {in: A, as: build, pattern: '('}\n", 6, "'(' is no regular expression"),
        (plain + "ignore:\n  - {}\n", 6, "a condition must test a column"),
    ])
    func `says with the line what is wrong with a mapping`(yaml: String, line: Int, what: String) throws {
        do {
            _ = try Mapping(yaml: yaml, file: "ours.yaml", origin: .own)
            Issue.record("was read: \(yaml)")
        } catch let complaint as Complaint {
            #expect(complaint.code == .configuration)
            #expect(complaint.file == "ours.yaml")
            #expect(complaint.line == line, "\(complaint)")
            #expect(complaint.what.hasPrefix(what), "\(complaint)")
        }
    }

    @Test func `every shipped mapping is read, is named like its file and says what it is for`() throws {
        let folder = Checkout.path(of: "Sources/Knowledge/Mappings")
        let mappings = try Mapping.load(folder: folder, origin: .shipped)
        #expect(mappings.count >= 14)
        for mapping in mappings {
            #expect(mapping.path == "\(folder)/\(mapping.name).yaml")
            #expect(mapping.title != mapping.name)
            let cases = FixtureCase.root.appendingPathComponent(mapping.name)
            #expect(FileManager.default.fileExists(atPath: cases.path), "\(mapping.name) has no fixture")
        }
    }

    @Test func `two files of one folder must not share a name`() throws {
        let folder = try TemporaryFolder()
        try folder.write(Self.plain, to: "a.yaml")
        try folder.write(Self.plain, to: "b.yml")
        try folder.write("no mapping at all", to: "README.md")
        #expect(throws: Complaint.self) { try Mapping.load(folder: folder.path, origin: .own) }
    }

    @Test func `a folder that is not there holds no mappings`() throws {
        #expect(try Mapping.load(folder: "/nowhere/at/all", origin: .own).isEmpty)
    }

    @Test func `a mapping that changes has another fingerprint`() throws {
        let one = try Mapping(yaml: Self.plain, file: "a", origin: .own)
        let other = try Mapping(yaml: Self.plain + "dates: dmy\n", file: "a", origin: .own)
        #expect(one.fingerprint != other.fingerprint)
        #expect(one.fingerprint.count == 8)
    }

    // MARK: Choosing

    private func mapping(_ name: String, _ more: String = "", origin: Mapping.Origin = .own) throws -> Mapping {
        let yaml = Self.plain.replacingOccurrences(of: "name: ours", with: "name: \(name)")
        return try Mapping(yaml: yaml + more, file: "\(name).yaml", origin: origin)
    }

    private func open(
        _ mappings: [Mapping], tenant: String? = nil, source: String? = nil,
        change: (inout IntakeOptions) -> Void = { _ in }
    ) throws -> SourceFile {
        let folder = try TemporaryFolder()
        let path = try folder.write("Rechner,Version\nmail01,15.1.2308.8\n", to: "hosts.csv")
        var options = IntakeOptions(now: Instant(1_629_460_800))
        options.mappings = mappings
        options.tenant = tenant
        options.source = source
        change(&options)
        return try SourceFile.open(path: path, shownAs: "hosts.csv", options: options)
    }

    @Test func `two mappings that fit equally are a question`() throws {
        do {
            _ = try open([mapping("a"), mapping("b")])
            Issue.record("one was chosen")
        } catch let complaint as Complaint {
            #expect(complaint.code == .badData)
            #expect(complaint.what.hasPrefix("2 mappings fit this header equally"))
            #expect(complaint.next == ["add --mapping a", "add --mapping b"])
        }
    }

    @Test func `what was said settles the question`() throws {
        let both = try [mapping("a"), mapping("b")]
        #expect(try open(both) { $0.mapping = both[1] }.format == "b")
        #expect(try open(both) { $0.format = "b" }.format == "b")
        #expect(try open(both) { $0.format = "inventory-csv" }.format == "inventory-csv")
    }

    @Test func `the tenant's comes before the team's, and the team's before a shipped one`() throws {
        let all = try [
            mapping("shipped", origin: .shipped), mapping("team"), mapping("tenant", "tenant: fabrikam\n"),
            mapping("stream", "tenant: fabrikam\nsource: weekly\n"),
        ]
        #expect(try open(all).format == "team")
        #expect(try open(Array(all.prefix(1))).format == "shipped")
        #expect(try open(Array(all.prefix(3)), tenant: "fabrikam").format == "tenant")
        #expect(try open(all, tenant: "fabrikam", source: "weekly").format == "stream")
        #expect(try open(all, tenant: "fabrikam", source: "daily").format == "tenant")
        #expect(try open(all, tenant: "northwind").format == "team")
    }

    @Test func `a mapping that names more headers comes first`() throws {
        let narrow = try Mapping(
            yaml: Self.plain.replacingOccurrences(of: "[Rechner]", with: "[Rechner, Version]")
                .replacingOccurrences(of: "ours", with: "narrow"), file: "narrow.yaml", origin: .own)
        #expect(try open([mapping("wide"), narrow]).format == "narrow")
    }

    @Test func `a mapping of another kind than --as says is not chosen`() throws {
        #expect(throws: Complaint.self) { try open([mapping("a")]) { $0.kind = .scan } }
    }

    @Test func `a format that a header proves comes before any mapping`() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write(
            "Name,Fqdn,AdminDisplayVersion,Rechner\nmail01,mail01.example.org,Version 15.1 (Build 2308.8),x\n",
            to: "servers.csv")
        var options = IntakeOptions(now: Instant(1_629_460_800))
        options.mappings = [try mapping("a")]
        let file = try SourceFile.open(path: path, options: options)
        #expect(file.format == "get-exchangeserver")
        #expect(
            file.whyNotChosen(options.mappings[0], options: options)?.contains("Get-ExchangeServer")
                == true)
    }

    @Test func `says why a mapping is not chosen by itself`() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("Rechner,Version\nmail01,15.1.2308.8\n", to: "hosts.csv")
        var options = IntakeOptions(now: Instant(1_629_460_800))
        options.mappings = try [mapping("a", "tenant: fabrikam\n"), mapping("b")]
        let file = try SourceFile.open(path: path, options: options)
        #expect(
            file.whyNotChosen(options.mappings[0], options: options)
                == "it is for tenant fabrikam (-t fabrikam)")
        #expect(file.whyNotChosen(options.mappings[1], options: options) == nil)
        options.tenant = "fabrikam"
        #expect(
            file.whyNotChosen(options.mappings[1], options: options) == "it is read as inventory, a")
    }

    @Test(arguments: ["host", "=host", "Rechner=hots"]) func `refuses a column that is said wrongly`(text: String) {
        #expect(throws: Complaint.self) { try SaidColumn(text) }
    }

    // MARK: Saving

    @Test func `what is saved reads the same file the same way`() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write(
            "Rechner;\"IP (intern)\";Notiz;Stand\nmail01;10.1.2.3;ja;03/04/2021 10:00\nfile01;;nein;05/04/2021 10:00\n",
            to: "liste.csv")
        var options = IntakeOptions(now: Instant(1_629_460_800))
        options.dateOrder = .dayFirst
        options.zone = try #require(Zone("Europe/Berlin"))
        options.columns = [try SaidColumn("Notiz=hybrid")]
        let file = try SourceFile.open(path: path, options: options)
        var saved = SavedMapping(name: "liste")
        saved.isFull = true
        saved.source = "weekly"
        let mapping = try Mapping(yaml: saved.yaml(of: file), file: "liste.yaml", origin: .own)
        #expect(mapping.isFull == true)
        #expect(mapping.source == "weekly")
        var later = IntakeOptions(now: Instant(1_629_460_800))
        later.mappings = [mapping]
        let again = try SourceFile.open(path: path, options: later)
        #expect(again.format == "liste")
        #expect(try rows(of: again) == rows(of: file))
        #expect(try rows(of: file.reread(by: mapping, options)) == rows(of: file))
        // And saved once more, from a file that was read by a mapping.
        let copy = try Mapping(yaml: SavedMapping(name: "copy").yaml(of: again), file: "copy.yaml", origin: .own)
        later.mappings = [copy]
        #expect(try rows(of: SourceFile.open(path: path, options: later)) == rows(of: file))
    }

    @Test func `a format with columns of its own needs no mapping`() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write(
            "Name,Fqdn,AdminDisplayVersion\nmail01,mail01.example.org,Version 15.1 (Build 2308.8)\n", to: "servers.csv")
        let file = try SourceFile.open(path: path, options: IntakeOptions(now: Instant(1_629_460_800)))
        #expect(throws: Complaint.self) { try SavedMapping(name: "mine").yaml(of: file) }
    }

    private func rows(of file: SourceFile) throws -> [String] {
        var rows: [String] = []
        _ = try file.read { batch, _ in
            for i in 0..<batch.count {
                let facts = (batch[i].identity.facts + batch[i].state.facts).map { "\($0.field)=\($0.value)" }
                // Columns without a meaning may be kept or not.
                rows.append("\(batch[i].line) \(batch[i].seenAt as Any) \(facts)")
            }
        }
        return rows
    }
}
