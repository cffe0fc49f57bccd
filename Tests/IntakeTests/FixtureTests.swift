import Foundation
import Intake
import Inventory
import TestSupport
import Testing

/// Each folder `Fixtures/FORMAT/CASE` is a case: `input.*`, perhaps `options.txt`, and what comes of it: `expected.txt`
/// and `rejected.txt`, or `complaint.txt`. The shipped mappings are at hand, and `mapping.yaml` of the folder. A new folder is a new test. With `ACCEPT=1` in the environment the results
/// are written; read the difference before it is committed.
struct FixtureTests {
    @Test(arguments: FixtureCase.all) func `reads a file as its folder says`(_ fixture: FixtureCase) throws {
        let result = fixture.run()
        if ProcessInfo.processInfo.environment["ACCEPT"] != nil { try fixture.accept(result) }
        for name in ["expected.txt", "rejected.txt", "complaint.txt"] {
            #expect(result[name] == fixture.text(name), "\(fixture) \(name)")
        }
    }
}

/// One folder of fixtures.
struct FixtureCase: CustomTestStringConvertible, Sendable {
    let folder: URL

    static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Fixtures")

    static var all: [FixtureCase] {
        folders(in: root).flatMap { folders(in: $0) }.map { FixtureCase(folder: $0) }
    }

    private static func folders(in parent: URL) -> [URL] {
        let all = (try? FileManager.default.contentsOfDirectory(at: parent, includingPropertiesForKeys: nil)) ?? []
        return all.filter { $0.hasDirectoryPath }.sorted { $0.path < $1.path }
    }

    var testDescription: String {
        "\(folder.deletingLastPathComponent().lastPathComponent)/\(folder.lastPathComponent)"
    }

    func text(_ name: String) -> String? {
        try? String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8)
    }

    func accept(_ result: [String: String]) throws {
        for name in ["expected.txt", "rejected.txt", "complaint.txt"] {
            let url = folder.appendingPathComponent(name)
            try? FileManager.default.removeItem(at: url)
            if let text = result[name] { try text.write(to: url, atomically: true, encoding: .utf8) }
        }
    }

    // MARK: Running

    private var input: String {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return names.first { $0.hasPrefix("input.") } ?? "input"
    }

    private func options() throws -> IntakeOptions {
        var options = IntakeOptions(now: Instant(1_629_460_800))  // 2021-08-20T12:00:00Z
        options.mappings = Mapping.all(
            shipped: try Mapping.load(folder: Checkout.path(of: "Sources/Knowledge/Mappings"), origin: .shipped),
            own: try text("mapping.yaml").map { [try Mapping(yaml: $0, file: "mapping.yaml", origin: .own)] } ?? [])
        for line in (text("options.txt") ?? "").split(separator: "\n") {
            let parts = line.split(separator: "=").map(String.init)
            switch parts[0] {
            case "as": options.kind = ImportKind(rawValue: parts[1])
            case "format": options.format = parts[1]
            case "encoding": options.encoding = parts[1]
            case "dates": options.dateOrder = DateOrder(rawValue: parts[1])
            case "vantage": options.vantage = Vantage(rawValue: parts[1])
            case "tenant": options.tenant = parts[1]
            case "source": options.source = parts[1]
            case "host": options.host = parts[1]
            case "map": options.columns.append(try SaidColumn(parts.dropFirst().joined(separator: "=")))
            case "mapping": options.mapping = options.mappings.first { $0.name == parts[1] }
            case "zone":
                options.zone = Zone(parts[1]) ?? .utc
                options.zoneBasis = "the tenant's"
            default: Issue.record("unknown option \(parts[0])")
            }
        }
        return options
    }

    /// The texts that the folder should hold.
    func run() -> [String: String] {
        do {
            let name = input
            let file = try SourceFile.open(
                path: folder.appendingPathComponent(name).path, shownAs: name, options: options())
            var rows = ""
            var rejects = ""
            let report = try file.read { batch, rejected in
                for i in 0..<batch.count { rows += FixtureCase.words(batch[i]) }
                for reject in rejected { rejects += FixtureCase.words(reject) }
            }
            let head = FixtureCase.words(file) + FixtureCase.words(report) + rows
            return rejects.isEmpty ? ["expected.txt": head] : ["expected.txt": head, "rejected.txt": rejects]
        } catch {
            return ["complaint.txt": "exit \((error as? Complaint)?.code.rawValue ?? -1)\n\(error)\n"]
        }
    }

    private static func words(_ file: SourceFile) -> String {
        let r = file.recognition
        var text = "format \(file.format)\n"
        for (name, choice) in [
            ("as", r.kind), ("encoding", r.encoding), ("delimiter", r.delimiter), ("quoting", r.quoting),
            ("header", r.header), ("dates", r.dates), ("zone", r.zone),
            ("vantage", r.vantage),
        ] {
            guard let choice else { continue }
            let option = choice.option.map { " (\($0))" } ?? ""
            text += "\(name) \(choice.value): \(choice.proof.replacingOccurrences(of: "\n", with: " "))\(option)\n"
        }
        if let line = r.headerLine { text += "header line \(line), \(r.preambleLines) before it\n" }
        for column in r.columns {
            text += "column \(column.header.debugDescription) \(column.meaning ?? "kept"): \(column.proof)\n"
        }
        return text
    }

    private static func words(_ report: FileReport) -> String {
        "lines \(report.lines) = \(report.headerLines) header + \(report.records) records + \(report.blankLines) blank\n"
            + "records \(report.records) = \(report.accepted) accepted + \(report.rejected) rejected\n"
            + "end \(report.endStamp.map { "\($0)" } ?? "-"), "
            + "newest \(report.newestRowTime.map { "\($0)" } ?? "-") line \(report.newestRowLine.map { "\($0)" } ?? "-")\n"
    }

    private static func words(_ row: Observation) -> String {
        var text = "\n\(row.line) #\(row.record)"
        if let time = row.seenAt { text += " \(time)" }
        if let tenant = row.tenant { text += " of \(tenant)" }
        for (field, value) in row.identity.facts + row.state.facts {
            text += "\n  \(field) \(value.debugDescription.dropFirst().dropLast())"
        }
        return text + "\n"
    }

    private static func words(_ reject: Reject) -> String {
        let raw = String(decoding: reject.raw.prefix(60), as: UTF8.self).debugDescription
        return "\(reject.line) #\(reject.record) @\(reject.byteOffset) \(reject.column ?? "(row)") "
            + "\(reject.reason.rawValue): \(reject.detail) | \(raw)\n"
    }
}
