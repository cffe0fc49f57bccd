import Inventory
import Knowledge
import Roll
import Storage
import TestSupport

@testable import muster

/// The sample data, asked in this process.
struct SqlFixture {
    static let day = AsOf.day(CalendarDay(iso: "2021-08-20")!)
    static let now = AsOf.now(Instant(iso: "2026-11-20T12:00:00Z")!)
    private static let opened = Result { try OpenedOnce() }

    /// What only other tenants than fabrikam have in the sample data.
    static let foreign = ["contoso", "northwind", "コントソ", "mx-", "nw-", "traders", "198.51.100.", "192.0.2."]

    /// A store is a class of one queue: tests share it.
    private struct OpenedOnce: Sendable {
        let roll: CustomerRoll
        let projector: Projector

        init() throws {
            let path = try SampleStory.played.get().muster.database
            let opened = try GlobalOptions.parse(["--db", path]).open(.read)
            roll = opened.roll
            projector = opened.projector
        }
    }

    static func analysis(of tenant: String?, _ asOf: AsOf = day) throws -> Analysis {
        let opened = try opened.get()
        return Analysis(opened.roll, opened.projector, tenant: tenant, asOf: asOf)
    }

    /// A closed slice with everything.
    static func whole(_ tenant: String?, _ asOf: AsOf = day) throws -> Slice {
        try analysis(of: tenant, asOf).slice(
            answering: AnalystViews.all.map { SliceQuestion("select * from \($0.name)") })
    }

    /// The rows of an answer, each as one line.
    static func lines(_ sql: String, of tenant: String? = nil, _ asOf: AsOf = day) throws -> [String] {
        try analysis(of: tenant, asOf).answer(SliceQuestion(sql), SliceLimits()).lines
    }
}

extension SliceAnswer {
    /// Each row as one line, values apart by `|`, NULL as nothing.
    var lines: [String] {
        rows.map { row in
            row.map { value in
                switch value {
                case .null: ""
                case .integer(let number): String(number)
                case .real(let number): String(number)
                case .text(let text): text
                case .blob(let bytes): "\(bytes)"
                }
            }.joined(separator: "|")
        }
    }
}
