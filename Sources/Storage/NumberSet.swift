/// Numbers from 1 on, of which some are in: asked for often.
package struct NumberSet: Hashable, Sendable {
    private var words: [UInt64] = []
    package private(set) var count = 0

    package init() {}

    package init(_ numbers: some Sequence<Int>) {
        for number in numbers { insert(number) }
    }

    package func contains(_ number: Int) -> Bool {
        let word = number >> 6
        return word < words.count && words[word] & (1 << UInt64(number & 63)) != 0
    }

    /// Whether any of a range is in.
    package func meets(_ range: Range<Int>) -> Bool { range.contains(where: contains) }

    package mutating func insert(_ number: Int) {
        let word = number >> 6
        if word >= words.count {
            words.append(contentsOf: repeatElement(0, count: max(word + 1 - words.count, words.count)))
        }
        let bit: UInt64 = 1 << UInt64(number & 63)
        guard words[word] & bit == 0 else { return }
        words[word] |= bit
        count += 1
    }

    package mutating func remove(_ number: Int) {
        guard contains(number) else { return }
        words[number >> 6] &= ~(1 << UInt64(number & 63))
        count -= 1
    }
}
