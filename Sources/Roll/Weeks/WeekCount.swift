import Assessment
import Inventory
import Knowledge
import Storage

/// Counts a tenant at the end of a week.
struct WeekCount {
    let projector: Projector
    let tenant: Tenant
    let week: IsoWeek
    /// The last instant of the week.
    let end: Instant

    /// The measures that are read off the servers; flows and what is told over several weeks are not among them.
    func values(_ servers: [WeekServer]) -> WeekValues {
        var values = WeekValues()
        let there = servers.filter { $0.isThere(at: end) }
        let readings = there.map { server in
            (server, projector.reading(of: server.evidence, tenant, [], at: end))
        }
        countServers(readings, &values)
        countFollowUps(servers, &values)
        values[.exposureDays] = there.isEmpty || isHidden(values) ? nil : exposureDays(servers)
        return values
    }

    /// Whether nothing is known of any server's exposure.
    private func isHidden(_ values: WeekValues) -> Bool {
        (values[.exposed] ?? 0) + (values[.notExposed] ?? 0) == 0 && values[.servers] ?? 0 > 0
    }

    // MARK: Servers

    private func countServers(_ readings: [(WeekServer, ServerReading)], _ values: inout WeekValues) {
        values[.servers] = readings.count
        for (measure, exposure) in [
            (WeekMeasure.exposed, Exposure.exposed), (.notExposed, .notExposed), (.exposureUnknown, .unknown),
            (.exposureStale, .stale),
        ] {
            values[measure] = readings.count { $0.1.exposure == exposure }
        }
        let levels = readings.map { projector.standing(of: $0.1, on: week.sunday).level }
        for (measure, level) in [
            (WeekMeasure.current, PatchLevel.current), (.behind, .behind), (.unsupported, .unsupported),
            (.patchUnknown, .unknown),
        ] {
            values[measure] = levels.count { $0 == level }
        }
        var (proved, possible, both) = (0, 0, 0)
        for (server, reading) in readings {
            let isProved = isVulnerable(server, at: end)
            if isProved {
                proved += 1
                if reading.exposure == .exposed { both += 1 }
            } else if openSteps(server, at: end).contains(where: { !$0.step.cves.isEmpty }) {
                possible += 1
            }
        }
        values[.vulnerable] = proved
        values[.undetermined] = possible
        values[.exposedVulnerable] = isHidden(values) ? nil : both
        guard !readings.isEmpty else { return }
        let fresh = readings.count { _, reading in
            reading.buildSeenAt.map { tenant.zone.day(of: $0).distance(to: week.sunday) <= 30 } ?? false
        }
        values[.buildCoverage] = fresh * 1000 / readings.count
        let looked = readings.count { $0.1.exposure == .exposed || $0.1.exposure == .notExposed }
        values[.exposureCoverage] = looked * 1000 / readings.count
    }

    private func openSteps(
        _ server: WeekServer, at instant: Instant
    ) -> [(history: FollowUpHistory, step: FollowUpStep)] {
        server.followUps.compactMap { history in
            guard let step = history.step(at: instant), step.isOpen, history.threat != FollowUpHistory.collect
            else { return nil }
            return (history, step)
        }
    }

    private func isVulnerable(_ server: WeekServer, at instant: Instant) -> Bool {
        openSteps(server, at: instant).contains { !$0.step.cves.isEmpty && !$0.step.isUndetermined }
    }

    private func exposureDays(_ servers: [WeekServer]) -> Int {
        (0..<7).reduce(0) { sum, day in
            let moment = tenant.zone.end(of: week.monday.advanced(by: day))
            return sum + servers.count { $0.isExposed(at: moment) && isVulnerable($0, at: moment) }
        }
    }

    // MARK: Follow-ups

