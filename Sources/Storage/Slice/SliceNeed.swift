/// Which views, and which of their columns, questions ask for: what is asked for nowhere need not be filled in.
package struct SliceNeed: Hashable, Sendable {
    /// By view; an empty set where only its rows count.
    package private(set) var columns: [String: Set<String>] = [:]

    package static let nothing = SliceNeed()

    /// Every column of every view.
    package static let everything: SliceNeed = {
        var need = SliceNeed()
        for view in AnalystViews.all { need.columns[view.name] = Set(view.columns.map(\.name)) }
        return need
    }()

    package init() {}

    package func wants(_ view: String) -> Bool { columns[view] != nil }
    package func wants(_ view: String, _ column: String) -> Bool { columns[view]?.contains(column) ?? false }

    /// - Parameter column: empty for a view of which no column is read.
    mutating func add(_ view: String, _ column: String) {
        columns[view, default: []].formUnion(column.isEmpty ? [] : [column])
    }

    func union(everyColumnOf views: [AnalystView]) -> SliceNeed {
        var need = self
        for view in views { need.columns[view.name] = Set(view.columns.map(\.name)) }
        return need
    }

    package mutating func formUnion(_ other: SliceNeed) {
        columns.merge(other.columns) { $0.union($1) }
    }
}
