import GRDB
import Inventory

extension Store {
    /// The database's error as a person reads it; anything else as it is.
    static func complaint(_ error: any Error, path: String, wait: Double = 0) -> any Error {
        guard let error = error as? DatabaseError else { return error }
        let fact = "SQLite says: \(error.message ?? "nothing") (\(error.extendedResultCode.rawValue))"
        switch error.resultCode {
        case .SQLITE_BUSY, .SQLITE_LOCKED:
            let holder = Holder.beside(path)
            return Complaint(
                .busy, "the database stayed busy for \(Int(wait)) s; nothing was changed",
                facts: [
                    holder.map { "\(path) is held: \($0.words)" } ?? "\(path) is held by another process",
                    "reading commands still work",
                ],
                next: ["run the same command again, or wait longer with --wait SECONDS"])
        case .SQLITE_FULL, .SQLITE_IOERR, .SQLITE_READONLY, .SQLITE_CANTOPEN, .SQLITE_PERM:
            return Complaint(.cannotWrite, "\(reason(error)); nothing was changed", file: path, facts: [fact])
        case .SQLITE_NOTADB:
            return Complaint(
                .configuration, "not a muster database; nothing was changed", file: path,
                next: ["name another one with --db PATH, or make one:  muster db init --db PATH"])
        case .SQLITE_CORRUPT:
            return Complaint(
                .failed, "the database file is damaged", file: path, facts: [fact], next: ["muster db check"])
        case .SQLITE_INTERRUPT:
            return Complaint(.interrupted, "interrupted; nothing was changed", file: path)
        default:
            return Complaint(
                .bug, "the database refused what muster asked of it; nothing was changed", file: path, facts: [fact],
                next: ["this is an error in muster: tell us what you did"])
        }
    }

    private static func reason(_ error: DatabaseError) -> String {
        switch error.resultCode {
        case .SQLITE_FULL: "the disk is full"
        case .SQLITE_READONLY: "the database cannot be written to"
        case .SQLITE_CANTOPEN, .SQLITE_PERM: "the database, or a file beside it, cannot be opened"
        default: "the disk reports an error"
        }
    }
}
