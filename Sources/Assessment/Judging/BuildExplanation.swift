import Inventory
import Knowledge

/// Everything that the knowledge says of one written build on a day.
package struct BuildExplanation: Sendable {
    /// A CVE of the build's product.
    package struct Line: Sendable {
        /// The CVE's number.
        package let cve: Int
        package let judgement: Judgement
    }

    package let input: String
    package let day: CalendarDay
    package let spelling: BuildSpelling
    package let evidence: BuildEvidence
    /// The products that the evidence allows: more than one only for "15.2".
    package let products: [Product]
    /// The cumulative update that all possible builds carry the number of.
    package let update: CumulativeUpdate?
    /// Where an exact build stands; of a range where its lower end does, as listed where one of its builds is.
    package let placement: Placement
    /// The possible builds that were listed on the day.
    package let candidates: [KnownBuild]
    package let standing: PatchStanding
    /// One per CVE of the product that was public on the day, and per CVE on which its vendor is silent.
    package let lines: [Line]

    package var isExact: Bool { evidence.precision == .exact }

    /// The update that all possible builds have: nil for none, or where it is not known.
    package var updateName: String? {
        guard let first = candidates.first?.su, candidates.allSatisfy({ $0.su == first }) else { return nil }
        return first
    }

    /// `yes` where a possible build is listed.
    package var listed: Placement.Listed { candidates.isEmpty ? placement.listed : .yes }

    /// The lines with a verdict of this word.
    package func count(_ word: String) -> Int { lines.count { $0.judgement.verdict.word == word } }

    /// The possible builds as text: `15.1.2308.8`, `15.1.2308`, `15.1`, or from one to another.
    package var buildText: String {
        let (low, high) = (evidence.lower, evidence.upper)
        if isExact { return "\(low)" }
        let head = "\(low.major).\(low.minor)"
        if low.revision == 0, high.revision == .max {
            if low.build == high.build { return "\(head).\(low.build)" }
            if low.build == 0, high.build == .max { return head }
        }
        return "\(low)..\(high)"
    }
}

extension Judge {
    /// Explains a build as written; nil where the text names none. `seen` is what is known beside it.
    package func explain(_ text: String, on day: CalendarDay, seen: Conditions = .none) -> BuildExplanation? {
        guard let (evidence, spelling) = knowledge.recognise(text),
            let placement = knowledge.place(evidence.lower, on: day)
        else { return nil }
        let products = knowledge.products.indices.filter {
            knowledge.products[$0].from <= evidence.upper && evidence.lower <= knowledge.products[$0].to
        }
        return BuildExplanation(
            input: text, day: day, spelling: spelling, evidence: evidence,
            products: products.map { knowledge.products[$0] },
            update: carriedUpdate(evidence), placement: placement,
            candidates: knowledge.listed(in: evidence, on: day),
            standing: patchStanding(
                for: evidence, on: day, extendedSupport: seen[Conditions.extendedSupport]),
            lines: lines(evidence, products, day, seen))
    }

    /// The cumulative update whose number all builds of the range carry.
    private func carriedUpdate(_ evidence: BuildEvidence) -> CumulativeUpdate? {
        knowledge.updates.first { $0.range.contains(evidence.lower) && $0.range.contains(evidence.upper) }
    }

    private func lines(
        _ evidence: BuildEvidence, _ products: [Int], _ day: CalendarDay, _ seen: Conditions
    ) -> [BuildExplanation.Line] {
        let base = verdicts(for: evidence, on: day)
        return knowledge.cves.indices.compactMap { cve in
            guard knowledge.cves[cve].isPublic(on: day), knowledge.cves[cve].judgedBy == nil,
                isListed(cve, products) || base[cve].verdict == .undetermined(.notAssessed)
            else { return nil }
            return BuildExplanation.Line(
                cve: cve, judgement: verdict(cve: cve, base: base[cve], conditions: seen))
        }
    }

    private func isListed(_ cve: Int, _ products: [Int]) -> Bool {
        products.contains { knowledge.fix(of: cve, in: $0) != nil }
    }
}
