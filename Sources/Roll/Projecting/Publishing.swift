import Assessment
import Inventory
import Storage

/// Which public addresses reach which machine, through time; many-to-many (NAT, load balancer).
///
/// A machine is published by the public addresses that its own rows name, and by a scanned address whose host name is
/// its FQDN. Of each source the newest import that mentions the machine counts; several sources add up. An address
/// that was looked at before anybody said whose it is belongs to the one of whom it is said first.
struct Publishing {
    private var timelines: [Int: Timeline<Set<String>>] = [:]
    /// By address: from when it belongs to whom.
    private var owners: [String: [(from: Instant, to: Instant, asset: Int)]] = [:]

    private struct Mention: Hashable {
        let source: String
        let takenAt: Instant
    }

    init(_ identity: Identity, _ reader: SightingReader) {
        var byName: [String: Int] = [:]
        for (index, asset) in identity.assets.enumerated() {
            for fqdn in asset.fqdns { byName[fqdn] = index }
        }
        var mentions: [Int: [Mention: (from: Instant, addresses: Set<String>)]] = [:]
        func mention(_ asset: Int, _ sighting: ReadSighting, _ addresses: some Sequence<String>) {
            let key = Mention(source: sighting.file.source, takenAt: sighting.file.takenAt)
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
                    if let asset = byName[name] { mention(asset, sighting, [address]) }
                }
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
        let ordered = mentions.sorted {
            ($0.value.from, $0.key.takenAt, $0.key.source) < ($1.value.from, $1.key.takenAt, $1.key.source)
        }
        for (key, value) in ordered {
            if let old = current[key.source], old.takenAt > key.takenAt { continue }
            current[key.source] = (key.takenAt, value.addresses)
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
