import Foundation
import Inventory

/// What all servers of all tenants come to: how many are in each situation, and between which instants their own moments
/// lie. Nothing in it depends on the day that is read, so that it holds until something is written.
///
/// Who reads the portfolio ranks by it, and looks only at the servers that are shown.
package struct RollSummary: Sendable {
    /// Between which instants the moments of several servers lie: the earliest and the latest of each.
    package struct Spans: Hashable, Sendable {
        package var first: [Instant]
        package var last: [Instant]

        /// Whether some of them are past at an instant that others have yet to come to.
        package func isSplit(by instant: Instant) -> Bool {
            zip(first, last).contains { $0 <= instant && instant < $1 }
        }

        mutating func add(_ moments: [Instant]) {
            for (place, moment) in moments.enumerated() {
                if moment < first[place] { first[place] = moment }
                if moment > last[place] { last[place] = moment }
            }
        }
    }

    /// A tenant with the ages of what is known of it: as much as is asked of every one.
    package struct Member: Sendable {
        /// The index of its zone.
        package let zone: Int
        package let impact: MissionImpact
        package let archivedOn: CalendarDay?
        package let mergedAt: Instant?
        package let newestSighting: Instant?
        package let newestLook: Instant?
        package let newestEvidence: Instant?
        /// Where it stands in the bytes.
        fileprivate let position: Int
    }

    /// The servers of one kind in one situation, of all tenants of one zone.
    package struct Family: Sendable {
        /// The index of its zone.
        package let zone: Int
        package let kind: String
        package let situation: Int
        package let servers: Int
        package let spans: Spans
        /// Where its groups stand in the bytes.
        fileprivate let groups: Range<Int>
    }

    /// Those of one tenant among a family.
    package struct Group: Sendable {
        /// The index of its tenant.
        package let member: Int
        package let servers: Int
        package let spans: Spans
    }

    package let zones: [Zone]
    /// By slug.
    package let members: [Member]
    package let families: [Family]
    private let bytes: Data

    /// A member's tenant.
    package func tenant(_ member: Member) -> Tenant {
        bytes.withUnsafeBytes { bytes in
            var reader = NumberReader(bytes: bytes, position: member.position)
            // It was read whole when the summary was.
            return RollSummary.tenant(&reader, zones) ?? .unattributed
        }
    }

    /// Reads the groups of a family one after the other: the tenants with most to lose first, then by slug.
    package struct Groups: IteratorProtocol, Sequence {
        fileprivate let summary: RollSummary
        fileprivate var position: Int
        fileprivate let end: Int

        package mutating func next() -> Group? {
            guard position < end else { return nil }
            let (group, next) = summary.bytes.withUnsafeBytes { bytes -> (Group?, Int) in
                var reader = NumberReader(bytes: bytes, position: position)
                guard let member = reader.int(), let servers = reader.int(), let spans = reader.spans() else {
                    return (nil, end)
                }
                return (Group(member: member, servers: servers, spans: spans), reader.position)
            }
            position = next
            return group
        }
    }

    package func groups(of family: Family) -> Groups {
        Groups(summary: self, position: family.groups.lowerBound, end: family.groups.upperBound)
    }

    /// As it was written; nil where the bytes are no such thing, or are of another revision.
    init?(_ bytes: Data, of revision: [UInt8]) {
        self.bytes = bytes
        var zones: [Zone] = []
        var members: [Member] = []
        var families: [Family] = []
        let isWhole = bytes.withUnsafeBytes { bytes -> Bool in
            var reader = NumberReader(bytes: bytes)
            guard reader.text() == RollSummary.form, let found = reader.counted(), found.elementsEqual(revision),
                let named = RollSummary.zones(&reader), let count = reader.int(), count < bytes.count
            else { return false }
            zones = named
            members.reserveCapacity(count)
            for _ in 0..<count {
                guard let member = RollSummary.member(&reader, zones.count) else { return false }
                members.append(member)
            }
            guard let kinds = reader.int(), kinds < bytes.count else { return false }
            for _ in 0..<kinds {
                guard let family = RollSummary.family(&reader, zones.count) else { return false }
                families.append(family)
            }
            return reader.isAtEnd
        }
        guard isWhole else { return nil }
        self.zones = zones
        self.members = members
        self.families = families
    }

    /// What the file begins with; another form is another program's.
    static let form = "muster summary 1"

    private static func zones(_ reader: inout NumberReader) -> [Zone]? {
        guard let count = reader.int(), count < reader.bytes.count else { return nil }
        var zones: [Zone] = []
        for _ in 0..<count {
            guard let name = reader.text() else { return nil }
            zones.append(Zone(name) ?? .utc)
        }
        return zones
    }

    /// Reads past a tenant, of which it takes what is asked of every one.
    private static func member(_ reader: inout NumberReader, _ zones: Int) -> Member? {
        let position = reader.position
        guard reader.int() != nil, reader.counted() != nil, reader.counted() != nil, let zone = reader.int(),
            zone < zones, reader.counted() != nil, let mode = reader.int(), let impact = reader.int(),
            mode < ResponseMode.allCases.count, impact < impacts.count, reader.next() != nil,
            let archived = reader.optional(), reader.optional() != nil, reader.optional() != nil,
            let into = reader.optional(), let mergedAt = reader.optional(), let sighting = reader.optional(),
            let look = reader.optional(), let evidence = reader.optional()
        else { return nil }
        return Member(
            zone: zone, impact: impacts[impact], archivedOn: archived.value.map(CalendarDay.init(number:)),
            mergedAt: into.value == nil ? nil : Instant(mergedAt.value ?? 0),
            newestSighting: sighting.value.map { Instant($0) }, newestLook: look.value.map { Instant($0) },
            newestEvidence: evidence.value.map { Instant($0) }, position: position)
    }

    private static let impacts = MissionImpact.allCases

    private static func tenant(_ reader: inout NumberReader, _ zones: [Zone]) -> Tenant? {
        guard let id = reader.int(), let slug = reader.text(), let name = reader.text(), let zone = reader.int(),
            let language = reader.text(), let mode = reader.int(), let impact = reader.int(),
            let start = reader.signed(), let archived = reader.optional(), let stale = reader.optional(),
            let parent = reader.optional(), let into = reader.optional(), let mergedAt = reader.optional()
        else { return nil }
        return Tenant(
            id: id, slug: slug, name: name, zone: zones[zone], language: language, mode: ResponseMode.allCases[mode],
            impact: impacts[impact], start: CalendarDay(number: start),
            archivedOn: archived.value.map(CalendarDay.init(number:)), staleDays: stale.value.map(Int.init),
            parentID: parent.value.map(Int.init),
            merged: into.value.map { Tenant.Merged(into: Int($0), at: Instant(mergedAt.value ?? 0)) })
    }

    private static func family(_ reader: inout NumberReader, _ zones: Int) -> Family? {
        guard let zone = reader.int(), zone < zones, let kind = reader.text(),
            let situation = reader.int(), let servers = reader.int(), let spans = reader.spans(),
            let length = reader.int(), length <= reader.bytes.count - reader.position
        else { return nil }
        let start = reader.position
        reader.position += length
        return Family(
            zone: zone, kind: kind, situation: situation, servers: servers, spans: spans,
            groups: start..<reader.position)
    }
}

extension NumberReader {
    fileprivate mutating func int() -> Int? { next().flatMap { Int(exactly: $0) } }
    fileprivate mutating func signed() -> Int64? { next().map(unzigzag) }

    /// A number or none; nil where the bytes are at an end.
    fileprivate mutating func optional() -> (value: Int64?, Void)? {
        guard let number = next() else { return nil }
        return (number == 0 ? nil : unzigzag(number - 1), ())
    }

    fileprivate mutating func spans() -> RollSummary.Spans? {
        guard let count = int(), count <= bytes.count - position else { return nil }
        var spans = RollSummary.Spans(first: [], last: [])
        spans.first.reserveCapacity(count)
        spans.last.reserveCapacity(count)
        var before: Int64 = 0
        for _ in 0..<count {
            guard let step = signed(), let width = next() else { return nil }
            before &+= step
            spans.first.append(Instant(before))
            spans.last.append(Instant(before &+ Int64(truncatingIfNeeded: width)))
        }
        return spans
    }
}