    private func countFollowUps(_ servers: [WeekServer], _ values: inout WeekValues) {
        let today = week.sunday
        var ages: [Int] = []
        var decisions: [Outcome: Int] = [:]
        var counts: [WeekMeasure: Int] = [
            .overdue: 0, .checksOwed: 0, .snoozed: 0, .accepted: 0, .toCollect: 0, .knownExploited: 0, .ransomware: 0,
        ]
        var found = 0
        for server in servers {
            let open = openSteps(server, at: end)
            if open.contains(where: { !$0.step.signs.isEmpty }) { found += 1 }
            for (history, step) in open {
                ages.append(tenant.zone.day(of: history.openedAt).distance(to: today))
                if let outcome = step.outcome { decisions[outcome, default: 0] += 1 }
                if step.dueOn.map({ $0 < today }) ?? false { counts[.overdue]! += 1 }
                if step.work.state == .snoozed { counts[.snoozed]! += 1 }
                if step.inputs?.isKnownExploited ?? false { counts[.knownExploited]! += 1 }
                if hasRansomware(step, on: today) { counts[.ransomware]! += 1 }
            }
            let all = server.followUps.compactMap { history in history.step(at: end).map { (history, $0) } }
            counts[.checksOwed]! += all.count { $0.0.threat != FollowUpHistory.collect && isOwing($0.1, server) }
            counts[.accepted]! += all.count { $0.1.work.state == .accepted }
            if open.isEmpty, all.contains(where: { $0.0.threat == FollowUpHistory.collect && $0.1.isOpen }) {
                counts[.toCollect]! += 1
            }
        }
        for (measure, count) in counts { values[measure] = count }
        values[.open] = ages.count
        values[.evidence] = found
        for (measure, outcome) in [
            (WeekMeasure.forensics, Outcome.threeDaysAndForensics), (.threeDays, .threeDays),
            (.fourteenDays, .fourteenDays), (.sixtyDays, .sixtyDays), (.nextUpgrade, .nextUpgrade),
        ] {
            values[measure] = decisions[outcome] ?? 0
        }
        values[.age7] = ages.count { $0 <= 7 }
        values[.age30] = ages.count { (8...30).contains($0) }
        values[.age90] = ages.count { (31...90).contains($0) }
        values[.ageOver] = ages.count { $0 > 90 }
        values[.ageMedian] = Quantile.of(ages, permille: 500)
        values[.ageP90] = Quantile.of(ages, permille: 900)
        if !ages.isEmpty { values[.overdueRate] = (values[.overdue] ?? 0) * 1000 / ages.count }
    }

    /// Whether a check is owed for days that sightings prove: a risk that was accepted owes it too, a machine that is no
    /// more does not.
    private func isOwing(_ step: FollowUpStep, _ server: WeekServer) -> Bool {
        guard step.isOpen || step.work.state == .accepted else { return false }
        let isRetired = server.evidence.history.retired.value(at: end) ?? false
        return !(isRetired && !step.isOpen && step.cause == "retired")
            && !step.window.clipped(to: week.sunday).proved.isEmpty
    }

    private func hasRansomware(_ step: FollowUpStep, on day: CalendarDay) -> Bool {
        step.cves.contains { number in
            let cve = projector.knowledge.cves[number]
            return cve.ransomware && (cve.kevAdded.map { $0 <= day } ?? false)
        }
    }

    // MARK: Adoption

    /// How far the updates of the last half year had come among the servers of products that got one.
    func adoption(_ servers: [WeekServer]) -> [WeekAdoption] {
        let knowledge = projector.knowledge
        let readings = servers.filter { $0.isThere(at: end) }.map {
            projector.reading(of: $0.evidence, tenant, [], at: end)
        }
        var found: [CalendarDay: WeekAdoption] = [:]
        for reading in readings {
            guard let evidence = reading.build?.evidence,
                let product = knowledge.productName(of: evidence.lower),
                product == knowledge.productName(of: evidence.upper)
            else { continue }
            let standing = projector.standing(of: reading, on: week.sunday)
            for day in releases(of: product) {
                var one = found[day] ?? WeekAdoption(released: day)
                if evidence.precision != .exact {
                    one.unknown += 1
                } else if standing.missed.contains(where: { $0.released == day }) {
                    one.missing += 1
                } else {
                    one.installed += 1
                }
                found[day] = one
            }
        }
        return found.values.sorted { $0.released < $1.released }
    }

    /// The days of the last half year on which a product got a security update.
    private func releases(of product: String) -> Set<CalendarDay> {
        let since = week.sunday.advanced(by: -182)
        return Set(
            projector.knowledge.builds.lazy.filter {
                $0.product == product && $0.kind == .su && $0.released > since && $0.released <= week.sunday
            }.map(\.released))
    }
}

/// A quantile by the nearest rank: the smallest of the values that so many of a thousand do not exceed.
package enum Quantile {
    /// Nil of nothing.
    package static func of(_ values: [Int], permille: Int) -> Int? {
        guard !values.isEmpty else { return nil }
        let place = (values.count * permille + 999) / 1000
        return values.sorted()[max(1, place) - 1]
    }
}
