import Inventory
import Storage

extension CustomerRoll {
    /// Writes down that several assets are one machine, as they always were: an act that `takeBack` takes back.
    ///
    /// - Parameters:
    ///   - assets: what they are called: names, identifiers, addresses, or numbers of subjects.
    ///   - reason: why, in a person's words.
    /// - Throws: a complaint (65) for an asset that is not there, a name that means several, and assets that are one
    ///   already.
    package func merge(
        _ assets: [String], of slug: String, reason: String? = nil, now: Instant, by actor: String,
        isDryRun: Bool = false
    ) throws -> ActOutcome {
        try act(slug, "merges assets", now, actor, isDryRun) { tenant, transaction in
            let directory = try AssetDirectory(tenant, in: transaction)
            var found: [AssetDirectory.Asset] = []
            for name in assets {
                let asset = try directory.asset(named: name)
                guard !found.contains(asset) else { continue }
                found.append(asset)
            }
            guard found.count > 1 else {
                throw Complaint(
                    .badData,
                    "\(quoted(assets)) \(assets.count > 1 ? "are one asset already" : "is one asset"); "
                        + "nothing was changed",
                    facts: found.map(\.words), next: ["muster asset show \(found.first?.name ?? "") -t \(tenant.slug)"])
            }
            let subjects = found.flatMap(\.subjects)
            return Act(
                number: try transaction.nextActNumber(of: tenant.id), at: now, by: actor, what: Act.merge,
                subject: subjects.min(), body: Act.body([("subject", subjects)], reason: reason))
        }
    }

    /// Writes down that some subjects of an asset are a machine of their own, and always were: an act that `takeBack`
    /// takes back.
    ///
    /// - Parameters:
    ///   - subjects: what they are called: numbers, identifiers, names, addresses; as `asset show` prints them.
    ///   - reason: why, in a person's words.
    /// - Throws: a complaint (65) for an asset or a subject that is not there, and where nothing would be left.
    package func split(
        _ subjects: [String], from asset: String, of slug: String, reason: String? = nil, now: Instant,
        by actor: String, isDryRun: Bool = false
    ) throws -> ActOutcome {
        try act(slug, "splits an asset", now, actor, isDryRun) { tenant, transaction in
            let directory = try AssetDirectory(tenant, in: transaction)
            let whole = try directory.asset(named: asset)
            let parting = try subjects.reduce(into: Set<Int>()) { parting, name in
                parting.formUnion(try directory.subjects(named: name, in: whole))
            }
            let rest = Set(whole.subjects).subtracting(parting)
            guard !parting.isEmpty, !rest.isEmpty else {
                throw Complaint(
                    .badData,
                    "\(quoted(subjects)) is all there is of \(whole.name): nothing to part from; "
                        + "nothing was changed", facts: directory.words(for: whole))
            }
            return Act(
                number: try transaction.nextActNumber(of: tenant.id), at: now, by: actor, what: Act.split,
                subject: parting.min(),
                body: Act.body([("apart", Array(parting)), ("rest", Array(rest))], reason: reason))
        }
    }

    /// Writes down that a machine is no more: an act that `takeBack` takes back.
    ///
    /// - Parameters:
    ///   - at: when it was switched off; not after `now`.
    ///   - reason: why, in a person's words.
    /// - Throws: a complaint (65) for an asset that is not there, or a name that means several.
    package func retire(
        _ asset: String, of slug: String, reason: String? = nil, at: Instant, now: Instant, by actor: String,
        isDryRun: Bool = false
    ) throws -> ActOutcome {
        guard at <= now else { throw Complaint(.badData, "--at \(at) has not come yet; nothing was changed") }
        return try act(slug, "retires an asset", now, actor, isDryRun) { tenant, transaction in
            let found = try CustomerRoll.subject(named: asset, of: tenant, in: transaction)
            return Act(
                number: try transaction.nextActNumber(of: tenant.id), at: at, by: actor, what: Deed.retire,
                subject: found.subject, body: Act.body([("reason", reason)]))
        }
    }

