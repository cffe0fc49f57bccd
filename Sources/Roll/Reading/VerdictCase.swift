import Assessment
import Inventory
import Knowledge

/// What decides a server's verdicts on a day. Thousands of servers share one, so that they are judged once.
struct VerdictCase: Hashable {
    private let build: BuildEvidence?
    private let conditions: Conditions
    private let day: CalendarDay

    init(_ server: ServerReading, on day: CalendarDay) {
        build = server.build?.evidence
        conditions = server.conditions
        self.day = day
    }

    /// The judgement of each CVE that is public on the day, in the order given.
    ///
    /// - Parameter cves: numbers of the projector's knowledge; nil for all.
    func judgements(by projector: Projector, of cves: [Int]? = nil) -> [(cve: Int, judgement: Judgement)] {
        let knowledge = projector.knowledge
        let judge = projector.assessor.judge
        let base = judge.verdicts(for: build, on: day)
        return (cves ?? Array(knowledge.cves.indices)).filter { knowledge.cves[$0].isPublic(on: day) }.map {
            ($0, judge.verdict(cve: $0, base: base[$0], conditions: conditions))
        }
    }
}
