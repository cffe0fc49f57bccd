import Assessment
import Inventory
import Knowledge

/// How many builds a second are judged against all CVEs, in process, printing excluded.
@main
struct Builds {
    let judge: Judge

    static func main() throws {
        let clock = ContinuousClock()
        let start = clock.now
        let knowledge = try ExchangeKnowledge.load(from: ExchangeKnowledge.locate())
        let read = clock.now
        let builds = Builds(judge: Judge(knowledge))
        print("\(knowledge.cves.count) CVEs; files read in \(read - start), judge ready in \(clock.now - read)")
        builds.run()
    }

    func run() {
        let knowledge = judge.knowledge
        // Listed builds, and unlisted ones beside them.
        let exact = knowledge.builds.flatMap { known in
            [-1, 0, 1].map { BuildEvidence(exactly: ExchangeBuild(key: known.build.key + $0)) }
        }
        report("exact builds", exact) { judge.verdicts(for: $0) }
        report("exact builds, with conditions", exact) { evidence in
            let base = judge.verdicts(for: evidence)
            return base.indices.map { judge.verdict(cve: $0, base: base[$0], conditions: .none) }
        }
        report("three parts", knowledge.updates.map(\.range)) { judge.verdicts(for: $0) }
        report("products", knowledge.products.map(\.range)) { judge.verdicts(for: $0) }
    }

    private func report(_ what: String, _ evidence: [BuildEvidence], _ judgements: (BuildEvidence) -> [Judgement]) {
        let (perSecond, vulnerable) = rate(evidence.count) {
            evidence.reduce(0) { sum, evidence in
                var count = sum
                for judgement in judgements(evidence) where judgement.verdict == .vulnerable { count += 1 }
                return count
            }
        }
        print("\(what): \(perSecond) a second (\(evidence.count) different, \(vulnerable) vulnerable verdicts)")
    }

    /// The rate of `work` over whole rounds of `count` pieces, for about a second; and what the last round gave.
    private func rate(_ count: Int, _ work: () -> Int) -> (perSecond: Int, result: Int) {
        let clock = ContinuousClock()
        let start = clock.now
        var rounds = 0
        var result = 0
        while clock.now - start < .seconds(1) {
            result = work()
            rounds += 1
        }
        let elapsed = (clock.now - start).components
        let seconds = Double(elapsed.seconds) + Double(elapsed.attoseconds) / 1e18
        return (Int(Double(rounds * count) / seconds), result)
    }
}
