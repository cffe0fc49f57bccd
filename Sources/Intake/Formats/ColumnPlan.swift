import Inventory

/// Which column of a table is taken as what, decided by its header.
struct ColumnPlan: Sendable {
    struct Column: Sendable {
        let header: String
        /// Nil: kept, not used.
        var meaning: Meaning?
        /// Why it has its meaning, or has none.
        var reason: String
        /// Whether it is left out altogether: it belongs to the export, not to the machine.
        var isDropped = false
        /// Whether the header says that its times are UTC.
        var isUTC = false
    }

    private(set) var columns: [Column]

    /// Why a column has no meaning that nobody gave one.
    static let unknown = "no meaning known"

    /// By synonyms. Of several columns with one meaning the one with the better word is taken, the others are kept.
    init(_ header: [String], synonyms: HeaderSynonyms) {
        let entries = header.map { synonyms.entry($0) }
        columns = header.indices.map { i in
            Column(
                header: header[i], meaning: nil, reason: ColumnPlan.unknown, isUTC: HeaderSynonyms.saysUTC(header[i]))
        }
        let hasStrong = entries.contains {
            $0.map { !$0.isWeak && $0.meaning != .seenAt && $0.meaning != .tenant } ?? false
        }
        let order = header.indices.sorted { (entries[$0]?.weight ?? .max, $0) < (entries[$1]?.weight ?? .max, $1) }
        for i in order {
            guard let entry = entries[i], !entry.isWeak || hasStrong else { continue }
            take(
                i, as: entry.meaning, because: entry.isOwnName ? "name" : "synonym"
            )
        }
    }

    /// By a given assignment; what it does not name may be taken by synonyms.
    init(_ header: [String], fixed: [String: Meaning], synonyms: HeaderSynonyms, never: Set<Meaning> = []) {
        columns = header.indices.map { i in
            Column(
                header: header[i], meaning: nil, reason: ColumnPlan.unknown, isUTC: HeaderSynonyms.saysUTC(header[i]))
        }
        let order = header.indices.sorted {
            (synonyms.entry(header[$0])?.weight ?? .max, $0) < (synonyms.entry(header[$1])?.weight ?? .max, $1)
        }
        for i in order {
            if let meaning = fixed[HeaderSynonyms.key(header[i])] { take(i, as: meaning, because: "the format's") }
        }
        for i in order where columns[i].meaning == nil {
            guard let entry = synonyms.entry(header[i]), !entry.isWeak, !never.contains(entry.meaning) else { continue }
            take(
                i, as: entry.meaning, because: entry.isOwnName ? "name" : "synonym"
            )
        }
    }

    private mutating func take(_ i: Int, as meaning: Meaning, because reason: String) {
        guard columns[i].meaning == nil else { return }
        if !meaning.mayRepeat, let taken = first(meaning) {
            columns[i].reason = "\"\(columns[taken].header)\" is taken as \(meaning.name)"
        } else {
            columns[i].meaning = meaning
            columns[i].reason = reason
        }
    }

    /// Says what a column means, whatever was found before; where another has the meaning already, and rows take it once
    /// only, that stands.
    mutating func assign(_ i: Int, _ meaning: Meaning?, because reason: String, mayRepeat: Bool) {
        columns[i].isDropped = false
        columns[i].meaning = nil
        if let meaning, !mayRepeat {
            take(i, as: meaning, because: reason)
        } else {
            columns[i].meaning = meaning
            columns[i].reason = reason
        }
    }

    /// Leaves a column out altogether.
    mutating func drop(_ i: Int, because reason: String) {
        columns[i].meaning = nil
        columns[i].reason = reason
        columns[i].isDropped = true
    }

    /// Says of a column by its key that it has no meaning, and why.
    mutating func keep(_ key: String, because reason: String, dropped: Bool = false) {
        for i in columns.indices where HeaderSynonyms.key(columns[i].header) == key {
            columns[i].meaning = nil
            columns[i].reason = reason
            columns[i].isDropped = dropped
        }
    }

    /// The first column with a meaning.
    func first(_ meaning: Meaning) -> Int? { columns.firstIndex { $0.meaning == meaning } }

    /// All columns with a meaning.
    func all(_ meaning: Meaning) -> [Int] { columns.indices.filter { columns[$0].meaning == meaning } }

    var timeColumns: [Int] { columns.indices.filter { columns[$0].meaning?.isTime ?? false } }

    var identifies: Bool { columns.contains { $0.meaning?.identifies ?? false } }
}

extension HeaderSynonyms.Entry {
    fileprivate var weight: Int { rank + (isWeak ? 10_000 : 0) }
}
