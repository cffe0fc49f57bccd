import Assessment
import Inventory
import Knowledge
import Storage

/// A tenant as of an instant: its servers, its open follow-ups, and how old all that is.
package struct TenantReading: Sendable {
    package let tenant: Tenant
    /// The tenant's local day of the instant.
    package let asOf: CalendarDay
    /// What runs Exchange, by name; what is no server is not among them.
    package let servers: [ServerReading]
    /// What has to do with Exchange and is no server: management tools.
    package let apart: [ServerEvidence.Row]
    /// Open ones only unless all were asked for, `collect` items included, in no particular order.
    package let followUps: [FollowUp]
    /// The day of the newest thing seen; nil where nothing ever was.
    package let dataAsOf: CalendarDay?

    /// With some of its follow-ups.
    package func only(_ isWanted: (FollowUp) -> Bool) -> TenantReading {
        TenantReading(
            tenant: tenant, asOf: asOf, servers: servers, apart: apart, followUps: followUps.filter(isWanted),
            dataAsOf: dataAsOf)
    }

    /// Days since anything was seen; nil where nothing ever was.
    package var daysSilent: Int? { dataAsOf.map { $0.distance(to: asOf) } }
}

/// Which follow-ups are read with a tenant's servers.
package enum FollowUpScope: Sendable {
    case none, open
    /// Those that are closed or accepted too.
    case all

    func has(_ step: FollowUpStep?) -> Bool { has(isOpen: step?.isOpen) }

    func has(isOpen: Bool?) -> Bool {
        guard let isOpen else { return false }
        return self == .all || (self == .open && isOpen)
    }
}

extension Projector {
    /// A tenant as of an instant, from its log, which ends there.
    ///
    /// - Parameter roll: what was worked out of the log, where somebody did already.
    package func read(
        _ log: TenantLog, _ roll: TenantRoll? = nil, asOf instant: Instant, _ scope: FollowUpScope = .open,
        names: FollowUpNames
    ) throws -> TenantReading {
        let roll = try roll ?? self.roll(log)
        let day = log.tenant.zone.day(of: instant)
        let unlinked = unlinked(roll.unlinked, newestLook: log.newestLook, log.tenant)
        var servers: [ServerReading] = []
        var followUps: [FollowUp] = []
        for evidence in roll.servers where evidence.row.isServer {
            let server = reading(of: evidence, log.tenant, unlinked, at: instant)
            servers.append(server)
            let standing = standing(of: server, on: day)
            for history in scope == .none ? [] : self.followUps(of: evidence, log.tenant) {
                guard let step = history.step(at: instant), scope.has(step) else { continue }
                followUps.append(
                    assessor.followUp(
                        name: names(server.asset, history.threat, history.episode), server: server,
                        threat: history.threat,
                        openedAt: history.openedAt, step: step, standing: standing, asOf: day, zone: log.tenant.zone))
            }
        }
        return TenantReading(
            tenant: log.tenant, asOf: day, servers: servers.sorted { $0.name < $1.name },
            apart: roll.servers.map(\.row).filter { !$0.isServer }, followUps: followUps,
            dataAsOf: log.newestEvidence.map { log.tenant.zone.day(of: $0) })
    }

