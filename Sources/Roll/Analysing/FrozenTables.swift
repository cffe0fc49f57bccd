import Inventory
import Storage

/// Fills `changes` and `tenant_weeks` with what was frozen of weeks that are over. No week is frozen yet, so that both
/// stay empty.
struct FrozenTables {
    private let slice: Slice
    private let source: ReadingSource

    init(_ slice: Slice, _ source: ReadingSource) {
        self.slice = slice
        self.source = source
    }

    /// - Parameter tenants: whose weeks are seen.
    func fill(_ tenants: [Tenant]) throws {}
}
