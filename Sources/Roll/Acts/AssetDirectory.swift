import Inventory
import Storage

/// The assets of a tenant, by all they can be called: what a person types to mean one.
package struct AssetDirectory {
    /// A machine, or an address that belongs to none.
    package struct Asset: Hashable, Sendable {
        package let number: Int
        /// By number.
        package let subjects: [Int]
        /// The FQDN, else the short name, else an identifier, else an address.
        package let name: String
        /// An identifier, where it has one: tells it from another one of that name.
        package let identifier: String?

        /// `mail01.acme.example (subjects 1, 5; serial abc)`.
        package var words: String {
            let numbers = subjects.map(String.init).joined(separator: ", ")
            return "\(name) (subject\(subjects.count > 1 ? "s" : "") \(numbers)\(identifier.map { "; \($0)" } ?? ""))"
        }
    }

    private let tenant: Tenant
    private let subjects: [Int: Subject]
    private let assets: [Int: Asset]
    private let assetOfSubject: [Int: Int]
    private let otherTenants: (String) throws -> [String]

    package init(_ tenant: Tenant, in transaction: Transaction) throws {
        self.tenant = tenant
        let log = try transaction.log(of: tenant.id)
        let memberships = try transaction.projection(of: tenant.id).memberships
        let assetOf = Dictionary(memberships.map { ($0.subject, $0.asset) }) { first, _ in first }
        let known = Dictionary((log?.subjects ?? []).map { ($0.number, $0) }) { first, _ in first }
        subjects = known
        let grouped = Dictionary(grouping: known.keys.sorted()) { assetOf[$0] ?? $0 }
        assets = Dictionary(
            uniqueKeysWithValues: grouped.map { number, members in
                (number, AssetDirectory.asset(number, members.compactMap { known[$0] }))
            })
        assetOfSubject = Dictionary(uniqueKeysWithValues: known.keys.map { ($0, assetOf[$0] ?? $0) })
        otherTenants = { name in
            try transaction.tenants().filter { $0.id != tenant.id }.filter { other in
                try transaction.subjects(of: other.id).contains {
                    AssetDirectory.rank(of: $0, SearchName(name)) ?? 9 < 3
                }
            }.map(\.slug)
        }
    }

    private static func asset(_ number: Int, _ members: [Subject]) -> Asset {
        let names = members.map { IdentityNames($0.identity) }
        guard var all = names.first else { return Asset(number: number, subjects: [], name: "?", identifier: nil) }
        for other in names.dropFirst() { all.add(other) }
        let identifier = all.identifiers.sorted { $0.key < $1.key }.first.map { field, values in
            "\(AssetDirectory.words[field] ?? "id") \(values.sorted().joined(separator: " and "))"
        }
        return Asset(number: number, subjects: members.map(\.number), name: all.label, identifier: identifier)
    }

    private static let words: [Field: String] = [.agentID: "agent", .adGUID: "AD GUID", .serial: "serial"]

    /// The assets that have one of the subjects, by number.
    package func assets(of subjects: Set<Int>) -> [Asset] {
        Set(subjects.compactMap { assetOfSubject[$0] }).sorted().compactMap { assets[$0] }
    }

    /// What a person calls a subject.
    func name(of subject: Int) -> String { subjects[subject]?.identity.name ?? "?" }

    /// The asset of a number; nil where there is none.
    package func asset(_ number: Int) -> Asset? { assets[number] }

    /// The subjects of an asset in words, a line each: `5  mail01, serial abc`.
    package func words(for asset: Asset) -> [String] {
        asset.subjects.compactMap { subjects[$0] }.map { "\($0.number)  \($0.identity.identityWords)" }
    }

    /// The one asset that a name means.
    ///
    /// - Throws: a complaint (65) where there is none, or more than one.
    package func asset(named text: String) throws -> Asset {
        let found = Set(subjects(named: text).map { assetOfSubject[$0.number] ?? $0.number }).sorted()
        guard let first = found.first.flatMap({ assets[$0] }) else {
            let others = try otherTenants(text)
            throw Complaint(
                .badData, "\(tenant.slug) has no asset '\(text)'; nothing was changed",
                facts: others.isEmpty
                    ? []
                    : [
                        "there is one of \(others.prefix(3).joined(separator: ", ")); assets of different tenants are "
                            + "not one machine: the tenants are to be merged, or the import given to the right one"
                    ],
                next: ["muster asset list -t \(tenant.slug) --all"])
        }
        guard found.count == 1 else {
            throw Complaint(
                .badData, "'\(text)' means several assets of \(tenant.slug); nothing was changed",
                facts: found.compactMap { assets[$0]?.words },
                next: ["give the full name, an id, or a subject's number"])
        }
        return first
    }

    /// The subjects of an asset that a name means, best meaning first: `mail01` is the subject of that name, not the one
    /// whose full name begins so, where there are both.
    ///
    /// - Throws: a complaint (65) where there are none.
    package func subjects(named text: String, in asset: Asset) throws -> [Int] {
        let own = asset.subjects.compactMap { subjects[$0] }
        let name = SearchName(text)
        let exact = own.filter { $0.identity.facts.map(\.value).contains(name.text) }
        let narrow = exact.filter { $0.identity.facts.count == 1 }
        let found =
            [narrow, exact].first { !$0.isEmpty } ?? AssetDirectory.meant(by: name, among: own)
        guard !found.isEmpty else {
            throw Complaint(
                .badData, "'\(text)' is no subject of \(asset.name); nothing was changed",
                facts: ["it has:"] + words(for: asset).map { "  " + $0 },
                next: ["muster asset show \(asset.name) -t \(tenant.slug)"])
        }
        return found.map(\.number)
    }

    /// The subject of an asset that what is said of a name is written down for. Once a person says that the asset is two
    /// machines after all, it goes with the one that was named: so it is a subject that the name means, and of these one
    /// with a machine's id, since a name alone may pass to another machine.
    func anchor(named text: String, in asset: Asset) throws -> Int {
        let meant = AssetDirectory.meant(by: SearchName(text), among: asset.subjects.compactMap { subjects[$0] })
        let settled = meant.first { IdentityNames($0.identity).isMachine }
        if let subject = settled ?? meant.first { return subject.number }
        return try subjects(named: text, in: asset)[0]
    }

    private func subjects(named text: String) -> [Subject] {
        AssetDirectory.meant(
            by: SearchName(text), among: subjects.values.sorted { $0.number < $1.number })
    }

    // MARK: What a name means

    /// Those of the FQDN, else of the short name, else of a machine's id, else of an address, else of a number.
    static func meant(by name: SearchName, among subjects: [Subject]) -> [Subject] {
        var found: [[Subject]] = [[], [], [], [], []]
        for subject in subjects {
            if let rank = rank(of: subject, name) { found[rank].append(subject) }
        }
        return found.first { !$0.isEmpty } ?? []
    }

    /// 0 for the FQDN, 1 the short name, 2 an id, 3 an address, 4 the number; nil where the name does not mean the
    /// subject.
    private static func rank(of subject: Subject, _ name: SearchName) -> Int? {
        let identity = subject.identity
        let fqdns = identity.all(.fqdn)
        if fqdns.contains(name.text) { return 0 }
        if !name.text.contains("."),
            identity.all(.hostName).contains(name.text) || fqdns.contains(where: { $0.hasPrefix(name.text + ".") })
        {
            return 1
        }
        if [Field.agentID, .adGUID, .serial].contains(where: { identity.all($0).contains(name.text) }) { return 2 }
        if let address = name.address {
            let isAt =
                identity.first(.identityAddress) == address
                || subject.states.last?.all(.address).contains(address) ?? false
            return isAt ? 3 : nil
        }
        return Int(name.text) == subject.number ? 4 : nil
    }
}

/// What a person types to mean a machine, as the log spells it.
struct SearchName {
    /// Lower case, without a trailing dot.
    let text: String
    let address: String?

    init(_ typed: String) {
        var folded = typed.lowercased()
        if folded.hasSuffix(".") { folded.removeLast() }
        text = folded
        address = IPAddress(folded)?.description
    }
}

extension FactList {
    /// All that an identity is made of: `mail01.acme.example, serial abc`.
    package var identityWords: String {
        facts.filter { $0.field.isIdentity }.sorted { AssetWords.order($0.field) < AssetWords.order($1.field) }.map {
            switch $0.field {
            case .agentID: "agent \($0.value)"
            case .adGUID: "AD GUID \($0.value)"
            case .serial: "serial \($0.value)"
            default: $0.value
            }
        }.joined(separator: ", ")
    }
}

private enum AssetWords {
    /// Names before identifiers.
    static func order(_ field: Field) -> Int {
        switch field {
        case .fqdn: 0
        case .hostName: 1
        case .identityAddress: 2
        default: 3
        }
    }
}
