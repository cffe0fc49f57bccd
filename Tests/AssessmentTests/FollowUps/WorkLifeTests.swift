import Inventory
import Knowledge
import Testing

@testable import Assessment

/// DESIGN section 4: what people set on follow-ups, and what ends it. ProxyShell is decided by `60_days` from 2021-06-01
/// on, by `3_days` from 2021-07-13 on with two more CVEs, and by `3_days_and_forensics` from 2021-08-12 on.
struct WorkLifeTests {
    private let assessor: Assessor

    init() throws { assessor = try Assessor(knowledge: .load(from: ExchangeKnowledge.locate())) }

    private func act(_ date: String, _ deed: WorkAct.Deed, of threat: String = "ProxyShell") -> WorkAct {
        WorkAct(at: at(date) + 36_000, threat: threat, deed)
    }

    private func rest(
        _ date: String, _ kind: Rest.Kind, until: String? = nil, cause: String = "", seenAgain: String? = nil,
        of threat: String = "ProxyShell"
    ) -> WorkAct {
        act(
            date, .rest(Rest(kind, until: until.map(day), cause: cause, seenAgainAt: seenAgain.map(at))), of: threat)
    }

    private func states(
        _ server: OneServer, _ dates: [String], of threat: String = "ProxyShell"
    ) throws -> [String] {
        let item = try server.item(threat, by: assessor)
        return try dates.map { try item.state(on: $0) }
    }

    // MARK: Owners and tickets

