import Assessment
import Inventory
import Storage

extension CustomerRoll {
    /// Explains a server of a tenant.
    ///
    /// - Parameter name: the FQDN, the short name or the address of the machine.
    /// - Throws: `Complaint` where there is no such machine, or it has nothing to do with Exchange.
    package func explain(
        _ name: String, of slug: String, asOf: AsOf, threat: String?, _ projector: Projector
    ) throws -> Explanation {
        let (tenant, roll) = try roll(of: slug, asOf: asOf, projector)
        let folded = name.lowercased().trimmingSuffix(".")
        let matches = roll.servers.filter { $0.row.name == folded }
        let near = matches.isEmpty ? roll.servers.filter { $0.row.name.hasPrefix(folded + ".") } : matches
        guard let evidence = near.first, near.count == 1 else {
            if near.isEmpty,
                let machine = roll.machines.first(where: { $0.name == folded || $0.name.hasPrefix(folded + ".") })
            {
                throw Complaint(
                    .badData, "\(machine.name) has no Exchange evidence: there is nothing to explain",
                    next: ["muster asset show \(name) -t \(slug)"])
            }
            throw Complaint(
                .badData, near.isEmpty ? "\(slug) has no machine \"\(name)\"" : "\"\(name)\" is more than one machine",
                facts: near.map(\.row.name), next: ["muster asset list -t \(slug)"])
        }
        return try store.read { transaction in
            let ids = FollowUpIDs(key: try transaction.followUpKey())
            let numbers = try transaction.followUpNumbers(of: tenant.id, asset: evidence.row.asset)
            return Explanation(
                evidence, roll, newestLook: try transaction.newestLook(of: tenant.id), tenant,
                asOf: asOf.instant(in: tenant.zone), threat: threat, projector, names: ids.names(numbers))
        }
    }
}

extension String {
    fileprivate func trimmingSuffix(_ suffix: String) -> String {
        hasSuffix(suffix) ? String(dropLast(suffix.count)) : self
    }
}
