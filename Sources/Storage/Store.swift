import Foundation
import GRDB
import GRDBSQLite
import Inventory

/// The SQLite file that holds the log and its projections.
///
/// One process writes at a time and others queue for it (`wait` seconds at most); readers never wait. Every error of
/// the database leaves as a `Complaint`.
package final class Store: Sendable {
    package enum Access: Sendable { case read, write }
    /// How a writing transaction ends: `rollBack` serves previews.
    package enum Ending: Sendable { case commit, rollBack }

    /// Of a new store. A block of subjects fits into one: in a key's table a quarter of a page lies in one piece.
    static let pageSize = 16_384

    package let path: String
    private let queue: DatabaseQueue
    private let wait: Double

    /// Makes a new, empty store; only its owner may read it, with `group` its group too.
    ///
    /// - Throws: a complaint (73) where something lies at `path` already or the folder cannot be written to.
    package static func create(path: String, group: Bool = false, now: Instant, wait: Double = 30) throws -> Store {
        try createFile(path, mode: group ? 0o660 : 0o600)
        do {
            let store = try Store(path: path, access: .write, wait: wait, onWait: nil)
            try store.initialise(now: now)
            return store
        } catch {
            discard(path: path)
            throw complaint(error, path: path)
        }
    }

    /// Takes a store away, with all that lies beside it: one that was made just now and could not be completed.
    package static func discard(path: String) {
        let endings = ["", "-wal", "-shm", "-journal", "-holder"] + SideFile.allCases.map(\.rawValue)
        for ending in endings { unlink(path + ending) }
    }

    /// Opens an existing store and brings it to this program's schema.
    ///
    /// - Parameter onWait: called once per wait, with who holds the store if that is known.
    /// - Throws: a complaint (78) where there is no store at `path`, it is no store, or a newer program wrote it.
    package static func open(
        path: String, _ access: Access, wait: Double = 30, onWait: (@Sendable (Holder?) -> Void)? = nil
    ) throws -> Store {
        guard FileManager.default.fileExists(atPath: path) else {
            throw Complaint(
                .configuration, "there is no database here", file: path, next: ["muster db init --db \(path)"])
        }
        do {
            do {
                return try verified(path, access, wait, onWait)
            } catch let error as DatabaseError where error.extendedResultCode == .SQLITE_READONLY_ROLLBACK {
                // Whoever filled the store was killed, and only one who may write can take back what it left.
                _ = try verified(path, .write, wait, onWait)
                return try verified(path, access, wait, onWait)
            }
        } catch {
            throw complaint(error, path: path)
        }
    }

    private static func verified(
        _ path: String, _ access: Access, _ wait: Double, _ onWait: (@Sendable (Holder?) -> Void)?
    ) throws -> Store {
        let store = try Store(path: path, access: access, wait: wait, onWait: onWait)
        try store.verify(access)
        return store
    }

    private init(path: String, access: Access, wait: Double, onWait: (@Sendable (Holder?) -> Void)?) throws {
        self.path = path
        self.wait = wait
        queue = try DatabaseQueue(
            path: access == .read ? Store.readable(path) : path,
            configuration: Store.configuration(path: path, access: access, wait: wait, onWait: onWait))
    }

    /// Where the folder cannot be written to and nobody has a log of changes open there, SQLite cannot make the files
    /// that readers share: then the file is read as one that does not change.
    private static func readable(_ path: String) -> String {
        let url = URL(fileURLWithPath: path)
        guard access(url.deletingLastPathComponent().path, W_OK) != 0,
            ["-wal", "-journal"].allSatisfy({ access(path + $0, F_OK) != 0 })
        else { return path }
        return url.absoluteString + "?immutable=1"
    }

    /// Runs `body` on one consistent state of the store.
    package func read<T>(_ body: (Transaction) throws -> T) throws -> T {
        do {
            return try queue.read { try body(Transaction($0)) }
        } catch {
            throw Store.complaint(error, path: path)
        }
    }

    /// Runs `body` in one transaction that is committed if it returns, and rolled back if it throws.
    package func write<T>(_ holder: Holder, _ body: (Transaction) throws -> T) throws -> T {
        try write(holder, ending: { _ in .commit }, body)
    }

    /// Runs `body` in one transaction that ends as `ending` decides, and is rolled back if it throws.
    ///
    /// - Parameter isBulk: whether so much is written that a store without imports is better filled under the rollback
    ///   journal. Readers then wait.
    package func write<T>(
        _ holder: Holder, isBulk: Bool = false, ending: (T) -> Ending, _ body: (Transaction) throws -> T
    ) throws -> T {
        do {
            return try queue.writeWithoutTransaction { database in
                if isBulk {
                    try Journal.leaveLogIfEmpty(database)
                    // Each row refers to rows that the same transaction read or wrote; `db check` looks at them all.
                    try database.execute(sql: "pragma foreign_keys = off")
                }
                try database.beginTransaction(.immediate)
                defer {
                    Journal.keepLog(database)
                    if isBulk { try? database.execute(sql: "pragma foreign_keys = on") }
                }
                holder.note(beside: path)
                defer { holder.removeNote(beside: path) }
                do {
                    let before = database.totalChangesCount
                    let result = try body(Transaction(database))
                    switch ending(result) {
                    case .commit:
                        if database.totalChangesCount != before { try Transaction(database).renewRevision() }
                        try database.commit()
                    case .rollBack: try database.rollback()
                    }
                    return result
                } catch {
                    if database.isInsideTransaction { try? database.rollback() }
                    throw error
                }
            }
        } catch {
            throw Store.complaint(error, path: path, wait: wait)
        }
    }

    private func initialise(now: Instant) throws {
        try queue.writeWithoutTransaction { database in
            try database.execute(sql: "pragma page_size = \(Store.pageSize)")
            try database.execute(sql: "pragma journal_mode = wal")
            try database.execute(sql: "pragma application_id = \(Schema.applicationID)")
            try Schema.migrate(database)
        }
        try queue.write { database in
            var random = SystemRandomNumberGenerator()
            let key = Data((0..<32).map { _ in UInt8.random(in: 0...255, using: &random) })
            try database.execute(
                sql: "insert into meta(name, value) values ('followup_key', ?), ('created_at', ?)",
                arguments: [key, Data(String(now.seconds).utf8)])
            try Transaction(database).insertTenant(.unattributed, now: now)
        }
    }

    private func verify(_ access: Access) throws {
        try queue.read { try Schema.verify($0, path: path) }
        guard access == .write else { return }
        try queue.writeWithoutTransaction { try Schema.migrate($0) }
    }

    private static func createFile(_ path: String, mode: mode_t) throws {
        let descriptor = Glibc.open(path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, mode)
        guard descriptor >= 0 else {
            let reason =
                errno == EEXIST ? "there is a file here already" : String(cString: strerror(errno)).lowercased()
            throw Complaint(.cannotWrite, "cannot make a database: \(reason); nothing was changed", file: path)
        }
        fchmod(descriptor, mode)
        close(descriptor)
    }

    private static func configuration(
        path: String, access: Access, wait: Double, onWait: (@Sendable (Holder?) -> Void)?
    ) -> Configuration {
        var configuration = Configuration()
        configuration.label = "muster"
        configuration.readonly = access == .read
        configuration.foreignKeysEnabled = true
        let clock = ContinuousClock()
        let patience = Patience()
        configuration.busyMode = .callback { tries in
            if tries == 0 {
                patience.begin(at: clock.now)
                onWait?(Holder.beside(path))
            }
            guard patience.began.duration(to: clock.now) < .seconds(wait) else { return false }
            usleep(20_000)
            return true
        }
        configuration.prepareDatabase { database in
            // 24 MiB of pages: an import has 128 MiB for everything. Said in bytes, SQLite would count them by the size of
            // page that it expects before it has looked.
            try database.execute(sql: "pragma cache_size = \((24 << 20) / Store.pageSize)")
            try database.execute(sql: "pragma secure_delete = off")
            try database.execute(sql: "pragma temp_store = file")
            // GRDB notes for its observers, of which there are none, which columns each statement reads: that took longer
            // than to prepare it.
            sqlite3_set_authorizer(database.sqliteConnection, nil, nil)
        }
        return configuration
    }
}

/// When the current wait for a busy store began. SQLite calls from one thread at a time.
private final class Patience: @unchecked Sendable {
    private(set) var began = ContinuousClock().now

    func begin(at instant: ContinuousClock.Instant) { began = instant }
}
