import Assessment
import Inventory
import Knowledge
import Storage

/// Which weeks are frozen, and on what terms.
package struct WeekWish: Sendable {
    package let week: IsoWeek
    /// Whether a week that is frozen is told anew, as another revision; every later one then is too, since it begins
    /// with what that one leaves.
    package var again = false
    package let now: Instant
    package let actor: String

    package init(_ week: IsoWeek, again: Bool = false, now: Instant, by actor: String) {
        self.week = week
        self.again = again
        self.now = now
        self.actor = actor
    }
}

extension CustomerRoll {
    /// Freezes a tenant's week that is over, and those before it that are not frozen yet. A week that is frozen stays as
    /// it is, unless it is wished again.
    ///
    /// The first week that is kept is that of the first thing seen, but none more than two years back.
    ///
    /// - Parameter answers: asks the report's questions as of the end of a week; their answers are kept with it. Where
    ///   the tenant's log changes meanwhile, they are asked again.
    /// - Returns: the week, or nil where the tenant was none of ours any more, or nothing was frozen of it yet then.
    /// - Throws: a `Complaint` (65) where the week is not over, and where only its numbers were frozen and more is known
    ///   since.
    package func freeze(
        _ slug: String, _ wish: WeekWish, _ projector: Projector, answers: (IsoWeek) throws -> [String: SliceAnswer]
    ) throws -> FrozenWeek? {
        for _ in 0..<5 {
            let (known, mark, later) = try store.read { transaction -> (FrozenWeek?, LogMark, [IsoWeek]) in
                let tenant = try CustomerRoll.ownTenant(slug, in: transaction)
                let weeks = try transaction.frozenWeeks(of: tenant.id).filter { try transaction.hasAnswers($0) }
                let later = wish.again ? weeks.map(\.week).filter { $0 > wish.week } : []
                return (weeks.first { $0.week == wish.week }, try transaction.logMark(of: tenant.id), later)
            }
            if let known, !wish.again { return known }
            var told: [IsoWeek: [String: SliceAnswer]] = [:]
            for week in [wish.week] + later { told[week] = try answers(week) }
            let holder = Holder(actor: wish.actor, what: "freezes \(wish.week) of \(slug)", since: wish.now)
            let frozen = try store.write(holder) { transaction -> FrozenWeek?? in
                guard try transaction.logMark(of: CustomerRoll.ownTenant(slug, in: transaction).id) == mark else {
                    return .none
                }
                return .some(try CustomerRoll.freeze(slug, wish, projector, told, transaction))
            }
            if let frozen { return frozen }
        }
        throw Complaint(.busy, "files keep coming in for \(slug); nothing was frozen")
    }

    static func freeze(
        _ slug: String, _ wish: WeekWish, _ projector: Projector, _ answers: [IsoWeek: [String: SliceAnswer]],
        _ transaction: Transaction
    ) throws -> FrozenWeek? {
        let tenant = try ownTenant(slug, in: transaction)
        let end = tenant.zone.end(of: wish.week.sunday)
        guard end < wish.now else {
            throw Complaint(
                .badData, "\(wish.week) is not over for \(slug): it ends \(end); nothing was frozen",
                next: ["muster report weekly --week \(IsoWeek(of: tenant.zone.day(of: wish.now)).advanced(by: -1))"])
        }
        let frozen = try transaction.frozenWeeks(of: tenant.id)
        if let old = frozen.first(where: { $0.week == wish.week }), !wish.again {
            let isAsItWas = try old.logMark == transaction.logMark(of: tenant.id)
            guard try isAsItWas && old.terms == projector.knowledge.terms() else {
                throw Complaint(
                    .badData,
                    "\(wish.week) of \(slug) was frozen in numbers only, and more is known since; nothing was changed",
                    next: ["muster report weekly -t \(slug) --week \(wish.week) --refreeze"])
            }
            try transaction.insert(answers[old.week] ?? [:], of: old)
            return old
        }
        if let first = frozen.first?.week, wish.week < first { return nil }
        if let ended = tenant.end, ended.at <= tenant.zone.start(of: wish.week.monday) { return nil }
        let last = max(wish.week, frozen.last?.week ?? wish.week)
        let before = frozen.filter { wish.again ? $0.week < wish.week : true }
        guard let log = try transaction.log(of: tenant.id, until: tenant.zone.end(of: last.sunday)) else { return nil }
        let earliest = min(wish.week, max(WeekFreezer.first(of: log) ?? wish.week, wish.week.advanced(by: -104)))
        let first = before.last?.week.advanced(by: 1) ?? earliest
        let past = before.isEmpty ? [:] : try transaction.weekChanges(of: tenant.id, through: before.last?.week)
        var freezer = try WeekFreezer(
            transaction, projector, log, past: past, last: before.last, now: wish.now, by: wish.actor)
        var result: FrozenWeek?
        var week = first
        while week <= last {
            let revision = (frozen.first { $0.week == week }?.revision ?? 0) + 1
            let kept = try freezer.freeze(week, revision: revision)
            try transaction.insert(answers[week] ?? [:], of: kept)
            if week == wish.week { result = kept }
            week = week.advanced(by: 1)
        }
        return result
    }

    /// How many imports came in for a tenant after a week was frozen and speak of times before its end.
    package func lateImports(after week: FrozenWeek) throws -> Int {
        try store.read { transaction in
            guard try transaction.logMark(of: week.tenantID) != week.logMark,
                let tenant = try transaction.tenant(week.tenantID),
                let log = try transaction.log(of: week.tenantID, until: tenant.zone.end(of: week.week.sunday))
            else { return 0 }
            let end = tenant.zone.end(of: week.week.sunday)
            return log.imports.values.count { $0.id > week.logMark.newestImport && $0.takenAt <= end }
        }
    }
}
