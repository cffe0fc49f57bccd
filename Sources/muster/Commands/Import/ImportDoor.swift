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
    let targets: [Network]
    private let dateOrder: DateOrder?
    private let mappings: MappingLibrary
    let keeper: MappingKeeper?

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
        mappings = try MappingLibrary(command.global)
        keeper = try MappingKeeper(command, mappings)
    }

    /// Opens and recognises one file. Throws a `Complaint` where it is nothing that can be read.
    func open(_ input: SourceFile.Input) throws -> SourceFile {
        var options = IntakeOptions(
            now: now, kind: command.kind.kind, format: command.kind.format, encoding: command.kind.encoding,
            dateOrder: dateOrder, zone: tenant?.zone ?? .utc, zoneBasis: tenant == nil ? "default" : "the tenant's",
            vantage: command.claims.vantage, seenAt: command.claims.seenAt)
        options.host = command.kind.host
        try mappings.inform(&options, command.kind, tenant: command.global.tenant)
        let source = try SourceFile.open(input, options: options)
        return try keeper?.reread(source, options) ?? source
    }

    /// Takes one file in, or looks at it only. Throws a `Complaint` where it is refused; nothing of it is then kept.
    func take(_ source: SourceFile, rejectsTo place: RejectPlace, _ progress: Progress) throws -> ImportSummary {
        let file = IncomingFile(
            name: source.name, fingerprint: source.fingerprint, bytes: source.byteCount, format: source.format,
            kind: source.kind)
        let meter = Meter(progress, all: source.byteCount)
        let rejects = try place.file(for: source)
        return try roll.take(
            file, declaration(of: source), now: now, progress: meter.show,
            shouldStop: { Interruption.requested },
            read: { sink in
                progress.begin("reading")
                let report = try source.read(
                    { batch, rejected in
                        try rejects?.add(rejected)
                        try sink(batch, rejected)
                    }, progress: { meter.bytes.store($0, ordering: .relaxed) })
                try rejects?.finish()
                return report
            })
    }

    private func declaration(of source: SourceFile) -> Declaration {
        var declaration = Declaration(actor: command.global.actorName)
        declaration.tenantSlug = command.global.tenant
        declaration.source = command.kind.source ?? source.mapping?.source
        declaration.seenAt = command.claims.seenAt
        declaration.isFull = command.claims.coverage ?? source.mapping?.isFull ?? false
        // Only scans look from somewhere, at something: an inventory among them stays a claim.
        if source.kind == .scan {
            declaration.vantage = command.claims.vantage ?? source.mapping?.vantage
            declaration.targets = targets
            declaration.isAllowListed = command.claims.allowListed
        }
        declaration.acceptShrink = command.care.acceptShrink
        declaration.createTenants = command.care.createTenants
        declaration.rejectLimit = command.care.maxRejects
        declaration.isDryRun = command.care.dryRun
        declaration.optionsText = command.kind.readingOptions(of: source, dateOrder)
            .compactMap { name, value in value.map { "\(name)=\($0)" } }.joined(separator: "\n")
        return declaration
    }
}

/// How far one file has come, from its bytes and rows.
private final class Meter {
    private let progress: Progress
    /// Counted by the thread that reads.
    let bytes = Atomic(0)
    private let all: Int

    init(_ progress: Progress, all: Int) {
        self.progress = progress
        self.all = all
    }

    func show(_ state: ImportProgress) {
        switch state.phase {
        case .reading:
            let part = Double(bytes.load(ordering: .relaxed)) / Double(all)
            progress.update(rows: state.rows, part: all > 0 ? min(1, part) : nil)
        case .computing:
            progress.begin("working out follow-ups")
            // One tenant is done or not: there is nothing to count.
            if state.tenants > 1 { progress.update(done: state.tenantsDone, of: state.tenants, "tenants") }
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
