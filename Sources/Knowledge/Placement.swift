import Inventory

/// Where a build stands among those that are known.
package struct Placement: Hashable, Sendable {
    package enum Listed: String, Sendable {
        case yes
        /// Not listed, with older and newer listed ones of its product around it.
        case between
        /// Newer than every listed one of its product.
        case newer
        /// Older than every listed one of its product.
        case older
    }

    /// The index of its product.
    package let product: Int
    /// The cumulative update by whose fixes it is judged: the one whose number it carries, else the newest before it. The
    /// index in `ExchangeKnowledge.updates`; nil for a product whose builds are not listed, and for what is older than the first.
    package let update: Int?
    /// Whether it carries that update's number.
    package let carriesNumber: Bool
    package let known: KnownBuild?
    package let listed: Listed
}

extension ExchangeKnowledge {
    /// The index of the product whose numbers hold the build; nil for what is no Exchange server's build.
    package func product(of build: ExchangeBuild) -> Int? { products.firstIndex { $0.contains(build) } }

    /// The name of the product whose numbers hold the build.
    package func productName(of build: ExchangeBuild) -> String? { product(of: build).map { products[$0].name } }

    /// Where the build stands, by order; nil for what is no Exchange server's build. With a day: among what was released
    /// by then.
    package func place(_ build: ExchangeBuild, on day: CalendarDay? = nil) -> Placement? {
        guard let product = product(of: build) else { return nil }
        let update = self.update(of: build, in: product)
        let all = listed(in: products[product].range, on: day)
        let known = all.first { $0.build == build }
        let listed: Placement.Listed =
            if known != nil {
                .yes
            } else if let last = all.last, let first = all.first {
                build > last.build ? .newer : build < first.build ? .older : .between
            } else {
                .older
            }
        return Placement(
            product: product, update: update,
            carriesNumber: update.map { updates[$0].range.contains(build) } ?? false, known: known, listed: listed)
    }

    /// The listed builds that the evidence allows, oldest first.
    package func candidates(_ evidence: BuildEvidence) -> [KnownBuild] { listed(in: evidence, on: nil) }

    /// The listed builds that the evidence allows and that were released by that day, oldest first.
    package func listed(in evidence: BuildEvidence, on day: CalendarDay?) -> [KnownBuild] {
        let slice = builds[position(atLeast: evidence.lower)...].prefix { $0.build <= evidence.upper }
        guard let day else { return Array(slice) }
        return slice.filter { $0.released <= day }
    }

    /// The position of the first listed build that is not older.
    func position(atLeast build: ExchangeBuild) -> Int {
        var low = 0
        var high = builds.count
        while low < high {
            let middle = (low + high) / 2
            if builds[middle].build < build { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// The cumulative update that a build of the product is judged by.
    package func update(of build: ExchangeBuild, in product: Int) -> Int? {
        let range = updatesOfProduct[product]
        var low = range.lowerBound
        var high = range.upperBound
        while low < high {
            let middle = (low + high) / 2
            if updates[middle].range.lower <= build { low = middle + 1 } else { high = middle }
        }
        return low == range.lowerBound ? nil : low - 1
    }
}

extension BuildEvidence {
    /// Whether the evidence allows the build.
    package func contains(_ build: ExchangeBuild) -> Bool { lower <= build && build <= upper }
}
