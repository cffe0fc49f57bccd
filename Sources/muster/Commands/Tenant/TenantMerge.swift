import ArgumentParser
import Inventory
import Reporting
import Roll
import Storage

/// `muster tenant merge`: a tenant becomes part of another one.
struct TenantMerge: MusterCommand {
    static let configuration = CommandConfiguration(
        commandName: "merge",
        abstract: "Make all of a tenant part of another one, from now on. It can be taken back.",
        usage: "muster tenant merge SLUG INTO [--reason TEXT] [-n]\nmuster tenant merge SLUG --undo",
        discussion: """
              muster tenant merge northwind fabrikam -n
              muster tenant merge northwind fabrikam --reason "bought in September"
              muster tenant merge northwind --undo

            Its machines with their past, and what was set on them, are the other one's; its follow-ups
            close as "merged" and go on there under new ids. Its slug, domains and networks mean the
            other one. Files that come with its slug go on as streams of their own, for example
            "northwind/inventory". "--as-of" a day before shows both as they were. What is taken in
            after the merge stays where it is when that is taken back.
            """)

    @Argument(help: ArgumentHelp("The tenant that ends.", valueName: "slug"))
    var slug: String

    @Argument(help: ArgumentHelp("The tenant that has all from now on.", valueName: "into"))
    var into: String?

    @OptionGroup(title: "What is said of it") var said: ReasonOption
    @OptionGroup(title: "Care") var care: CareOfTenant
    @OptionGroup(visibility: .hidden) var global: GlobalOptions

    func run(_ console: Console) throws {
        let roll = try global.open(.write).roll
        if care.undo {
            guard into == nil else { throw Complaint(.usage, "--undo takes the tenant that ended, and no other") }
            let outcome = try roll.unmergeTenant(slug, now: .now, by: global.actorName, isDryRun: care.dryRun)
            return try console.tell(undone: outcome)
        }
        guard let into else {
            throw Complaint(
                .usage, "which tenant is \(slug) to be part of?", facts: ["muster tenant merge \(slug) INTO"],
                next: ["muster tenant list"])
        }
        let merged = try roll.mergeTenant(
            slug, into: into, reason: said.reason, now: .now, by: global.actorName, isDryRun: care.dryRun)
        try console.tell(merged)
    }
}

extension Console {
    /// What a merge of tenants comes to, and what of it wants a second look.
    fileprivate func tell(_ merged: TenantMergeOutcome) throws {
        let outcome = merged.outcome
        let (from, into) = (outcome.from.slug, outcome.into.slug)
        if !merged.meeting.isEmpty {
            let names = merged.meeting.prefix(5).joined(separator: ", ")
            warn(
                "\(counted(merged.meeting.count, "machine")) of both meet under one name and become one: \(names)")
            note("  where they are two: give one of them its full name, or muster asset split NAME SUBJECT -t \(into)")
        }
        if !merged.facts.isEmpty {
            warn("what was said of \(from) as a whole is not said of \(into): \(merged.facts.joined(separator: ", "))")
            note("  where it holds there too: muster tenant edit \(into) --fact FACT=VALUE --seen-at TIME")
        }
        if outcome.from.start < outcome.into.start {
            warn(
                "\(into) starts on \(outcome.into.start), \(from) on \(outcome.from.start): what was due earlier is not"
            )
            note("  to answer for it as long: muster tenant edit \(into) --start \(outcome.from.start)")
        }
        guard isForPeople else { return try emit(HandoverTable(outcome: outcome, rows: merged.rows).table) }
        guard !options.quiet else { return }
        print(
            "\(from) \(outcome.isDryRun ? "would become" : "is") part of \(into): \(counted(merged.rows, "row")) of files"
        )
        tellFlows(outcome)
        if outcome.isDryRun { return note("nothing was changed") }
        next("muster tenant merge \(from) --undo      takes it back", "muster followup list -t \(into)")
    }

    fileprivate func tell(undone outcome: HandoverOutcome) throws {
        guard isForPeople else {
            return try emit(HandoverTable(outcome: outcome, rows: outcome.undone?.rows ?? 0).table)
        }
        guard !options.quiet else { return }
        print(
            "\(outcome.from.slug) \(outcome.isDryRun ? "would be" : "is") a tenant of its own again, apart from \(outcome.into.slug)"
        )
        tellFlows(outcome)
        if outcome.isDryRun { note("nothing was changed") }
    }

    private func tellFlows(_ outcome: HandoverOutcome) {
        for flow in outcome.followUps {
            print("\(flow.tenant):")
            tell(flow)
        }
    }
}
