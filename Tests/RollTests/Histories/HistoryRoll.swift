import Assessment
import Foundation
import Inventory
import Knowledge
import Storage
import TestSupport

@testable import Roll

/// A real store into which a history is played with the real projector.
final class HistoryRoll {
    /// After all that the knowledge knows of.
    static let now = Instant(iso: "2021-12-20T12:00:00Z")!

    let roll: CustomerRoll
    let path: String
    let projector: Projector
    private(set) var features: Set<HistoryFeature> = []
    /// Of the files in force, by index.
    private(set) var importIDs: [Int: Int] = [:]
    private var everTaken: Set<Int> = []
    private var clock = HistoryRoll.now
    private let folder: String

    /// - Parameter mostAtOnce: tenants of more subjects are computed in pieces.
    init(_ projector: Projector, mostAtOnce: Int = 50_000) throws {
        self.projector = projector
        folder = HistoryRoll.base + "/muster-history-\(UUID().uuidString)"
        path = folder + "/muster.db"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try HistoryRoll.empty.get().write(to: URL(fileURLWithPath: path))
        var roll = CustomerRoll(try Store.open(path: path, .write), projector)
        roll.mostAtOnce = mostAtOnce
        self.roll = roll
    }

    /// The bytes of a store with the tenants and nothing else: to make one takes as long as to play some steps.
    private static let empty = Result {
        let folder = base + "/muster-history-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try fill(Store.create(path: folder + "/muster.db", now: now))
        return try Data(contentsOf: URL(fileURLWithPath: folder + "/muster.db"))
    }

