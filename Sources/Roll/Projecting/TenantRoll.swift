import Assessment
import Inventory
import Knowledge
import Storage

/// A tenant's machines as its log tells them: which there are, which of them run Exchange, and all that is said of those.
package struct TenantRoll: Sendable {
    /// Machines that have no Exchange evidence, and what is no server.
    package struct Machine: Sendable {
        package let asset: Int
        package let name: String
        package let lastSeen: Instant
    }

    package private(set) var servers: [ServerEvidence] = []
    package private(set) var machines: [Machine] = []
    /// What speaks of a compromise, on whatever machine, by asset.
    private(set) var findings: [(asset: Int, name: String, findings: [Finding])] = []
    package private(set) var memberships: [TenantProjection.Membership] = []
    /// `ADDRESS:443` that answer from the internet and belong to no known machine.
    package private(set) var unlinked: [TenantProjection.EndpointRow] = []

    /// - Parameters:
    ///   - library: the playbooks whose indicators and rules of checks hold; nil where the log asks for none.
    ///   - wanted: only what is said of machines that have one of these subjects; nil for all.
    init(
        _ log: TenantLog, texts: TextReader, library: PlaybookLibrary?, staleAfter: Int64, of wanted: Set<Int>? = nil
    ) {
        let identity = Identity(log.subjects, sightings: log.sightings, acts: log.acts)
        let reader = SightingReader(log)
        let acts = ActsOfTenant(log.acts.inForce)
        let finder = library.map { Findings($0, texts.knowledge) }
        let checks = CheckRules(library ?? .empty, texts.knowledge)
        let publishing = Publishing(identity, reader, imports: log.imports.values)
        var byAsset: [Int: [ReadSighting]] = [:]
        var orphans: [String: [ReadSighting]] = [:]
        var lastSeen: [Int: Instant] = [:]
        for sighting in reader.sightings {
            if let asset = identity.asset(of: sighting.sighting) {
                byAsset[asset, default: []].append(sighting)
                lastSeen[asset] = max(lastSeen[asset] ?? .distantPast, sighting.sighting.seenAt)
            } else if let address = reader.address(of: sighting.sighting.subject) {
                let owners = publishing.owners(of: address, at: sighting.sighting.seenAt)
                if owners.isEmpty {
                    orphans[address, default: []].append(sighting)
                } else {
                    for owner in owners {
                        byAsset[owner, default: []].append(owners.count > 1 ? sighting.shared : sighting)
                    }
                }
            }
        }
        let looks = Looks(reader, imports: log.imports.values)
        unlinked = looks.openAddresses().filter { publishing.owners(of: $0.key, at: .forever).isEmpty }
            .map { TenantProjection.EndpointRow(endpoint: "\($0.key):443", openAt: $0.value) }
            .sorted { $0.endpoint < $1.endpoint }
        for (index, asset) in identity.assets.enumerated()
        where wanted.map({ !$0.isDisjoint(with: asset.subjects) }) ?? true {
            memberships += asset.subjects.filter { $0 != asset.number }.map { .init(subject: $0, asset: asset.number) }
            let sightings = byAsset[index] ?? []
            let own = acts.about(asset.subjects) + addressActs(of: index, sightings, reader, publishing, identity, acts)
            let others = Set(sightings.map(\.sighting.subject)).subtracting(asset.subjects)
            let found = finder?.of(sightings, own + acts.judgements(others), own: asset.subjects) ?? []
            if !found.isEmpty { findings.append((asset.number, asset.name, found)) }
            let evidence = ServerEvidence(
                asset: asset.number, name: asset.name, sightings: sightings, published: publishing.timeline(of: index),
                looks: looks, acts: own, findings: found, checks: checks, texts: texts, staleAfter: staleAfter,
                isAmbiguous: asset.isAmbiguous, log: log)
            if let evidence {
                servers.append(evidence)
            } else if byAsset[index] != nil || own.contains(where: { $0.subject != nil }) {
                machines.append(
                    Machine(asset: asset.number, name: asset.name, lastSeen: lastSeen[index] ?? .distantPast))
            }
        }
        for (address, sightings) in orphans.sorted(by: { $0.key < $1.key }) {
            guard let subject = reader.subject(ofAddress: address), wanted?.contains(subject) ?? true else { continue }
            let own = acts.about(acts.subjects.filter { reader.address(of: $0) == address })
            let found = finder?.of(sightings, own, own: [subject]) ?? []
            if !found.isEmpty { findings.append((subject, address, found)) }
            let evidence = ServerEvidence(
                asset: subject, name: address, sightings: sightings,
                published: Timeline([(.distantPast, [address])]), looks: looks, acts: own, findings: found,
                checks: checks, texts: texts, staleAfter: staleAfter, isAmbiguous: false, log: log)
            if let evidence { servers.append(evidence) }
        }
        findings.sort { $0.asset < $1.asset }
        servers.sort { $0.row.asset < $1.row.asset }
    }

    /// What people did about an address at a time when it was the machine's: it was a machine of its own for them.
    private func addressActs(
        of index: Int, _ sightings: [ReadSighting], _ reader: SightingReader, _ publishing: Publishing,
        _ identity: Identity, _ acts: ActsOfTenant
    ) -> [Act] {
        guard !acts.subjects.isEmpty else { return [] }
        return Set(sightings.map(\.sighting.subject)).sorted().flatMap { subject -> [Act] in
            guard identity.asset(ofSubject: subject) == nil, let address = reader.address(of: subject) else {
                return []
            }
            return acts.work(about: subject).filter { publishing.owners(of: address, at: $0.at).contains(index) }
        }
    }
}

