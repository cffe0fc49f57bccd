import GRDB
import Inventory

extension Transaction {
    /// How many follow-ups of some tenants are open at the newest evidence of their servers.
    package func openItems(of tenantIDs: [Int]) throws -> Int {
        guard tenantIDs.count > 100 else { return try tenantIDs.reduce(0) { try $0 + openItems(of: $1) } }
        // Many tenants are as good as all of them.
        let wanted = NumberSet(tenantIDs)
        let situations = try statement("select situation_id, open_items from situation")
        var open: [Int: Int] = [:]
        try situations.forEachRow { open[situations.int(0)] = situations.int(1) }
        let counts = try statement("select tenant_id, situation_id, servers from tenant_situation")
        var sum = 0
        try counts.forEachRow {
            if wanted.contains(counts.int(0)) { sum += counts.int(2) * (open[counts.int(1)] ?? 0) }
        }
        return sum
    }

    private func openItems(of tenantID: Int) throws -> Int {
        let select = try statement(
            """
            select total(c.servers * s.open_items)
            from tenant_situation c join situation s on s.situation_id = c.situation_id where c.tenant_id = ?
            """)
        select.bind(1, tenantID)
        defer { select.reset() }
        return try select.step() ? select.int(0) : 0
    }

    /// How many situations are kept.
    package func situationCount() throws -> Int {
        try Int.fetchOne(database, sql: "select count(*) from situation") ?? 0
    }

    /// Takes out the situations that no server is in any more.
    package func pruneSituations() throws {
        try database.execute(
            sql: """
                delete from situation where situation_id not in (select situation_id from tenant_situation)
                """)
        situationIDs = [:]
        situationsByID = [:]
    }

    /// As many are remembered within a transaction.
    static let situationsHeld = 20_000

    /// The situation of a number; one without content where there is none, which `db check` names.
    package func situation(_ id: Int) throws -> Situation {
        if let known = situationsByID[id] { return known }
        let select = try statement("select content, items, open_items from situation where situation_id = ?")
        select.bind(1, id)
        defer { select.reset() }
        let found =
            try select.step()
            ? Situation(content: select.text(0), itemText: select.text(1), openItems: select.int(2))
            : Situation(content: "", items: [])
        if situationsByID.count >= Transaction.situationsHeld { situationsByID = [:] }
        situationsByID[id] = found
        return found
    }

    /// The number of a situation that is kept, whatever its other columns say.
    func knownID(of situation: Situation) throws -> Int? {
        if let known = situationIDs[situation] { return known }
        let select = try statement("select situation_id from situation where content = ?")
        select.bind(1, situation.content)
        defer { select.reset() }
        return try select.step() ? select.int(0) : nil
    }

    /// The number of a situation, which is kept from now on.
    func id(of situation: Situation) throws -> Int {
        if let known = situationIDs[situation] { return known }
        let select = try statement("select situation_id, items, open_items from situation where content = ?")
        select.bind(1, situation.content)
        defer { select.reset() }
        let id: Int
        if try select.step() {
            id = select.int(0)
            if select.text(1) != situation.itemText || select.int(2) != situation.openItems {
                try write(situation, id: id, isNew: false)
            }
        } else {
            id = try nextSituationID ?? next("situation_id", in: "situation")
            nextSituationID = id + 1
            try write(situation, id: id, isNew: true)
        }
        if situationIDs.count >= Transaction.situationsHeld { situationIDs = [:] }
        situationIDs[situation] = id
        situationsByID[id] = situation
        return id
    }

    private func write(_ situation: Situation, id: Int, isNew: Bool) throws {
        let put = try statement(
            isNew
                ? "insert into situation(content, items, open_items, situation_id) values (?, ?, ?, ?)"
                : "update situation set content = ?, items = ?, open_items = ? where situation_id = ?")
        put.bind(1, situation.content)
        put.bind(2, situation.itemText)
        put.bind(3, situation.openItems)
        put.bind(4, id)
        try put.run()
    }
}
