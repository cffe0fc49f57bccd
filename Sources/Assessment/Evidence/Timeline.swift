import Inventory

/// A value through time: each holds from its instant until the next one's; before the first there is none.
package struct Timeline<Value: Hashable & Sendable>: Hashable, Sendable {
    package struct Span: Hashable, Sendable {
        package let from: Instant
        package let value: Value
    }

    /// In order of time, neighbours different.
    package private(set) var spans: [Span] = []

    package init() {}

    package init(_ spans: [(Instant, Value)]) {
        for (from, value) in spans { append(value, from: from) }
    }

    /// Adds what holds from an instant not before the last one's; the same instant replaces, the same value is joined.
    package mutating func append(_ value: Value, from: Instant) {
        if let last = spans.last {
            if last.from == from { spans.removeLast() }
            if spans.last?.value == value { return }
        }
        spans.append(Span(from: from, value: value))
    }

    /// What holds at an instant; nil before the first.
    package func value(at instant: Instant) -> Value? { span(at: instant)?.value }

    /// The span that holds at an instant; nil before the first.
    package func span(at instant: Instant) -> Span? { index(at: instant).map { spans[$0] } }

    /// The index of the span that holds at an instant; nil before the first.
    package func index(at instant: Instant) -> Int? {
        var low = 0
        var high = spans.count
        while low < high {
            let middle = (low + high) / 2
            if spans[middle].from <= instant { low = middle + 1 } else { high = middle }
        }
        return low == 0 ? nil : low - 1
    }

    /// The instants at which the value changes.
    package var changes: [Instant] { spans.map(\.from) }
}
