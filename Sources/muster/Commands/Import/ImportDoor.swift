import Glibc
import Intake
import Inventory
import Reporting
import Roll
import Storage
import Synchronization

/// Brings files from the command line to the roll.
struct ImportDoor {
    private let command: ImportCommand
    private let roll: CustomerRoll
    private let now: Instant
    private let tenant: Tenant?
    private let targets: [Network]
    private let dateOrder: DateOrder?

    init(command: ImportCommand, roll: CustomerRoll, now: Instant) throws {
        self.command = command
        self.roll = roll
        self.now = now
        tenant = try command.global.tenant.map { slug in try roll.store.read { try CustomerRoll.tenant(slug, in: $0) } }
        targets = try command.claims.targets.map(TargetFile.read) ?? []
        dateOrder = try command.kind.dates.map { word in
            guard let order = DateOrder(rawValue: word) else {
                throw Complaint(.usage, "--dates is dmy or mdy; found \"\(word)\"")
            }
            return order
        }
    }

    /// Takes one file in, or looks at it only. Throws a `Complaint` where it is refused; nothing of it is then kept.
    func take(_ path: String) throws -> (SourceFile, ImportSummary) {
        let source = try open(path)
        let file = IncomingFile(
            name: source.name, sha256: source.sha256, bytes: source.byteCount, format: source.format, kind: source.kind)
        let meter = Meter(source, quiet: command.global.quiet)
        defer { meter.progress.finish() }
        let rejects = try RejectFile(command.care.rejects)
        let summary = try roll.take(
            file, declaration, now: now, progress: meter.show, shouldStop: { Interruption.requested },
            read: { sink in
                let report = try source.read(
                    { batch, rejected in
                        rejects.add(rejected)
                        try sink(batch, rejected)
                    }, progress: { meter.bytes.store($0, ordering: .relaxed) })
                try rejects.write(report)
                return report
            })
        return (source, summary)
    }

    private func open(_ path: String) throws -> SourceFile {
        let options = IntakeOptions(
            now: now, kind: command.kind.kind, format: command.kind.format, encoding: command.kind.encoding,
            dateOrder: dateOrder, zone: tenant?.zone ?? .utc, zoneBasis: tenant == nil ? "default" : "the tenant's",
            vantage: command.claims.vantage, seenAt: command.claims.seenAt)
        return path == "-" ? try .open(standardInput: 0, options: options) : try .open(path: path, options: options)
    }

    private var declaration: Declaration {
        var declaration = Declaration(actor: command.global.actorName)
        declaration.tenantSlug = command.global.tenant
        declaration.source = command.kind.source
        declaration.seenAt = command.claims.seenAt
        declaration.isFull = command.claims.coverage ?? false
        declaration.vantage = command.claims.vantage
        declaration.targets = targets
        declaration.isAllowListed = command.claims.allowListed
        declaration.acceptShrink = command.care.acceptShrink
        declaration.createTenants = command.care.createTenants
        declaration.rejectLimit = command.care.maxRejects
        declaration.isDryRun = command.care.dryRun
        declaration.optionsText = [
            ("as", command.kind.kind?.rawValue), ("format", command.kind.format), ("encoding", command.kind.encoding),
            ("dates", dateOrder?.rawValue),
        ].compactMap { name, value in value.map { "\(name)=\($0)" } }.joined(separator: "\n")
        return declaration
    }
}

/// How far one file has come, from its bytes and rows.
private final class Meter {
    let progress: Progress
    /// Counted by the thread that reads.
    let bytes = Atomic(0)
    private let all: Int

    init(_ source: SourceFile, quiet: Bool) {
        progress = Progress("importing \(source.name)", quiet: quiet)
        all = source.byteCount
    }

    func show(_ state: ImportProgress) {
        switch state.phase {
        case .reading:
            let part = Double(bytes.load(ordering: .relaxed)) / Double(all)
            progress.update(rows: state.rows, part: all > 0 ? min(1, part) : nil)
        case .computing: progress.update(done: state.tenantsDone, of: state.tenants, "tenants")
        }
    }
}

/// The file of `--targets`: an address or a network a line, `#` begins a remark.
enum TargetFile {
    /// Throws a `Complaint`: 66 where there is no such file, 65 with the line that is neither address nor network.
    static func read(_ path: String) throws -> [Network] {
        try TextFile.read(path).split(separator: "\n", omittingEmptySubsequences: false).enumerated().compactMap {
            number, line in
            let text = line.prefix { $0 != "#" }.filter { !$0.isWhitespace }
            guard !text.isEmpty else { return nil }
            guard let network = Network(text) else {
                throw Complaint(
                    .badData, "a target is an address or a network such as 192.0.2.0/24; found \"\(text)\"", file: path,
                    line: number + 1)
            }
            return network
        }
    }
}

/// The file of `--rejects`: rejected rows as they were, below the header, ready to be mended and taken in.
private final class RejectFile {
    private let path: String?
    private var rejects: [Reject] = []

    /// Throws a `Complaint` where there is a file already: it may be the customer's, or the database.
    init(_ path: String?) throws {
        self.path = path
        guard let path, access(path, F_OK) == 0 else { return }
        throw Complaint(
            .cannotWrite, "--rejects never writes over a file that exists; nothing was changed", file: path,
            next: ["name another file, or take that one away first"])
    }

    func add(_ more: [Reject]) {
        if path != nil { rejects += more }
    }

    func write(_ report: FileReport) throws {
        guard let path else { return }
        var bytes: [UInt8] = []
        if let delimiter = report.delimiter, !report.columns.isEmpty {
            bytes += report.columns.map { Self.quoted($0.header, delimiter) }.joined(separator: delimiter).utf8
            bytes.append(10)
        }
        for reject in rejects {
            bytes += reject.raw
            if reject.raw.last != 10 { bytes.append(10) }
        }
        try TextFile.write(bytes, to: path)
    }

    private static func quoted(_ header: String, _ delimiter: String) -> String {
        guard header.contains(where: { $0 == "\"" || $0.isNewline }) || header.contains(delimiter) else {
            return header
        }
        return "\"\(header.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\""))\""
    }
}
