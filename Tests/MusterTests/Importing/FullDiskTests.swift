import Foundation
import TestSupport
import Testing

/// No room, no permission: exit 73, and the database as it was, byte for byte.
@Suite(.serialized)
struct FullDiskTests {
    @Test func `a limit on file sizes ends an import with 73, and changes nothing`() throws {
        let long = try LongImport()
        let before = try long.everyByte()
        // What it writes beside the database is more than this.
        let result = try long.muster.inShell("ulimit -f 100; exec \"$MUSTER\" import long.csv -t fabrikam")
        #expect(result.exitCode == 73, "\(result.errors)")
        #expect(result.output == "")
        #expect(result.errors.hasPrefix("error: "))
        #expect(result.errors.contains("; nothing was changed\n"))
        #expect(try long.everyByte() == before)
        try long.expectWholeAndReady()
    }

    @Test func `a limit on file sizes leaves no half database`() throws {
        let muster = try MusterProcess()
        for blocks in [0, 8, 64, 200] {
            let result = try muster.inShell("ulimit -f \(blocks); exec \"$MUSTER\" db init")
            #expect(result.exitCode == 73, "\(blocks): \(result.output)\(result.errors)")
            #expect(try FileManager.default.contentsOfDirectory(atPath: muster.folder.path) == [])
        }
        #expect(try muster("db", "init").exitCode == 0)
    }

    @Test func `a full disk ends an import with 73, and changes nothing`() throws {
        let long = try LongImport()
        guard let disk = try SmallDisk(megabytes: 2, in: long.fixture.folder) else {
            return print("SKIPPED: a full disk is tried as root only, who may mount a small one")
        }
        defer { disk.unmount() }
        var muster = long.muster
        muster.environment["MUSTER_DB"] = disk.path + "/muster.db"
        try FileManager.default.copyItem(atPath: long.muster.database, toPath: disk.path + "/muster.db")
        // What is left is less than the import needs.
        try disk.fill(leaving: 64 << 10)
        let before = try Data(contentsOf: URL(fileURLWithPath: disk.path + "/muster.db"))
        let result = try muster("import", "long.csv", "-t", "fabrikam")
        #expect(result.exitCode == 73, "\(result.output)\(result.errors)")
        #expect(result.errors.contains("nothing was changed"), "\(result.errors)")
        #expect(try Data(contentsOf: URL(fileURLWithPath: disk.path + "/muster.db")) == before)
        #expect(try muster("imports", "list", "-o", "csv").output.split(separator: "\n").count == 2)
        try FileManager.default.removeItem(atPath: disk.path + "/filler")
        try FileManager.default.removeItem(atPath: disk.path + "/muster.db")
        try disk.fill(leaving: 96 << 10)
        #expect(try muster("db", "init").exitCode == 73)
        #expect(try FileManager.default.contentsOfDirectory(atPath: disk.path) == ["filler"])
    }

    @Test func `a folder that cannot be written to ends an import with 73, and changes nothing`() throws {
        let long = try LongImport()
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: long.fixture.folder.path)
        for name in ["muster.db", "long.csv", "hosts.csv"] {
            try FileManager.default.setAttributes(
                [.posixPermissions: 0o444], ofItemAtPath: long.fixture.folder.path(of: name))
        }
        try FileManager.default.setAttributes([.posixPermissions: 0o555], ofItemAtPath: long.fixture.folder.path)
        defer {
            try? FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: long.fixture.folder.path)
        }
        let asNobody = getuid() == 0 ? "setpriv --reuid=65534 --regid=65534 --clear-groups " : ""
        guard try long.muster.inShell("exec \(asNobody)\"$MUSTER\" --version").exitCode == 0 else {
            return print(
                "SKIPPED: a read-only folder is not tried; nobody but root may run \(try MusterProcess.executable())")
        }
        let before = try Data(contentsOf: URL(fileURLWithPath: long.muster.database))
        let result = try long.muster.inShell("exec \(asNobody)\"$MUSTER\" import long.csv -t fabrikam")
        #expect(result.exitCode == 73, "\(result.output)\(result.errors)")
        #expect(result.errors.contains("nothing was changed"), "\(result.errors)")
        #expect(try Data(contentsOf: URL(fileURLWithPath: long.muster.database)) == before)
        let made = try long.muster.inShell("exec \(asNobody)\"$MUSTER\" db init --db new.db")
        #expect(made.exitCode == 73)
        #expect(!FileManager.default.fileExists(atPath: long.fixture.folder.path(of: "new.db")))
        let reading = try long.muster.inShell("exec \(asNobody)\"$MUSTER\" imports list -o csv")
        #expect(reading.exitCode == 0, "\(reading.errors)")
    }
}

extension LongImport {
    /// The database with its log, where there is one.
    fileprivate func everyByte() throws -> [Data] {
        try ["", "-wal"].map { muster.database + $0 }.filter { FileManager.default.fileExists(atPath: $0) }
            .map { try Data(contentsOf: URL(fileURLWithPath: $0)) }.filter { !$0.isEmpty }
    }

    fileprivate func expectWholeAndReady() throws {
        #expect(try muster("db", "check").exitCode == 0)
        #expect(try muster("import", "long.csv", "-t", "fabrikam").exitCode == 0)
        #expect(try machines() == 3 + LongImport.rows)
    }
}

extension MusterProcess {
    /// Runs a line of a shell in which `$MUSTER` is the command.
    func inShell(_ line: String) throws -> MusterResult {
        var there = self
        there.environment["MUSTER"] = try Self.executable()
        there.environment["MUSTER_DB"] = environment["MUSTER_DB"] ?? database
        return try Checkout.run(
            "bash", "-c", line, in: folder.path,
            environment: there.environment.merging(["HOME": folder.path]) { mine, _ in mine })
    }
}

/// A disk of a few megabytes in memory; nil where the tester may not mount one.
private struct SmallDisk {
    let path: String

    init?(megabytes: Int, in folder: TemporaryFolder) throws {
        path = folder.path(of: "disk")
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        let mounted = try Checkout.run("mount", "-t", "tmpfs", "-o", "size=\(megabytes)m", "tmpfs", path)
        if mounted.exitCode != 0 { return nil }
    }

    func unmount() { _ = try? Checkout.run("umount", "-l", path) }

    /// Fills it up with a file.
    func fill(leaving rest: Int) throws {
        var facts = statvfs()
        guard statvfs(path, &facts) == 0 else { throw CocoaError(.fileReadUnknown) }
        let free = Int(facts.f_bavail) * Int(facts.f_frsize)
        try Data(count: max(0, free - rest)).write(to: URL(fileURLWithPath: path + "/filler"))
    }
}
