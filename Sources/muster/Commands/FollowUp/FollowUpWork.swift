import ArgumentParser
import Assessment
import Inventory
import Reporting
import Roll
import Storage

/// When and how carefully somebody works on follow-ups.
struct WorkOptions: ParsableArguments {
    @Option(help: ArgumentHelp("When it was decided; else now.", valueName: "time"), transform: ClaimOptions.instant)
    var at: Instant?

    @Flag(name: [.customShort("n"), .long], help: "Say what would change, and change nothing.")
    var dryRun = false

    @Option(help: ArgumentHelp("Take an act back, as if it had not been done; needs -t.", valueName: "act"))
    var undo: Int?
}

/// A day up to which something rests, as people type it.
func restDay(_ text: String) throws -> CalendarDay {
    guard let day = CalendarDay(iso: text) else { throw ValidationError("a day such as 2021-09-30") }
    return day
}

extension Console {
    /// Does one thing about the follow-ups that were chosen, or takes an act of that kind back.
    func work(
        _ choice: FollowUpChoice, _ options: WorkOptions, _ global: GlobalOptions, _ command: String,
        _ wish: () throws -> WorkWish
    ) throws {
        if let act = options.undo {
            let outcome = try global.open(.write).roll.takeBack(
                act: act, of: global.requireTenant(), kinds: ["followup.\(command)"], now: .now, by: global.actorName,
                isDryRun: options.dryRun)
            return try tell(outcome, doing: "take back act \(act)", undo: nil)
        }
        let wish = try wish()
        let orders = try choice.followUps(global, at: options.at).map { WorkOrder($0, wish) }
        try carryOut(orders, options, global)
    }

    /// Does what orders say and tells what became of each follow-up.
    ///
    /// - Parameter file: whose lines the orders name.
    func carryOut(
        _ orders: [WorkOrder], _ options: WorkOptions, _ global: GlobalOptions, file: String? = nil
    ) throws {
        let opened = try global.open(.write)
        let now = Instant.now
        let outcomes = try opened.roll.carryOut(
            orders, of: global.tenant, at: options.at ?? now, now: now, by: global.actorName, isDryRun: options.dryRun,
            file: file,
            opened.projector)
        try emit(WorkTable(outcomes).table, layout: WorkTable(outcomes).layout)
        guard isForPeople else { return }
        if options.dryRun { return note("nothing was changed") }
        for (slug, own) in Dictionary(grouping: outcomes, by: \.tenant.slug).sorted(by: { $0.key < $1.key }).prefix(1) {
            let acts = own.compactMap(\.act)
            guard let first = acts.first, let order = own.first?.order else { continue }
            let more = outcomes.count > 1 ? "      (one act per follow-up: column act of -o csv)" : ""
            next(
                "muster followup show \(order.id)",
                "take back: muster followup \(order.wish.word) --undo \(first) -t \(slug)\(more)")
        }
    }
}

/// What became of follow-ups, a row each.
private struct WorkTable {
    let outcomes: [WorkOutcome]

    init(_ outcomes: [WorkOutcome]) { self.outcomes = outcomes }

    var table: ReportTable {
        var table = ReportTable(columns: [
            .init("id"), .init("tenant"), .init("asset"), .init("threat"), .init("done"), .init("act", .integer),
            .init("state_before"), .init("state"), .init("until", .day), .init("owner"), .init("ticket"),
            .init("is_open", .integer), .init("state_now"),
        ])
        for outcome in outcomes {
            let work = outcome.after.work
            table.append(
                .text(outcome.order.id.description), .text(outcome.tenant.slug), .text(outcome.asset),
                .text(outcome.threat), .text(outcome.order.wish.word), .integer(outcome.act),
                .text(outcome.before.work.state.rawValue), .text(work.state.rawValue), .day(work.until),
                .text(work.owner), .text(work.ticket), .integer(outcome.after.isOpen ? 1 : 0),
                .text(outcome.today.work.state.rawValue))
        }
        return table
    }

    var layout: TerminalLayout {
        let tenants = Set(outcomes.map(\.tenant.slug)).count
        let isDry = outcomes.contains { $0.act == nil }
        let what = Set(outcomes.map(\.order.wish.word)).sorted().joined(separator: ", ")
        return TerminalLayout(
            heading: [
                "\(isDry ? "would \(what)" : "\(what): done,") \(counted(Set(outcomes.map(\.order.id)).count, "follow-up")) of \(counted(tenants, "tenant"))",
                "",
            ],
            columns: [.init("ID"), .init("TENANT"), .init("ASSET"), .init("THREAT"), .init("WAS"), .init("IS")],
            rows: outcomes.map { outcome in
                TerminalLayout.Row([
                    StyledText(outcome.order.id.description), StyledText(outcome.tenant.slug),
                    StyledText(String(outcome.asset.prefix { $0 != "." || outcome.asset.contains(":") })),
                    StyledText(outcome.threat), StyledText(outcome.before.stateText), StyledText(words(outcome)),
                ])
            })
    }

    private func words(_ outcome: WorkOutcome) -> String {
        switch outcome.order.wish {
        case .note(let text): "noted: \(text.prefix(60))"
        case .ticket(let ticket): ticket.map { "ticket \($0)" } ?? "no ticket"
        default: outcome.after.stateText + since(outcome)
        }
    }

    /// What became of it since then, where something has: `; now reopened`.
    private func since(_ outcome: WorkOutcome) -> String {
        let today = outcome.today.stateText
        return today == outcome.after.stateText ? "" : "; now \(today)"
    }
}

extension FollowUpStep {
    /// `assigned to jane`, `snoozed until 2021-09-30`, `accepted until 2021-09-30`, `closed (patched)`, `reopened`.
    var stateText: String {
        let until = work.until.map { " until \($0)" } ?? ""
        let owner = work.owner.map { ", \($0)" } ?? ""
        return switch work.state {
        case .open: "open"
        case .assigned: "assigned to \(work.owner ?? "?")"
        case .snoozed: "snoozed\(until)\(owner)"
        case .accepted: "accepted\(until)\(owner)"
        case .closed: "closed (\(cause))"
        case .reopened: "reopened\(owner)"
        }
    }
}
