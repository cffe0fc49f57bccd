import Assessment
import Inventory
import Knowledge
import Storage

/// Fills `followups`.
final class FollowUpTable {
    private let rows: SliceWriter
    private let slice: Slice
    private let source: ReadingSource
    private let place: Places
    /// The open ones and the number of their row, where somebody asks for their place.
    private var ranks: [(rank: FollowUpRank, row: Int)] = []
    private var words: [BuildEvidence: (product: String?, text: String)] = [:]
    private var lists: [[Int]: String] = [:]

    private struct Places {
        let id, tenant, assetID, asset, threat, rank, isOpen, state, cause, openDays: SliceWriter.Place
        let decision, isOverdue, overdueDays, verdict, cves, cveCount: SliceWriter.Place
        let isKnownExploited, hasRansomware, isAutomatable, exposure, exposedSince, exposedDays: SliceWriter.Place
        let vulnerableDays, product, build, patchLevel, compromise, check: SliceWriter.Place
        let owedDays, owedFrom, assumedDays, owner, ticket, untilOn, untilDay: SliceWriter.Place
        let acts, nextStep, reasons: SliceWriter.Place
        let since, opened, due: SlicePair

        init(_ rows: SliceWriter) {
            id = rows["followup"]
            tenant = rows["tenant"]
            assetID = rows["asset_id"]
            asset = rows["asset"]
            threat = rows["threat"]
            rank = rows["rank"]
            isOpen = rows["is_open"]
            state = rows["state"]
            cause = rows["cause"]
            since = rows.instant("since")
            opened = rows.day("opened")
            openDays = rows["open_days"]
            decision = rows["decision"]
            due = rows.day("due")
            isOverdue = rows["is_overdue"]
            overdueDays = rows["overdue_days"]
            verdict = rows["verdict"]
            cves = rows["cves"]
            cveCount = rows["cve_count"]
            isKnownExploited = rows["is_known_exploited"]
            hasRansomware = rows["has_ransomware"]
            isAutomatable = rows["is_automatable"]
            exposure = rows["exposure"]
            exposedSince = rows["exposed_since_day"]
            exposedDays = rows["exposed_days"]
            vulnerableDays = rows["vulnerable_exposed_days"]
            product = rows["product"]
            build = rows["build"]
            patchLevel = rows["patch_level"]
            compromise = rows["compromise"]
            check = rows["check_result"]
            owedDays = rows["owed_days"]
            owedFrom = rows["owed_from_day"]
            assumedDays = rows["assumed_days"]
            owner = rows["owner"]
            ticket = rows["ticket"]
            untilOn = rows["until_on"]
            untilDay = rows["until_day"]
            acts = rows["acts"]
            nextStep = rows["next_step"]
            reasons = rows["reasons"]
        }
    }

    init?(_ slice: Slice, _ source: ReadingSource) throws {
        guard let rows = try slice.writer("followups") else { return nil }
        self.rows = rows
        self.slice = slice
        self.source = source
        place = Places(rows)
    }

    func add(_ reading: TenantReading) throws {
        for item in reading.followUps {
            setState(item, reading)
            setReasons(item, reading)
            setServer(item)
            setWork(item, reading)
            try rows.add()
            if place.rank.isWanted, item.step.isOpen { ranks.append((item.rank, rows.count)) }
        }
    }

    /// Writes the places, once all are known.
    func finish() throws {
        guard !ranks.isEmpty else { return }
        let order = ranks.sorted { $0.rank != $1.rank ? $0.rank < $1.rank : $0.row < $1.row }.map(\.row)
        try slice.number(order, "rank", in: "followups")
    }

