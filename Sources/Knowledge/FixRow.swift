import Inventory

/// One field of the matrix of fixes: a CVE on a cumulative update of a product that its vendor names with it.
package struct FixRow: Hashable, Sendable {
    package enum Status: String, Sendable, CaseIterable {
        /// Fixed from `fixedFrom` on.
        case su
        /// Every build of the cumulative update has the fix; `fixedFrom` is its first.
        case shipsFixed = "ships_fixed"
        /// Every build of the cumulative update is open.
        case noFixInCU = "no_fix_in_cu"
    }

    /// The CVE's number.
    package let cve: Int
    package let product: String
    /// `CU21`.
    package let cu: String
    package let status: Status
    package let fixedFrom: KnownBuild?
    /// What is needed beside the build, in words; empty for most.
    package let demand: String
}

extension ExchangeKnowledge {
    /// The whole matrix, CVE by CVE, with what follows from `fixes.csv`; previews left out.
    package var fixRows: [FixRow] { cves.indices.flatMap(fixRows) }

    /// The matrix of one CVE.
    package func fixRows(of cve: Int) -> [FixRow] {
        let demand = conditions(of: cve).first { !$0.demand.isEmpty }?.demand ?? ""
        return products.indices.flatMap { product -> [FixRow] in
            guard let fix = fix(of: cve, in: product), fix.listing != .no, fix.isPlaced else { return [] }
            let range = updates(of: product)
            return range.filter { !updates[$0].isPreview }.map { update in
                let (status, build) = row(fix.statuses[update - range.lowerBound], update)
                return FixRow(
                    cve: cve, product: products[product].name, cu: updates[update].name, status: status,
                    fixedFrom: build, demand: demand)
            }
        }
    }

    private func row(_ status: Fix.Status, _ update: Int) -> (FixRow.Status, KnownBuild?) {
        switch status {
        case .update(let position): (.su, builds[position])
        case .shipped: (.shipsFixed, builds[updates[update].builds.lowerBound])
        case .none: (.noFixInCU, nil)
        }
    }
}

extension Fix {
    /// Whether some build of the product is fixed: a product that a condition alone decides may name none.
    package var isPlaced: Bool { statuses.contains { $0 != .none } }
}
