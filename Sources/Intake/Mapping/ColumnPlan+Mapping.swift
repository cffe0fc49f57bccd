import Inventory

extension ColumnPlan {
    /// By a mapping: what it does not name is kept without a meaning, or dropped, as it says.
    init(_ header: [String], mapping: Mapping) {
        self.init(header, synonyms: .none)
        let keys = header.map { HeaderSynonyms.key($0) }
        let reason = "mapping \(mapping.name)"
        for (name, meaning) in mapping.columns {
            let key = HeaderSynonyms.key(name)
            for i in keys.indices where keys[i] == key {
                assign(i, meaning, because: reason, mayRepeat: mapping.rows == .findings && meaning?.isName == true)
            }
        }
        if mapping.others == .drop {
            for i in keys.indices where columns[i].reason == ColumnPlan.unknown { drop(i, because: reason) }
        }
    }

    /// With what the operator said of some headers; nil takes a header's meaning away.
    ///
    /// Gives the first header that the file does not have.
    mutating func say(_ said: [SaidColumn]) -> String? {
        for column in said {
            let key = HeaderSynonyms.key(column.header)
            let indices = columns.indices.filter { columns[$0].header == column.header }
            let found =
                indices.isEmpty ? columns.indices.filter { HeaderSynonyms.key(columns[$0].header) == key } : indices
            guard let first = found.first else { return column.header }
            if let meaning = column.meaning, !meaning.mayRepeat {
                for i in columns.indices where columns[i].meaning == meaning {
                    assign(i, nil, because: "\"\(columns[first].header)\" is taken as \(meaning.name)", mayRepeat: true)
                }
            }
            for i in found { assign(i, column.meaning, because: "said: --map", mayRepeat: false) }
        }
        return nil
    }

    /// Who, when and whose alone.
    var bare: ColumnPlan {
        var plan = self
        for i in columns.indices {
            let meaning = columns[i].meaning
            let stays = meaning.map { $0.identifies || $0 == .seenAt || $0 == .tenant || $0 == .domain } ?? false
            if !stays { plan.drop(i, because: "not taken") }
        }
        return plan
    }
}

extension Meaning {
    fileprivate var isName: Bool { self == .host || self == .fqdn }
}

/// What the operator says that a column means: `--map HEADER=MEANING`.
package struct SaidColumn: Hashable, Sendable {
    package let header: String
    /// Nil: nothing.
    let meaning: Meaning?

    /// Reads `Rechner=host`, `Comment=-`. Throws a `Complaint` (usage) for a meaning that there is not.
    package init(_ text: String) throws {
        guard let equals = text.lastIndex(of: "="), equals > text.startIndex else {
            throw Complaint(.usage, "--map is HEADER=MEANING; found \"\(text)\"")
        }
        header = text[..<equals].trimmingBlanks
        let name = text[text.index(after: equals)...].trimmingBlanks
        meaning = name == "-" ? nil : Meaning(name: name)
        if name != "-", meaning == nil {
            throw Complaint(
                .usage, "--map knows no meaning \"\(name)\"",
                facts: ["meanings: \(Meaning.names.joined(separator: ", ")), 443/tcp; - for none"])
        }
    }

    /// `Rechner=host`.
    package var text: String { "\(header)=\(meaning?.name ?? "-")" }
}
