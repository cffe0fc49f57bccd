import Foundation
import TestSupport

/// An import that takes long enough to be met in the middle of its transaction.
struct LongImport {
    let fixture: CommandFixture
    var muster: MusterProcess { fixture.muster }
    static let rows = 4_000

    /// A roll of the fixture's tenants with one small list, and a long one at the door.
    init() throws {
        fixture = try CommandFixture()
        try expectDone(muster("import", "hosts.csv", "-t", "fabrikam", "-q"))
        let rows = (1...Self.rows).map { number in
            "pc\(number),pc\(number).fabrikam.example.org,\(number % 10 == 0 ? "15.1.2242.4" : ""),2021-08-17\n"
        }
        try fixture.folder.write("Hostname,FQDN,Version,Last Seen\n" + rows.joined(), to: "long.csv")
    }

    /// Starts it and waits until its transaction has begun.
    func start(_ arguments: String...) throws -> Process {
        let process = try muster.make(["import", "long.csv", "-t", "fabrikam"] + arguments)
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = try sink("output")
        process.standardError = try sink("errors")
        try process.run()
        while process.isRunning, !holderIsThere { usleep(500) }
        return process
    }

    /// Whether somebody is noted as writing.
    var holderIsThere: Bool { FileManager.default.fileExists(atPath: muster.database + "-holder") }

    /// Bytes of the database and its logs.
    var bytesOnDisk: Int {
        ["", "-wal", "-journal"].reduce(0) { sum, ending in
            let facts = try? FileManager.default.attributesOfItem(atPath: muster.database + ending)
            return sum + (facts?[.size] as? Int ?? 0)
        }
    }

    /// How many machines the roll lists: the small list's, or both lists'.
    func machines() throws -> Int {
        try CSVTable(muster("imports", "list", "-o", "csv").output).rows.compactMap {
            $0["accepted"].flatMap { Int($0) }
        }
        .reduce(0, +)
    }

    private func sink(_ name: String) throws -> FileHandle {
        let path = try fixture.folder.write("", to: name)
        guard let handle = FileHandle(forWritingAtPath: path) else { throw CocoaError(.fileNoSuchFile) }
        return handle
    }
}
