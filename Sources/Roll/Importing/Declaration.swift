import Inventory

/// What the operator says about a file: the options of `muster import`.
package struct Declaration: Sendable {
    /// Whose rows they all are.
    package var tenantSlug: String?
    /// The stream the file belongs to; nil for the default of its format.
    package var source: String?
    /// When it was taken, where the file does not say.
    package var seenAt: Instant?
    /// Whether it lists everything of its source.
    package var isFull = false
    package var vantage: Vantage?
    /// Ranges that a scan looked at beside what it lists.
    package var targets: [Network] = []
    /// Whether the scanner is let through where it looks.
    package var isAllowListed = false
    package var acceptShrink = false
    package var createTenants = false
    package var rejectLimit = RejectLimit.standard
    /// Options that decide how the file is read (mapping, encoding, dates …), canonical.
    package var optionsText = ""
    /// Do everything, say what would change, change nothing.
    package var isDryRun = false
    /// Who acts.
    package var actor: String

    package init(actor: String) { self.actor = actor }

    /// Everything that makes the same bytes news, canonical: what is said of the file, not what it is let off.
    func canonical(tenantID: Int?) -> String {
        var lines = [
            "tenant=\(tenantID.map(String.init) ?? "")", "source=\(source ?? "")",
            "seen_at=\(seenAt?.description ?? "")", "full=\(isFull ? 1 : 0)", "vantage=\(vantage?.rawValue ?? "")",
            "allow_listed=\(isAllowListed ? 1 : 0)", "create_tenants=\(createTenants ? 1 : 0)",
            "targets="
                + targets.sorted { ($0.base, $0.prefixLength) < ($1.base, $1.prefixLength) }
                .map(\.description).joined(separator: " "),
        ]
        if !optionsText.isEmpty { lines.append(optionsText) }
        return lines.joined(separator: "\n")
    }
}

/// How many rows of a file may be rejected before the file is refused as a whole.
package enum RejectLimit: Hashable, Sendable, CustomStringConvertible {
    case count(Int)
    /// In hundredths of a percent of the records.
    case share(Int)

    package static let standard = RejectLimit.share(500)

    /// Reads `20`, `5%` or `2.5%`; nil for anything else.
    package init?(_ text: some StringProtocol) {
        if text.hasSuffix("%") {
            guard let percent = Double(text.dropLast()), (0...100).contains(percent) else { return nil }
            self = .share(Int((percent * 100).rounded()))
        } else {
            guard let count = Int(text), count >= 0 else { return nil }
            self = .count(count)
        }
    }

    func allows(rejected: Int, of records: Int) -> Bool {
        switch self {
        case .count(let count): rejected <= count
        case .share(let share): rejected * 10_000 <= share * records
        }
    }

    package var description: String {
        switch self {
        case .count(let count): "\(count)"
        case .share(let share):
            share % 100 == 0 ? "\(share / 100)%" : "\(Double(share) / 100)%"
        }
    }
}
