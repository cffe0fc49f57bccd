import Assessment
import Inventory
import Storage

/// Every look at an address from the internet that proves something: what exposure is computed from.
struct Looks {
    /// By address; `-` holds the looks that named a host only, by the subject.
    private var byAddress: [String: [EndpointSaying]] = [:]
    private var bySubject: [Int: [EndpointSaying]] = [:]

    init(_ reader: SightingReader, imports: some Sequence<LoggedImport>) {
        for sighting in reader.sightings where sighting.vantage == .internet && !sighting.file.isAllowListed {
            add(sighting)
        }
        endByFullScans(imports)
        noteSilence(imports)
    }

    /// The looks at these addresses, and at these subjects by name.
    func at(_ addresses: Set<String>, subjects: Set<Int>) -> [EndpointSaying] {
        addresses.flatMap { byAddress[$0] ?? [] } + subjects.flatMap { bySubject[$0] ?? [] }
    }

    /// Addresses whose newest look by some source found 443 open, each with the newest such look.
    func openAddresses() -> [String: Instant] {
        byAddress.compactMapValues { sayings in
            sayings.filter { saying in
                saying.state == .open
                    && !sayings.contains {
                        $0.source == saying.source && $0.port == saying.port
                            && $0.citation.seenAt > saying.citation.seenAt && $0.state != .open
                    }
            }.map(\.citation.seenAt).max()
        }
    }

    private mutating func add(_ sighting: ReadSighting) {
        var ports: [String: EndpointState] = [:]
        func note(_ address: String, _ port: Int, _ state: EndpointState) {
            let key = "\(address) \(port)"
            if ports[key] != .open { ports[key] = state }
        }
        let web = Set(sighting.facts.all(.exchangeWeb))
        for text in sighting.facts.all(.endpoint) {
            guard let endpoint = EndpointText(text), endpoint.isTCP else { continue }
            let isOpen = endpoint.state == .open
            let isWeb = web.contains("\(endpoint.address) \(endpoint.port)")
            if endpoint.port == 443 || isWeb || !isOpen { note(endpoint.address, endpoint.port, endpoint.state) }
        }
        for text in web {
            let parts = text.split(separator: " ")
            if parts.count == 2, let port = Int(parts[1]) { note(String(parts[0]), port, .open) }
        }
        for (key, state) in ports {
            let parts = key.split(separator: " ")
            guard parts.count == 2, let port = Int(parts[1]) else { continue }
            let saying = EndpointSaying(
                address: String(parts[0]), port: port, state: state, source: sighting.file.source,
                citation: sighting.citation)
            if saying.address == "-" {
                bySubject[sighting.sighting.subject, default: []].append(saying)
            } else {
                byAddress[saying.address, default: []].append(saying)
            }
        }
    }

    /// An address among the targets of a scan that lists nothing of it did not answer host discovery: it was not looked
    /// at, whatever the same source saw before.
    private mutating func noteSilence(_ imports: some Sequence<LoggedImport>) {
        for file in imports where file.kind == .scan && file.vantage == .internet && !file.isAllowListed {
            guard !file.targets.isEmpty else { continue }
            let citation = Citation(importID: file.id, line: 0, seenAt: file.takenAt, takenAt: file.takenAt)
            for (text, sayings) in byAddress {
                guard let address = IPAddress(text), file.targets.contains(where: { $0.contains(address) }),
                    !sayings.contains(where: { isSameLook($0, file) })
                else { continue }
                for port in Set(sayings.filter { $0.source == file.source }.map(\.port)) {
                    byAddress[text]?.append(
                        EndpointSaying(
                            address: text, port: port, state: .unscanned, source: file.source, citation: citation))
                }
            }
        }
    }

    /// Whether a look belongs to what a file looked at: it stands in the file, or in another that its source took at the
    /// same time, such as the mended rows of it.
    private func isSameLook(_ saying: EndpointSaying, _ file: LoggedImport) -> Bool {
        saying.citation.importID == file.id
            || (saying.source == file.source && saying.citation.takenAt == file.takenAt)
    }

    /// A full scan ends what its source said of the addresses that it no longer lists.
    private mutating func endByFullScans(_ imports: some Sequence<LoggedImport>) {
        let scans = Dictionary(
            grouping: imports.filter(\.isFullFromInternet),
            by: \.source)
        guard !scans.isEmpty else { return }
        for (address, sayings) in byAddress {
            for (source, files) in scans {
                for file in files {
                    let own = sayings.filter { $0.source == source && $0.citation.takenAt <= file.takenAt }
                    guard !own.isEmpty, !own.contains(where: { $0.citation.takenAt == file.takenAt }) else { continue }
                    for port in Set(own.map(\.port)) {
                        byAddress[address]?.append(
                            EndpointSaying(
                                address: address, port: port, state: .unscanned, source: source,
                                citation: Citation(
                                    importID: file.id, line: 0, seenAt: file.takenAt, takenAt: file.takenAt)))
                    }
                }
            }
        }
    }
}
