import Inventory

extension RollSummary {
    /// A tenant with the ages of what is known of it.
    private struct WrittenMember {
        let tenant: Tenant
        let newestSighting: Instant?
        let newestLook: Instant?
        let newestEvidence: Instant?
    }

    private struct Key: Hashable {
        let situation: Int
        let kind: String
    }

    private struct Count {
        var servers = 0
        var spans: Spans

        mutating func add(_ moments: [Instant]) {
            servers += 1
            spans.add(moments)
        }
    }

    /// Sums up everything that is kept.
    static func bytes(_ transaction: Transaction, revision: [UInt8]) throws -> [UInt8] {
        let members = try transaction.tenants().map { tenant in
            WrittenMember(
                tenant: tenant, newestSighting: try transaction.newestSighting(of: tenant.id),
                newestLook: try transaction.newestLook(of: tenant.id),
                newestEvidence: try transaction.newestEvidence(of: tenant.id))
        }
        let zones = Set(members.map(\.tenant.zone)).sorted { $0.name < $1.name }
        let places = Dictionary(uniqueKeysWithValues: zones.enumerated().map { ($1, $0) })
        var bytes: [UInt8] = []
        bytes.append(text: form)
        bytes.append(number: UInt64(revision.count))
        bytes += revision
        bytes.append(number: UInt64(zones.count))
        for zone in zones { bytes.append(text: zone.name) }
        bytes.append(number: UInt64(members.count))
        for member in members { write(member, places[member.tenant.zone] ?? 0, to: &bytes) }
        try writeFamilies(of: members, places, transaction, to: &bytes)
        return bytes
    }

    private static func write(_ member: WrittenMember, _ zone: Int, to bytes: inout [UInt8]) {
        let tenant = member.tenant
        bytes.append(number: UInt64(tenant.id))
        bytes.append(text: tenant.slug)
        bytes.append(text: tenant.name)
        bytes.append(number: UInt64(zone))
        bytes.append(text: tenant.language)
        bytes.append(number: UInt64(ResponseMode.allCases.firstIndex(of: tenant.mode) ?? 0))
        bytes.append(number: UInt64(MissionImpact.allCases.firstIndex(of: tenant.impact) ?? 0))
        bytes.append(number: zigzag(tenant.start.number))
        bytes.append(optional: tenant.archivedOn?.number)
        bytes.append(optional: tenant.staleDays.map(Int64.init))
        bytes.append(optional: tenant.parentID.map(Int64.init))
        bytes.append(optional: tenant.merged.map { Int64($0.into) })
        bytes.append(optional: tenant.merged?.at.seconds)
        bytes.append(optional: member.newestSighting?.seconds)
        bytes.append(optional: member.newestLook?.seconds)
        bytes.append(optional: member.newestEvidence?.seconds)
    }

    private static func writeFamilies(
        of members: [WrittenMember], _ zones: [Zone: Int], _ transaction: Transaction, to bytes: inout [UInt8]
    ) throws {
        let counts = try counts(transaction)
        var families: [Int: [Key: [(member: Int, count: Count)]]] = [:]
        for (index, member) in members.enumerated() {
            let zone = zones[member.tenant.zone] ?? 0
            for (key, count) in counts[member.tenant.id] ?? [:] {
                families[zone, default: [:]][key, default: []].append((index, count))
            }
        }
        bytes.append(number: UInt64(families.values.reduce(0) { $0 + $1.count }))
        for (zone, kinds) in families.sorted(by: { $0.key < $1.key }) {
            for (key, groups) in kinds.sorted(by: { ($0.key.situation, $0.key.kind) < ($1.key.situation, $1.key.kind) })
            {
                write(key, zone, groups, members, to: &bytes)
            }
        }
    }

    private static func write(
        _ key: Key, _ zone: Int, _ groups: [(member: Int, count: Count)], _ members: [WrittenMember],
        to bytes: inout [UInt8]
    ) {
        var all = groups[0].count
        for group in groups.dropFirst() {
            all.servers += group.count.servers
            all.spans.add(group.count.spans.first)
            all.spans.add(group.count.spans.last)
        }
        var list: [UInt8] = []
        let ordered = groups.sorted { a, b in
            let (first, second) = (members[a.member].tenant.impact, members[b.member].tenant.impact)
            return first != second ? first > second : a.member < b.member
        }
        for (member, count) in ordered {
            list.append(number: UInt64(member))
            list.append(number: UInt64(count.servers))
            list.append(count.spans)
        }
        bytes.append(number: UInt64(zone))
        bytes.append(text: key.kind)
        bytes.append(number: UInt64(key.situation))
        bytes.append(number: UInt64(all.servers))
        bytes.append(all.spans)
        bytes.append(number: UInt64(list.count))
        bytes += list
    }

    /// By tenant.
    private static func counts(_ transaction: Transaction) throws -> [Int: [Key: Count]] {
        let select = try transaction.statement(
            "select tenant_id, situation_id, kind, moments from server order by tenant_id, asset_no")
        var counts: [Int: [Key: Count]] = [:]
        var own: [Key: Count] = [:]
        var tenant = 0
        var kinds: [[UInt8]: String] = [:]
        try select.forEachRow {
            if select.int(0) != tenant {
                if !own.isEmpty { counts[tenant] = own }
                tenant = select.int(0)
                own = [:]
            }
            let kind = select.blob(2)
            let word = kinds[kind] ?? String(decoding: kind, as: UTF8.self)
            kinds[kind] = word
            let moments = MomentList.read(select.borrowed(3))
            own[
                Key(situation: select.int(1), kind: word),
                default: Count(spans: Spans(first: moments, last: moments))
            ].add(moments)
        }
        if !own.isEmpty { counts[tenant] = own }
        return counts
    }
}

extension [UInt8] {
    fileprivate mutating func append(optional number: Int64?) {
        append(number: number.map { zigzag($0) + 1 } ?? 0)
    }

    fileprivate mutating func append(_ spans: RollSummary.Spans) {
        append(number: UInt64(spans.first.count))
        var before: Int64 = 0
        for (first, last) in zip(spans.first, spans.last) {
            append(number: zigzag(first.seconds &- before))
            append(number: UInt64(last.seconds &- first.seconds))
            before = first.seconds
        }
    }
}
