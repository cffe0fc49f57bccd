import ArgumentParser
import Assessment
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
              muster followup list --changed-since 2021-08-20T06:00Z        for who comes on shift
              muster followup list --export jira > issues.csv
              muster followup list --fail-on overdue --fail-on 'silent>2' -q     exit 3 when a gate is hit
            """)

    @Option(help: ArgumentHelp("asset, threat or tenant: what a row stands for.", valueName: "what"))
    var by = FollowUpList.Grouping.asset

    @Option(
        help: ArgumentHelp(
            "overdue, checks_owed, new or silent, with >N for more than N; repeat for more.", valueName: "gate"))
    var failOn: [FollowUpGate] = []

    @Option(
        help: ArgumentHelp(
            "all, or one of open, assigned, snoozed, accepted, closed, reopened; else what is open and not snoozed.",
            valueName: "state"))
    var state: StateChoice?

    @Option(
        help: ArgumentHelp(
            "Only what changed since then and how, closed ones too; without --as-of also what was only learnt since.",
            valueName: "time"),
        transform: ClaimOptions.instant)
    var changedSince: Instant?

    @OptionGroup var export: ExportOption
    @OptionGroup var policy: PolicyOption
    @OptionGroup var reading: ReadingOptions
    @OptionGroup(visibility: .hidden) var global: GlobalOptions

    func run(_ console: Console) throws {
        guard isPlain(console), let limit = console.options.rowLimit else {
            return try run(Reader(global, reading, policy: policy), console, keeping: nil)
        }
        let store = try global.openStore(.read)
        let shown = try ShownList(store, global.knowledgeFolder(), [by.rawValue, "\(limit)"])
        if let page = shown?.page(at: .now) { return page.show(console) }
        try run(Reader(global, reading, policy: policy, of: store), console, keeping: shown)
    }

    /// Whether it is the question that everybody asks: of all tenants, now, by the usual terms, to be read by people.
    private func isPlain(_ console: Console) -> Bool {
        global.tenant == nil && by != .tenant && changedSince == nil && state == nil && failOn.isEmpty
            && export.export == nil && policy.policy == nil && reading.isUsual && console.isForPeople
            && global.columns == nil
    }

    private func run(_ reader: Reader, _ console: Console, keeping shown: ShownList?) throws {
        if let changedSince { return try emitChanges(since: changedSince, reader, console) }
        let mapping = try export.mapping(global)
        let states = state?.states ?? .open
        let limit = console.options.rowLimit
        if mapping == nil, let list = try firstRows(reader, states, limit) {
            let page = try show(list, reader, limit, console)
            shown?.keep(page, of: list, at: reader.asOf.instant(in: .utc))
            return try passGates(list, [], reader)
        }
        let readings = try reader.readings(of: global.tenant, states.needsAll ? .all : .open)
        let list = FollowUpList(readings, by: by, states: states)
        if let mapping {
            try write(list, as: mapping, reader, console)
        } else {
            _ = try show(list, reader, limit, console)
        }
        try passGates(list, readings, reader)
    }

    /// The list in the columns of another system, all of its rows unless fewer are asked for.
    private func write(
        _ list: FollowUpList, as mapping: ExportMapping, _ reader: Reader, _ console: Console
    ) throws {
        let limit = global.limit == 0 ? nil : global.limit
        let all = FollowUpTable(knowledge: reader.knowledge, list: list, limit: limit)
        console.write(try mapping.applied(to: all.table), as: CSVFormat.self)
    }

    private func passGates(_ list: FollowUpList, _ readings: [TenantReading], _ reader: Reader) throws {
        try FollowUpGate.check(failOn, list, readings) {
            try reader.roll.checks(
                reader.readings(of: global.tenant, .all), asOf: reader.asOf, due: true, assumed: false,
                reader.opened.projector
            ).owed.checks
        }
    }

    /// The rows that are shown, where not every server must be read for them: nobody asks for many of them, nor for what
    /// only the servers themselves tell.
    private func firstRows(_ reader: Reader, _ states: FollowUpList.States, _ limit: Int?) throws -> FollowUpList? {
        guard let limit, limit <= 1_000, global.tenant == nil, states == .open, !reader.isUnusual,
            !failOn.contains(where: { $0.measure == .new })
        else { return nil }
        return try reader.roll.portfolioList(asOf: reader.asOf, reader.opened.projector, by: by, limit: limit)
    }

    /// Prints the list; what people read of it is given back.
    private func show(_ list: FollowUpList, _ reader: Reader, _ limit: Int?, _ console: Console) throws -> ListPage {
        let page = try page(list, reader, limit, console)
        if console.isForPeople, global.columns == nil, by != .tenant {
            page.show(console)
        } else {
            try console.emit(
                FollowUpTable(knowledge: reader.knowledge, list: list, limit: limit).table, layout: page.layout)
            if console.isForPeople { page.sayBelow(console) }
        }
        return page
    }

    private func page(
        _ list: FollowUpList, _ reader: Reader, _ limit: Int?, _ console: Console
    ) throws -> ListPage {
        guard console.isForPeople else { return ListPage(layout: TerminalLayout(columns: []), total: list.rowCount) }
        var page = ListPage(layout: layout(list, reader, limit), total: list.rowCount)
        page.warnings = try warningsOfOthers(reader)
        if list.ages.silent > 0, global.tenant != nil {
            page.warnings.append("decisions assume the worst where nothing was seen: exposed")
        }
        if by == .tenant, !list.rows.isEmpty {
            page.notes.append(
                "OWED: checks. SERVERS: those with follow-ups; \(list.totals.collect) more are only to collect from")
        }
        if let worst = list.rows.first(where: { $0.worst != nil })?.worst {
            page.next = [
                "muster asset explain \(worst.server.shortName) -t \(worst.server.tenant)", "whole rows: -o csv",
            ]
        } else {
            page.next = [list.ages.tenants == 0 ? "muster tenant add SLUG" : "muster tenant list"]
        }
        return page
    }

    /// A row is one follow-up, whatever it is asked by: what changed is told of each.
    private func emitChanges(since: Instant, _ reader: Reader, _ console: Console) throws {
        let changes = try reader.roll.changes(
            of: global.tenant, since: since, asOf: reader.asOf, reader.opened.projector,
            byRecording: reading.asOf == nil)
        let list = FollowUpList(changes.readings, by: .threat, states: state?.states ?? .all)
        let limit = console.options.rowLimit
        try console.emit(
            FollowUpTable(knowledge: reader.knowledge, list: list, limit: limit, changes: changes).table,
            layout: FollowUpChangesLayout(
                changes: changes, list: list, since: since, tenant: global.tenant, limit: limit
            ).layout)
        guard console.isForPeople else { return }
        if let worst = list.rows.first?.worst, let id = worst.id {
            console.next("muster followup show \(id)", "whole rows: -o csv (changed_at, change)")
        } else {
            console.next("muster followup list")
        }
    }

    private func layout(_ list: FollowUpList, _ reader: Reader, _ limit: Int?) -> TerminalLayout {
        by == .tenant
            ? TenantSummaryLayout(list: list, staleDays: reader.opened.projector.staleDays).layout
            : FollowUpLayout(
                knowledge: reader.knowledge, list: list,
                tenant: global.tenant == nil ? nil : list.ages.first.first?.tenant.slug,
                isByThreat: by == .threat, staleDays: reader.opened.projector.staleDays, limit: limit,
                asked: state?.words
            ).layout
    }

    /// Evidence on what runs no Exchange has no follow-up to lift: it is told here, so that nobody overlooks it.
    private func warningsOfOthers(_ reader: Reader) throws -> [StyledText] {
        let others = try reader.roll.evidence(of: global.tenant, asOf: reader.asOf, reader.opened.projector).filter {
            $0.isOpen && !$0.isOnServer
        }
        let names = Set(others.map { "\($0.row.name) of \($0.tenant.slug)" }).sorted()
        guard let first = names.first else { return [] }
        let more = names.count > 1 ? " and \(names.count - 1) more" : ""
        return ["open evidence on what is no Exchange server: \(first)\(more); muster evidence list"]
    }
}

/// Which states `--state` asks for.
enum StateChoice: ExpressibleByArgument, Hashable {
    case all
    case only(WorkState)

    init?(argument: String) {
        if argument == "all" {
            self = .all
        } else if let state = WorkState(rawValue: argument) {
            self = .only(state)
        } else {
            return nil
        }
    }

    static var allValueStrings: [String] { ["all"] + WorkState.allCases.map(\.rawValue) }

    var states: FollowUpList.States {
        switch self {
        case .all: .all
        case .only(let state): .only(state)
        }
    }

    /// `are accepted`.
    var words: String {
        switch self {
        case .all: "in all states"
        case .only(let state): "are \(state.rawValue)"
        }
    }
}

extension FollowUpList.Grouping: ExpressibleByArgument {}