    private func setState(_ item: FollowUp, _ reading: TenantReading) {
        rows.set(place.id, item.id)
        rows.set(place.tenant, reading.tenant.slug)
        rows.set(place.assetID, item.server.asset)
        rows.set(place.asset, item.server.name)
        rows.set(place.threat, item.isCollect ? nil : item.threat)
        rows.set(place.isOpen, flag: item.step.isOpen)
        rows.set(place.state, item.state.rawValue)
        rows.set(place.cause, item.step.cause.isEmpty ? nil : item.step.cause)
        rows.set(place.since, item.step.from)
        rows.set(place.opened, item.openedOn)
        rows.set(
            place.openDays,
            item.openedOn.distance(to: item.step.isOpen ? item.asOf : reading.tenant.zone.day(of: item.step.from)))
        rows.set(place.decision, item.step.isOpen ? item.outcome.rawValue : nil)
        rows.set(place.due, item.dueOn)
        let overdue = item.step.isOpen && item.isOverdue
        rows.set(place.isOverdue, flag: overdue)
        rows.set(place.overdueDays, overdue ? item.dueOn?.distance(to: item.asOf) : nil)
    }

    private func setReasons(_ item: FollowUp, _ reading: TenantReading) {
        let step = item.step
        rows.set(place.verdict, row(item, reading).verdict?.word)
        rows.set(place.cves, names(step.cves))
        rows.set(place.cveCount, step.cves.count)
        rows.set(place.isKnownExploited, flag: step.inputs?.isKnownExploited)
        rows.set(place.hasRansomware, flag: item.hasRansomware)
        rows.set(place.isAutomatable, flag: step.inputs?.isAutomatable)
        rows.set(
            place.compromise,
            step.signs.isEmpty ? nil : step.signs.contains(where: \.isConfirmed) ? "confirmed" : "evidence")
        rows.set(place.check, row(item, reading).check)
        rows.set(place.owedDays, step.isOpen ? item.daysOwed : 0)
        rows.set(place.owedFrom, key: step.isOpen ? item.owed.proved.first?.first.number : nil)
        rows.set(place.assumedDays, step.isOpen ? item.daysAssumed : 0)
    }

    private func setServer(_ item: FollowUp) {
        let server = item.server
        rows.set(place.exposure, server.exposure.rawValue)
        rows.set(place.exposedSince, key: server.exposedSince?.number)
        rows.set(
            place.exposedDays, server.exposure == .exposed ? server.exposedSince?.distance(to: item.asOf) : nil)
        rows.set(place.vulnerableDays, item.daysVulnerableAndExposed)
        if place.product.isWanted || place.build.isWanted, let state = server.build {
            let known =
                words[state.evidence] ?? (BuildWords(state, source.projector.knowledge).product, state.evidence.text)
            words[state.evidence] = known
            rows.set(place.product, known.product)
            rows.set(place.build, known.text)
        }
        rows.set(place.patchLevel, item.standing.level.rawValue)
    }

    private func setWork(_ item: FollowUp, _ reading: TenantReading) {
        rows.set(place.owner, item.owner)
        rows.set(place.ticket, item.step.work.ticket)
        rows.set(place.untilOn, item.step.work.until)
        rows.set(place.untilDay, key: item.step.work.until?.number)
        guard place.acts.isWanted || place.nextStep.isWanted || place.reasons.isWanted else { return }
        let row = row(item, reading)
        let steps = RowSteps(row)
        rows.set(place.acts, steps.actor?.rawValue)
        rows.set(place.nextStep, steps.text)
        rows.set(place.reasons, list: row.reasons)
    }

    /// As the list by threat has it.
    private func row(_ item: FollowUp, _ reading: TenantReading) -> FollowUpList.Row {
        FollowUpList.Row(
            tenant: reading.tenant, worst: item, followUps: item.isCollect ? [] : [item],
            collect: item.isCollect ? item : nil, dataAsOf: reading.dataAsOf, daysSilent: reading.daysSilent,
            counts: nil)
    }

    private func names(_ cves: [Int]) -> String {
        if let known = lists[cves] { return known }
        let names = cves.sorted().map { source.projector.knowledge.cves[$0].id }.joined(separator: ";")
        lists[cves] = names
        return names
    }
}
