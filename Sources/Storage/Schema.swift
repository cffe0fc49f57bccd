import GRDB
import Inventory

/// The numbered steps that lead to the newest form of the file. Forward only, never edited once released.
enum Schema {
    /// "MUST" in the file's header: tells a muster file from any other SQLite file.
    static let applicationID = 0x4D55_5354

    /// The SQL of each step, the first one leading to version 1.
    private static let steps: [[UInt8]] = [
        PackageResources.v001_log_and_projections_sql,
        PackageResources.v002_knowledge_tables_sql,
        PackageResources.v003_situations_sql,
        PackageResources.v004_handovers_sql,
        PackageResources.v005_subject_blocks_sql,
        PackageResources.v006_situations_of_tenants_sql,
        PackageResources.v007_evidence_sql,
        PackageResources.v008_weeks_sql,
    ]

    /// What a step leaves to the program.
    private static func finish(_ step: Int, _ database: Database) throws {
        if step == 5 { try moveSubjects(Transaction(database)) }
    }

    /// Version 5: from one row a subject to blocks of them.
    private static func moveSubjects(_ transaction: Transaction) throws {
        let writer = try SubjectWriter(transaction)
        let select = try transaction.statement(
            "select tenant_id, subject_no, identity, facts from subject order by tenant_id, subject_no")
        while try select.step() {
            try writer.add(
                subject: select.int(1), of: select.int(0), identity: select.borrowed(2), facts: select.borrowed(3))
        }
        try writer.settle()
        try transaction.database.execute(sql: "drop table subject")
    }

    static var newest: Int { steps.count }

    static func version(_ database: Database) throws -> Int {
        try Int.fetchOne(database, sql: "pragma user_version") ?? 0
    }

    /// Brings the file to the newest version, each step whole or not at all.
    static func migrate(_ database: Database) throws {
        for step in try version(database)..<newest {
            try database.inTransaction(.immediate) {
                try database.execute(sql: String(decoding: steps[step], as: UTF8.self))
                try finish(step + 1, database)
                // What was summed up before does not hold any more.
                try database.execute(sql: "delete from meta where name = 'revision'")
                try database.execute(sql: "pragma user_version = \(step + 1)")
                return .commit
            }
        }
    }

    /// Throws a complaint where the file is not muster's or was written by a newer program.
    static func verify(_ database: Database, path: String) throws {
        guard try Int.fetchOne(database, sql: "pragma application_id") == applicationID else {
            throw Complaint(
                .configuration, "not a muster database; nothing was changed", file: path,
                next: ["name another one with --db PATH, or make one:  muster db init --db PATH"])
        }
        let found = try version(database)
        guard found <= newest else {
            throw Complaint(
                .configuration, "written by a newer muster; nothing was changed", file: path,
                facts: ["the file has schema \(found), this program knows schemas up to \(newest)"],
                next: ["update this muster"])
        }
    }
}
