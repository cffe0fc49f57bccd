import Inventory
import Knowledge
import Testing

@testable import Assessment

/// Figures counted by hand, by another way than the program's.
struct KnownFigureTests {
    let knowledge = shared.knowledge
    let judge = shared.judge

    /// Verdicts of a build for the CVEs of its product that were public, each with what is seen: nothing.
    private func count(_ text: String, _ on: String) -> [String: Int] {
        guard let evidence = knowledge.read(text), let product = knowledge.product(of: evidence.lower) else {
            return [:]
        }
        let base = judge.verdicts(for: evidence)
        var count: [String: Int] = [:]
        for cve in knowledge.cves.indices {
            guard knowledge.cves[cve].isPublic(on: theDay(on)), let fix = knowledge.fix(of: cve, in: product),
                fix.listing != .no
            else { continue }
            count[judge.verdict(cve: cve, base: base[cve], conditions: .none).verdict.word, default: 0] += 1
        }
        return count
    }

    @Test func `three parts of 2016 CU21 leave 15 of 141 open by build and 4 by a condition`() {
        let found = count("15.1.2308", "2026-11-23")
        #expect(found == ["vulnerable": 61, "undetermined": 19, "fixed": 61])
        let base = judge.verdicts(for: knowledge.read("15.1.2308"))
        let open = knowledge.cves.indices.filter { knowledge.cves[$0].judgedBy == nil }.filter {
            judge.verdict(cve: $0, base: base[$0], conditions: .none).verdict == .undetermined(.condition)
        }
        #expect(
            open.map { knowledge.cves[$0].id } == [
                "CVE-2021-1730", "CVE-2021-34470", "CVE-2022-21978", "CVE-2025-53786",
            ])
    }

    @Test func `2016 CU21 without an update had 3 of 66 open in August 2021 and has 76 of 141 today`() {
        #expect(count("15.1.2308.8", "2021-08-20") == ["vulnerable": 3, "undetermined": 2, "fixed": 61])
        #expect(count("15.1.2308.8", "2026-11-23") == ["vulnerable": 76, "undetermined": 4, "fixed": 61])
    }

    @Test(arguments: [
        ("15.1.2308.8", "CVE-2021-26855", Verdict.fixed), ("15.1.2308.8", "CVE-2021-34473", .fixed),
        ("15.1.2308.8", "CVE-2021-34523", .fixed), ("15.1.2308.8", "CVE-2021-31207", .fixed),
        ("15.1.2308.8", "CVE-2021-33766", .fixed), ("15.1.2308.8", "CVE-2021-31196", .vulnerable),
        ("15.1.2308.8", "CVE-2022-41040", .vulnerable), ("15.1.2308.8", "CVE-2022-41082", .vulnerable),
        // Of ProxyLogon the update of March 2021 for 2013 SP1 mended two of four.
        ("15.0.847.64", "CVE-2021-26857", .fixed), ("15.0.847.64", "CVE-2021-27065", .fixed),
        ("15.0.847.64", "CVE-2021-26855", .vulnerable), ("15.0.847.64", "CVE-2021-26858", .vulnerable),
        ("15.0.847.62", "CVE-2021-27065", .vulnerable), ("15.01.2176.002", "CVE-2021-26855", .vulnerable),
        ("Version 15.1 (Build 2308.8)", "CVE-2021-31196", .undetermined(.build)),
        ("Version 15.1 (Build 2308.8)", "CVE-2021-26855", .fixed),
        ("15.1.2507.18", "CVE-2023-21745", .fixed), ("15.1.2507.18", "CVE-2023-21529", .vulnerable),
        ("15.2.2562.99", "CVE-2026-47631", .fixed),
        // An interim build between two cumulative updates is judged by the older one.
        ("15.1.2400.1", "CVE-2021-42321", .fixed), ("15.1.2400.1", "CVE-2023-21529", .vulnerable),
    ])
    func `known cases`(text: String, cve: String, verdict: Verdict) {
        #expect(judge.judge(text, cve).verdict == verdict)
    }

    @Test func `a build newer than the table says by which knowledge it was judged`() {
        let judgement = judge.judge("15.2.2562.99", "CVE-2026-47631")
        #expect(judgement.reason == "Jun26SU has it; newer than the knowledge of 2026-08-11")
        #expect(judgement.isBeyondKnowledge)
        #expect(!judge.judge("15.1.2507.18", "CVE-2026-47631").isBeyondKnowledge)
    }

    @Test func `an update that raises the lower end of the evidence narrows the verdict`() {
        let atLeast = knowledge.evidence("15.1.2308.14", as: .webVersion)
        let cve = knowledge.cve(named: "CVE-2021-31196")!
        #expect(judge.verdicts(for: atLeast)[cve].verdict == .fixed)
        let before = BuildEvidence(
            lower: ExchangeBuild(15, 1, 2308, 9), upper: ExchangeBuild(15, 1, 2308, 13), precision: .cu)
        #expect(judge.verdicts(for: before)[cve].verdict == .vulnerable)
    }

    @Test func `before a fix was out every affected build was vulnerable`() throws {
        let cve = try #require(knowledge.cve(named: "CVE-2022-41082"))
        func judged(_ text: String, _ on: String) -> Judgement {
            judge.verdicts(for: knowledge.read(text), on: theDay(on))[cve]
        }
        for text in ["15.1.2507", "15.1.2507.13", "Exchange 2016"] {
            #expect(judged(text, "2022-10-15").verdict == .vulnerable, "\(text)")
            #expect(judged(text, "2022-10-15").fixedFrom == nil)
        }
        #expect(judged("15.1.2507.13", "2022-10-15").reason == "no update of CU23 had it yet")
        #expect(judged("15.1.2507", "2022-11-08").verdict == .undetermined(.build))
        #expect(judged("15.1.2507.13", "2022-11-08").fixedFrom?.description == "15.1.2507.16 Nov22SU")
        #expect(judged("15.1.2507.16", "2022-11-08").verdict == .fixed)
    }
}
