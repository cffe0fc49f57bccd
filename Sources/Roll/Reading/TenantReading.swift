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
    package let apart: [TenantProjection.ServerRow]
    /// Open ones only, `collect` items included, in no particular order.
    package let followUps: [FollowUp]
    /// The day of the newest thing seen; nil where nothing ever was.
    package let dataAsOf: CalendarDay?

    /// Days since anything was seen; nil where nothing ever was.
    package var daysSilent: Int? { dataAsOf.map { $0.distance(to: asOf) } }
}

extension Projector {
    /// A tenant as of an instant, from its log, which ends there.
    package func read(_ log: TenantLog, asOf instant: Instant, ids: (Int, String, Int) -> String?) -> TenantReading {
        let roll = roll(log)
        let day = log.tenant.zone.day(of: instant)
        var servers: [ServerReading] = []
        var followUps: [FollowUp] = []
        for evidence in roll.servers where evidence.row.isServer {
            let server = server(evidence.row, evidence.intervals, log.tenant, roll.unlinked, at: instant)
            servers.append(server)
            let standing = standing(of: server, on: day)
            for history in self.followUps(of: evidence, log.tenant) {
                guard let step = history.step(at: instant), step.isOpen else { continue }
                followUps.append(
                    assessor.followUp(
                        id: ids(server.asset, history.threat, history.episode), server: server, threat: history.threat,
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
        _ projection: TenantProjection, of tenant: Tenant, newestEvidence: Instant?, asOf instant: Instant,
        ids: (Int, String, Int) -> String?
    ) -> TenantReading {
        let day = tenant.zone.day(of: instant)
        let intervals = Dictionary(grouping: projection.intervals, by: \.asset)
        let unlinked = (intervals[0]?.first?.value ?? "").split(separator: " ").map(String.init)
        let steps = Dictionary(grouping: projection.steps.filter { $0.from <= instant && instant < $0.to }) {
            FollowUpKey(asset: $0.asset, threat: $0.threat, episode: $0.episode)
        }
        let items = Dictionary(grouping: projection.followUps, by: \.asset)
        var servers: [ServerReading] = []
        var followUps: [FollowUp] = []
        for row in projection.servers where row.isServer {
            let server = server(row, intervals[row.asset] ?? [], tenant, unlinked, at: instant)
            servers.append(server)
            let standing = standing(of: server, on: day)
            for item in items[row.asset] ?? [] {
                let key = FollowUpKey(asset: item.asset, threat: item.threat, episode: item.episode)
                guard let step = steps[key]?.first, step.isOpen else { continue }
                followUps.append(
                    assessor.followUp(
                        id: ids(item.asset, item.threat, item.episode), server: server, threat: item.threat,
                        openedAt: item.openedAt, step: StepDetail.step(step, knowledge), standing: standing, asOf: day,
                        zone: tenant.zone))
            }
        }
        return TenantReading(
            tenant: tenant, asOf: day, servers: servers.sorted { $0.name < $1.name },
            apart: projection.servers.filter { !$0.isServer }, followUps: followUps,
            dataAsOf: newestEvidence.map { tenant.zone.day(of: $0) })
    }

    private struct FollowUpKey: Hashable {
        let asset: Int
        let threat: String
        let episode: Int
    }

    /// What a list shows of a server, from the rows of its intervals that hold at the instant.
    func server(
        _ row: TenantProjection.ServerRow, _ intervals: [TenantProjection.IntervalRow], _ tenant: Tenant,
        _ unlinked: [String], at instant: Instant
    ) -> ServerReading {
        var now: [String: TenantProjection.IntervalRow] = [:]
        var conditions = Conditions()
        for interval in intervals where interval.from <= instant && instant < interval.to {
            now[interval.fact] = interval
            if interval.fact.hasPrefix("condition:") {
                conditions[String(interval.fact.dropFirst("condition:".count))] = interval.value == "yes"
            }
        }
        let since = now["exposed_since"].flatMap { Instant(iso: $0.value) }
        return ServerReading(
            tenant: tenant.slug, mode: tenant.mode, impact: tenant.impact, asset: row.asset, name: row.name,
            build: now["build"].flatMap { BuildText.read($0.value) }, buildSeenAt: now["build"]?.seenAt,
            exposure: now["exposure"].flatMap { Exposure(rawValue: $0.value) } ?? .unknown,
            exposedSince: since.map { tenant.zone.day(of: $0) },
            exposureSeenAt: now["exposure"].flatMap { $0.importID == 0 ? nil : $0.seenAt }, conditions: conditions,
            isEdge: row.kind == "edge",
            addresses: (now["published"]?.value ?? "").split(separator: " ").map(String.init), unlinked: unlinked)
    }
}

extension TenantProjection.ServerRow {
    /// Whether it runs Exchange and is judged; what only has to do with Exchange is listed apart.
    package var isServer: Bool { kind == "server" || kind == "edge" }
}

extension TenantLog {
    /// When anything was last seen of the tenant; nil where nothing ever was.
    package var newestEvidence: Instant? {
        sightings.lazy.map(\.seenAt).max()
    }
}
