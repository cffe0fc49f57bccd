import Assessment
import Inventory
import Knowledge
import Storage

/// Fills `exchange_servers`, or `exposures`, which has some of its columns.
struct ServerTable {
    private let rows: SliceWriter
    private let source: ReadingSource
    /// Whether it is the view with all columns.
    private let isWhole: Bool

    init?(_ view: String, _ slice: Slice, _ source: ReadingSource) throws {
        guard let rows = try slice.writer(view) else { return nil }
        self.rows = rows
        self.source = source
        isWhole = view == "exchange_servers"
    }

    func add(_ reading: TenantReading) throws {
        let zone = reading.tenant.zone
        let (tenant, asset, number) = (rows["tenant"], rows["asset"], rows["asset_id"])
        let exposure = ExposureColumns(rows)
        let whole = isWhole ? ServerColumns(rows, source) : nil
        let items = isWhole ? ItemCounts(reading, rows) : nil
        for server in reading.servers {
            rows.set(tenant, reading.tenant.slug)
            rows.set(number, server.asset)
            rows.set(asset, server.name)
            exposure.set(server, zone, reading.asOf)
            whole?.set(server, zone, reading.asOf)
            items?.set(server)
            try rows.add()
        }
    }
}

/// What both views say of port 443.
private struct ExposureColumns {
    private let rows: SliceWriter
    private let exposure, days, age, addresses: SliceWriter.Place
    private let since, seen: SlicePair

    init(_ rows: SliceWriter) {
        self.rows = rows
        exposure = rows["exposure"]
        since = rows.day("exposed_since")
        days = rows["exposed_days"]
        seen = rows.instant("exposure_seen")
        age = rows["exposure_age_days"]
        addresses = rows["addresses"]
    }

    func set(_ server: ServerReading, _ zone: Zone, _ today: CalendarDay) {
        rows.set(exposure, server.exposure.rawValue)
        rows.set(since, server.exposedSince)
        rows.set(days, server.exposure == .exposed ? server.exposedSince?.distance(to: today) : nil)
        rows.set(seen, server.exposureSeenAt)
        rows.set(age, server.exposureSeenAt.map { zone.day(of: $0).distance(to: today) })
        rows.set(addresses, list: server.addresses)
    }
}

/// How many follow-ups a server has.
private struct ItemCounts {
    private let rows: SliceWriter
    private let open, collect: SliceWriter.Place
    private var openOf: [Int: Int] = [:]
    private var collects: Set<Int> = []

    init?(_ reading: TenantReading, _ rows: SliceWriter) {
        self.rows = rows
        open = rows["open_followups"]
        collect = rows["to_collect"]
        guard open.isWanted || collect.isWanted else { return nil }
        for item in reading.followUps where item.step.isOpen {
            if item.isCollect { collects.insert(item.server.asset) } else { openOf[item.server.asset, default: 0] += 1 }
        }
    }

    func set(_ server: ServerReading) {
        rows.set(open, openOf[server.asset] ?? 0)
        rows.set(collect, flag: collects.contains(server.asset))
    }
}

/// The other columns of `exchange_servers`.
private final class ServerColumns {
    /// What follows from a build alone.
    private struct Build {
        let product: String?
        let update: String?
        let text: String
    }

    private let rows: SliceWriter
    private let source: ReadingSource
    private let kind, product, cu, build, key, toKey, precision, conflict, buildAge: SliceWriter.Place
    private let level, missed, target, targetKey, targetName, conditions: SliceWriter.Place
    private let buildSeen, behind, unsupported, first, last, retired: SlicePair
    private var builds: [BuildEvidence: Build] = [:]

    init(_ rows: SliceWriter, _ source: ReadingSource) {
        self.rows = rows
        self.source = source
        kind = rows["kind"]
        product = rows["product"]
        cu = rows["cu"]
        build = rows["build"]
        key = rows["build_key"]
        toKey = rows["build_to_key"]
        precision = rows["precision"]
        conflict = rows["is_conflict"]
        buildSeen = rows.instant("build_seen")
        buildAge = rows["build_age_days"]
        level = rows["patch_level"]
        missed = rows["updates_missed"]
        behind = rows.day("behind_since")
        unsupported = rows.day("unsupported_since")
        target = rows["target_build"]
        targetKey = rows["target_build_key"]
        targetName = rows["target_update"]
        conditions = rows["conditions"]
        first = rows.instant("first_seen")
        last = rows.instant("last_seen")
        retired = rows.day("retired")
    }

    func set(_ server: ServerReading, _ zone: Zone, _ today: CalendarDay) {
        rows.set(kind, server.isEdge ? "edge" : "server")
        if let state = server.build {
            if product.isWanted || cu.isWanted || build.isWanted {
                let words = words(state)
                rows.set(product, words.product)
                rows.set(cu, words.update)
                rows.set(build, words.text)
            }
            rows.set(key, key: state.evidence.lower.key)
            rows.set(toKey, key: state.evidence.upper.key)
            rows.set(precision, state.evidence.precision.rawValue)
        }
        rows.set(conflict, flag: server.build?.isConflict ?? false)
        rows.set(buildSeen, server.buildSeenAt)
        rows.set(buildAge, server.buildSeenAt.map { zone.day(of: $0).distance(to: today) })
        if asksForStanding {
            let standing = source.projector.standing(of: server, on: today)
            rows.set(level, standing.level.rawValue)
            rows.set(missed, standing.level == .unknown ? nil : standing.missed.count)
            rows.set(behind, standing.behindSince)
            rows.set(unsupported, standing.unsupportedSince)
            let newer = standing.target.flatMap { target in
                server.build.map { target.build > $0.evidence.lower } ?? false ? target : nil
            }
            rows.set(target, newer?.build.description)
            rows.set(targetKey, key: newer?.build.key)
            rows.set(targetName, newer?.name)
        }
        rows.set(conditions, list: server.conditions.sorted.map { "\($0.name)=\($0.value ? "yes" : "no")" })
        rows.set(first, server.firstSeen)
        rows.set(last, server.lastSeen)
        rows.set(retired, server.retiredOn)
    }

    private var asksForStanding: Bool {
        level.isWanted || missed.isWanted || behind.isWanted || unsupported.isWanted || target.isWanted
            || targetKey.isWanted || targetName.isWanted
    }

    private func words(_ state: BuildState) -> Build {
        if let known = builds[state.evidence] { return known }
        let words = BuildWords(state, source.projector.knowledge)
        let made = Build(product: words.product, update: words.update, text: state.evidence.text)
        builds[state.evidence] = made
        return made
    }
}
