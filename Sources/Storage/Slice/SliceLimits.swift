import GRDBSQLite

/// How much a question may take.
package struct SliceLimits: Hashable, Sendable {
    /// Seconds until it is stopped.
    package var seconds: Double
    /// Bytes of memory beside the data: for sorting, grouping, and for the answer.
    package var bytes: Int
    /// Rows of the answer; nil for all.
    package var rows: Int?
    /// Whether the process does nothing else meanwhile. SQLite bounds what it takes for sorting and grouping for the whole
    /// process or not at all: only then it does; else `bytes` bounds the answer alone.
    package var isAlone: Bool

    package init(seconds: Double = 10, bytes: Int = 256 << 20, rows: Int? = nil, isAlone: Bool = false) {
        self.seconds = seconds
        self.bytes = bytes
        self.rows = rows
        self.isAlone = isAlone
    }

    /// Bytes of one text, be it a question or a value: what SQLite does with one text cannot be stopped, so that it must
    /// not take long.
    package static let text = 50_000

    /// Sets the limits of a connection that hold for every question.
    static func apply(to connection: OpaquePointer) {
        for (limit, value) in [
            (SQLITE_LIMIT_LENGTH, Int32(text)), (SQLITE_LIMIT_SQL_LENGTH, Int32(text)), (SQLITE_LIMIT_COLUMN, 500),
            (SQLITE_LIMIT_EXPR_DEPTH, 200), (SQLITE_LIMIT_COMPOUND_SELECT, 100), (SQLITE_LIMIT_VDBE_OP, 350_000),
            (SQLITE_LIMIT_FUNCTION_ARG, 100), (SQLITE_LIMIT_ATTACHED, 0), (SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 200),
            (SQLITE_LIMIT_VARIABLE_NUMBER, 100), (SQLITE_LIMIT_TRIGGER_DEPTH, 1), (SQLITE_LIMIT_WORKER_THREADS, 0),
        ] {
            sqlite3_limit(connection, limit, value)
        }
    }
}
