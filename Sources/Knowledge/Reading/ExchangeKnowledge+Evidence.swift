import Inventory

extension ExchangeKnowledge {
    /// What a text proves that stood in a column of that meaning; nil where it names no build of an Exchange server.
    ///
    /// `build` goes by the text's form. `adminDisplayVersion` proves the cumulative update at most, `webVersion` with four
    /// numbers that build or a newer one of its cumulative update. Other fields prove nothing.
    package func evidence(_ text: String, as field: Field) -> BuildEvidence? {
        switch field {
        case .build, .fileVersion, .product: read(text)
        case .adminDisplayVersion: read(text).map(widenedToUpdate)
        case .webVersion: read(text).map(openedToUpdate)
        default: nil
        }
    }

    /// Reads a build in any spelling, in numbers or by name; nil where it is none of an Exchange server.
    ///
    ///     15.1.2308.8                      that build
    ///     15.01.2308.008                   the same, zero-padded as in ExSetup.exe
    ///     15.1.2308                        every build of 2016 CU21
    ///     Version 15.1 (Build 2308.8)      the same: what Active Directory shows does not change with updates
    ///     Exchange 2016 CU21 Jul21SU       15.1.2308.14
    ///     Exchange 2016                    every build of the product
    package func read(_ text: String) -> BuildEvidence? { recognise(text)?.evidence }

    /// As `read`, with the form that the text had.
    package func recognise(_ text: String) -> (evidence: BuildEvidence, spelling: BuildSpelling)? {
        let folded = FoldedText(text)
        if let shown = shownVersion(folded) { return (shown, .shown) }
        if let version = onlyVersion(folded) {
            return evidence(of: version).map { ($0, .numbers(version.parts.count)) }
        }
        return evidence(named: folded).map { ($0, .name) }
    }

    // MARK: numbers

    /// `Version 15.1 (Build 2308.8)`, also with `: Service Pack 2` behind the build; the update at most.
    private func shownVersion(_ folded: FoldedText) -> BuildEvidence? {
        guard let at = folded.words.firstIndex(of: "build"), at > 0, at + 1 < folded.words.count,
            folded.text.contains("(build"), let line = VersionNumber(folded.words[at - 1]), line.parts.count == 2,
            let rest = VersionNumber(folded.words[at + 1]), rest.parts.count == 2
        else { return nil }
        let build = ExchangeBuild(line.parts[0], line.parts[1], rest.parts[0], rest.parts[1])
        return rangeOfUpdate(build)
    }

    /// The words that may stand around a version without changing what it says.
    private static let labels: Set<String> = [
        "exsetup", "exsetup.exe", "exe", "file", "fileversion", "productversion", "product", "version", "versions",
        "ver",
        "v", "build", "buildnumber", "number", "no", "nr", "microsoft", "ms", "exchange", "server", "x", "owa",
        "installed",
        "is", "release",
    ]

    /// The one version in a text of nothing but it and its labels.
    private func onlyVersion(_ folded: FoldedText) -> VersionNumber? {
        let rest = folded.words.filter { !ExchangeKnowledge.labels.contains($0) }
        guard rest.count == 1, let word = rest.first else { return nil }
        return VersionNumber(word.hasPrefix("v") ? word.dropFirst() : word[...])
    }

    private func evidence(of version: VersionNumber) -> BuildEvidence? {
        let parts = version.parts
        guard let first = product(beginningWith: parts) else { return nil }
        switch parts.count {
        case 4: return BuildEvidence(exactly: ExchangeBuild(parts[0], parts[1], parts[2], parts[3]))
        case 3:
            return BuildEvidence(
                lower: ExchangeBuild(parts[0], parts[1], parts[2], 0),
                upper: ExchangeBuild(parts[0], parts[1], parts[2], .max),
                precision: .cu)
        default:
            return BuildEvidence(
                lower: ExchangeBuild(parts[0], parts[1], 0, 0), upper: ExchangeBuild(parts[0], parts[1], .max, .max),
                precision: products[first].thirdPart == .rollup && !updates(of: first).isEmpty ? .cu : .product)
        }
    }

    /// The first product that has builds with these leading numbers.
    func product(beginningWith parts: [UInt16]) -> Int? {
        let padded = parts + Array(repeating: 0, count: 4 - parts.count)
        return product(of: ExchangeBuild(padded[0], padded[1], padded[2], padded[3]))
    }

    // MARK: widening

    /// All builds that carry the number of the build's cumulative update (in 2007 and 2010: of its service pack).
    package func rangeOfUpdate(_ build: ExchangeBuild) -> BuildEvidence? {
        guard let place = place(build) else { return nil }
        if place.carriesNumber, let update = place.update { return updates[update].range }
        let product = products[place.product]
        if updates(of: place.product).isEmpty { return product.range }
        let byRollup = product.thirdPart == .rollup
        return BuildEvidence(
            lower: ExchangeBuild(build.major, build.minor, byRollup ? 0 : build.build, 0),
            upper: ExchangeBuild(build.major, build.minor, byRollup ? .max : build.build, .max), precision: .cu)
    }

    private func widenedToUpdate(_ evidence: BuildEvidence) -> BuildEvidence {
        guard evidence.precision == .exact || isRollupPrefix(evidence), let range = rangeOfUpdate(evidence.lower) else {
            return evidence
        }
        return range
    }

    private func isRollupPrefix(_ evidence: BuildEvidence) -> Bool {
        evidence.precision == .cu
            && product(of: evidence.lower).map { products[$0].thirdPart == .rollup } ?? false
    }

    private func openedToUpdate(_ evidence: BuildEvidence) -> BuildEvidence {
        guard evidence.precision == .exact, let range = rangeOfUpdate(evidence.lower) else { return evidence }
        return BuildEvidence(lower: evidence.lower, upper: max(range.upper, evidence.lower), precision: .cu)
    }
}
