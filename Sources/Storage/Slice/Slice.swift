import Foundation
import GRDBSQLite
import Inventory

/// A private database that physically holds nothing but what a question may see: the views that it asks for, with the
/// rows of one tenant or of all.
///
/// It is made empty, told what is asked (`need`), filled (`writer`), and closed (`close`); from then on it can only be
/// read (`answer`). Not GRDB's connection: that one asks an authorizer of its own.
///
/// Of one thread at a time.
package final class Slice {
    let connection: OpaquePointer
    let fence = SliceFence()
    /// What is filled in.
    package private(set) var need = SliceNeed.nothing

    /// An empty one in memory, or in a new file that is read by other programs.
    ///
    /// - Parameter path: where nothing but an empty file may be.
    package init(at path: String? = nil) throws {
        var handle: OpaquePointer?
        let flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX
        let code = sqlite3_open_v2(path ?? ":memory:", &handle, flags, nil)
        guard code == SQLITE_OK, let handle else {
            sqlite3_close_v2(handle)
            throw Complaint(.cannotWrite, "cannot make the file", file: path)
        }
        connection = handle
        sqlite3_extended_result_codes(connection, 1)
        try run("pragma page_size = \(path == nil ? 65_536 : 4096)")
        // Nothing of a tenant's is written beside the slice, and nobody else reads a file that is being made.
        for setting in ["journal_mode = off", "temp_store = memory", "synchronous = off", "cache_spill = off"] {
            try run("pragma \(setting)")
        }
        try run("begin")
        for view in AnalystViews.all { for statement in view.statements { try run(statement) } }
        _disableDoubleQuotedStringLiterals(connection)
        SliceFunctions.add(to: connection)
        // No table that is made by a program: dbstat, json_each, FTS …
        sqlite3_drop_modules(connection, nil)
        fence.surround(connection)
        SliceLimits.apply(to: connection)
    }

    deinit { sqlite3_close_v2(connection) }

    /// What a question reads, found by preparing it on the empty slice. Throws a `Complaint` as `answer` for what is no
    /// question, or is not allowed.
    package func need(of question: SliceQuestion) throws -> SliceNeed {
        _ = try prepareBehindFence(question)
        guard question.joinsByName else { return fence.need }
        return fence.need.union(everyColumnOf: AnalystViews.all.filter { question.names($0.name) })
    }

    /// Says what will be filled in, before the first row is.
    package func ask(for need: SliceNeed) { self.need.formUnion(need) }

    /// Fills a view, or one of the tables behind it; nil where nobody asks for it.
    package func writer(_ view: String, part: String? = nil) throws -> SliceWriter? {
        guard need.wants(view), let view = AnalystViews.named(view) else { return nil }
        guard let part else {
            let names = view.columns.map(\.name)
            return try SliceWriter(
                connection, table: view.name, all: names, wanted: names.filter { need.wants(view.name, $0) })
        }
        let columns = try columns(of: part)
        return try SliceWriter(connection, table: part, all: columns, wanted: columns)
    }

    private func columns(of table: String) throws -> [String] {
        let statement = try Statement(connection: connection, "select name from pragma_table_info('\(table)')")
        var names: [String] = []
        try statement.forEachRow { names.append(statement.text(0)) }
        return names
    }

    /// Gives rows of a view, in an order, the numbers from 1 on.
    package func number(_ order: [Int], _ column: String, in view: String) throws {
        let update = try Statement(connection: connection, "update \(view) set \(column) = ? where rowid = ?")
        for (place, row) in order.enumerated() {
            update.bind(1, place + 1)
            update.bind(2, row)
            try update.run()
        }
    }

    /// Ends the filling; from now on the slice can only be read.
    package func close() throws {
        try run("commit")
        fence.isClosed = true
    }

    /// Runs one of our own statements.
    func run(_ sql: String) throws {
        guard sqlite3_exec(connection, sql, nil, nil, nil) == SQLITE_OK else {
            throw Complaint(
                .failed, "the private database failed: \(String(cString: sqlite3_errmsg(connection)))")
        }
    }
}
