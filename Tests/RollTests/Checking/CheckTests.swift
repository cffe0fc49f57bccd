import GRDB
import Inventory
import Knowledge
import Roll
import Storage
import Testing

@Suite struct CheckTests {
    private func filled() throws -> TestRoll {
        let test = try TestRoll()
        for slug in ["contoso-jp", "fabrikam"] { try test.add(slug) }
        for (index, slug) in ["contoso-jp", "fabrikam"].enumerated() {
            let hosts = [("mail01.\(slug).example.org", "15.1.2242.4"), ("mail02.\(slug).example.org", "15.1.2308.99")]
            try test.take(TestFile(hosts: hosts, seenAt: august2)) { $0.tenantSlug = slug }
            var second = TestFile(hosts: [(hosts[0].0, "15.1.2308.\(index)")], seenAt: august16)
            second.rows[0].facts.append((.address, "2001:db8::1"))
            second.rejects = [TestFile.reject(line: 7)]
            try test.take(second) {
                $0.tenantSlug = slug
                $0.rejectLimit = .count(1)
            }
        }
        try test.roll.store.write(Holder(actor: "jane", what: "loads", since: TestRoll.now)) { transaction in
            try transaction.insert(
                LoadedKnowledge(
                    version: "1", fingerprint: "1", published: CalendarDay(number: 0), loadedAt: TestRoll.now,
                    loadedBy: "jane"))
        }
        return test
    }

    private func alter(_ test: TestRoll, _ sql: String) throws {
        var configuration = Configuration()
        configuration.foreignKeysEnabled = false
        try DatabaseQueue(path: test.path, configuration: configuration).write { try $0.execute(sql: sql) }
    }

    @Test func `a store that nobody meddled with has no faults`() throws {
        let test = try filled()
        let report = try test.roll.check()
        #expect(report.faults.isEmpty, "\(report.faults)")
        #expect(report.parts.map(\.name) == ["file", "ledger", "projections", "knowledge"])
        #expect(report.parts[1].scope == "4 imports, 0 undone: lines add up")
        #expect(report.parts[2].scope == "servers 4, situations 3, follow-ups 4")
    }

    @Test func `what another edition of the rules kept is not compared with what this one computes`() throws {
        let test = try filled()
        let projector = try Projector(knowledge: .load(from: ExchangeKnowledge.locate()))
        let report = try CustomerRoll(test.roll.store, projector).check()
        #expect(report.faults.isEmpty && !report.isCompared, "\(report.faults)")
        #expect(report.parts[2].scope.hasPrefix("not compared"))
        #expect(try test.roll.check().isCompared)
    }

    @Test(
        arguments: [
            (
                "update server set last_seen = last_seen + 60 where tenant_id = 2 and asset_no = 1",
                "server fabrikam mail01.fabrikam.example.org (asset 1) last_seen is 2021-08-16T00:01:00Z, a rebuild gives 2021-08-16T00:00:00Z"
            ),
            (
                "update server set name = 'x' where tenant_id = 1 and asset_no = 1",
                "server contoso-jp x (asset 1) name is x, a rebuild gives mail01.contoso-jp.example.org"
            ),
            (
                "update asset_member set asset_no = 2 where tenant_id = 1 and subject_no = 1",
                "asset_member contoso-jp subject 1 asset_no is 2, a rebuild gives 1"
            ),
            (
                "update situation set content = replace(content, '15.1.2308.0', '15.1.9.9')",
                "situation contoso-jp of mail01.contoso-jp.example.org (asset 1) says \"build @1 15.1.9.9\", a rebuild gives \"build @1 15.1.2308.0\""
            ),
            (
                "update situation set items = replace(items, 'open', 'closed')",
                "has not the follow-ups in its items that a rebuild gives"
            ),
            (
                "update server set moments = x'' where tenant_id = 1 and asset_no = 2",
                "moments is , a rebuild gives 2021-08-02T00:00:00Z"
            ),
            (
                "update server set answers_from = 0 where tenant_id = 1 and asset_no = 1",
                "answers_from is 1970-01-01T00:00:00Z, a rebuild gives 2021-08-16T00:00:00Z"
            ),
            (
                "update server set published = '192.0.2.1' where tenant_id = 2 and asset_no = 1",
                "published is 192.0.2.1, a rebuild gives "
            ),
            (
                "update server set situation_id = 99 where tenant_id = 2 and asset_no = 1",
                "a row of server refers to a row of situation that is not there"
            ),
            (
                "update unlinked_endpoint set open_at = 0 where tenant_id = 2 and endpoint = '2001:db8::1:443'",
                "unlinked_endpoint fabrikam 2001:db8::1:443 open_at is 1970-01-01T00:00:00Z"
            ),
            (
                "delete from unlinked_endpoint where tenant_id = 2 and endpoint = '2001:db8::1:443'",
                "unlinked_endpoint fabrikam 2001:db8::1:443 is missing, a rebuild gives it"
            ),
            (
                "delete from followup_block where tenant_id = 2",
                "followup_block fabrikam mail01.fabrikam.example.org: ProxyShell 1 has no number"
            ),
            (
                "delete from server where tenant_id = 2 and asset_no = 1",
                "server fabrikam asset 1 is missing, a rebuild gives it"
            ),
            (
                "insert into server values (2, 55, 'ghost', 'server', 0, 0, 0, '', (select min(situation_id) from situation), x'')",
                "server fabrikam ghost (asset 55) is kept, a rebuild does not give it"
            ),
            (
                "insert into server values (0, 1, 'ghost', 'server', 0, 0, 0, '', (select min(situation_id) from situation), x'')",
                "1 rows belong to nobody"
            ),
        ])
    func `a value altered by hand in a projection is named, and a rebuild mends it`(sql: String, words: String) throws {
        let test = try filled()
        try alter(test, sql)
        let faults = try test.roll.check().faults
        #expect(!faults.isEmpty)
        #expect(faults.contains { $0.words.contains(words) }, "\(faults.map(\.words))")
        let rebuilt = try test.roll.rebuild(now: TestRoll.now, by: "jane")
        #expect(rebuilt.tenants == 2)
        #expect(rebuilt.rows > 0 || words.contains("nobody") || words.contains("number"))
        #expect(try test.roll.check().faults.isEmpty)
        #expect(try test.roll.rebuild(now: TestRoll.now, by: "jane").rows == 0)
    }

