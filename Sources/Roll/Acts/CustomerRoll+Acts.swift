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
        tenant slug: String, host: String?, at: Instant, what: String, body: String, now: Instant, by actor: String,
        isDryRun: Bool = false
    ) throws -> Act {
        guard at <= now else {
            throw Complaint(.badData, "--seen-at \(at) has not come yet; nothing was changed")
        }
        let holder = Holder(actor: actor, what: "records \(what)", since: now)
        return try store.write(holder, ending: { _ in isDryRun ? .rollBack : .commit }) { transaction in
            let tenant = try CustomerRoll.tenant(slug, in: transaction)
            let subject = try host.map { try CustomerRoll.subject(named: $0, of: tenant, in: transaction).subject }
            let lines = body.split(separator: "\n").map { $0.trimmingBlanks }.filter { !$0.isEmpty }
            let act = Act(
                number: try transaction.nextActNumber(of: tenant.id), at: at, by: actor, what: what, subject: subject,
                body: lines.sorted().joined(separator: "\n"))
            try transaction.insert(act, of: tenant.id, recordedAt: now)
            try recompute(tenant.id, in: transaction)
            try transaction.pruneSituations()
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

    /// The one machine that a name means, by the subject that the name means best: the FQDN goes before the short name,
    /// that before a machine's id, an address, and a subject's number. A trailing dot and the case of letters do not
    /// matter.
    ///
    /// - Throws: a complaint (65) where there is none, or more than one.
    package static func subject(
        named text: String, of tenant: Tenant, in transaction: Transaction
    ) throws -> NamedSubject {
        let directory = try AssetDirectory(tenant, in: transaction)
        let asset = try directory.asset(named: text)
        let subject = try directory.anchor(named: text, in: asset)
        return NamedSubject(subject: subject, asset: asset.number, name: directory.name(of: subject))
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
