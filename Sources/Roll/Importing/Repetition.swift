import Inventory
import Storage

/// Tells which of an import's sightings repeat what an earlier file said, word for word: the same subject in the same
/// state at the same time, in a file of the same source, vantage and format that was taken at the same time.
///
/// A sighting that is there twice says no more than once. So who is listed by such rows only need not be computed anew:
/// an export of last night that comes again with one row more costs that row. What a full file or the targets of a scan
/// leave out is said by the file as a whole, so theirs are never taken for a repetition.
struct Repetition {
    private let transaction: Transaction
    private let importID: Int
    /// The import that said it first; nil where there is none.
    private let earlier: Int?
    /// Whether that one is the only other import of its source.
    private let isSole: Bool

    /// What of an import is new to a tenant.
    struct News {
        /// The subjects that it says something new of.
        var subjects = NumberSet()
        /// Whether nobody is new, and nobody in another state than the newest that was known.
        var changesNobody = false
    }

    init(_ record: ImportRecord, hasTargets: Bool, in transaction: Transaction) throws {
        self.transaction = transaction
        importID = record.id
        earlier = record.isFull || hasTargets ? nil : try transaction.importLike(record)
        isSole = try earlier != nil && transaction.hasTwoImports(ofSource: record.source)
    }

    /// What the import says of a tenant that is new; nil where that may be anything of all whom it lists.
    func news(of tenantID: Int) throws -> News? {
        guard let earlier, try transaction.listsOnly(earlier, of: tenantID) else { return nil }
        let before = try transaction.sightingBodies(of: tenantID, by: earlier)
        guard !before.isEmpty else { return nil }
        let now = try transaction.sightingBodies(of: tenantID, by: importID)
        var isSame = now == before
        var news = News()
        if !isSame {
            guard let known = Repetition.entries(before), let new = Repetition.entries(now) else { return nil }
            isSame = known == new
            if !isSame { news.subjects = Repetition.news(in: new, beside: known) }
        }
        // Whoever was never seen in a second state is in no other; else the earlier import must be all that there is.
        news.changesNobody =
            try news.subjects.count == 0 && ((isSame && isSole) || !transaction.hasFurtherStates(of: tenantID))
        return news
    }

    /// Both mostly come in the same order, so each is looked for where the one before it was found.
    private static func news(in new: [Said], beside known: [Said]) -> NumberSet {
        var places: [Said: Int]?
        var news = NumberSet()
        var next = 0
        for said in new {
            if next < known.count, known[next] == said {
                next += 1
                continue
            }
            if places == nil { places = Dictionary(zip(known, known.indices), uniquingKeysWith: { first, _ in first }) }
            if let place = places?[said] { next = place + 1 } else { news.insert(said.subject) }
        }
        return news
    }

    private struct Said: Hashable {
        let subject: Int
        let state: Int
        /// Nil: when the file was taken, which is the same time for both.
        let seenAt: Instant?
    }

    private static func entries(_ bodies: [[UInt8]]) -> [Said]? {
        var found: [Said] = []
        for body in bodies {
            let isWhole = body.withUnsafeBytes { bytes in
                SightingPart.forEach(in: bytes) {
                    found.append(Said(subject: $0.subject, state: $0.state, seenAt: $0.seenAt))
                }
            }
            guard isWhole else { return nil }
        }
        return found
    }
}
