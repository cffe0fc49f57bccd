import Inventory
import Knowledge

extension BuildEvidence {
    /// The build or builds, as in a column: `15.1.2308.8`, `15.1.2308` for all of a cumulative update, `15.1.2308.8+` for
    /// that one or a later one of its cumulative update, `15.1` for a product, else `LOWER..UPPER`.
    package var text: String {
        if precision == .exact { return "\(lower)" }
        let from = "\(lower)".split(separator: ".")
        let to = "\(upper)".split(separator: ".")
        let shared = zip(from, to).prefix { $0 == $1 }.count
        guard shared >= 2, shared < 4 else { return "\(lower)..\(upper)" }
        let isWhole = from[shared...].allSatisfy { $0 == "0" } && to[shared...].allSatisfy { $0 == "65535" }
        if isWhole { return from.prefix(shared).joined(separator: ".") }
        return shared == 3 && to[3] == "65535" ? "\(lower)+" : "\(lower)..\(upper)"
    }
}

/// A build in the words of its vendor.
package struct BuildWords {
    let knowledge: ExchangeKnowledge
    let evidence: BuildEvidence?

    package init(_ build: BuildState?, _ knowledge: ExchangeKnowledge) {
        self.knowledge = knowledge
        evidence = build?.evidence
    }

    /// `Exchange 2016`; nil where the build is not known or may be of two products.
    package var product: String? {
        guard let evidence, let product = knowledge.productName(of: evidence.lower) else { return nil }
        return product == knowledge.productName(of: evidence.upper) ? product : nil
    }

    /// `2016 CU20 15.1.2242.4`, `2016 CU21 15.1.2308`, `2010 15.1..`; `build unknown` where nothing is known.
    package var short: String {
        guard let evidence else { return "build unknown" }
        let product = product.map { String($0.split(separator: " ").last ?? "") }
        return [product, update, evidence.text].compactMap { $0 }.joined(separator: " ")
    }

    /// `CU20`, where all that the evidence allows belongs to one.
    package var update: String? {
        guard let evidence, let place = knowledge.place(evidence.lower), place.carriesNumber,
            let update = place.update, knowledge.updates[update].range.upper >= evidence.upper
        else { return nil }
        return knowledge.updates[update].name
    }
}
