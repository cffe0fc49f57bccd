import Inventory
import Storage
import Testing

@Suite struct LogTests {
    private let first = Instant(iso: "2021-08-02T00:00:00Z")!
    private let second = Instant(iso: "2021-08-16T00:00:00Z")!

    /// Two subjects seen by two imports: the first on its own day in the second import, the other as listed.
    private func filled() throws -> TestStore {
        let test = try TestStore()
        try test.write { transaction in
            try transaction.insertTenant(TestStore.fabrikam, now: TestStore.now)
            let writer = try SubjectWriter(transaction)
            for (id, takenAt) in [(1, first), (2, second)] {
                try transaction.begin(ledgerRow(id, takenAt: takenAt))
                try transaction.insert(
                    Coverage(
                        tenantID: 1, importID: id, source: "inventory", targets: [Network("203.0.113.0/26")!],
                        listedRows: 2, listedSubjects: 2))
            }
            try insert(1, "mail01", "15.1.2242.4", writer)
            try insert(2, "mail02", "15.1.2242.4", writer)
            try writer.settle()
            let state = try facts("15.1.2308.14").bytes.withUnsafeBytes { try writer.state(of: 2, of: 1, facts: $0) }
            var part = SightingPart()
            part.append(line: 2, subject: 1, state: 0, seenAt: nil)
            part.append(line: 3, subject: 2, state: 0, seenAt: nil)
            try writer.insert(part, number: 0, of: 1, by: 1)
            part = SightingPart()
            part.append(line: 2, subject: 1, state: 0, seenAt: first + 3600)
            part.append(line: 3, subject: 2, state: state, seenAt: nil)
            try writer.insert(part, number: 0, of: 1, by: 2)
            try transaction.insert(
                Act(number: 1, at: second, by: "jane", what: "asset.set", subject: 2, body: "hybrid=no"), of: 1,
                recordedAt: TestStore.now)
        }
        return test
    }

    private func facts(_ build: String) -> FactList { FactList([(.build, build)]) }

    private func insert(_ number: Int, _ host: String, _ build: String, _ writer: SubjectWriter) throws {
        try FactList([(.hostName, host)]).bytes.withUnsafeBytes { identity in
            try facts(build).bytes.withUnsafeBytes { state in
                try writer.add(subject: number, of: 1, identity: identity, facts: state)
            }
        }
    }

    @Test func `everything said of a tenant is read back`() throws {
        let log = try #require(try filled().store.read { try $0.log(of: 1) })
        #expect(log.tenant == TestStore.fabrikam)
        #expect(log.imports.keys.sorted() == [1, 2])
        #expect(log.imports[1]?.targets == [Network("203.0.113.0/26")!])
        #expect(log.subjects.map { $0.identity.first(.hostName) } == ["mail01", "mail02"])
        #expect(log.subjects[1].states == [facts("15.1.2242.4"), facts("15.1.2308.14")])
        #expect(
            Set(log.sightings) == [
                Sighting(importID: 1, line: 2, subject: 1, state: 0, seenAt: first),
                Sighting(importID: 1, line: 3, subject: 2, state: 0, seenAt: first),
                Sighting(importID: 2, line: 2, subject: 1, state: 0, seenAt: first + 3600),
                Sighting(importID: 2, line: 3, subject: 2, state: 1, seenAt: second),
            ])
        #expect(log.acts.map(\.body) == ["hybrid=no"])
    }

    @Test func `what was seen after an instant is left out, whenever it was imported`() throws {
        let log = try #require(try filled().store.read { try $0.log(of: 1, until: first + 86_400) })
        #expect(log.imports.keys.sorted() == [1, 2], "a row of the second file dates itself before")
        #expect(log.sightings.map(\.line).sorted() == [2, 2, 3])
        #expect(log.acts.isEmpty)
    }

    @Test func `imports of which nothing remains are left out`() throws {
        let log = try #require(try filled().store.read { try $0.log(of: 1, until: first) })
        #expect(log.imports.keys.sorted() == [1])
        #expect(log.sightings.count == 2)
    }

    @Test func `an import taken back is left out`() throws {
        let test = try filled()
        try test.write { transaction in
            var undo = ledgerRow(3, takenAt: second)
            undo.kind = nil
            undo.vantage = nil
            undo.undoes = 2
            try transaction.begin(undo)
        }
        let log = try #require(try test.store.read { try $0.log(of: 1) })
        #expect(log.imports.keys.sorted() == [1])
        #expect(Set(log.sightings.map(\.importID)) == [1])
    }

    @Test func `a subject's state is found again by its facts`() throws {
        let test = try filled()
        let numbers = try test.write { transaction in
            let writer = try SubjectWriter(transaction)
            return try ["15.1.2242.4", "15.1.2308.14", "15.1.2308.15", "15.1.2308.15"].map { build in
                try facts(build).bytes.withUnsafeBytes { try writer.state(of: 2, of: 1, facts: $0) }
            }
        }
        #expect(numbers == [0, 1, 2, 2])
    }

    @Test func `a state is found of a subject that is not written yet`() throws {
        let test = try TestStore()
        let numbers = try test.write { transaction in
            try transaction.insertTenant(TestStore.fabrikam, now: TestStore.now)
            let writer = try SubjectWriter(transaction)
            try insert(1, "mail01", "15.1.2242.4", writer)
            try insert(2, "mail02", "15.1.2308.8", writer)
            let numbers = try ["15.1.2242.4", "15.1.2308.8", "15.1.2308.8"].map { build in
                try facts(build).bytes.withUnsafeBytes { try writer.state(of: 1, of: 1, facts: $0) }
            }
            try writer.settle()
            return numbers
        }
        #expect(numbers == [0, 1, 1])
        #expect(try test.store.read { try $0.subjects(of: 1).map(\.states.count) } == [2, 1])
    }

    @Test func `the newest evidence is the newest time of seeing`() throws {
        #expect(try filled().store.read { try $0.newestEvidence(of: 1) } == second)
        #expect(try TestStore().store.read { try $0.newestEvidence(of: 1) } == nil)
    }
}
