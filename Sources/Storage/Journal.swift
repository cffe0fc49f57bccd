import GRDB

/// How SQLite keeps what it may have to take back: in a log of changes (WAL), so that readers never wait, save while an
/// empty store is filled. Nobody reads that one, and without the log each page is written once instead of twice.
enum Journal {
    /// Leaves the log of changes if the store holds no import yet and nobody else has it open.
    static func leaveLogIfEmpty(_ database: Database) throws {
        guard try Bool.fetchOne(database, sql: "select not exists (select 1 from import)") == true else { return }
        // Refused while another process has the store open; then all goes on as ever.
        _ = try? String.fetchOne(database, sql: "pragma journal_mode = delete")
    }

    /// Goes back to the log of changes, also where a process that was killed while it filled the store could not.
    static func keepLog(_ database: Database) {
        guard let mode = try? String.fetchOne(database, sql: "pragma journal_mode"), mode != "wal" else { return }
        // Refused while somebody reads; whoever writes next tries again.
        _ = try? String.fetchOne(database, sql: "pragma journal_mode = wal")
    }
}
