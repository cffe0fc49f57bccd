import Glibc
import Inventory
import Knowledge
import Reporting
import Roll
import Storage

extension GlobalOptions {
    /// Where the knowledge lies that judges the database.
    func knowledgeFolder() throws -> KnowledgeFolder { try .inForce(for: databasePath) }

    /// The knowledge that judges the database; there need be none yet.
    func knowledge() throws -> ExchangeKnowledge { try .load(knowledgeFolder()) }

    /// Opens the database with the knowledge that judges what is in it. Says on standard error for whom it waits, if it
    /// must.
    ///
    /// - Parameters:
    ///   - staleDays: from which age a scan no longer speaks for today.
    ///   - policy: the table that decides.
    func open(
        _ access: Store.Access, staleDays: Int = ReadingOptions.usualStaleDays,
        policy: String = ExchangeKnowledge.defaultPolicy
    ) throws -> OpenRoll {
        let store = try openStore(access)
        let opened = try OpenRoll(store, knowledge(), staleDays: staleDays, policy: policy)
        if access == .write { try opened.roll.adopt(opened.knowledge, now: .now, by: actorName) }
        return opened
    }

    /// Opens the database alone. Says on standard error for whom it waits, if it must.
    func openStore(_ access: Store.Access) throws -> Store {
        try Store.open(path: databasePath, access, wait: Double(wait), onWait: sayWhoHoldsIt)
    }

    /// As `open(.write)`, but where there is no database yet it is made.
    func openOrCreate(_ console: Console) throws -> OpenRoll {
        guard access(databasePath, F_OK) != 0 else { return try open(.write) }
        let opened = try create(group: false)
        console.note("made a new database: \(databasePath)")
        return opened
    }

    /// Makes an empty database that knows which knowledge judges it.
    func create(group: Bool) throws -> OpenRoll {
        try makeDefaultFolder()
        let now = Instant.now
        let store = try Store.create(path: databasePath, group: group, now: now, wait: Double(wait))
        do {
            let opened = try OpenRoll(store, knowledge())
            try opened.roll.adopt(opened.knowledge, now: now, by: actorName)
            return opened
        } catch {
            // Half a database would be in the way of the next try.
            Store.discard(path: databasePath)
            throw error
        }
    }

    /// Makes the folder of the user's own database, for the user alone; a path that somebody named must have its folder.
    private func makeDefaultFolder() throws {
        guard db == nil, Environment["MUSTER_DB"] == nil else { return }
        var folder = ""
        for part in databasePath.split(separator: "/").dropLast() {
            folder += "/\(part)"
            guard mkdir(folder, 0o700) == 0 || errno == EEXIST else {
                throw Complaint(
                    .cannotWrite, "cannot make the folder: \(String(cString: strerror(errno)).lowercased())",
                    file: folder, next: ["name another place: --db PATH"])
            }
        }
    }

    private var sayWhoHoldsIt: @Sendable (Holder?) -> Void {
        let isQuiet = quiet
        return { holder in
            guard !isQuiet else { return }
            let who = holder?.words ?? "another process holds it"
            let line = Array("waiting for the database: \(VisibleText.of(who))\n".utf8)
            _ = line.withUnsafeBytes { write(2, $0.baseAddress, $0.count) }
        }
    }
}

/// The roll with what judges it.
struct OpenRoll {
    let roll: CustomerRoll
    let projector: Projector

    var knowledge: ExchangeKnowledge { projector.knowledge }

    init(
        _ store: Store, _ knowledge: ExchangeKnowledge, staleDays: Int = ReadingOptions.usualStaleDays,
        policy: String = ExchangeKnowledge.defaultPolicy
    ) throws {
        projector = try Projector(knowledge: knowledge, policy: policy, staleDays: staleDays)
        roll = CustomerRoll(store, projector)
    }
}
