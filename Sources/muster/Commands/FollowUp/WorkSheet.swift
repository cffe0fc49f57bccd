import Assessment
import Intake
import Inventory
import Roll

/// What a table asks for.
struct WorkSheet {
    /// The columns that say what to do.
    enum Column: String, CaseIterable {
        case id, owner, ticket, note, reason, close, reopen
        case snoozeUntil = "snooze_until"
        case acceptUntil = "accept_until"

        init?(header: String) {
            self.init(rawValue: header.lowercased().replacing(" ", with: "_"))
        }
    }

    private let table: PlainTable
    private let file: String
    private var places: [Column: Int] = [:]
    /// Headers that neither say what to do nor stand in the list.
    private(set) var strangers: [String] = []

    /// Throws a `Complaint` (65) where the table names no follow-ups, or a column twice.
    init(_ table: PlainTable, file: String) throws {
        self.table = table
        self.file = file
        let listed = Set(FollowUpTable.columns.map(\.name))
        for (place, header) in table.header.enumerated() {
            if let column = Column(header: header) {
                guard places[column] == nil else {
                    throw Complaint(.badData, "the column \(column.rawValue) is there twice", file: file)
                }
                places[column] = place
            } else if !listed.contains(header), !header.isEmpty {
                strangers.append(header)
            }
        }
        guard places[.id] != nil else {
            throw Complaint(
                .badData, "no column is called id; nothing was changed", file: file,
                facts: ["columns: \(table.header.joined(separator: ", "))"],
                next: ["muster followup list --by threat -o csv"])
        }
    }

    /// The follow-ups that are named.
    var ids: Set<FollowUpID> { Set(table.rows.compactMap { FollowUpID(cell(.id, $0)) }) }

    /// In the order of the lines; what is so already is left out.
    ///
    /// - Parameter now: what people have set on the follow-ups, as it stands.
    /// - Throws: a `Complaint` (65) that names every cell that cannot be read.
    func orders(now: [FollowUpID: Work]) throws -> [WorkOrder] {
        var orders: [WorkOrder] = []
        var faults: [String] = []
        var said: [FollowUpID: (line: Int, wishes: [WorkWish])] = [:]
        for row in table.rows {
            let text = cell(.id, row)
            if text.isEmpty, Column.allCases.allSatisfy({ cell($0, row).isEmpty }) { continue }
            guard let id = FollowUpID(text) else {
                // A tenant's row of the list has no follow-up of its own and asks for nothing.
                if !text.isEmpty || hasWish(row) {
                    faults.append("line \(row.line), id: \"\(text)\" is no id of a follow-up, such as F-4T9K2M")
                }
                continue
            }
            do {
                let own = try wishes(row, now[id])
                if own.isEmpty { continue }
                if let other = said[id], other.wishes != own {
                    faults.append(
                        "line \(row.line), id: \(id) stands on line \(other.line) too, and asks for something else")
                    continue
                }
                if said.updateValue((row.line, own), forKey: id) == nil {
                    orders += own.map { WorkOrder(id, $0, line: row.line) }
                }
            } catch let fault as Fault {
                faults.append("line \(row.line), \(fault.column.rawValue): \(fault.words)")
            }
        }
        guard let first = faults.first else { return orders }
        throw Complaint(
            .badData,
            faults.count == 1
                ? "\(first); nothing was changed" : "\(faults.count) rows cannot be read; nothing was changed",
            file: file, facts: faults.count == 1 ? [] : Array(faults.prefix(20)))
    }

    private struct Fault: Error {
        let column: Column
        let words: String
    }

    private func cell(_ column: Column, _ row: PlainTable.Row) -> String {
        let text = places[column].map { row.cells[$0] } ?? ""
        // What the list writes so that no spreadsheet takes it for a formula.
        guard text.first == "'", let second = text.dropFirst().first, "=+-@".contains(second) else { return text }
        return String(text.dropFirst())
    }

    private func hasWish(_ row: PlainTable.Row) -> Bool {
        Column.allCases.contains { $0 != .id && $0 != .owner && !cell($0, row).isEmpty }
    }

    private func wishes(_ row: PlainTable.Row, _ now: Work?) throws -> [WorkWish] {
        var wishes: [WorkWish] = []
        let reason = cell(.reason, row)
        let why = reason.isEmpty ? nil : reason
        switch cell(.reopen, row).lowercased() {
        case "", "no", "0": break
        case "yes", "1", "x": wishes.append(.reopen(reason: why))
        default: throw Fault(column: .reopen, words: "yes, or nothing")
        }
        let owner = cell(.owner, row)
        if owner.lowercased() == "nobody" {
            if now?.owner != nil { wishes.append(.assign(nil)) }
        } else if !owner.isEmpty, owner != now?.owner {
            wishes.append(.assign(owner))
        }
        let ticket = cell(.ticket, row)
        if ticket.lowercased() == "none" {
            if now?.ticket != nil { wishes.append(.ticket(nil)) }
        } else if !ticket.isEmpty, ticket != now?.ticket {
            wishes.append(.ticket(ticket))
        }
        if let until = try day(.snoozeUntil, row) { wishes.append(.snooze(until: until, reason: why)) }
        if let until = try day(.acceptUntil, row) {
            guard let why else {
                throw Fault(column: .acceptUntil, words: "a risk is accepted for a reason: fill in reason")
            }
            wishes.append(.accept(until: until, reason: why))
        }
        let cause = cell(.close, row)
        if !cause.isEmpty {
            guard WorkWish.causes.contains(cause) else {
                throw Fault(
                    column: .close, words: "one of \(WorkWish.causes.joined(separator: ", ")); found \"\(cause)\"")
            }
            guard let why else { throw Fault(column: .close, words: "closing by hand needs a reason: fill in reason") }
            wishes.append(.close(cause: cause, reason: why))
        }
        let rests = wishes.count {
            if case .snooze = $0 {
                true
            } else if case .accept = $0 {
                true
            } else if case .close = $0 {
                true
            } else {
                false
            }
        }
        if rests > 1 { throw Fault(column: .snoozeUntil, words: "snooze, accept or close, one of them") }
        let note = cell(.note, row)
        if !note.isEmpty { wishes.append(.note(note)) }
        return wishes
    }

    private func day(_ column: Column, _ row: PlainTable.Row) throws -> CalendarDay? {
        let text = cell(column, row)
        if text.isEmpty { return nil }
        guard let day = CalendarDay(iso: text) else {
            throw Fault(column: column, words: "a day such as 2021-09-30; found \"\(text)\"")
        }
        return day
    }
}
