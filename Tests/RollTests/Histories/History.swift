import Inventory

/// A small history of one or two tenants: files that are taken in, and what people do between them.
struct History {
    let seed: UInt64
    var files: [HistoryFile]
    var steps: [HistoryStep]

    static let tenants = ["acme", "fabrikam"]

    /// What it holds whatever becomes of its steps.
    var features: Set<HistoryFeature> {
        var found: Set<HistoryFeature> = []
        for file in files { found.formUnion(file.features) }
        if files.indices.contains(where: { files[..<$0].contains { [own = files[$0]] in own.takenAt < $0.takenAt } }) {
            found.insert(.lateFile)
        }
        if Set(files.map(\.takenAt)).count < files.count { found.insert(.tie) }
        if Set(files.map(\.effectiveSource)).count > 1 { found.insert(.twoSources) }
        if files.contains(where: \.isRepetition) { found.insert(.repeated) }
        found.formUnion(shared)
        return found
    }

    /// Whether names and addresses stand on several machines.
    private var shared: Set<HistoryFeature> {
        var found: Set<HistoryFeature> = []
        var serials: [String: Set<String>] = [:]
        var holders: [String: [(file: Int, host: String)]] = [:]
        for file in files {
            for row in file.rows {
                let names = row.values(.fqdn) + row.values(.hostName)
                for name in names { serials["\(row.tenant) \(name)", default: []].formUnion(row.values(.serial)) }
                guard let host = (row.values(.serial) + names).first else { continue }
                for address in row.values(.address) {
                    holders["\(row.tenant) \(address)", default: []].append((file.number, host))
                }
            }
        }
        if serials.values.contains(where: { $0.count > 1 }) { found.insert(.reusedName) }
        for list in holders.values {
            for (i, one) in list.enumerated() {
                for other in list[..<i] where one.host != other.host {
                    found.insert(one.file == other.file ? .sharedAddress : .movedAddress)
                }
            }
        }
        return found
    }
}

/// What a history may hold; how many did is printed.
enum HistoryFeature: String, CaseIterable {
    case partial, full, scan, feed, twoSources, lateFile, tie, repeated, reusedName, movedAddress, sharedAddress
    case hunt
    case merge, split, takenBack, fact, undo, undoOfFirst, importedAgain, archived
    case assign, snooze, accept, close, check, judge
}

/// Something that happens. The numbers choose among what there is at that time.
enum HistoryStep {
    /// A file by its index.
    case take(Int)
    case takeAgain(Int)
    case undo(Int)
    case merge(Int, Int)
    case split(Int)
    case set(Int, String)
    case tenantFact(String)
    case takeBack(Int)
    /// Archives a tenant, or brings it back.
    case archive(Int)
    /// Sets something on a follow-up that lets it be done.
    case work(Int, HistoryWork)
    /// Records a compromise check of a server.
    case check(Int)
    /// Says what a piece of evidence is.
    case judge(Int)
}

/// What somebody sets on a follow-up.
enum HistoryWork: CaseIterable {
    case assign, snooze, accept, close, reopen, note, ticket
}

/// A file of a history.
struct HistoryFile {
    struct Row {
        var facts: [(field: Field, value: String)]
        var seenAt: Instant?
        /// Index in `History.tenants`.
        var tenant: Int

        func values(_ field: Field) -> [String] { facts.filter { $0.field == field }.map(\.value) }

        var identity: FactList { FactList(facts.filter { $0.field.isIdentity }.map { ($0.field, $0.value) }) }
    }

    let number: Int
    let kind: ImportKind
    let format: String
    let source: String?
    let vantage: Vantage?
    let takenAt: Instant
    let isFull: Bool
    let isAllowListed: Bool
    let targets: [String]
    /// The tenant declared for all rows; nil where each row names its own.
    let tenant: Int?
    var rows: [Row]
    /// Whether it gives rows of an earlier file again, as that one was declared.
    var isRepetition = false

    /// As an import names it that is told none.
    var effectiveSource: String {
        if let source { return source }
        switch kind {
        case .inventory: return format == "inventory-csv" ? "inventory" : format
        case .scan: return "\(format)/\((vantage ?? .reported).rawValue)"
        case .evidence: return format
        }
    }

    var features: Set<HistoryFeature> {
        var found: Set<HistoryFeature> = [isFull ? .full : .partial]
        if kind == .scan { found.insert(.scan) }
        if rows.contains(where: { $0.values(.tag).contains("webshell") }) { found.insert(.feed) }
        if rows.contains(where: { !$0.values(.trace).isEmpty }) { found.insert(.hunt) }
        return found
    }
}

extension History: CustomStringConvertible {
    /// Everything needed to write it down as a test.
    var description: String {
        let steps = steps.map { step in
            guard case .take(let index) = step else { return "\(step)" }
            return "\(step) \(files[index])"
        }
        return "seed \(seed)\n  " + steps.joined(separator: "\n  ")
    }
}

extension HistoryFile: CustomStringConvertible {
    var description: String {
        let words = [
            "\(kind)", format, effectiveSource, vantage.map { "\($0)" } ?? "", "\(takenAt)",
            isFull ? "full" : "partial",
            isAllowListed ? "allow-listed" : "", targets.joined(separator: " "),
            tenant.map { History.tenants[$0] } ?? "by row",
        ]
        let lines = rows.map { row in
            "\n    \(History.tenants[row.tenant]) "
                + row.facts.map { "\($0.field) \($0.value)" }.joined(separator: ", ")
                + (row.seenAt.map { " seen \($0)" } ?? "")
        }
        return words.filter { !$0.isEmpty }.joined(separator: ", ") + lines.joined()
    }
}
