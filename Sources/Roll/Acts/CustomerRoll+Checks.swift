import Assessment
import Inventory
import Knowledge
import Storage

/// A check as a person tells of it.
package struct CheckReportByHand: Hashable, Sendable {
    package let asset: String
    /// As the knowledge spells it.
    package let threat: String
    package let result: CheckResult
    package let covers: [CheckCover]
    /// The version of the playbook that was followed; nil for the newest of its day.
    package let version: Int?
    package let note: String?

    package init(
        asset: String, threat: String, result: CheckResult, covers: [CheckCover], version: Int?, note: String?
    ) {
        self.asset = asset
        self.threat = threat
        self.result = result
        self.covers = covers
        self.version = version
        self.note = note
    }
}

/// What a check changes.
package struct CheckOutcome: Sendable {
    package let tenant: Tenant
    package let asset: String
    package let said: CheckReportByHand
    package let playbook: Playbook
    package let version: Int
    /// The number of the act; nil for a dry run.
    package let act: Int?
    package let by: String
    /// What was owed before it, and what is owed after it.
    package let before: CheckWindow
    package let after: CheckWindow
    /// The required log sources that nobody has looked at, of the days that are still owed.
    package let missing: [(days: DayRange, logs: [LogSource])]
    /// The follow-up of the threat and how it stands now; nil where there is none.
    package let followUp: (id: String?, step: FollowUpStep)?
    /// Why the check does not count; nil where it does.
    package let outdatedBy: Int?
}

extension CustomerRoll {
    /// Writes down a check of a server for a threat.
    ///
    /// - Parameters:
    ///   - at: when it was done; the days that it covers do not lie after it.
    /// - Throws: a complaint (65) where there is no such server, and where what is said makes no check.
    package func record(
        _ said: CheckReportByHand, of slug: String, at: Instant, now: Instant, by actor: String,
        isDryRun: Bool = false, _ projector: Projector
    ) throws -> CheckOutcome {
        let playbook = try CustomerRoll.playbook(of: said.threat, projector.knowledge)
        let holder = Holder(actor: actor, what: "records a check", since: now)
        return try store.write(holder, ending: { _ in isDryRun ? .rollBack : .commit }) { transaction in
            let tenant = try CustomerRoll.tenant(slug, in: transaction)
            try CustomerRoll.verify(said, at: at, now: now, tenant, playbook)
            let version = try CustomerRoll.version(of: playbook, said, on: tenant.zone.day(of: at))
            let asset = try CustomerRoll.subject(named: said.asset, of: tenant, in: transaction)
            let before = try CheckDesk(tenant, asset, projector, transaction)
            let number = try transaction.nextActNumber(of: tenant.id)
            // Of an older version nobody knows the content any more; its number says that it is older.
            let content = version == playbook.version ? playbook.content : nil
            try transaction.insert(
                Act(
                    number: number, at: at, by: actor, what: Deed.check, subject: asset.subject,
                    body: Act.body(
                        [
                            ("threat", said.threat), ("result", said.result.rawValue), ("playbook", playbook.name),
                            ("version", String(version)), ("content", content), ("note", said.note),
                        ] + said.covers.map { ("covers", $0.description) })),
                of: tenant.id, recordedAt: now)
            try recompute(tenant.id, touched: NumberSet([asset.asset]), in: transaction)
            try transaction.pruneSituations()
            let after = try CheckDesk(tenant, asset, projector, transaction)
            let day = tenant.zone.day(of: now)
            let owed = after.window(of: said.threat, at: now).clipped(to: day)
            return CheckOutcome(
                tenant: tenant, asset: asset.name, said: said, playbook: playbook, version: version,
                act: isDryRun ? nil : number, by: actor,
                before: before.window(of: said.threat, at: now).clipped(to: day), after: owed,
                missing: missing(owed, after.records(of: said.threat), playbook, tenant.zone),
                followUp: after.followUp(of: said.threat, at: now),
                outdatedBy: CheckRule(playbook).replaced(
                    CheckRecord(
                        at: at, threat: said.threat, result: said.result, version: version, content: content ?? "",
                        covers: [:])
                ).flatMap { $0.on.map { tenant.zone.start(of: $0) <= now } ?? true ? $0.by : nil })
        }
    }

    /// The playbook by which a threat is checked.
    ///
    /// - Throws: a complaint where neither it nor the catch-all has one.
    package static func playbook(of threat: String, _ knowledge: ExchangeKnowledge) throws -> Playbook {
        guard let playbook = CheckRules(try knowledge.playbooks(), knowledge).playbook(of: threat) else {
            throw Complaint(
                .configuration, "there is no playbook by which \(threat) could be checked",
                next: ["muster playbook list"])
        }
        return playbook
    }

