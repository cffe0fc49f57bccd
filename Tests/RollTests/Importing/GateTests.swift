import Inventory
import Roll
import Storage
import Testing

@Suite struct GateTests {
    private func hosts(_ count: Int, site: String? = nil) -> TestFile {
        TestFile(
            (1...count).map { index in
                var facts: [(Field, String)] = [(.hostName, "host\(index)"), (.build, "15.1.2242.4")]
                if let site { facts.append((.site, index > count / 4 ? site : "Berlin")) }
                return TestFile.Row(facts: facts, seenAt: august16)
            })
    }

    private func filled() throws -> TestRoll {
        let test = try TestRoll()
        try test.add("fabrikam")
        try test.take(hosts(67, site: "Hamburg")) {
            $0.tenantSlug = "fabrikam"
            $0.isFull = true
        }
        return test
    }

    @Test func `more rejects than allowed refuse the file`() throws {
        let test = try filled()
        var file = hosts(19)
        file.rejects = [TestFile.reject(line: 30), TestFile.reject(line: 31)]
        let complaint = #expect(throws: Complaint.self) { try test.take(file) { $0.tenantSlug = "fabrikam" } }
        #expect(complaint?.code == .badData)
        #expect(complaint?.facts.first == "line 30: IP: address: not an address")
        #expect(try test.roll.store.read { try $0.importLedger().count } == 1)
        let taken = try test.take(file) {
            $0.tenantSlug = "fabrikam"
            $0.rejectLimit = .count(2)
        }
        #expect(taken.counts.rejected == 2)
    }

    @Test(
        arguments: [
            ("5%", 5, 100, true), ("5%", 6, 100, false), ("5%", 3, 70, true), ("0", 0, 10, true), ("0", 1, 10, false),
            ("12", 12, 12, true), ("2.5%", 25, 1000, true), ("2.5%", 26, 1000, false),
        ])
    func `a limit of rejects is a count or a share`(text: String, rejected: Int, records: Int, isAllowed: Bool) throws {
        let test = try TestRoll()
        try test.add("fabrikam")
        var file = TestFile(hosts: (0..<(records - rejected)).map { ("h\($0)", "1") }, seenAt: august2)
        file.rejects = (0..<rejected).map { TestFile.reject(line: 2000 + $0) }
        let limit = try #require(RejectLimit(text))
        #expect(limit.description == text)
        let preview = try test.take(file) {
            $0.tenantSlug = "fabrikam"
            $0.rejectLimit = limit
            $0.isDryRun = true
            $0.acceptShrink = true
            $0.seenAt = august2
        }
        #expect((preview.refusal == nil) == isAllowed)
    }

    @Test(arguments: ["", "%", "-1", "101%", "five", "5 %x"])
    func `what is no limit is not read as one`(text: String) { #expect(RejectLimit(text) == nil) }

    @Test func `a full file that lists less than half is refused until that is said to be true`() throws {
        let test = try filled()
        let file = TestFile(hosts: (1...21).map { ("host\($0)", "15.1.2242.4") }, seenAt: august23)
        let full = { (declaration: inout Declaration) in
            declaration.tenantSlug = "fabrikam"
            declaration.isFull = true
        }
        let complaint = #expect(throws: Complaint.self) { try test.take(file, full) }
        #expect(complaint?.code == .badData)
        #expect(
            complaint?.what
                == "hosts.csv lists 21 assets of fabrikam, source \"inventory\" had 67; nothing was changed")
        #expect(
            complaint?.facts.first?.hasPrefix(
                "less than half of import 1 (2021-08-16): 46 assets would become \"not seen\", 46 of them Exchange: host22, host23, host24"
            ) == true)
        #expect(complaint?.facts.last?.contains("site \"Hamburg\"") == true)
        let preview = try test.take(file) {
            full(&$0)
            $0.isDryRun = true
        }
        #expect(preview.refusal?.code == .badData)
        #expect(preview.counts.notSeen == 46)
        let taken = try test.take(file) {
            full(&$0)
            $0.acceptShrink = true
        }
        #expect(taken.counts.notSeen == 46)
    }

    @Test func `a partial file may list as little as it likes`() throws {
        let test = try filled()
        let taken = try test.take(TestFile(hosts: [("host1", "15.1.2242.4")], seenAt: august23)) {
            $0.tenantSlug = "fabrikam"
        }
        #expect(taken.counts.notSeen == nil)
    }

    @Test func `who is missing already is not counted as missing again`() throws {
        let test = try filled()
        let full = { (declaration: inout Declaration) in
            declaration.tenantSlug = "fabrikam"
            declaration.isFull = true
        }
        let some = TestFile(hosts: (1...60).map { ("host\($0)", "15.1.2242.4") }, seenAt: august23)
        #expect(try test.take(some, full).counts.notSeen == 7)
        let fewer = TestFile(hosts: (1...58).map { ("host\($0)", "15.1.2242.4") }, seenAt: august23 + 86_400)
        #expect(try test.take(fewer, full).counts.notSeen == 2)
    }

    @Test func `another source does not shrink this one`() throws {
        let test = try filled()
        let taken = try test.take(TestFile(hosts: [("host1", "15.1.2242.4")], seenAt: august23)) {
            $0.tenantSlug = "fabrikam"
            $0.isFull = true
            $0.source = "cmdb"
        }
        #expect(taken.counts.notSeen == 0)
    }

    @Test(arguments: [true, false])
    func `an empty file is refused until that is said to be true`(isFull: Bool) throws {
        let test = try filled()
        let complaint = #expect(throws: Complaint.self) {
            try test.take(TestFile()) {
                $0.tenantSlug = "fabrikam"
                $0.isFull = isFull
                $0.seenAt = august23
            }
        }
        #expect(complaint?.what == "lists nothing; nothing was changed")
        let taken = try test.take(TestFile()) {
            $0.tenantSlug = "fabrikam"
            $0.isFull = isFull
            $0.seenAt = august23
            $0.acceptShrink = true
        }
        #expect(taken.counts.notSeen == (isFull ? 67 : nil))
        #expect(try test.log("fabrikam").imports[2]?.isFull == isFull)
    }
}
