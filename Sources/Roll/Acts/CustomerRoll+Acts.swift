import Inventory
import Storage

extension CustomerRoll {
    /// Writes down what a person did or said, and computes anew what depends on it.
    ///
    /// - Parameters:
    ///   - host: the machine it is about, by name or address; nil for the tenant as a whole.
    ///   - what: the kind of act: `asset.set`, `asset.retire`, `tenant.fact`.
    ///   - body: what was set, `NAME=VALUE` facts, one a line; kept sorted.
    /// - Throws: a complaint (65) where the tenant has no such machine, or several, and where `at` has not come yet.
    package func record(
        tenant slug: String, host: String?, at: Instant, what: String, body: String, now: Instant, by actor: String
    ) throws -> Act {
        guard at <= now else {
            throw Complaint(.badData, "--seen-at \(at) has not come yet; nothing was changed")
        }
        let holder = Holder(actor: actor, what: "records \(what) for \(slug)", since: now)
        return try store.write(holder) { transaction in
            let tenant = try CustomerRoll.tenant(slug, in: transaction)
            let subject = try host.map { try CustomerRoll.subject(named: $0, of: tenant, in: transaction).subject }
            let lines = body.split(separator: "\n").map { $0.trimmingBlanks }.filter { !$0.isEmpty }
            let act = Act(
                number: try transaction.nextActNumber(of: tenant.id), at: at, by: actor, what: what, subject: subject,
                body: lines.sorted().joined(separator: "\n"))
            try transaction.insert(act, of: tenant.id, recordedAt: now)
            try recompute(tenant.id, in: transaction)
            return act
        }
    }

    /// A subject that a name means, and the asset it belongs to.
    package struct NamedSubject: Hashable, Sendable {
        package let subject: Int
        package let asset: Int
        /// The FQDN, else the short name, else the address or id.
        package let name: String
    }

    /// The subjects of a tenant that a name means, by number: those of the FQDN, else of the short name, else of a
    /// machine's id, else of an address. A trailing dot and the case of letters do not matter.
    package static func subjects(
        named text: String, of tenantID: Int, in transaction: Transaction
    ) throws -> [NamedSubject] {
        var name = text.lowercased()
        if name.hasSuffix(".") { name.removeLast() }
        let address = IPAddress(name)?.description
        var found: [[Subject]] = [[], [], [], []]
        for subject in try transaction.subjects(of: tenantID) {
            if let rank = rank(of: subject, name, address) { found[rank].append(subject) }
        }
        let memberships = try transaction.projection(of: tenantID).memberships
        let assets = Dictionary(memberships.map { ($0.subject, $0.asset) }) { first, _ in first }
        return (found.first { !$0.isEmpty } ?? []).map {
            NamedSubject(subject: $0.number, asset: assets[$0.number] ?? $0.number, name: $0.identity.name)
        }
    }

    /// The one machine that a name means, by its subject of the smallest number.
    ///
    /// - Throws: a complaint (65) where there is none, or more than one.
    package static func subject(
        named text: String, of tenant: Tenant, in transaction: Transaction
    ) throws -> NamedSubject {
        let found = try subjects(named: text, of: tenant.id, in: transaction)
        guard let first = found.first else {
            throw Complaint(
                .badData, "\(tenant.slug) has no asset '\(text)'; nothing was changed",
                next: ["muster asset list -t \(tenant.slug)"])
        }
        guard Set(found.map(\.asset)).count == 1 else {
            throw Complaint(
                .badData, "'\(text)' means several assets of \(tenant.slug); nothing was changed",
                facts: [Set(found.map(\.name)).sorted().joined(separator: ", ")], next: ["give the full name"])
        }
        return first
    }

    /// 0 for the FQDN, 1 the short name, 2 an id, 3 an address; nil where the name does not mean the subject.
    private static func rank(of subject: Subject, _ name: String, _ address: String?) -> Int? {
        let identity = subject.identity
        if identity.all(.fqdn).contains(name) { return 0 }
        if identity.all(.hostName).contains(name) || identity.all(.fqdn).contains(where: { $0.hasPrefix(name + ".") }) {
            return name.contains(".") ? nil : 1
        }
        if [Field.agentID, .adGUID, .serial].contains(where: { identity.all($0).contains(name) }) { return 2 }
        guard let address else { return nil }
        let isAt =
            identity.first(.identityAddress) == address
            || subject.states.last?.all(.address).contains(address) ?? false
        return isAt ? 3 : nil
    }
}

extension Substring {
    fileprivate var trimmingBlanks: String {
        var text = self
        while text.first?.isWhitespace == true { text.removeFirst() }
        while text.last?.isWhitespace == true { text.removeLast() }
        return String(text)
    }
}