    /// A tenant as of an instant not before its newest evidence, from what is kept.
    package func read(
        _ projection: TenantProjection, of tenant: Tenant, newestEvidence: Instant?, newestLook: Instant?,
        asOf instant: Instant, _ scope: FollowUpScope = .open, names: FollowUpNames
    ) -> TenantReading {
        let day = tenant.zone.day(of: instant)
        let unlinked = unlinked(projection.endpoints, newestLook: newestLook, tenant)
        var servers: [ServerReading] = []
        var followUps: [FollowUp] = []
        for row in projection.servers where row.isServer {
            let situation = reading(of: row.situation, withItems: scope != .none)
            let server = reading(of: row, situation, tenant, unlinked, at: instant)
            servers.append(server)
            if scope == .none { continue }
            let standing = standing(of: server, on: day)
            for item in situation.items {
                guard let step = item.step(at: instant, row.moments), scope.has(isOpen: step.isOpen) else { continue }
                followUps.append(
                    assessor.followUp(
                        name: names(row.asset, item.threat, item.episode), server: server, threat: item.threat,
                        openedAt: item.openedAt.instant(row.moments), step: step.step(row.moments), standing: standing,
                        asOf: day, zone: tenant.zone))
            }
        }
        return TenantReading(
            tenant: tenant, asOf: day, servers: servers.sorted { $0.name < $1.name },
            apart: projection.servers.filter { !$0.isServer && $0.kind != TenantProjection.ServerRow.departed }.map(
                ServerEvidence.Row.init), followUps: followUps,
            dataAsOf: newestEvidence.map { tenant.zone.day(of: $0) })
    }

    /// The endpoints of no known machine that no look at others is so much newer than that they have grown old.
    func unlinked(
        _ rows: [TenantProjection.EndpointRow], newestLook: Instant?, _ tenant: Tenant
    ) -> [String] {
        let newest = newestLook ?? .distantPast
        return rows.filter { $0.openAt + staleSeconds(tenant) > newest }.map(\.endpoint)
    }

    /// What a list shows of a server as of an instant.
    func reading(
        of evidence: ServerEvidence, _ tenant: Tenant, _ unlinked: [String], at instant: Instant
    ) -> ServerReading {
        let state = evidence.state(at: instant)
        let exposed = state.exposures.last { $0.from <= instant }
        return ServerReading(
            tenant: tenant.slug, mode: tenant.mode, impact: tenant.impact, asset: evidence.row.asset,
            name: evidence.row.name, build: state.build, buildSeenAt: state.buildSeenAt,
            exposure: exposed?.value ?? .unknown,
            exposedSince: exposed?.since.map { tenant.zone.day(of: $0) }, exposureSeenAt: exposed?.seenAt,
            conditions: state.conditions, isEdge: evidence.row.kind == "edge", firstSeen: evidence.row.firstSeen,
            lastSeen: evidence.row.lastSeen, addresses: evidence.published(at: instant), unlinked: unlinked,
            retiredOn: state.retiredSince.map { tenant.zone.day(of: $0) })
    }

    private func reading(
        of row: TenantProjection.ServerRow, _ situation: SituationReading, _ tenant: Tenant, _ unlinked: [String],
        at instant: Instant
    ) -> ServerReading {
        let exposed = situation.exposures.last { $0.from.instant(row.moments) <= instant }
        return ServerReading(
            tenant: tenant.slug, mode: tenant.mode, impact: tenant.impact, asset: row.asset, name: row.name,
            build: situation.build, buildSeenAt: situation.buildSeenAt?.instant(row.moments),
            exposure: exposed?.value ?? .unknown,
            exposedSince: (exposed?.since?.instant(row.moments)).map { tenant.zone.day(of: $0) },
            exposureSeenAt: exposed?.seenAt?.instant(row.moments), conditions: situation.conditions,
            isEdge: row.kind == "edge", firstSeen: row.firstSeen, lastSeen: row.lastSeen,
            addresses: row.published.split(separator: " ").map(String.init), unlinked: unlinked,
            retiredOn: (situation.retiredSince?.instant(row.moments)).map { tenant.zone.day(of: $0) })
    }
}

extension ServerEvidence.Row {
    init(_ row: TenantProjection.ServerRow) {
        self.init(
            asset: row.asset, name: row.name, kind: row.kind, firstSeen: row.firstSeen, lastSeen: row.lastSeen)
    }
}

extension TenantLog {
    /// When anything was last seen of the tenant; nil where nothing ever was.
    package var newestEvidence: Instant? {
        sightings.lazy.map(\.seenAt).max()
    }

    /// When a file that looked from the internet was last taken; nil where none was.
    var newestLook: Instant? {
        imports.values.lazy.filter { $0.vantage == .internet }.map(\.takenAt).max()
    }
}
