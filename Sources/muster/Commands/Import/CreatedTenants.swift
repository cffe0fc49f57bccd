import Inventory
import Reporting
import Roll

/// The tenants that imports made, or would make: the first few by name.
struct CreatedTenants {
    private static let shown = 3

    /// In the order of the files, each once.
    private let slugs: [String]
    private let isDryRun: Bool

    /// Nil where there are none.
    init?(of summaries: [ImportSummary]) {
        var seen: Set<String> = []
        slugs = summaries.flatMap(\.createdTenants).filter { seen.insert($0).inserted }
        isDryRun = summaries.contains(where: \.isDryRun)
        if slugs.isEmpty { return nil }
    }

    /// `500 new tenants: aster, birch, cedar and 497 more; muster tenant list`.
    var words: String {
        let what = isDryRun ? "tenants that would be new" : "new tenants"
        let names = slugs.prefix(Self.shown).joined(separator: ", ")
        let rest = slugs.count - Self.shown
        guard rest > 0 else { return "\(what): \(names)" }
        return "\(grouped(slugs.count)) \(what): \(names) and \(grouped(rest)) more"
            + (isDryRun ? "" : "; muster tenant list")
    }
}
