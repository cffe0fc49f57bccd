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
        let known = self.known(build, on: day)
        let ends = ends(of: product, on: day)
        let listed: Placement.Listed =
            if known != nil {
                .yes
            } else if let ends {
                build > ends.last ? .newer : build < ends.first ? .older : .between
            } else {
                .older
            }
        return Placement(
            product: product, update: update,
            carriesNumber: update.map { updates[$0].range.contains(build) } ?? false, known: known, listed: listed)
    }

    /// The listed build, if it was released by that day.
    private func known(_ build: ExchangeBuild, on day: CalendarDay?) -> KnownBuild? {
        let place = position(atLeast: build)
        guard place < builds.count, builds[place].build == build, day.map({ builds[place].released <= $0 }) ?? true
        else {
            return nil
        }
        return builds[place]
    }

    /// The oldest and the newest listed build of a product, among what was released by that day; nil where none was.
    private func ends(of product: Int, on day: CalendarDay?) -> (first: ExchangeBuild, last: ExchangeBuild)? {
        var (first, last) = (position(atLeast: products[product].from), position(atLeast: products[product].to))
        if last == builds.count || builds[last].build > products[product].to { last -= 1 }
        if let day {
            while first <= last, builds[first].released > day { first += 1 }
            while last >= first, builds[last].released > day { last -= 1 }
        }
        return first <= last ? (builds[first].build, builds[last].build) : nil
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