/// A sighting with its import and its facts at hand.
struct ReadSighting {
    let sighting: Sighting
    let file: LoggedImport
    let facts: FactList
    /// Whether the line is about an address that several machines share: what it says of a build says it of one of
    /// them, nobody knows which.
    var isShared = false

    var shared: ReadSighting {
        var copy = self
        copy.isShared = true
        return copy
    }

    var citation: Citation {
        Citation(importID: file.id, line: sighting.line, seenAt: sighting.seenAt, takenAt: file.takenAt)
    }

    var vantage: Vantage { facts.first(.vantage).flatMap { Vantage(rawValue: $0) } ?? file.vantage }
}

/// Finds the facts behind sightings.
struct SightingReader {
    let sightings: [ReadSighting]
    private let addresses: [Int: String]
    private let subjects: [String: Int]

    init(_ log: TenantLog) {
        var states: [Int: [FactList]] = [:]
        var addresses: [Int: String] = [:]
        var subjects: [String: Int] = [:]
        for subject in log.subjects {
            states[subject.number] = subject.states
            if let address = subject.identity.first(.identityAddress) {
                addresses[subject.number] = address
                subjects[address] = min(subjects[address] ?? subject.number, subject.number)
            }
        }
        sightings = log.sightings.compactMap { sighting in
            guard let file = log.imports[sighting.importID], let own = states[sighting.subject],
                own.indices.contains(sighting.state)
            else { return nil }
            return ReadSighting(sighting: sighting, file: file, facts: own[sighting.state])
        }
        self.addresses = addresses
        self.subjects = subjects
    }

    func address(of subject: Int) -> String? { addresses[subject] }
    func subject(ofAddress address: String) -> Int? { subjects[address] }
}

/// One `endpoint` value: `ADDRESS PORT/PROTOCOL STATE`.
struct EndpointText {
    let address: String
    let port: Int
    let isTCP: Bool
    let state: EndpointState

    /// Reads `192.0.2.1 443/tcp open`; nil for anything else. Asked for each endpoint that a scan looked at.
    init?(_ text: String) {
        let bytes = text.utf8
        guard let space = bytes.firstIndex(of: UInt8(ascii: " ")), space > bytes.startIndex else { return nil }
        let rest = bytes[bytes.index(after: space)...]
        guard let slash = rest.firstIndex(of: UInt8(ascii: "/")),
            let end = rest[slash...].firstIndex(of: UInt8(ascii: " ")), slash > rest.startIndex,
            let state = EndpointState(rawValue: String(text[bytes.index(after: end)...]))
        else { return nil }
        var number = 0
        for digit in rest[..<slash] {
            guard digit >= 0x30, digit <= 0x39, number < 1_000_000 else { return nil }
            number = number * 10 + Int(digit - 0x30)
        }
        address = String(text[..<space])
        port = number
        isTCP = rest[rest.index(after: slash)..<end].elementsEqual("tcp".utf8)
        self.state = state
    }
}