    /// Takes an act back, by an act that names it: everything is as if it had not been done.
    ///
    /// - Parameter kinds: only an act of these kinds; empty for any.
    /// - Throws: a complaint (65) where there is no such act, it was taken back already, or it cannot be.
    package func takeBack(
        act number: Int, of slug: String, kinds: [String] = [], now: Instant, by actor: String, isDryRun: Bool = false
    ) throws -> ActOutcome {
        try act(slug, "takes back an act", now, actor, isDryRun) { tenant, transaction in
            let acts = try transaction.acts(of: tenant.id)
            guard let act = acts.first(where: { $0.number == number }) else {
                throw Complaint(
                    .badData, "\(tenant.slug) has no act \(number); nothing was changed",
                    next: ["muster tenant show \(tenant.slug)"])
            }
            try CustomerRoll.verify(act, canBeTakenBackAmong: acts, kinds: kinds, of: tenant)
            return Act(
                number: try transaction.nextActNumber(of: tenant.id), at: now, by: actor, what: Act.takeBack,
                subject: act.subject, body: "act=\(number)")
        }
    }

    private static func verify(
        _ act: Act, canBeTakenBackAmong acts: [Act], kinds: [String], of tenant: Tenant
    ) throws {
        if let other = acts.first(where: { $0.takesBack == act.number }) {
            throw Complaint(
                .badData, "act \(act.number) was taken back already, by act \(other.number); nothing was changed",
                facts: ["\(other.by), \(other.at)"])
        }
        if let taken = act.takesBack {
            throw Complaint(
                .badData, "act \(act.number) took back act \(taken): do that one again instead; nothing was changed")
        }
        if act.isOfTenantsLife {
            throw Complaint(
                .badData, "act \(act.number) is \(act.what): it is taken back by its own command; nothing was changed",
                next: ["muster help tenant"])
        }
        if !kinds.isEmpty, !kinds.contains(act.what) {
            throw Complaint(
                .badData,
                "act \(act.number) is \(act.what), not \(kinds.joined(separator: " or ")); "
                    + "nothing was changed", facts: ["\(act.by), \(act.at)"],
                next: act.isAboutIdentity || act.what == "asset.set"
                    ? [
                        "muster \(act.what.split(separator: ".").joined(separator: " ")) --undo \(act.number) -t \(tenant.slug)"
                    ]
                    : [])
        }
    }

    /// Writes an act down, computes anew what depends on it, and tells what that changes.
    private func act(
        _ slug: String, _ doing: String, _ now: Instant, _ actor: String, _ isDryRun: Bool,
        make: (Tenant, Transaction) throws -> Act
    ) throws -> ActOutcome {
        let ending = { (outcome: ActOutcome) in outcome.isDryRun ? Store.Ending.rollBack : .commit }
        return try store.write(Holder(actor: actor, what: doing, since: now), ending: ending) { transaction in
            let tenant = try CustomerRoll.tenant(slug, in: transaction)
            let made = try make(tenant, transaction)
            let about = try CustomerRoll.subjects(of: made, in: transaction.acts(of: tenant.id))
            let before = try AssetDirectory(tenant, in: transaction).assets(of: about)
            try transaction.insert(made, of: tenant.id, recordedAt: now)
            let result = try recompute(tenant.id, in: transaction)
            try transaction.pruneSituations()
            return ActOutcome(
                tenant: tenant, act: made, isDryRun: isDryRun, before: before,
                after: try AssetDirectory(tenant, in: transaction).assets(of: about),
                followUps: FollowUpFlow(tenant: tenant.slug, from: result.before, to: result.after))
        }
    }

    private static func subjects(of act: Act, in acts: [Act]) -> Set<Int> {
        let taken = act.takesBack.flatMap { number in acts.first { $0.number == number } }
        return act.subjects.union(taken?.subjects ?? []).union([act.subject, taken?.subject].compactMap { $0 })
    }
}

/// `'a', 'b' and 'c'`.
private func quoted(_ names: [String]) -> String {
    let all = names.map { "'\($0)'" }
    return all.count > 1 ? all.dropLast().joined(separator: ", ") + " and " + all[all.count - 1] : all.joined()
}

/// What an act of a person changed, or would change.
package struct ActOutcome: Sendable {
    package let tenant: Tenant
    package let act: Act
    package let isDryRun: Bool
    /// The assets that it is about, before and after it.
    package let before: [AssetDirectory.Asset]
    package let after: [AssetDirectory.Asset]
    package let followUps: FollowUpFlow
}

extension Act {
    /// Whether it is about the tenant itself: its name, its end.
    package var isOfTenantsLife: Bool { what.hasPrefix("tenant.") && what != "tenant.fact" }
}
