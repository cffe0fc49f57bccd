import GRDB
import Inventory
import Storage
import TestSupport
import Testing

@testable import Roll

/// One value altered by hand in a projection, whichever, is named by the check, and a rebuild mends it.
@Suite struct AlteredHistoryTests {
    /// By table: what is altered of one row, chosen by `:row`.
    private static let alterations: [(table: String, set: String)] = [
        ("server", "name = name || 'x'"),
        ("server", "kind = case kind when 'server' then 'edge' else 'server' end"),
        ("server", "first_seen = first_seen - 60"),
        ("server", "last_seen = last_seen + 60"),
        ("server", "answers_from = answers_from + 60"),
        ("server", "published = published || ' 192.0.2.1'"),
        ("server", "moments = x'02'"),
        ("situation", "content = content || char(10) || 'missing @0'"),
        ("situation", "items = items || ';Made up 1 open appeared'"),
        ("situation", "open_items = open_items + 1"),
        ("tenant_situation", "servers = servers + 1"),
        ("tenant_situation", "tenant_id = 3 - tenant_id"),
        ("asset_member", "asset_no = asset_no + 100"),
        ("asset_member", "subject_no = subject_no + 100"),
        ("unlinked_endpoint", "open_at = open_at + 60"),
        ("unlinked_endpoint", "endpoint = '192.0.2.1:443'"),
        (
            "evidence",
            "state = case state when 'found' then 'confirmed' when 'confirmed' then 'contained' when 'contained' then 'found' when 'dismissed' then 'neutralised' else 'dismissed' end"
        ),
        ("evidence", "indicators = indicators || ' '"),
        ("evidence", "threats = threats || 'x'"),
        ("evidence", "last_seen = last_seen + 60"),
        ("evidence", "subject_no = subject_no + 1"),
        ("evidence", "asset_no = asset_no + 100"),
        ("followup_block", "asset_no = asset_no + 640"),
        ("followup_block", "page = page + 1"),
        ("followup_block", "block = block + 1000"),
        ("threat_slot", "slot = slot + 64"),
        ("known_build", "released_day = released_day + 1"),
        ("known_cve", "is_ransomware = 1 - is_ransomware"),
        ("known_fix", "cu = cu || 'x'"),
        ("known_threat", "needs_443 = 1 - needs_443"),
    ]

    @Test func `one value altered by hand in each projection is named, and a rebuild mends it`() async throws {
        let projector = try HistoryKnowledge.projector()
        var altered: [String: Int] = [:]
        for seed in 0..<36 as Range<UInt64> {
            let history = HistoryGenerator.history(seed: 2_000_000 + seed)
            let played = try HistoryRoll(projector)
            try played.roll.adopt(projector.knowledge, now: HistoryRoll.now, by: "jane")
            for step in history.steps { _ = try played.play(step, of: history) }
            var random = SeededRandom(seed: seed)
            for turn in 0..<4 {
                let all = AlteredHistoryTests.alterations
                let (table, set) = all[(Int(seed) * 4 + turn) % all.count]
                guard try alter(table, set, at: Int.random(in: 0..<100, using: &random), in: played) else { continue }
                altered["\(table): \(set)", default: 0] += 1
                let faults = try played.roll.check().faults
                #expect(
                    faults.contains { $0.table == table },
                    "seed \(history.seed): \(table) set \(set) gives \(faults.map(\.words))")
                _ = try played.roll.rebuild(now: HistoryRoll.now, by: "jane")
                let left = try played.roll.check().faults.map(\.words)
                #expect(left == [], "seed \(history.seed): after \(table) set \(set)")
            }
        }
        let tables = Dictionary(altered.map { ($0.key.prefix { $0 != ":" }, $0.value) }, uniquingKeysWith: +)
        print("altered by hand: \(tables.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" })")
        #expect(altered.count == AlteredHistoryTests.alterations.count)
    }

    /// Alters one row; false where the table has none.
    private func alter(_ table: String, _ set: String, at place: Int, in played: HistoryRoll) throws -> Bool {
        var configuration = Configuration()
        configuration.foreignKeysEnabled = false
        return try DatabaseQueue(path: played.path, configuration: configuration).write { database in
            let count = try Int.fetchOne(database, sql: "select count(*) from \(table)") ?? 0
            guard count > 0 else { return false }
            let keys = try String.fetchAll(
                database, sql: "select name from pragma_table_info(?) where pk > 0", arguments: [table])
            let columns = keys.joined(separator: ", ")
            try database.execute(
                sql: """
                    update \(table) set \(set) where (\(columns)) in (select \(columns) from \(table) \
                    order by \(columns) limit 1 offset ?)
                    """, arguments: [place % count])
            return true
        }
    }
}
