import Inventory

/// What is known of Exchange: builds, CVEs, fixes, threats, conditions, policies. Data with a version and a date.
///
/// CVEs, threats, products and updates are named by their index into the arrays here; the indices hold for one loaded
/// knowledge only and are never stored. Nothing in it ever changes; it is a class so that handing it on costs nothing.
package final class ExchangeKnowledge: Sendable {
    package let version: String
    /// Builds released up to this day are known.
    package let buildsTo: CalendarDay
    /// CVEs published up to this day are known.
    package let cvesTo: CalendarDay
    /// The day of the catalogue of known exploited vulnerabilities that was read.
    package let kevOf: CalendarDay

    /// All listed builds, by build.
    package let builds: [KnownBuild]
    /// All cumulative updates, by their first build; those of a product stand together.
    package let updates: [CumulativeUpdate]
    /// By their first build.
    package let products: [Product]
    /// Exchange's own; a CVE's index here is its number.
    package let cves: [CVE]
    /// CVEs that are met beside Exchange's and belong to something else (Windows, .NET).
    package let elsewhere: [ForeignCVE]
    /// What the vendor says per CVE and product; the rest of the matrix is nil.
    package let fixes: [Fix]
    /// The named threats in the file's order, then the catch-all.
    package let threats: [Threat]
    package let actors: [ThreatActor]
    package let conditions: [Condition]
    package let techniques: [Technique]
    /// Decision tables by name: `bod_26_04`, `ssvc_deployer`.
    package let policies: [String: DecisionTable]

    /// The policy that decides unless another is asked for.
    package static let defaultPolicy = "bod_26_04"

    /// CISA's stakeholder-specific tree for those who run systems.
    package static let ssvcPolicy = "ssvc_deployer"

    init(_ parts: KnowledgeBuilder) {
        version = parts.dates.version
        buildsTo = parts.dates.buildsTo
        cvesTo = parts.dates.cvesTo
        kevOf = parts.dates.kevOf
        builds = parts.builds
        updates = parts.updates
        products = parts.products
        cves = parts.cves
        elsewhere = parts.elsewhere
        fixes = parts.fixes
        threats = parts.threats
        actors = parts.actors
        conditions = parts.conditions
        techniques = parts.techniques
        policies = parts.policies
        updatesOfProduct = parts.updatesOfProduct
        fixTable = parts.fixTable
        cveNumbers = parts.cveNumbers
        shelf = Shelf(data: parts.directory, playbooks: parts.playbooks)
    }

    let updatesOfProduct: [Range<Int>]
    let fixTable: [Int32]
    let cveNumbers: [String: Int]
    let shelf: Shelf

    /// A CVE that does not belong to Exchange.
    package struct ForeignCVE: Hashable, Sendable {
        package let id: String
        package let belongsTo: String
    }

    /// The number of the CVE with this id (`CVE-2021-26855`, `ADV190007`), in any case.
    package func cve(named id: String) -> Int? { cveNumbers[id] ?? cveNumbers[id.uppercased()] }

    /// The index of the threat with this name, in any case.
    package func threat(named name: String) -> Int? {
        let folded = name.lowercased()
        return threats.firstIndex { $0.name.lowercased() == folded }
    }

    /// The index of the product with this name.
    package func product(named name: String) -> Int? { products.firstIndex { $0.name == name } }

    /// The decision table of this name or of the one name that begins so (`ssvc`).
    package func policy(named name: String) -> DecisionTable? {
        if let table = policies[name] { return table }
        let matches = policies.values.filter { $0.name.hasPrefix(name) }
        return matches.count == 1 ? matches[0] : nil
    }

    /// The cumulative updates of a product, oldest first: positions in `updates`.
    package func updates(of product: Int) -> Range<Int> { updatesOfProduct[product] }

    /// What the vendor says of the CVE for the product; nil where it does not list it.
    package func fix(of cve: Int, in product: Int) -> Fix? {
        let at = fixTable[cve * products.count + product]
        return at < 0 ? nil : fixes[Int(at)]
    }

    /// Whether the vendor lists any product for the CVE.
    package func isAssessed(_ cve: Int) -> Bool { products.indices.contains { fix(of: cve, in: $0) != nil } }

    /// The conditions that decide a CVE beside the build.
    package func conditions(of cve: Int) -> [Condition] { conditions.filter { $0.cves.contains(cve) } }

    /// The named threats a CVE belongs to, else the catch-all.
    package func threats(of cve: Int) -> [Int] { threats.indices.filter { threats[$0].cves.contains(cve) } }
}
