import Inventory
import Storage

extension WeekReport {
    /// What goes with the page as files: every row behind it.
    package var tables: [(name: String, table: ReportTable)] {
        var tables: [(String, ReportTable)] = [("measures", measures), ("changes", changeTable)]
        for name in answers.keys.sorted() where name != "tenant" {
            if let answer = answers[name] { tables.append((name, ReportTable(answer))) }
        }
        return tables
    }

    private var measures: ReportTable {
        WeekReport.trend([(slug, past.filter { $0.week > week.week.advanced(by: -52) })])
    }

    /// `tenant,week,measure,value,known`: what is not known has no value.
    package static func trend(_ tenants: [(slug: String, weeks: [FrozenWeek])]) -> ReportTable {
        var table = ReportTable(columns: [
            .init("tenant"), .init("week"), .init("measure"), .init("value", .integer, blank: "?"), .init("known"),
        ])
        for (slug, weeks) in tenants {
            for week in weeks {
                for measure in WeekMeasure.allCases {
                    table.append(
                        .text(slug), .text("\(week.week)"), .text(measure.rawValue), .integer(week.values[measure]),
                        .text(week.values.known(measure).rawValue))
                }
            }
        }
        return table
    }

    private var changeTable: ReportTable {
        var table = ReportTable(columns: [
            .init("week"), .init("flow"), .init("cause"), .init("happened_at", .instant), .init("asset"),
            .init("threat"), .init("open_days", .integer),
        ])
        for change in changes where !change.flow.isCarried {
            table.append(
                .text("\(week.week)"), .text(change.flow.rawValue), .text(change.cause), .instant(change.at),
                .text(change.asset), change.key.threat.isEmpty ? .null : .text(change.key.threat),
                .integer(change.openDays))
        }
        return table
    }
}
