extension Act {
    /// The kind of act that takes another one back; its body names that one: `act=7`. The log itself is never rewritten.
    package static let takeBack = "act.undo"
    /// Several machines are one: `subject=N` a line, all subjects of all of them.
    package static let merge = "asset.merge"
    /// Subjects are a machine of their own: `apart=N` a line for those that part, `rest=N` for those they part from.
    package static let split = "asset.split"

    /// The number of the act that this one takes back; nil for an act of another kind.
    package var takesBack: Int? { what == Act.takeBack ? numbers("act").first : nil }

    /// Whether it says which subjects are one machine, and nothing about that machine.
    package var isAboutIdentity: Bool { what == Act.merge || what == Act.split }

    /// The subjects that a merge or split is about.
    package var subjects: Set<Int> { Set(numbers("subject") + numbers("apart") + numbers("rest")) }

    /// The numbers that the body gives under a name, in order.
    package func numbers(_ name: String) -> [Int] {
        body.split(separator: "\n").compactMap { line in
            let parts = line.split(separator: "=", maxSplits: 1)
            return parts.count == 2 && parts[0] == name ? Int(parts[1]) : nil
        }.sorted()
    }

    /// Why it was done, where somebody said so.
    package var reason: String? {
        body.split(separator: "\n").first { $0.hasPrefix("reason=") }.map { String($0.dropFirst("reason=".count)) }
    }

    /// A body that gives numbers under names, as `numbers` reads them.
    ///
    /// - Parameter reason: why; its line ends become blanks.
    package static func body(_ lists: [(name: String, numbers: [Int])], reason: String? = nil) -> String {
        let why = reason.map { "reason=" + $0.split(whereSeparator: \.isNewline).joined(separator: " ") }
        return (lists.flatMap { list in list.numbers.sorted().map { "\(list.name)=\($0)" } } + [why].compactMap { $0 })
            .joined(separator: "\n")
    }
}

extension [Act] {
    /// Without those that were taken back, and without the acts that did so.
    package var inForce: [Act] {
        let gone = Set(compactMap(\.takesBack))
        return filter { $0.what != Act.takeBack && !gone.contains($0.number) }
    }
}