    @Test(
        arguments: [
            (
                "update import set accepted = accepted + 1 where import_id = 1",
                "import 1: accepted + unattributed + rejected is 3"
            ),
            ("update import set lines = 1 where import_id = 2", "import 2: a sighting is on line 2, the file had 1"),
            ("delete from reject where import_id = 2", "import 2: rejects are 0, the ledger says 1"),
            ("delete from sighting where import_id = 1", "import 1: sightings are 0"),
            ("delete from coverage where import_id = 1", "has no coverage of the tenant"),
            ("update sighting set body = substr(body, 1, length(body) - 1) where import_id = 1", "cannot be read"),
            ("update sighting set at_taken = 1, entries = 3 where import_id = 1", "is not what its columns say"),
            ("delete from subject_state where tenant_id = 1", "1 sightings of a subject or state that is not there"),
            ("insert into subject_state values (1, 2, 1, x'')", "tenant 1 subject 2 state 1 was never seen"),
            ("insert into subject_block values (1, 9, 1, x'02040100')", "tenant 1 subject 9 state 0 was never seen"),
            (
                "insert into subject_block values (1, 2, 1, x'02040100')",
                "tenant 1 subjects from 2 on are in two blocks"
            ),
            (
                "update subject_block set entries = entries + 1 where tenant_id = 1",
                "tenant 1 subjects from 1 on are not what its columns say"
            ),
            (
                "update subject_block set body = substr(body, 1, length(body) - 1) where tenant_id = 1",
                "tenant 1 subjects from 1 on are not what its columns say"
            ),
            ("insert into subject_state values (1, 99, 1, x'')", "tenant 1 subject 99 has a state and is not there"),
            ("delete from knowledge", "no knowledge was ever loaded"),
        ])
    func `what does not add up in the log is named`(sql: String, words: String) throws {
        let test = try filled()
        try alter(test, sql)
        let faults = (try? test.roll.check().faults) ?? []
        #expect(faults.contains { $0.words.contains(words) }, "\(faults.map(\.words))")
    }

    @Test func `a reference to nothing is a fault of the file`() throws {
        let test = try filled()
        try alter(test, "insert into subject_state values (99, 1, 1, x'')")
        #expect(
            try test.roll.check().faults.map(\.words) == [
                "a row of subject_state refers to a row of tenant that is not there"
            ])
    }

    @Test func `undoing any import equals never having imported it`() throws {
        for undone in 1...3 {
            let test = try TestRoll()
            let other = try TestRoll()
            for roll in [test, other] { try roll.add("fabrikam") }
            for number in 1...3 {
                let hosts = (0..<4).map { ("host\(($0 * number) % 5)", "15.1.\(number).\($0)") }
                let file = TestFile(hosts: hosts, seenAt: august2 + Int64(number) * 86_400)
                try test.take(file) { $0.tenantSlug = "fabrikam" }
                if number != undone { try other.take(file) { $0.tenantSlug = "fabrikam" } }
            }
            _ = try test.roll.undo(undone, now: TestRoll.now, by: "jane")
            let plain = { (roll: TestRoll) in
                let projection = try roll.projection("fabrikam")
                return projection.servers.map { "\($0.name) \($0.situation.content) \($0.moments)" }.sorted()
            }
            #expect(try plain(test) == plain(other))
            #expect(throws: Complaint.self) { try test.roll.undo(undone, now: TestRoll.now, by: "jane") }
            #expect(try test.roll.rebuild(now: TestRoll.now, by: "jane").rows == 0)
        }
    }
}