    /// The version of a playbook that a check of a day followed: the newest that there was then, unless it says another.
    private static func version(
        of playbook: Playbook, _ said: CheckReportByHand, on day: CalendarDay
    ) throws -> Int {
        let rule = CheckRule(playbook)
        let newest = rule.newest(on: day)
        guard let version = said.version else { return newest }
        let versions = ["versions: " + rule.versions.map { "\($0.number) (\($0.on))" }.joined(separator: ", ")]
        guard rule.versions.contains(where: { $0.number == version }) else {
            throw Complaint(
                .badData, "the playbook \(playbook.name) has no version \(version); nothing was changed",
                facts: versions)
        }
        guard version <= newest else {
            throw Complaint(
                .badData,
                "a check of \(day) cannot have followed version \(version) of the playbook \(playbook.name), which was not "
                    + "written yet; nothing was changed", facts: versions)
        }
        return version
    }

    private static func verify(
        _ said: CheckReportByHand, at: Instant, now: Instant, _ tenant: Tenant, _ playbook: Playbook
    ) throws {
        guard at <= now else { throw Complaint(.badData, "--at \(at) has not come yet; nothing was changed") }
        let day = tenant.zone.day(of: at)
        if let late = said.covers.first(where: { $0.days.last > day }) {
            throw Complaint(
                .badData, "a check of \(day) cannot have looked at \(late.days.last); nothing was changed",
                facts: ["--covers \(late.description)"])
        }
        let needsDays = said.result == .noEvidence || said.result == .inconclusive
        guard !needsDays || !said.covers.isEmpty else {
            let logs = playbook.requiredLogs.map(\.rawValue).joined(separator: ",")
            throw Complaint(
                .usage, "\(said.result.rawValue) in which days and which logs? --covers LOGS:FROM..TO",
                facts: ["the playbook \(playbook.name) needs \(logs)"],
                next: ["add --covers \(logs):2021-08-06..2021-08-16"])
        }
        if said.result == .inconclusive, said.note == nil {
            throw Complaint(
                .usage, "inconclusive closes the days whose logs are gone for good: --note says how you know that",
                next: ["add --note \"IIS logs are kept for 8 days\""])
        }
    }

    private func missing(
        _ owed: CheckWindow, _ records: [CheckRecord], _ playbook: Playbook, _ zone: Zone
    ) -> [(days: DayRange, logs: [LogSource])] {
        let rule = CheckRule(playbook)
        let counting = records.filter { rule.replaced($0) == nil }
        return (owed.proved + owed.assumed).sorted { $0.first < $1.first }.map { range in
            let logs = playbook.requiredLogs.filter { log in
                let covered = CheckWindow.merged(counting.flatMap { $0.wholeDays(of: log, zone) })
                return !CheckWindow.subtract(covered, from: [range]).isEmpty
            }
            return (range, logs)
        }
    }
}

/// What is owed of one server, and what was done.
private struct CheckDesk {
    private let evidence: ServerEvidence?
    private let acts: [Act]
    private let tenant: Tenant
    private let projector: Projector
    private let names: FollowUpNames

    init(
        _ tenant: Tenant, _ asset: CustomerRoll.NamedSubject, _ projector: Projector, _ transaction: Transaction
    ) throws {
        guard let log = try transaction.log(of: tenant.id) else {
            throw Complaint(.bug, "tenant \(tenant.slug) is not in the store")
        }
        let roll = try projector.roll(log, of: [asset.asset])
        evidence = roll.servers.first { $0.row.asset == asset.asset }
        guard evidence?.row.isServer == true else {
            throw Complaint(
                .badData, "\(asset.name) is no Exchange server: nothing is checked there for a threat of Exchange",
                facts: ["what was found on it is evidence all the same: muster import --as evidence"],
                next: ["muster asset show \(asset.name) -t \(tenant.slug)"])
        }
        acts = log.acts.inForce.filter { $0.subject.map(roll.subjects(of: asset.asset).contains) ?? false }
        self.tenant = tenant
        self.projector = projector
        let numbers = try transaction.followUpNumbers(of: tenant.id, asset: asset.asset)
        names = FollowUpIDs(key: try transaction.followUpKey()).names(numbers)
    }

    func window(of threat: String, at instant: Instant) -> CheckWindow {
        guard let evidence, let place = projector.knowledge.threats.firstIndex(where: { $0.name == threat }) else {
            return .none
        }
        return projector.assessor.windows(
            of: evidence.history,
            Terms(zone: tenant.zone, start: tenant.start, impact: projector.assessor.impact(of: tenant.impact)),
            at: instant)[place]
    }

    func records(of threat: String) -> [CheckRecord] { acts.compactMap(\.checkRecord).filter { $0.threat == threat } }

    func followUp(of threat: String, at instant: Instant) -> (id: String?, step: FollowUpStep)? {
        guard let evidence,
            let history = projector.followUps(of: evidence, tenant).last(where: { $0.threat == threat }),
            let step = history.step(at: instant)
        else { return nil }
        return (names(evidence.row.asset, threat, history.episode)?(), step)
    }
}
