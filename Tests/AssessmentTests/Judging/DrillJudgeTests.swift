import Inventory
import Knowledge
import Testing

@testable import Assessment

/// The first hour of a flaw that is not in the knowledge yet.
struct DrillJudgeTests {
    private func judge(
        _ products: [String], fixed: [String] = [], exploited: Bool = false, automatable: Bool = false,
        impact: TechnicalImpact = .partial, policy: String = ExchangeKnowledge.defaultPolicy
    ) throws -> DrillJudge {
        try DrillJudge(
            Drill(
                products: products, fixed: fixed.compactMap { ExchangeBuild($0) }, isExploited: exploited,
                isAutomatable: automatable, impact: impact), shared.knowledge, policy: policy)
    }

    private func verdict(_ judge: DrillJudge, _ build: String) -> String {
        switch judge.verdict(for: shared.knowledge.read(build)) {
        case nil: "another product"
        case .vulnerable: "vulnerable"
        case .fixed: "fixed"
        case .notAffected: "not affected"
        case .undetermined: "undetermined"
        }
    }

    @Test(arguments: [
        ("15.2.2562.17", "vulnerable"), ("15.2.2562.43", "vulnerable"), ("15.2.2562.9999", "vulnerable"),
        ("15.2.1748.46", "vulnerable"), ("15.1.2507.69", "another product"), ("14.3.513.0", "another product"),
    ])
    func `without a fix every build of the products has it`(build: String, expected: String) throws {
        #expect(verdict(try judge(["Exchange SE", "Exchange 2019"]), build) == expected)
    }

    @Test(arguments: [
        // Within its cumulative update, as numbers and not as text.
        ("15.2.1544.9", "vulnerable"), ("15.2.1544.40", "vulnerable"), ("15.2.1544.41", "fixed"),
        ("15.2.1544.100", "fixed"),
        ("15.2.1748.45", "vulnerable"), ("15.2.1748.46", "fixed"),
        // An update that got no fix, however high its builds are.
        ("15.2.1258.39", "vulnerable"), ("15.2.986.49", "vulnerable"),
        // Exchange SE has its own.
        ("15.2.2562.42", "vulnerable"), ("15.2.2562.43", "fixed"),
        // Only the cumulative update is known.
        ("15.2.1748", "undetermined"), ("15.2.1258", "vulnerable"),
        ("15.1.2507.69", "another product"),
    ])
    func `with fixes a build is compared within its cumulative update`(build: String, expected: String) throws {
        let judge = try judge(
            ["Exchange SE", "Exchange 2019"], fixed: ["15.2.1544.41", "15.2.1748.46", "15.2.2562.43"])
        #expect(verdict(judge, build) == expected)
    }

    @Test func `an update that is newer than the newest with a fix brings it`() throws {
        let judge = try judge(["Exchange 2016"], fixed: ["15.1.2242.12"])
        #expect(verdict(judge, "15.1.2308.8") == "fixed")
        #expect(verdict(judge, "15.1.2176.14") == "vulnerable")
    }

    @Test func `a product that got no fix stays vulnerable whatever others got`() throws {
        let judge = try judge(["Exchange 2016", "Exchange 2019"], fixed: ["15.2.1748.46"])
        #expect(verdict(judge, "15.1.2507.69") == "vulnerable")
        #expect(verdict(judge, "15.2.1748.46") == "fixed")
    }

    @Test func `a server of which nobody knows the build may have it`() throws {
        #expect(try judge(["Exchange SE"]).verdict(for: nil) == .undetermined(.noBuild))
    }

    @Test func `what it may be of two products is not decided by one`() throws {
        let both = BuildEvidence(
            lower: ExchangeBuild(15, 1, 225, 0), upper: ExchangeBuild(15, 2, 5000, 0), precision: .product)
        #expect(try judge(["Exchange 2019"]).verdict(for: both) == .undetermined(.build))
    }

    @Test func `words that name nothing are refused`() throws {
        func complaint(_ products: [String], fixed: [String] = []) throws -> Complaint {
            try #require(throws: Complaint.self) { try judge(products, fixed: fixed) }
        }
        #expect(try complaint(["Exchange 2017"]).what.contains("no product \"Exchange 2017\""))
        #expect(try complaint(["Exchange SE"], fixed: ["15.1.2507.69"]).what.contains("is no build of Exchange SE"))
        #expect(
            try complaint(["Exchange 2016"], fixed: ["15.1.2507.69", "15.1.2507.66"]).what.contains(
                "is fixed from one build on"))
        #expect(try complaint(["Exchange 2017"]).code == .usage)
    }

    @Test(arguments: [
        (true, true, TechnicalImpact.total, Outcome.threeDaysAndForensics, Outcome.threeDaysAndForensics),
        (true, false, .partial, .fourteenDays, .fourteenDays),
        (false, true, .total, .threeDays, .sixtyDays),
        (false, false, .partial, .sixtyDays, .nextUpgrade),
    ])
    func `the policy decides by what is given of the flaw and seen of the server`(
        exploited: Bool, automatable: Bool, impact: TechnicalImpact, exposed: Outcome, inside: Outcome
    ) throws {
        let judge = try judge(["Exchange SE"], exploited: exploited, automatable: automatable, impact: impact)
        #expect(judge.outcome(exposed: true, missionImpact: .medium) == exposed)
        #expect(judge.outcome(exposed: false, missionImpact: .medium) == inside)
    }

    @Test func `by SSVC the mission decides too`() throws {
        let judge = try judge(
            ["Exchange SE"], exploited: true, automatable: true, policy: ExchangeKnowledge.ssvcPolicy)
        #expect(judge.outcome(exposed: true, missionImpact: .medium) == .outOfCycle)
        #expect(judge.outcome(exposed: true, missionImpact: .veryHigh) == .immediate)
    }
}
