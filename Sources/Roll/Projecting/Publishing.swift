import Assessment
import Inventory
import Storage

/// Which public addresses reach which machine, through time; many-to-many (NAT, load balancer).
///
/// A machine is published by the public addresses that its own rows name, by a scanned address whose host name is its
/// FQDN, and by an address that a person merged with it. An inventory's newest row that names addresses replaces what the same source said before; a row that names
/// none says nothing. Scans and feeds add up: that one found the machine by one address does not mean that the others
/// are gone; only a full one of the same source ends them. Several sources add up. An address that was looked at before
/// anybody said whose it is belongs to the one of whom it is said first.
struct Publishing {
    private var timelines: [Int: Timeline<Set<String>>] = [:]
    /// By address: from when it belongs to whom.
    private var owners: [String: [(from: Instant, to: Instant, asset: Int)]] = [:]

    private struct Mention: Hashable {
        let source: String
        let takenAt: Instant
        /// Whether it replaces what the source said before.
        let replaces: Bool
    }

    init(_ identity: Identity, _ reader: SightingReader, imports: some Sequence<LoggedImport>) {
        var mentions: [Int: [Mention: (from: Instant, addresses: Set<String>)]] = [:]
        func mention(_ asset: Int, _ sighting: ReadSighting, _ addresses: some Collection<String>) {
            guard !addresses.isEmpty else { return }
            let key = Mention(
                source: sighting.file.source, takenAt: sighting.file.takenAt,
                replaces: sighting.file.kind == .inventory || sighting.file.isFullFromInternet)
            let old = mentions[asset]?[key]
            mentions[asset, default: [:]][key] = (
                min(old?.from ?? sighting.sighting.seenAt, sighting.sighting.seenAt),
                (old?.addresses ?? []).union(addresses)
            )
        }
        for sighting in reader.sightings {
            if let asset = identity.asset(of: sighting.sighting) {
                mention(asset, sighting, Publishing.addresses(in: sighting.facts))
            } else if let address = reader.address(of: sighting.sighting.subject) {
                for name in sighting.facts.all(.addressName) {
                    if let asset = identity.asset(named: name, at: sighting.sighting.seenAt) {
                        mention(asset, sighting, [address])
                    }
                }
            }
        }
        for (address, asset) in identity.addressesByHand {
            let seen = reader.sightings.lazy.filter { reader.address(of: $0.sighting.subject) == address }
            guard let first = seen.map(\.sighting.seenAt).min() else { continue }
            // Whatever the sources say before or after: a word of a person is no source's to end.
            let key = Mention(source: "by hand: \(address)", takenAt: .forever, replaces: false)
            mentions[asset, default: [:]][key] = (first, [address])
        }
        // A full scan that no longer names a machine's address ends what its source said of it.
        for file in imports where file.isFullFromInternet {
            let key = Mention(source: file.source, takenAt: file.takenAt, replaces: true)
            for asset in mentions.keys where mentions[asset]?[key] == nil {
                let isOlder = mentions[asset]?.keys.contains { $0.source == file.source && $0.takenAt < file.takenAt }
                if isOlder == true { mentions[asset]?[key] = (file.takenAt, []) }
            }
        }
        for (asset, list) in mentions { publish(asset, list) }
        backdate()
    }

    /// The addresses of a machine through time.
    func timeline(of asset: Int) -> Timeline<Set<String>> { timelines[asset] ?? Timeline() }

    /// The machines that an address belongs to at a time.
    func owners(of address: String, at instant: Instant) -> [Int] {
        Set(
            (owners[address] ?? []).filter { $0.from <= instant && (instant < $0.to || $0.to == .forever) }.map(\.asset)
        )
        .sorted()
    }

    private static func addresses(in facts: FactList) -> Set<String> {
        var found: Set<String> = []
        for text in facts.all(.address) where IPAddress(text)?.isPublic ?? false { found.insert(text) }
        for text in facts.all(.endpoint) {
            guard let endpoint = EndpointText(text) else { continue }
            if endpoint.address == "-" || IPAddress(endpoint.address)?.isPublic ?? false {
                found.insert(endpoint.address)
            }
        }
        return found
    }

    private mutating func publish(_ asset: Int, _ mentions: [Mention: (from: Instant, addresses: Set<String>)]) {
        var current: [String: (takenAt: Instant, addresses: Set<String>)] = [:]
        var timeline = Timeline<Set<String>>()
        // Of one source and time, what replaces comes first: the others add to it.
        let ordered = mentions.sorted {
            ($0.value.from, $0.key.takenAt, $0.key.source, $0.key.replaces ? 0 : 1)
                < ($1.value.from, $1.key.takenAt, $1.key.source, $1.key.replaces ? 0 : 1)
        }
        for (key, value) in ordered {
            let old = current[key.source]
            if key.replaces {
                if let old, old.takenAt > key.takenAt { continue }
                current[key.source] = (key.takenAt, value.addresses)
            } else {
                current[key.source] = (
                    max(old?.takenAt ?? key.takenAt, key.takenAt), (old?.addresses ?? []).union(value.addresses)
                )
            }
            timeline.append(current.values.reduce(into: Set()) { $0.formUnion($1.addresses) }, from: value.from)
        }
        timelines[asset] = timeline
        for (i, span) in timeline.spans.enumerated() {
            let to = i + 1 < timeline.spans.count ? timeline.spans[i + 1].from : .forever
            for address in span.value where address != "-" {
                owners[address, default: []].append((span.from, to, asset))
            }
        }
    }

    /// Gives what was seen of an address before anybody owned it to its first owner.
    private mutating func backdate() {
        for (address, list) in owners {
            guard let first = list.map(\.from).min() else { continue }
            owners[address] = list.map { $0.from == first ? (.distantPast, $0.to, $0.asset) : $0 }
            for entry in list where entry.from == first {
                guard let timeline = timelines[entry.asset] else { continue }
                var spans: [(Instant, Set<String>)] = [(.distantPast, [address])]
                spans += timeline.spans.map { ($0.from, $0.from < first ? $0.value.union([address]) : $0.value) }
                if let head = timeline.spans.first, head.from == .distantPast {
                    spans.removeFirst()
                    spans[0].1.insert(address)
                }
                timelines[entry.asset] = Timeline(spans)
            }
        }
    }
}

extension LoggedImport {
    /// Whether it is a scan from the internet that claims to have looked at everything of its source, and proves it.
    var isFullFromInternet: Bool { kind == .scan && isFull && vantage == .internet && !isAllowListed }
}
