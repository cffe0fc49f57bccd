import Inventory
import Knowledge

extension Judge {
    /// The patch level on a day, and the step that mends it. What was released or ended after that day is not known.
    ///
    /// Over an interval all possible builds must agree, else the level is unknown; it is unsupported where the whole product
    /// is. `extendedSupport` counts for products whose vendor sells it.
    package func patchStanding(
        for evidence: BuildEvidence?, on day: CalendarDay, extendedSupport: Bool?
    ) -> PatchStanding {
        guard let evidence, let product = knowledge.product(of: evidence.lower) else { return .unknown }
        guard product == knowledge.product(of: evidence.upper) else {
            return acrossProducts(evidence, on: day, extendedSupport)
        }
        let support = support(of: product, on: day, extendedSupport)
        let line = UpdateLine(knowledge, product: product, until: support.lastUpdates)
        let standings = possibleBuilds(evidence, on: day).map { standing($0, line) }
        return summary(standings, support, line)
    }

    /// What the vendor still does for a product.
    private struct Support {
        /// The last day of support, if it is over.
        let over: CalendarDay?
        /// The day up to which updates count.
        let lastUpdates: CalendarDay
        let successor: KnownBuild?
    }

    private func support(of product: Int, on day: CalendarDay, _ extended: Bool?) -> Support {
        let item = knowledge.products[product]
        let isOver = item.hasEnded(on: day) && !(item.hasExtendedSupport && extended == true)
        return Support(
            over: isOver ? item.extendedEnd : nil, lastUpdates: isOver ? item.extendedEnd : day,
            successor: isOver ? successor(of: product, on: day) : nil)
    }

    /// The newest build of the newest product that is supported on the day.
    private func successor(of product: Int, on day: CalendarDay) -> KnownBuild? {
        for newer in knowledge.products.indices.reversed() where newer > product {
            let item = knowledge.products[newer]
            guard item.released <= day, !item.hasEnded(on: day) else { continue }
            return UpdateLine(knowledge, product: newer, until: day).newestBuild
        }
        return nil
    }

    /// The listed builds that the evidence allows, else its ends.
    private func possibleBuilds(_ evidence: BuildEvidence, on day: CalendarDay) -> [ExchangeBuild] {
        if evidence.lower == evidence.upper { return [evidence.lower] }
        let listed = knowledge.listed(in: evidence, on: day).map(\.build)
        return listed.isEmpty ? [evidence.lower, evidence.upper] : listed
    }

    /// The standing of one build, support left aside.
    private struct Standing {
        let missed: [KnownBuild]
        let latestOfCU: KnownBuild?
        let target: KnownBuild?
    }

    private func standing(_ build: ExchangeBuild, _ line: UpdateLine) -> Standing {
        guard let update = knowledge.update(of: build, in: line.product) else {
            return Standing(missed: line.newestBuild.map { [$0] } ?? [], latestOfCU: nil, target: line.newestBuild)
        }
        let own = line.builds(of: update)
        let name = own.last { $0.build <= build }?.name
        let rounds = line.roundsWithout(update)
        let release = line.release(after: update).map { [$0] } ?? []
        let missed = own.filter { $0.build > build && $0.isUpdate && $0.name != name } + release + rounds
        let isLeft = !rounds.isEmpty || !release.isEmpty
        return Standing(
            missed: missed, latestOfCU: own.last,
            target: missed.isEmpty ? nil : isLeft ? line.newestBuild : own.last)
    }

    private func summary(_ standings: [Standing], _ support: Support, _ line: UpdateLine) -> PatchStanding {
        // The newest possible build lacks least: what it lacks, all lack.
        guard let best = standings.last else { return .unknown }
        let agree = standings.allSatisfy { $0.missed.isEmpty == best.missed.isEmpty }
        let listsBuilds = !knowledge.updates(of: line.product).isEmpty
        let level: PatchLevel =
            support.over != nil
            ? .unsupported : !agree || !listsBuilds ? .unknown : best.missed.isEmpty ? .current : .behind
        let sameUpdate = standings.allSatisfy { $0.latestOfCU == best.latestOfCU }
        return PatchStanding(
            level: level, missed: best.missed, behindSince: best.missed.map(\.released).min(),
            unsupportedSince: support.over, latestOfCU: sameUpdate ? best.latestOfCU : nil,
            target: support.over != nil ? support.successor : standings.compactMap(\.target).last)
    }

    /// An interval over several products: unsupported only where all of them are.
    private func acrossProducts(_ evidence: BuildEvidence, on day: CalendarDay, _ extended: Bool?) -> PatchStanding {
        let inside = knowledge.products.indices.filter {
            knowledge.products[$0].from <= evidence.upper && evidence.lower <= knowledge.products[$0].to
                && knowledge.products[$0].released <= day
        }
        let supports = inside.map { support(of: $0, on: day, extended) }
        guard let last = supports.last, supports.allSatisfy({ $0.over != nil }) else { return .unknown }
        return PatchStanding(
            level: .unsupported, missed: [], behindSince: nil, unsupportedSince: supports.compactMap(\.over).max(),
            latestOfCU: nil, target: last.successor)
    }
}
