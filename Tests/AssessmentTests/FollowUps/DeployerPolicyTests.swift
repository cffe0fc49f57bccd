import Inventory
import Knowledge
import Testing

@testable import Assessment

/// `--policy ssvc_deployer`: CISA's tree for those who deploy, in place of the directive.
struct DeployerPolicyTests {
    private let assessor: Assessor

    init() throws {
        assessor = try Assessor(
            knowledge: .load(from: ExchangeKnowledge.locate()), policy: ExchangeKnowledge.ssvcPolicy)
    }

    private func terms(_ impact: MissionImpact) -> Terms {
        Terms(zone: .utc, start: day("2021-01-01"), impact: assessor.impact(of: impact))
    }

    @Test(arguments: [
        // A proof of concept is public, as the playbook tells; nobody was seen to use it.
        ("2021-07-20", Exposure.exposed, MissionImpact.low, Outcome.scheduled),
        ("2021-07-20", .exposed, .medium, .scheduled), ("2021-07-20", .exposed, .high, .outOfCycle),
        ("2021-07-20", .notExposed, .high, .scheduled), ("2021-07-20", .notExposed, .veryHigh, .outOfCycle),
        // It is used.
        ("2021-08-20", .exposed, .low, .outOfCycle), ("2021-08-20", .exposed, .medium, .outOfCycle),
        ("2021-08-20", .exposed, .high, .immediate), ("2021-08-20", .exposed, .veryHigh, .immediate),
        ("2021-08-20", .notExposed, .veryHigh, .outOfCycle),
        // Nobody has looked: as if exposed.
        ("2021-08-20", .unknown, .high, .immediate), ("2021-08-20", .stale, .high, .immediate),
    ])
    func `ProxyShell is decided by exploitation, exposure and mission`(
        date: String, exposure: Exposure, impact: MissionImpact, outcome: Outcome
    ) throws {
        let server = OneServer(exposure: [("2021-06-01", exposure)])
        let item = try #require(server.followUps(assessor, terms(impact)).first { $0.threat == "ProxyShell" })
        let step = try #require(item.step(at: at(date)))
        #expect(step.outcome == outcome)
        // The tree sets no dates.
        #expect(step.dueOn == nil)
    }

    @Test func `evidence is decided at the worst and due on its day`() throws {
        let server = OneServer(
            exposure: [("2021-06-01", .notExposed)],
            signs: [CompromiseSign(what: "shell", threat: "ProxyShell", at: at("2021-06-10"))])
        let item = try #require(server.followUps(assessor, terms(.low)).first { $0.threat == "ProxyShell" })
        #expect(item.step(at: at("2021-06-11"))?.outcome == .immediate)
        #expect(item.step(at: at("2021-06-11"))?.dueOn == day("2021-06-10"))
    }

    @Test func `the directive does not ask for the mission, the tree does`() throws {
        let directive = try Assessor(knowledge: assessor.knowledge)
        #expect(directive.impact(of: .veryHigh) == nil)
        #expect(assessor.impact(of: .veryHigh) == .veryHigh)
    }

    @Test func `the outcomes of each policy stand in order, and every row of the tree is one`() throws {
        let tree = try #require(assessor.knowledge.policy(named: ExchangeKnowledge.ssvcPolicy))
        #expect(Outcome.immediate < .outOfCycle && Outcome.outOfCycle < .scheduled && Outcome.scheduled < .defer)
        var found: Set<Outcome> = []
        for isKnown in [true, false] {
            for hasProof in [true, false] {
                for isExposed in [true, false] {
                    for isAutomatable in [true, false] {
                        for impact in MissionImpact.allCases {
                            let inputs = DecisionInputs(
                                isKnownExploited: isKnown, isExposed: isExposed, isAutomatable: isAutomatable,
                                impact: .total)
                            let row = inputs.values(missionImpact: impact, hasProof: hasProof)
                            found.insert(try #require(tree[row].flatMap { Outcome(rawValue: $0) }, "\(row)"))
                        }
                    }
                }
            }
        }
        #expect(found == [.immediate, .outOfCycle, .scheduled, .defer])
    }

    @Test func `a policy that nobody knows is refused`() {
        let complaint = #expect(throws: Complaint.self) {
            try Assessor(knowledge: assessor.knowledge, policy: "cvss")
        }
        #expect(complaint?.what.contains("no policy \"cvss\"") == true)
    }
}
