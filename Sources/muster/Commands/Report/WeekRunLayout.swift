import Inventory
import Reporting
import Storage

/// What `report weekly` says of the tenants: the sum that proves the changes, checks owed, and how old the data are.
struct WeekRunLayout {
    private let run: WeekRun
    private static let measures: [WeekMeasure] = [.openAtStart, .new, .reopened, .closed, .open]

    init(_ run: WeekRun) { self.run = run }

    var table: ReportTable {
        ReportTable(
            columns: [.init("tenant"), .init("week"), .init("revision", .integer)]
                + WeekRunLayout.measures.map { .init($0.rawValue, .integer, blank: "?") } + [
                    .init("checks_owed", .integer, blank: "?"), .init("data_as_of", .day, blank: "never"),
                    .init("frozen_at", .instant),
                ],
            rows: run.weeks.map { week in
                [.text(week.slug), .text("\(week.week)"), .integer(week.revision)]
                    + WeekRunLayout.measures.map { .integer(week.values[$0]) } + [
                        .integer(owed(week)), .day(week.dataAsOf), .instant(week.frozenAt),
                    ]
            })
    }

    /// Of a silent tenant nobody saw the days since: more may be owed.
    private func owed(_ week: FrozenWeek) -> Int? { week.isSilent ? nil : week.values[.checksOwed] }

    var layout: TerminalLayout {
        TerminalLayout(
            columns: [
                .init("TENANT"), .init("START", right: true), .init("NEW", right: true),
                .init("REOPENED", right: true, leaves: 2), .init("CLOSED", right: true), .init("END", right: true),
                .init("CHECKS OWED", right: true), .init("DATA", leaves: 1),
            ],
            rows: run.weeks.map { week in
                TerminalLayout.Row(
                    [StyledText(week.slug)] + WeekRunLayout.measures.map { number(week.values[$0]) } + [
                        number(owed(week), red: true), data(week),
                    ])
            }, totals: run.weeks.count > 1 ? [total] : [], closing: [""] + closing)
    }

    private func number(_ value: Int?, red: Bool = false) -> StyledText {
        guard let value else { return "\(yellow: "?")" }
        return StyledText(grouped(value), red && value > 0 ? .red : .plain)
    }

    private func data(_ week: FrozenWeek) -> StyledText {
        guard let day = week.dataAsOf else { return "\(yellow: "never")" }
        return week.isSilent ? "\(yellow: "\(day)")" : StyledText("\(day)")
    }

    private var total: TerminalLayout.Row {
        TerminalLayout.Row(
            ["all"] + WeekRunLayout.measures.map { measure in sum(run.weeks.map { $0.values[measure] }) } + [
                sum(run.weeks.map(owed)), "",
            ])
    }

    /// `13`, or `13 + ?` where one is not known.
    private func sum(_ values: [Int?]) -> StyledText {
        let known = number(values.compactMap { $0 }.reduce(0, +))
        return values.contains { $0 == nil } ? known + " + \(yellow: "?")" : known
    }

    private var closing: [StyledText] {
        let revisions = Set(run.weeks.map(\.revision)).sorted().map(String.init).joined(separator: ", ")
        let day = run.weeks.map(\.frozenAt).max().map { ", frozen \($0.utcDay)" } ?? ""
        var lines = [
            StyledText("wrote \(counted(run.written, "file")) to \(run.files.folder)/\(run.files.week)/"),
            StyledText("\(run.files.week) revision \(revisions.isEmpty ? "–" : revisions)\(day)"),
        ]
        if run.late > 0 {
            lines.append(
                "\(yellow: counted(run.late, "import")) came in late and \(run.late == 1 ? "is" : "are") not in it; --refreeze tells it anew"
            )
        }
        return lines
    }
}
