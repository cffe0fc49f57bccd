import Foundation
import GRDBSQLite
import Inventory

/// What an extract says of itself.
package struct ExtractStamp: Sendable {
    package let tenant: String
    package let tenantName: String
    /// The day that is read.
    package let asOf: CalendarDay
    package let madeAt: Instant
    package let knowledge: String

    package init(tenant: String, tenantName: String, asOf: CalendarDay, madeAt: Instant, knowledge: String) {
        self.tenant = tenant
        self.tenantName = tenantName
        self.asOf = asOf
        self.madeAt = madeAt
        self.knowledge = knowledge
    }
}

extension Slice {
    /// "MUSX" in the file's header: an extract, not a database of muster's.
    private static let extractID = 0x4D55_5358

    /// Adds to a filled slice what is told of it: the tables `extract` and `documentation`; and closes it.
    package func finish(_ stamp: ExtractStamp) throws {
        try run(
            """
            create table extract(
              tenant text not null, tenant_name text not null, as_of_on text not null, made_at text not null,
              knowledge text not null, views_version integer not null
            ) strict
            """)
        let row = try Statement(connection: connection, "insert into extract values (?, ?, ?, ?, ?, ?)")
        for (place, text) in [
            stamp.tenant, stamp.tenantName, stamp.asOf.description, stamp.madeAt.description, stamp.knowledge,
        ].enumerated() {
            row.bind(Int32(place + 1), text)
        }
        row.bind(6, AnalystViews.version)
        try row.run()
        try document()
        try run("pragma application_id = \(Slice.extractID)")
        try run("pragma user_version = \(AnalystViews.version)")
        try close()
    }

    /// One row per view, its column empty, and one per column.
    private func document() throws {
        try run(
            """
            create table documentation(
              view text not null, "column" text not null, type text not null, unit text not null, about text not null,
              null_means text, example text, primary key(view, "column")
            ) strict, without rowid
            """)
        let row = try Statement(connection: connection, "insert into documentation values (?, ?, ?, ?, ?, ?, ?)")
        func add(_ texts: [String?]) throws {
            for (place, text) in texts.enumerated() {
                if let text { row.bind(Int32(place + 1), text) } else { row.bindNull(Int32(place + 1)) }
            }
            try row.run()
        }
        for view in AnalystViews.all {
            try add([view.name, "", "", "", "\(view.grain). \(view.about)", nil, nil])
            for column in view.columns {
                try add([
                    view.name, column.name, column.kind.type, column.kind.unit, column.wholeAbout, column.null,
                    column.example,
                ])
            }
        }
    }
}

extension AnalystView.Column {
    /// What it says, with the words that it may have.
    package var wholeAbout: String { words.isEmpty ? about : "\(about) One of \(words.joined(separator: ", "))." }
}
