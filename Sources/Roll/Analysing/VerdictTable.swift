import Assessment
import Inventory
import Knowledge
import Storage

/// Fills what stands behind `verdicts`: per server its case, and per case the verdicts. Servers of one build and one state
/// of conditions on one day share a case.
final class VerdictTable {
    private struct Case: Hashable {
        let verdicts: VerdictCase
        let isConflict: Bool
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
                verdicts: VerdictCase(server, on: reading.asOf), isConflict: server.build?.isConflict ?? false)
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
        for (key, number) in numbers.sorted(by: { $0.value < $1.value }) {
            for (cve, judged) in key.verdicts.judgements(by: source.projector) {
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
