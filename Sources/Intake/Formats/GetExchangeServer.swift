import Inventory

/// `Get-ExchangeServer | Export-Csv`: an inventory whose columns are named by PowerShell.
enum GetExchangeServer {
    static func matches(_ keys: Set<String>) -> Bool {
        keys.contains("admindisplayversion") && keys.contains("name")
            && !keys.isDisjoint(with: ["fqdn", "guid", "serverrole", "exchangeversion"])
    }

    /// `ExchangeVersion` is the version of the object's schema, and some columns belong to the session that exported.
    static func plan(_ header: [String]) -> ColumnPlan {
        var plan = ColumnPlan(
            header, fixed: columns, synonyms: .inventory, never: [.build, .seenAt, .tenant, .tag, .installedOn])
        plan.keep("exchangeversion", because: "a schema version, not the build")
        for key in ofTheSession {
            plan.keep(key, because: "of the session that exported, not of the server", dropped: true)
        }
        return plan
    }

    private static let columns: [String: Meaning] = [
        "name": .host, "fqdn": .fqdn, "guid": .adGUID, "serverrole": .role, "edition": .edition,
        "admindisplayversion": .adminDisplayVersion, "site": .site, "mitigationsapplied": .mitigation,
        "whencreatedutc": .whenCreated, "whencreated": .whenCreated,
    ]

    private static let ofTheSession = [
        "runspaceid", "pscomputername", "psshowcomputername", "originatingserver", "objectstate", "isvalid",
        "whenchanged", "whenchangedutc",
    ]
}
