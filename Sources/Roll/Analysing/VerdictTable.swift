import Assessment
import Inventory
import Knowledge
import Storage

/// Fills what stands behind `verdicts`: per server its case, and per case the verdicts. Servers of one build and one state
/// of conditions on one day share a case.
final class VerdictTable {
    private struct Case: Hashable {
        let build: BuildEvidence?
        let isConflict: Bool
        let conditions: Conditions
        let day: CalendarDay
    }

    private let servers: SliceWriter
    private let cases: SliceWriter
    private let source: ReadingSource
    private var numbers: [Case: Int] = [:]

    init?(_ slice: Slice, _ source: ReadingSource) throws {
        guard let servers = try slice.writer("verdicts", part: "judged_servers"),
            let cases = try slice.writer("verdicts", part: "judged_cases")
        else { return nil }
        self.servers = servers
        self.cases = cases
        self.source = source
    }

    func add(_ reading: TenantReading) throws {
        let (tenant, asset, id, number) = (
            servers["tenant"], servers["asset"], servers["asset_id"], servers["case_no"]
        )
        for server in reading.servers {
            let key = Case(
                build: server.build?.evidence, isConflict: server.build?.isConflict ?? false,
                conditions: server.conditions, day: reading.asOf)
            servers.set(tenant, reading.tenant.slug)
            servers.set(id, server.asset)
            servers.set(asset, server.name)
            servers.set(number, numbers[key] ?? numbers.count + 1)
            try servers.add()
            if numbers[key] == nil { numbers[key] = numbers.count + 1 }
        }
    }

    /// Writes the verdicts of all cases met.
    func finish() throws {
        let knowledge = source.projector.knowledge
        let judge = source.projector.assessor.judge
        for (key, number) in numbers.sorted(by: { $0.value < $1.value }) {
            let base = judge.verdicts(for: key.build, on: key.day)
            for cve in knowledge.cves.indices where knowledge.cves[cve].isPublic(on: key.day) {
                let judged = judge.verdict(cve: cve, base: base[cve], conditions: key.conditions)
                cases.set(cases["case_no"], number)
                cases.set(cases["cve"], knowledge.cves[cve].id)
                cases.set(cases["verdict"], judged.verdict.word)
                if case .undetermined(let why) = judged.verdict {
                    cases.set(
                        cases["not_known"], (key.isConflict && why == .build ? .conflict : why).rawValue)
                }
                cases.set(cases["reason"], judged.reason)
                cases.set(cases["fixed_build"], judged.fixedFrom?.build.description)
                cases.set(cases["fixed_build_key"], key: judged.fixedFrom?.build.key)
                cases.set(cases["fixed_by"], judged.fixedBy)
                try cases.add()
            }
        }
    }
}