    private static func fill(_ store: Store) throws {
        try store.write(Holder(actor: "jane", what: "loads", since: HistoryRoll.now)) { transaction in
            try transaction.insert(
                LoadedKnowledge(
                    version: "1", fingerprint: "1", published: CalendarDay(number: 0), loadedAt: HistoryRoll.now,
                    loadedBy: "jane"))
            for (index, slug) in History.tenants.enumerated() {
                try transaction.insertTenant(
                    Tenant(
                        id: index + 1, slug: slug, name: slug,
                        start: CalendarDay(iso: "2021-01-01") ?? CalendarDay(number: 0)),
                    now: HistoryRoll.now)
            }
        }
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    /// Memory, where the system has a folder in it: thousands of stores are made.
    private static let base =
        FileManager.default.isWritableFile(atPath: "/dev/shm")
        ? "/dev/shm" : FileManager.default.temporaryDirectory.path

    // MARK: Steps

    /// Does a step where it can be done; false where there is nothing to do it with.
    func play(_ step: HistoryStep, of history: History) throws -> Bool {
        clock = clock + 60
        switch step {
        case .take(let index): return try take(history.files[index], index)
        case .takeAgain(let one):
            let undone = everTaken.filter { importIDs[$0] == nil }.sorted()
            return try undone.isEmpty
                ? false : take(history.files[undone[one % undone.count]], undone[one % undone.count])
        case .undo(let index):
            guard let importID = importIDs[index] else { return false }
            try noteUndo(of: importID)
            _ = try roll.undo(importID, now: clock, by: "jane")
            importIDs[index] = nil
            features.insert(.undo)
        case .merge(let one, let other):
            guard let (slug, subjects) = try subjects(one), subjects.count > 1 else { return false }
            let names = [subjects[one % subjects.count], subjects[other % subjects.count]].map(String.init)
            guard try allows({ _ = try self.roll.merge(names, of: slug, now: self.clock, by: "jane") }) else {
                return false
            }
            features.insert(.merge)
        case .split(let one):
            guard let (slug, part, asset) = try member(one) else { return false }
            let done = try allows {
                _ = try self.roll.split([part], from: asset, of: slug, now: self.clock, by: "jane")
            }
            guard done else { return false }
            features.insert(.split)
        case .set(let one, let body):
            guard let (slug, subjects) = try subjects(one), !subjects.isEmpty else { return false }
            let host = String(subjects[one % subjects.count])
            let at = HistoryRoll.now + Int64(-115 - one % 50) * 86_400
            _ = try roll.record(
                tenant: slug, host: host, at: at, what: "asset.set", body: body, now: clock, by: "jane")
            features.insert(.fact)
        case .tenantFact(let body):
            _ = try roll.record(
                tenant: History.tenants[0], host: nil, at: HistoryRoll.now, what: "tenant.fact", body: body, now: clock,
                by: "jane")
            features.insert(.fact)
        case .takeBack(let one):
            for slug in History.tenants {
                let acts = try log(slug).acts.filter { !$0.isOfTenantsLife }
                guard !acts.isEmpty else { continue }
                _ = try roll.takeBack(act: acts[one % acts.count].number, of: slug, now: clock, by: "jane")
                features.insert(.takenBack)
                return true
            }
            return false
        case .archive(let one):
            let slug = History.tenants[one % 4 == 0 ? 1 : 0]
            if try log(slug).tenant.archivedOn == nil {
                _ = try roll.archive(slug, from: CalendarDay(iso: "2021-08-10"), now: clock, by: "jane")
            } else {
                _ = try roll.unarchive(slug, now: clock, by: "jane")
            }
            features.insert(.archived)
        case .work(let one, let work): return try carryOut(work, one)
        case .check(let one): return try check(one)
        case .judge(let one): return try judge(one)
        }
        return true
    }

    // MARK: Work

    /// When somebody did something: a day after the first files and before the last.
    private func workTime(_ one: Int) -> Instant { Instant(iso: "2021-08-08T09:00:00Z")! + Int64(one % 97) * 43_200 }

    private func carryOut(_ work: HistoryWork, _ one: Int) throws -> Bool {
        guard let (slug, ids) = try followUps(work, one), !ids.isEmpty else { return false }
        let at = workTime(one)
        let until = at.utcDay.advanced(by: one % 90)
        let wish: WorkWish =
            switch work {
            case .assign: .assign(["joe", "ann", nil][one % 3])
            case .snooze: .snooze(until: until, reason: nil)
            case .accept: .accept(until: until, reason: "board")
            case .close: .close(cause: WorkWish.causes[one % WorkWish.causes.count], reason: "as told")
            case .reopen: .reopen(reason: nil)
            case .note: .note("seen by \(slug)")
            case .ticket: .ticket("INC-\(one)")
            }
        // Not each lets everything be done: a few are tried.
        let isDone = try (0..<min(4, ids.count)).contains { turn in
            try allows {
                _ = try self.roll.carryOut(
                    [WorkOrder(ids[(one + turn) % ids.count], wish)], at: at, now: self.clock, by: "jane",
                    self.projector)
            }
        }
        guard isDone else { return false }
        switch work {
        case .assign: features.insert(.assign)
        case .snooze: features.insert(.snooze)
        case .accept: features.insert(.accept)
        case .close: features.insert(.close)
        case .reopen, .note, .ticket: break
        }
        return true
    }

    /// The ids of a tenant's follow-ups: those that a wish is likely for.
    private func followUps(_ work: HistoryWork, _ one: Int) throws -> (slug: String, ids: [FollowUpID])? {
        for slug in one % 4 == 0 ? History.tenants.reversed() : History.tenants {
            let ids = try roll.store.read { transaction in
                let tenant = try CustomerRoll.tenant(slug, in: transaction)
                let numbers = try transaction.followUpNumbers(of: tenant.id)
                let names = FollowUpIDs(key: try transaction.followUpKey())
                return try transaction.projection(of: tenant.id).servers.filter(\.isServer).flatMap { server in
                    server.situation.items.filter { $0.isOpen || work == .reopen || work == .note }.compactMap {
                        numbers.number(asset: server.asset, threat: $0.threat, episode: $0.episode).map(names.id)
                    }
                }
            }
            if !ids.isEmpty { return (slug, ids) }
        }
        return nil
    }

    private func check(_ one: Int) throws -> Bool {
        for slug in one % 4 == 0 ? History.tenants.reversed() : History.tenants {
            let servers = try projection(slug).servers.filter(\.isServer)
            guard !servers.isEmpty else { continue }
            let at = workTime(one)
            let to = at.utcDay.advanced(by: -(one % 3))
            let days = DayRange(to.advanced(by: -(one % 40)), to)
            let logs: [LogSource] = one % 3 == 0 ? [.iis, .files] : LogSource.allCases
            let result = CheckResult.allCases[one % CheckResult.allCases.count]
            let said = CheckReportByHand(
                asset: String(servers[one % servers.count].asset),
                threat: ["ProxyShell", "ProxyLogon", "Unpatched"][one % 3],
                result: result,
                covers: one % 7 == 0 && result != .noEvidence && result != .inconclusive
                    ? [] : [CheckCover(logs: logs, days: days)], version: nil, note: "by hand")
            let done = try allows {
                _ = try self.roll.record(said, of: slug, at: at, now: self.clock, by: "jane", self.projector)
            }
            guard done else { return false }
            features.insert(.check)
            return true
        }
        return false
    }

    private func judge(_ one: Int) throws -> Bool {
        for slug in one % 4 == 0 ? History.tenants.reversed() : History.tenants {
            let found = try roll.evidence(of: slug, asOf: .now(clock), projector)
            guard !found.isEmpty else { continue }
            let done = try allows {
                _ = try self.roll.judge(
                    [found[one % found.count].id], of: slug,
                    as: EvidenceJudgement.allCases[one % EvidenceJudgement.allCases.count], reason: "looked at it",
                    at: self.workTime(one), now: self.clock, by: "jane", self.projector)
            }
            guard done else { return false }
            features.insert(.judge)
            return true
        }
        return false
    }

    func take(_ file: HistoryFile, _ index: Int) throws -> Bool {
        guard importIDs[index] == nil else { return false }
        var summary: ImportSummary?
        // Nothing is taken for a tenant that is archived.
        guard
            try allows({
                summary = try roll.take(file.incoming, file.declaration, now: HistoryRoll.now, read: file.read)
            })
        else { return false }
        guard let summary else { return false }
        importIDs[index] = summary.importID
        if !everTaken.insert(index).inserted { features.insert(.importedAgain) }
        return true
    }

    /// Whether the import saw a subject first that something else speaks of.
    private func noteUndo(of importID: Int) throws {
        for slug in History.tenants {
            let log = try log(slug)
            let own = Set(log.sightings.lazy.filter { $0.importID == importID }.map(\.subject))
            let others = log.sightings.filter { $0.importID != importID }
            let earlier = Set(others.lazy.filter { $0.importID < importID }.map(\.subject))
            let later = Set(others.lazy.filter { $0.importID > importID }.map(\.subject))
            let acted = log.acts.reduce(into: Set<Int>()) {
                $0.formUnion($1.subjects.union([$1.subject].compactMap { $0 }))
            }
            if !own.subtracting(earlier).isDisjoint(with: later.union(acted)) { features.insert(.undoOfFirst) }
        }
    }

    /// Runs; false where it is refused with a complaint about its names.
    private func allows(_ body: () throws -> Void) throws -> Bool {
        do {
            try body()
            return true
        } catch let complaint as Complaint where complaint.code == .badData {
            return false
        }
    }

    // MARK: What there is

    func log(_ slug: String) throws -> TenantLog {
        try roll.store.read { try $0.log(of: CustomerRoll.tenant(slug, in: $0).id)! }
    }

    func projection(_ slug: String) throws -> TenantProjection {
        try roll.store.read { try $0.projection(of: CustomerRoll.tenant(slug, in: $0).id) }
    }

    /// The numbers of a tenant's subjects.
    private func subjects(_ one: Int) throws -> (slug: String, numbers: [Int])? {
        for slug in one % 4 == 0 ? History.tenants.reversed() : History.tenants {
            let numbers = try log(slug).subjects.map(\.number)
            if !numbers.isEmpty { return (slug, numbers) }
        }
        return nil
    }

    /// A subject and the asset that it is part of with others.
    private func member(_ one: Int) throws -> (slug: String, part: String, asset: String)? {
        for slug in History.tenants {
            let members = try projection(slug).memberships
            guard !members.isEmpty else { continue }
            let member = members[one % members.count]
            let part = one % 3 == 0 ? member.asset : member.subject
            return (slug, String(part), String(member.asset))
        }
        return nil
    }

    // MARK: Another roll's acts

    /// Writes down the acts of another roll as if they had been done here. A subject that is not here stands under a
    /// number that nobody has: what was joined through it stays joined.
    func adopt(_ acts: [Act], of slug: String, from log: TenantLog) throws {
        guard !acts.isEmpty else { return }
        try roll.store.write(Holder(actor: "jane", what: "adopts", since: HistoryRoll.now)) { transaction in
            let tenant = try CustomerRoll.tenant(slug, in: transaction)
            let own = Dictionary(
                uniqueKeysWithValues: try transaction.subjects(of: tenant.id).map { ($0.identity, $0.number) })
            let names = Dictionary(uniqueKeysWithValues: log.subjects.map { ($0.number, $0.identity) })
            for act in acts {
                let same = act.renumbered { number in names[number].flatMap { own[$0] } ?? number + 10_000 }
                try transaction.insert(same, of: tenant.id, recordedAt: HistoryRoll.now)
            }
            try roll.recompute(tenant.id, in: transaction)
        }
    }
}

extension HistoryFile {
    var incoming: IncomingFile {
        IncomingFile(
            name: "file\(number)", fingerprint: Fingerprint(Array("\(number)".utf8)), bytes: rows.count, format: format,
            kind: kind)
    }

    var declaration: Declaration {
        var declaration = Declaration(actor: "jane")
        declaration.tenantSlug = tenant.map { History.tenants[$0] }
        declaration.source = source
        declaration.seenAt = takenAt
        declaration.isFull = isFull
        declaration.vantage = vantage
        declaration.targets = targets.compactMap { Network($0) }
        declaration.isAllowListed = isAllowListed
        declaration.acceptShrink = true
        return declaration
    }

    func read(_ sink: (ObservationBatch, [Reject]) throws -> Void) throws -> FileReport {
        var batch = ObservationBatch()
        for (index, row) in rows.enumerated() {
            for (field, value) in row.facts { batch.add(field, value) }
            batch.endRow(
                line: index + 2, record: index + 1, seenAt: row.seenAt,
                tenant: tenant == nil ? History.tenants[row.tenant] : nil)
        }
        try sink(batch, [])
        var report = FileReport(format: format, kind: kind, encoding: "utf-8", delimiter: ",")
        report.newestRowTime = rows.compactMap(\.seenAt).max()
        report.lines = rows.count + 1
        report.headerLines = 1
        report.records = rows.count
        report.accepted = rows.count
        return report
    }
}
