import Inventory
import Storage

/// All that is kept of one tenant's week and of the weeks before it.
package struct KeptWeek: Sendable {
    package let week: FrozenWeek
    /// Up to this week, the oldest first; this one is the last.
    package let past: [FrozenWeek]
    package let changes: [WeekChange]
    package let adoption: [IsoWeek: [WeekAdoption]]
    package let answers: [String: SliceAnswer]
}

/// All that is kept of one week of all tenants.
package struct KeptPortfolio: Sendable {
    package let tenants: [FrozenWeek]
    package let sums: [IsoWeek: WeekValues]
    /// What was open at the end of the last twelve weeks, by tenant.
    package let open: [Int: [IsoWeek: Int]]
    package let adoption: [IsoWeek: [WeekAdoption]]
}

/// The weeks of a tenant through the last that is over.
package struct TenantTrend: Sendable {
    package let slug: String
    /// The oldest first.
    package let weeks: [FrozenWeek]
    /// Those of them that are kept; the others are told as they would be frozen now.
    package let frozen: Set<IsoWeek>
}

extension CustomerRoll {
    /// What is kept of a tenant's week and of 51 weeks before it.
    package func kept(_ week: FrozenWeek) throws -> KeptWeek {
        try store.read { transaction in
            let first = week.week.advanced(by: -51)
            let past = try transaction.frozenWeeks(of: week.tenantID, through: week.week).filter { $0.week >= first }
            return KeptWeek(
                week: week, past: past,
                changes: try transaction.weekChanges(of: week.tenantID, from: week.week, through: week.week)[week.week]
                    ?? [],
                adoption: try transaction.weekAdoption(of: week.tenantID, from: first, through: week.week),
                answers: try transaction.weekAnswers(of: week))
        }
    }

    /// What is kept of a week of all tenants.
    package func keptPortfolio(_ week: IsoWeek) throws -> KeptPortfolio {
        try store.read { transaction in
            let first = week.advanced(by: -51)
            return KeptPortfolio(
                tenants: try transaction.frozenWeeks(of: week),
                sums: try transaction.weekSums(from: first, through: week),
                open: try transaction.openByTenant(from: week.advanced(by: -11), through: week),
                adoption: try transaction.weekAdoption(from: first, through: week))
        }
    }

    /// The tenants that a week's report is about: those that were ours in it, by slug.
    package func tenantsOfReport(_ week: IsoWeek) throws -> [Tenant] {
        try store.read { transaction in
            try transaction.tenants().filter { tenant in
                tenant.end.map { $0.at > tenant.zone.start(of: week.monday) } ?? true
            }.sorted { $0.slug < $1.slug }
        }
    }

    /// A tenant's weeks up to one; what is not frozen yet is told as it would be, and not kept.
    package func trend(of slug: String, through week: IsoWeek, now: Instant, _ projector: Projector) throws
        -> TenantTrend
    {
        let kept = try store.read { transaction in
            try transaction.frozenWeeks(of: CustomerRoll.ownTenant(slug, in: transaction).id, through: week)
        }
        if kept.last?.week == week { return TenantTrend(slug: slug, weeks: kept, frozen: Set(kept.map(\.week))) }
        let wish = WeekWish(week, now: now, by: "trend")
        let holder = Holder(actor: wish.actor, what: "reads the weeks of \(slug)", since: now)
        return try store.write(holder, ending: { _ in .rollBack }) { transaction in
            _ = try CustomerRoll.freeze(slug, wish, projector, [:], transaction)
            let tenant = try CustomerRoll.ownTenant(slug, in: transaction)
            return TenantTrend(
                slug: slug, weeks: try transaction.frozenWeeks(of: tenant.id, through: week),
                frozen: Set(kept.map(\.week)))
        }
    }
}