    @Test func `an owner stays until another one has it, over whatever the evidence says`() throws {
        var server = OneServer()
        server.work = [
            act("2021-06-03", .assign("joe")), act("2021-06-10", .assign("ann")), act("2021-09-01", .assign(nil)),
        ]
        #expect(
            try states(server, ["2021-06-02", "2021-06-04", "2021-06-11", "2021-08-20", "2021-09-02"])
                == ["open", "assigned by joe", "assigned by ann", "assigned by ann", "open"])
        let steps = try server.item(by: assessor).steps
        #expect(zip(steps, steps.dropFirst()).allSatisfy { $0.to == $1.from })
        #expect(steps.last?.to == .forever)
        #expect(try server.item(by: assessor).step(at: at("2021-06-04"))?.cause == "work")
    }

    @Test func `a ticket is kept, also over its closing`() throws {
        var server = OneServer(builds: [("2021-06-01", "15.1.2242.4"), ("2021-06-20", "15.1.2242.12")])
        server.work = [act("2021-06-03", .ticket("INC-7")), act("2021-06-25", .ticket("INC-8"))]
        let item = try server.item(by: assessor)
        #expect(item.step(at: at("2021-06-21"))?.work.ticket == "INC-7")
        #expect(item.step(at: at("2021-06-26"))?.work.ticket == "INC-8")
        #expect(try item.state(on: "2021-06-26") == "closed patched")
    }

    @Test func `what is set on one threat is set on no other`() throws {
        var server = OneServer()
        server.work = [act("2021-06-03", .assign("joe"), of: "ProxyOracle")]
        #expect(try states(server, ["2021-06-04"]) == ["open"])
        #expect(try states(server, ["2021-06-04"], of: "ProxyOracle") == ["assigned by joe"])
    }

    @Test func `a new follow-up of the catch-all begins without what was set on the old one`() throws {
        var server = OneServer(builds: [("2021-06-01", "15.1.2308.8"), ("2021-07-20", "15.1.2308.14")])
        server.work = [
            act("2021-07-14", .assign("joe"), of: "Unpatched"), act("2021-10-20", .assign("ann"), of: "Unpatched"),
        ]
        let items = server.followUps(assessor).filter { $0.threat == "Unpatched" }
        try #require(items.count >= 2)
        #expect(try items[0].state(on: "2021-07-15") == "assigned by joe")
        #expect(try items[0].state(on: "2021-10-21") == "closed patched by joe")
        #expect(try items[1].state(on: "2021-10-13") == "open")
        #expect(try items[1].state(on: "2021-10-21") == "assigned by ann")
    }

    // MARK: Snooze and acceptance

    @Test func `a snooze lasts through its day and stays open`() throws {
        var server = OneServer()
        server.work = [rest("2021-06-10", .snoozed, until: "2021-06-20")]
        #expect(
            try states(server, ["2021-06-09", "2021-06-11", "2021-06-20", "2021-06-21"])
                == ["open", "snoozed until 2021-06-20", "snoozed until 2021-06-20", "open"])
        let item = try server.item(by: assessor)
        #expect(item.step(at: at("2021-06-11"))?.dueOn == day("2021-07-31"))
        #expect(item.step(at: at("2021-06-11"))?.outcome == .sixtyDays)
    }

    @Test func `an acceptance leaves the open ones through its day, and comes back as expired with its first date`()
        throws
    {
        var server = OneServer()
        server.work = [rest("2021-06-10", .accepted, until: "2021-06-20")]
        #expect(
            try states(server, ["2021-06-09", "2021-06-11", "2021-06-20", "2021-06-21"])
                == ["open", "accepted until 2021-06-20", "accepted until 2021-06-20", "reopened expired"])
        let item = try server.item(by: assessor)
        let step = try #require(item.step(at: at("2021-06-11")))
        #expect(step.cause == "accepted" && step.outcome == nil && step.dueOn == nil)
        #expect(item.openedAt == at("2021-06-01"))
        #expect(item.step(at: at("2021-06-21"))?.dueOn == day("2021-07-31"))
    }

    @Test(arguments: [Rest.Kind.snoozed, .accepted])
    func `a new CVE ends it`(kind: Rest.Kind) throws {
        var server = OneServer()
        server.work = [rest("2021-06-10", kind, until: "2021-12-31")]
        let after = kind == .snoozed ? "open" : "reopened disclosed"
        #expect(
            try states(server, ["2021-07-12", "2021-07-13"]) == ["\(kind.rawValue) until 2021-12-31", after])
    }

    @Test(arguments: [Rest.Kind.snoozed, .accepted])
    func `a tighter decision ends it, a looser one does not`(kind: Rest.Kind) throws {
        var server = OneServer()
        server.work = [rest("2021-07-20", kind, until: "2021-12-31")]
        let resting = "\(kind.rawValue) until 2021-12-31"
        let after = kind == .snoozed ? "open" : "reopened disclosed"
        #expect(try states(server, ["2021-08-11", "2021-08-12"]) == [resting, after])
        // Closed to the internet: `60_days` in place of `3_days`, and then `3_days_and_forensics`.
        server.exposure.append(("2021-07-25", .notExposed))
        #expect(try states(server, ["2021-07-26", "2021-08-11", "2021-08-12"]) == [resting, resting, after])
    }

    @Test(arguments: [Rest.Kind.snoozed, .accepted])
    func `a new exposure ends it, though the decision took it for granted`(kind: Rest.Kind) throws {
        var server = OneServer(exposure: [("2021-06-01", .unknown), ("2021-06-15", .exposed)])
        server.work = [rest("2021-06-10", kind, until: "2021-12-31", of: "ProxyOracle")]
        let resting = "\(kind.rawValue) until 2021-12-31"
        let after = kind == .snoozed ? "open" : "reopened appeared"
        #expect(try states(server, ["2021-06-14", "2021-06-15"], of: "ProxyOracle") == [resting, after])
        // One that was closed when the risk was taken.
        server.exposure[0].1 = .notExposed
        #expect(try states(server, ["2021-06-14", "2021-06-15"], of: "ProxyOracle") == [resting, after])
    }

    @Test(arguments: [Rest.Kind.snoozed, .accepted])
    func `evidence ends it, and is due on its day`(kind: Rest.Kind) throws {
        var server = OneServer(signs: [CompromiseSign(what: "shell", threat: "ProxyShell", at: at("2021-06-15"))])
        server.work = [rest("2021-06-10", kind, until: "2021-12-31")]
        let after = kind == .snoozed ? "open" : "reopened evidence"
        #expect(try states(server, ["2021-06-14", "2021-06-16"]) == ["\(kind.rawValue) until 2021-12-31", after])
        let step = try #require(try server.item(by: assessor).step(at: at("2021-06-16")))
        #expect(step.dueOn == day("2021-06-15"))
        #expect(step.outcome == .threeDaysAndForensics)
    }

    @Test func `evidence lets nothing rest`() throws {
        var server = OneServer(signs: [CompromiseSign(what: "shell", threat: "ProxyShell", at: at("2021-06-15"))])
        server.work = [
            rest("2021-06-20", .snoozed, until: "2021-12-31"), rest("2021-06-21", .accepted, until: "2021-12-31"),
            rest("2021-06-22", .closed, cause: "patched"),
        ]
        #expect(try states(server, ["2021-06-21", "2021-06-22", "2021-06-23"]) == ["open", "open", "open"])
    }

    @Test func `a risk may be taken while a check is owed, and expires with it still owed`() throws {
        var server = OneServer(builds: [("2021-06-01", "15.1.2242.4"), ("2021-09-10", "15.1.2242.12")])
        server.work = [rest("2021-09-12", .accepted, until: "2021-09-20")]
        #expect(
            try states(server, ["2021-09-11", "2021-09-13", "2021-09-21"])
                == ["open", "accepted until 2021-09-20", "reopened expired"])
    }

    @Test func `what ends by itself while it rests is closed for its own cause`() throws {
        var server = OneServer(builds: [("2021-06-01", "15.1.2242.4"), ("2021-06-15", "15.1.2242.12")])
        server.work = [rest("2021-06-10", .accepted, until: "2021-12-31")]
        #expect(
            try states(server, ["2021-06-14", "2021-06-16", "2022-01-10"])
                == ["accepted until 2021-12-31", "closed patched", "closed patched"])
    }

    @Test func `a later word takes the place of an earlier one, and reopening ends both`() throws {
        var server = OneServer()
        server.work = [
            rest("2021-06-05", .snoozed, until: "2021-06-30"), rest("2021-06-08", .accepted, until: "2021-07-05"),
            act("2021-06-12", .reopen),
        ]
        #expect(
            try states(server, ["2021-06-06", "2021-06-09", "2021-06-13", "2021-07-06"])
                == [
                    "snoozed until 2021-06-30", "accepted until 2021-07-05", "reopened corrected", "reopened corrected",
                ])
    }

    @Test func `an owner keeps what rests and has it back`() throws {
        var server = OneServer()
        server.work = [act("2021-06-03", .assign("joe")), rest("2021-06-10", .accepted, until: "2021-06-20")]
        #expect(
            try states(server, ["2021-06-11", "2021-06-21"])
                == ["accepted until 2021-06-20 by joe", "reopened expired by joe"])
        server.work.append(act("2021-06-22", .assign("joe")))
        #expect(try states(server, ["2021-06-23"]) == ["assigned by joe"])
    }

    // MARK: Closed by hand

    @Test func `what was closed by hand is open again once a source says the old build`() throws {
        var server = OneServer()
        server.work = [rest("2021-06-10", .closed, cause: "patched", seenAgain: "2021-06-15")]
        #expect(
            try states(server, ["2021-06-11", "2021-06-14", "2021-06-15"])
                == ["closed patched", "closed patched", "reopened appeared"])
        let step = try #require(try server.item(by: assessor).step(at: at("2021-06-11")))
        #expect(step.work.isClosedByHand && step.outcome == nil)
        #expect(try server.item(by: assessor).step(at: at("2021-06-15"))?.dueOn == day("2021-07-31"))
    }

    @Test func `and stays closed where the source says the update`() throws {
        var server = OneServer(builds: [("2021-06-01", "15.1.2242.4"), ("2021-06-15", "15.1.2242.12")])
        server.work = [rest("2021-06-10", .closed, cause: "patched", seenAgain: "2021-06-15")]
        #expect(try states(server, ["2021-06-11", "2021-06-16"]) == ["closed patched", "closed patched"])
        #expect(try server.item(by: assessor).step(at: at("2021-06-16"))?.work.isClosedByHand == false)
    }

    @Test func `without another sighting it stays closed until something new is known`() throws {
        var server = OneServer()
        server.work = [rest("2021-06-10", .closed, cause: "corrected")]
        #expect(
            try states(server, ["2021-07-12", "2021-07-13"]) == ["closed corrected", "reopened disclosed"])
    }

    @Test func `nobody's word clears an owed check`() throws {
        var server = OneServer(builds: [("2021-06-01", "15.1.2242.4"), ("2021-09-10", "15.1.2242.12")])
        server.work = [rest("2021-09-12", .closed, cause: "remediated")]
        #expect(try states(server, ["2021-09-13"]) == ["open"])
        // Closed before a check was owed, it comes back with it.
        server.work = [rest("2021-07-20", .closed, cause: "patched")]
        #expect(try states(server, ["2021-08-11", "2021-08-12"]) == ["closed patched", "reopened disclosed"])
    }

    @Test func `the item of what to collect can be snoozed`() throws {
        var server = OneServer(builds: [], firstSeen: "2021-06-01")
        server.work = [rest("2021-06-10", .snoozed, until: "2021-06-20", of: FollowUpHistory.collect)]
        #expect(
            try states(server, ["2021-06-09", "2021-06-11", "2021-06-21"], of: FollowUpHistory.collect)
                == ["open", "snoozed until 2021-06-20", "open"])
    }

    @Test func `an act of the night before belongs to the tenant's own day`() throws {
        let tokyo = Terms(zone: try #require(Zone("Asia/Tokyo")), start: day("2021-01-01"))
        var server = OneServer()
        server.work = [
            WorkAct(at: at("2021-06-10"), threat: "ProxyShell", .rest(Rest(.accepted, until: day("2021-06-20"))))
        ]
        let item = try #require(server.followUps(assessor, tokyo).first { $0.threat == "ProxyShell" })
        let end = try #require(Instant(iso: "2021-06-20T15:00:00Z"))
        #expect(item.step(at: end + -1)?.work.state == .accepted)
        #expect(item.step(at: end)?.work.state == .reopened)
    }
}
