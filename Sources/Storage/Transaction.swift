import GRDB
import Inventory

/// One transaction over the store: everything that is read through it belongs together, everything that is written
/// stands or falls together. Not to be kept beyond the closure that was given it.
package final class Transaction {
    let database: Database
    private var statements: [String: Statement] = [:]
    /// Ids of the lists of CVEs met so far.
    var cveSets: [String: Int] = [:]

    init(_ database: Database) {
        self.database = database
    }

    /// The statement for `sql`, prepared once per transaction.
    func statement(_ sql: String) throws -> Statement {
        if let known = statements[sql] { return known }
        let made = try Statement(database, sql)
        statements[sql] = made
        return made
    }

    /// The next free number of a table whose numbers count from 1.
    func next(_ column: String, in table: String) throws -> Int {
        try (Int.fetchOne(database, sql: "select max(\(column)) from \(table)") ?? 0) + 1
    }
}
