import GRDB
import Inventory

/// One transaction over the store: everything that is read through it belongs together, everything that is written
/// stands or falls together. Not to be kept beyond the closure that was given it.
package final class Transaction {
    let database: Database
    private var statements: [String: Statement] = [:]
    /// Situations met so far, by what they are, and by id.
    var situationIDs: [Situation: Int] = [:]
    var situationsByID: [Int: Situation] = [:]
    var nextSituationID: Int?
    var nextFollowUpBlock: Int?
    /// Of the block that was asked for last.
    var lastFollowUpBlock: (tenantID: Int, asset: Int, page: Int)?
    var followUpPages: [Situation: [Int]] = [:]
    var knownThreatSlots: [String: Int]?
    /// By format: whether a file of it was ever taken in.
    var knownFormats: [String: Bool] = [:]

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

    /// Rows that the last statement added, changed or took out.
    var changesOfLastStatement: Int { database.changesCount }

    /// The next free number of a table whose numbers count from 1.
    func next(_ column: String, in table: String) throws -> Int {
        let select = try statement("select max(\(column)) from \(table)")
        defer { select.reset() }
        return try select.step() ? select.int(0) + 1 : 1
    }
}
