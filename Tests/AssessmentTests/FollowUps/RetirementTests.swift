import Inventory
import Knowledge
import Testing

@testable import Assessment

/// What a person takes off the roll, and what is seen of it afterwards.
struct RetirementTests {
    private let assessor: Assessor

    init() throws { assessor = try Assessor(knowledge: .load(from: ExchangeKnowledge.locate())) }

    @Test func `retiring closes every item, a later sighting opens them as appeared with their first dates`() throws {
        let server = OneServer(retired: [("2021-06-10", true), ("2021-06-20", false)])
        let items = server.followUps(assessor).filter { $0.openedAt < at("2021-06-10") }
        #expect(
            Set(items.map(\.threat)).isSuperset(of: ["ProxyShell", "ProxyOracle", "Unpatched", FollowUpHistory.collect])
        )
        for item in items {
            #expect(try item.state(on: "2021-06-09") == "open", "\(item.threat)")
            #expect(try item.state(on: "2021-06-11") == "closed retired", "\(item.threat)")
            #expect(item.step(at: at("2021-06-11"))?.dueOn == nil)
            #expect(item.step(at: at("2021-06-21"))?.isOpen == true, "\(item.threat)")
            #expect(item.step(at: at("2021-06-21"))?.cause == "appeared", "\(item.threat)")
            #expect(item.step(at: at("2021-06-21"))?.dueOn == item.step(at: at("2021-06-09"))?.dueOn, "\(item.threat)")
        }
    }

    @Test func `what becomes known while it is off the roll makes no work`() throws {
        let server = OneServer(retired: [("2021-06-10", true)])
        let shell = try server.item(by: assessor)
        #expect(try shell.state(on: "2021-09-20") == "closed retired")
        #expect(!server.followUps(assessor).contains { $0.openedAt > at("2021-06-10") })
    }

    @Test func `an owed check goes with the machine, what was found on it does not`() throws {
        var server = OneServer(retired: [("2021-09-01", true)])
        #expect(try server.item(by: assessor).state(on: "2021-09-02") == "closed retired")
        server.signs = [CompromiseSign(what: "shell", threat: "ProxyShell", at: at("2021-08-20"))]
        let item = try server.item(by: assessor)
        #expect(item.step(at: at("2021-09-02"))?.isOpen == true)
        #expect(item.step(at: at("2021-09-02"))?.outcome == .threeDaysAndForensics)
        #expect(try server.item("ProxyOracle", by: assessor).state(on: "2021-09-02") == "closed retired")
    }
}
