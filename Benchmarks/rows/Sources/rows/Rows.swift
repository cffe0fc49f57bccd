import Foundation
import Intake
import Inventory
import Roll
import Storage

/// What the rows of a file cost on their way into the log, without what is computed from them:
///
///     rows FILE [DATABASE] [--read] [--keep]
///
/// `--read` reads the file and takes nothing in. Otherwise the file is taken in with a projection that is always empty,
/// and the time up to the last row's sighting is printed. A database that exists is used, a missing one is made; without
/// a name it lies in a temporary place and goes.
@main
struct Rows {
    static func main() throws {
        let words = CommandLine.arguments.dropFirst()
        let names = words.filter { !$0.hasPrefix("--") }
        guard let file = names.first else { return print("usage: rows FILE [DATABASE] [--read]") }
        let now = Instant(Int64(Date().timeIntervalSince1970))
        let clock = ContinuousClock()
        let start = clock.now
        let source = try SourceFile.open(path: file, options: IntakeOptions(now: now, vantage: .internet))
        print("opened and recognised in \(start.duration(to: clock.now))")
        if words.contains("--read") { return try read(source) }
        let made = names.count < 2
        let path = made ? NSTemporaryDirectory() + "rows-\(getpid()).db" : names.last!
        defer { if made { for ending in ["", "-wal", "-shm"] { unlink(path + ending) } } }
        let exists = FileManager.default.fileExists(atPath: path)
        let store = exists ? try Store.open(path: path, .write) : try Store.create(path: path, now: now)
        try take(source, CustomerRoll(store) { _ in .empty }, now)
    }

    private static func read(_ source: SourceFile) throws {
        let clock = ContinuousClock()
        let start = clock.now
        let report = try source.read { _, _ in }
        print("\(report.accepted) rows, \(report.rejected) rejects read in \(start.duration(to: clock.now))")
    }

    private static func take(_ source: SourceFile, _ roll: CustomerRoll, _ now: Instant) throws {
        let clock = ContinuousClock()
        var declaration = Declaration(actor: "benchmark")
        declaration.createTenants = true
        let file = IncomingFile(
            name: source.name, fingerprint: source.fingerprint, bytes: source.byteCount, format: source.format, kind: source.kind)
        let start = clock.now
        var computing: ContinuousClock.Instant?
        let summary = try roll.take(
            file, declaration, now: now,
            progress: { if $0.phase == .computing, computing == nil { computing = clock.now } },
            read: { sink in try source.read(sink) })
        let end = clock.now
        print("log written in \(start.duration(to: computing ?? end)), whole import in \(start.duration(to: end))")
        let counts = summary.counts
        print("new \(counts.new), changed \(counts.changed), unchanged \(counts.unchanged), \(peak)")
    }

    /// The process's largest size so far.
    private static var peak: String {
        let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
        return status.split(separator: "\n").first { $0.hasPrefix("VmHWM") }.map(String.init) ?? ""
    }
}
