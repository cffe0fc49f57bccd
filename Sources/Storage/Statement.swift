import GRDB
import GRDBSQLite
import Inventory

/// A prepared statement, bound and read on SQLite's own interface: for the loops where GRDB's arguments cost too much.
///
/// Parameters count from 1, columns from 0. A statement belongs to the thread and transaction that made it.
final class Statement {
    private let handle: OpaquePointer
    private let connection: OpaquePointer

    convenience init(_ database: Database, _ sql: String) throws {
        guard let connection = database.sqliteConnection else {
            throw DatabaseError(resultCode: .SQLITE_MISUSE, message: "the connection is closed")
        }
        try self.init(connection: connection, sql)
    }

    /// Over a connection that is not GRDB's.
    init(connection: OpaquePointer, _ sql: String) throws {
        self.connection = connection
        var handle: OpaquePointer?
        let code = sqlite3_prepare_v3(connection, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &handle, nil)
        guard code == SQLITE_OK, let handle else { throw Statement.error(connection, code) }
        self.handle = handle
    }

    deinit { sqlite3_finalize(handle) }

    private static func error(_ connection: OpaquePointer, _ code: Int32) -> DatabaseError {
        DatabaseError(resultCode: ResultCode(rawValue: code), message: String(cString: sqlite3_errmsg(connection)))
    }

    func bind(_ index: Int32, _ value: Int) { sqlite3_bind_int64(handle, index, Int64(value)) }
    func bind(_ index: Int32, _ value: Int64) { sqlite3_bind_int64(handle, index, value) }
    func bind(_ index: Int32, _ value: Bool) { sqlite3_bind_int64(handle, index, value ? 1 : 0) }
    func bind(_ index: Int32, _ value: Instant) { sqlite3_bind_int64(handle, index, value.seconds) }

    func bind(_ index: Int32, _ value: Int64?) {
        if let value { bind(index, value) } else { sqlite3_bind_null(handle, index) }
    }

    func bindNull(_ index: Int32) { sqlite3_bind_null(handle, index) }

    func bind(_ index: Int32, _ text: String) {
        var text = text
        text.withUTF8 { bytes in
            // An empty buffer may have no address, which SQLite would take for NULL.
            _ = sqlite3_bind_text64(
                handle, index,
                bytes.baseAddress.map { UnsafeRawPointer($0).assumingMemoryBound(to: CChar.self) } ?? emptyText,
                UInt64(bytes.count), transient, UInt8(SQLITE_UTF8))
        }
    }

    /// Binds UTF-8 that stays where it is until the statement has run.
    func bind(_ index: Int32, borrowedText bytes: UnsafeRawBufferPointer) {
        let text = bytes.baseAddress?.assumingMemoryBound(to: CChar.self) ?? emptyText
        sqlite3_bind_text64(handle, index, text, UInt64(bytes.count), nil, UInt8(SQLITE_UTF8))
    }

    func bind(_ index: Int32, blob bytes: [UInt8]) {
        bytes.withUnsafeBytes { bind(index, borrowed: $0, destructor: transient) }
    }

    /// Binds bytes that stay where they are until the statement has run.
    func bind(_ index: Int32, borrowed bytes: UnsafeRawBufferPointer) { bind(index, borrowed: bytes, destructor: nil) }

    private func bind(_ index: Int32, borrowed bytes: UnsafeRawBufferPointer, destructor: sqlite3_destructor_type?) {
        if bytes.count == 0 {
            sqlite3_bind_zeroblob(handle, index, 0)
        } else {
            sqlite3_bind_blob64(handle, index, bytes.baseAddress, UInt64(bytes.count), destructor)
        }
    }

    /// Runs a statement that gives no rows, and makes it ready to run again.
    func run() throws {
        let code = sqlite3_step(handle)
        sqlite3_reset(handle)
        guard code == SQLITE_DONE || code == SQLITE_ROW else { throw Statement.error(connection, code) }
    }

    /// Forgets what was bound: a row that sets less does not get what belonged to another.
    func clearBindings() { sqlite3_clear_bindings(handle) }

    /// Whether there is a further row; the statement is ready to run again when there is none.
    func step() throws -> Bool {
        let code = sqlite3_step(handle)
        if code == SQLITE_ROW { return true }
        sqlite3_reset(handle)
        guard code == SQLITE_DONE else { throw Statement.error(connection, code) }
        return false
    }

    /// Calls with each row left, and makes the statement ready to run again, whatever the body throws.
    func forEachRow(_ body: () throws -> Void) throws {
        defer { reset() }
        while try step() { try body() }
    }

    /// Makes the statement ready to run again before its last row was read.
    func reset() { sqlite3_reset(handle) }

    func int(_ column: Int32) -> Int { Int(sqlite3_column_int64(handle, column)) }
    func instant(_ column: Int32) -> Instant { Instant(sqlite3_column_int64(handle, column)) }
    func bool(_ column: Int32) -> Bool { sqlite3_column_int64(handle, column) != 0 }

    func optionalInt64(_ column: Int32) -> Int64? {
        sqlite3_column_type(handle, column) == SQLITE_NULL ? nil : sqlite3_column_int64(handle, column)
    }

    /// The column's bytes, valid until the next step.
    func borrowed(_ column: Int32) -> UnsafeRawBufferPointer {
        let pointer = sqlite3_column_blob(handle, column)
        return UnsafeRawBufferPointer(start: pointer, count: Int(sqlite3_column_bytes(handle, column)))
    }

    func blob(_ column: Int32) -> [UInt8] { [UInt8](borrowed(column)) }
    func text(_ column: Int32) -> String { String(decoding: borrowed(column), as: UTF8.self) }
}

private nonisolated(unsafe) let emptyText = UnsafeRawPointer(("" as StaticString).utf8Start).assumingMemoryBound(
    to: CChar.self)
private nonisolated(unsafe) let transient = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
