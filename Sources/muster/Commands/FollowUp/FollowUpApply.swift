import ArgumentParser
import Assessment
import Inventory
import Intake
import Reporting
import Roll

/// `muster followup apply`: what a table says of many follow-ups, all or nothing.
struct FollowUpApply: MusterCommand {
    static let configuration = CommandConfiguration(
        commandName: "apply", abstract: "Do what a table says of many follow-ups, all of it or nothing.",
        discussion: """
              muster followup list --by threat -o csv > work.csv       then fill in columns
              muster followup apply work.csv -n
              muster followup apply work.csv

            A row names a follow-up by its id; these columns say what to do, an empty cell says nothing:
            owner (nobody: of no one), ticket (none: no ticket), note, snooze_until, accept_until, close
            (its cause), reopen (yes); reason says why. The other columns of the list are left alone, and
            an owner who has it already is no change.
            """)

    @Argument(help: ArgumentHelp("A CSV file; - is standard input.", valueName: "file"))
    var file: String

    @OptionGroup(title: "Care") var care: ApplyCare
    @OptionGroup(visibility: .hidden) var global: GlobalOptions

    func run(_ console: Console) throws {
        let table = try PlainTable.read(path: file) { WorkSheet.Column(header: $0) != nil }
        let sheet = try WorkSheet(table, file: file)
        let reader = try Reader(now: global)
        let known = try reader.readings(of: global.tenant, .all).flatMap(\.followUps)
        let orders = try sheet.orders(now: Dictionary(known.compactMap { f in f.id.map { ($0, f) } }) { a, _ in a })
        if !sheet.strangers.isEmpty {
            console.warn("no column of the list: \(sheet.strangers.joined(separator: ", "))")
        }
        guard !orders.isEmpty else {
            throw Complaint(
                .badData, "no row asks for anything", file: file,
                facts: ["fill in owner, ticket, note, snooze_until, accept_until, close or reopen"],
                next: ["muster followup apply --help"])
        }
        var options = WorkOptions()
        options.at = care.at
        options.dryRun = care.dryRun
        options.undo = nil
        try console.carryOut(orders, options, global, file: file)
    }
}

/// When and how carefully a table is worked off.
struct ApplyCare: ParsableArguments {
    @Option(help: ArgumentHelp("When it was decided; else now.", valueName: "time"), transform: ClaimOptions.instant)
    var at: Instant?

    @Flag(name: [.customShort("n"), .long], help: "Say what would change, and change nothing.")
    var dryRun = false
}

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

    /// In the order of the lines; what is so already is left out.
    ///
    /// - Parameter now: the follow-ups as they stand, by id.
    /// - Throws: a `Complaint` (65) that names every cell that cannot be read.
    func orders(now: [String: FollowUp]) throws -> [WorkOrder] {
        var orders: [WorkOrder] = []
        var faults: [String] = []
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
                orders += try wishes(row, now[id.description]).map { WorkOrder(id, $0, line: row.line) }
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

    private func cell(_ column: Column, _ row: PlainTable.Row) -> String { places[column].map { row.cells[$0] } ?? "" }

    private func hasWish(_ row: PlainTable.Row) -> Bool {
        Column.allCases.contains { $0 != .id && $0 != .owner && !cell($0, row).isEmpty }
    }

    private func wishes(_ row: PlainTable.Row, _ now: FollowUp?) throws -> [WorkWish] {
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
            if now?.step.work.ticket != nil { wishes.append(.ticket(nil)) }
        } else if !ticket.isEmpty, ticket != now?.step.work.ticket {
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
