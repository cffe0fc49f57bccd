import ArgumentParser
import Inventory
import Knowledge
import Reporting
import Roll

/// `muster followup list`: who must act next.
struct FollowUpListCommand: MusterCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Who must act next, the worst first, and why.",
        discussion: """
              muster followup list
              muster followup list -t fabrikam --by threat --as-of 2021-08-20
              muster followup list --by tenant -o csv
              muster followup list --fail-on overdue --fail-on 'silent>2' -q     exit 3 when a gate is hit
            """)

    @Option(help: ArgumentHelp("asset, threat or tenant: what a row stands for.", valueName: "what"))
    var by = FollowUpList.Grouping.asset

    @Option(
        help: ArgumentHelp(
            "overdue, checks_owed, new or silent, with >N for more than N; repeat for more.", valueName: "gate"))
    var failOn: [FollowUpGate] = []

    @OptionGroup var reading: ReadingOptions
    @OptionGroup(visibility: .hidden) var global: GlobalOptions

    func run(_ console: Console) throws {
        let reader = try Reader(global, reading)
        let readings = try reader.readings(of: global.tenant)
        let list = FollowUpList(readings, by: by)
        let limit = console.options.rowLimit
        try console.emit(
            FollowUpTable(knowledge: reader.knowledge, list: list, limit: limit).table,
            layout: console.isForPeople ? layout(list, reader, limit) : nil)
        if console.isForPeople { sayWhatNext(list, console) }
        try FollowUpGate.check(failOn, list, readings)
    }

    private func layout(_ list: FollowUpList, _ reader: Reader, _ limit: Int?) -> TerminalLayout {
        by == .tenant
            ? TenantSummaryLayout(list: list, staleDays: reader.opened.projector.staleDays).layout
            : FollowUpLayout(
                knowledge: reader.knowledge, list: list,
                tenant: global.tenant == nil ? nil : list.data.first?.tenant.slug,
                isByThreat: by == .threat, staleDays: reader.opened.projector.staleDays, limit: limit
            ).layout
    }

    private func sayWhatNext(_ list: FollowUpList, _ console: Console) {
        let silent = list.data.filter(FollowUpList.isSilent)
        if !silent.isEmpty, global.tenant != nil {
            console.warn("decisions assume the worst where nothing was seen: exposed")
        }
        if by == .tenant, !list.rows.isEmpty {
            console.note(
                "OWED: checks. SERVERS: those with follow-ups; \(list.totals.collect) more are only to collect from")
        }
        guard let worst = list.rows.first(where: { $0.worst != nil })?.worst else {
            return console.next(list.data.isEmpty ? "muster tenant add SLUG" : "muster tenant list")
        }
        console.next(
            "muster asset explain \(worst.server.shortName) -t \(worst.server.tenant)", "whole rows: -o csv")
    }
}

extension FollowUpList.Grouping: ExpressibleByArgument {}
