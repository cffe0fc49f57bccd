import ArgumentParser
import Inventory
import Reporting
import Roll
import Storage

/// `muster tenant edit`: changes what is known of a tenant.
struct TenantEditCommand: MusterCommand {
    static let configuration = CommandConfiguration(
        commandName: "edit", abstract: "Change what is known of a tenant. What depends on it is computed anew.",
        usage: "muster tenant edit SLUG [options]",
        discussion: """
              muster tenant edit fabrikam --mode authorize
              muster tenant edit fabrikam --network 198.51.100.0/25 --from 2021-08-01
              muster tenant edit fabrikam --end-domain old.example.org --from 2021-08-01
              muster tenant edit fabrikam --fact schema_updated=yes --seen-at 2021-08-20
              muster tenant edit fabrikam --undo 4

            Rows that waited because they belonged to no tenant become its own where its name, domains
            or networks now say so; "imports attribute --undo" takes that back. --undo takes back a fact.
            """)

    @Argument(help: ArgumentHelp("The tenant.", valueName: "slug"))
    var slug: String

    @OptionGroup(title: "What is known of it") var said: TenantOptions
    @OptionGroup(title: "What ends or was seen") var changes: TenantChanges
    @OptionGroup(title: "Care") var care: ActOptions
    @OptionGroup(visibility: .hidden) var global: GlobalOptions

    func run(_ console: Console) throws {
        if let act = care.undo { return try console.takeBack(act, of: slug, kind: "tenant.fact", care, global) }
        let opened = try global.open(.write)
        let roll = opened.roll
        let before = try roll.tenantSheet(slug)
        var edit = said.edit
        try changes.add(to: &edit, of: before)
        let now = Instant.now
        if !changes.fact.isEmpty {
            _ = try roll.record(
                tenant: slug, host: nil, at: changes.seenAt ?? now, what: "tenant.fact",
                body: SetFacts(changes.fact, opened.knowledge, ofTenant: true).body, now: now, by: global.actorName,
                isDryRun: care.dryRun)
        }
        let outcome = try roll.editTenant(slug, edit, now: now, by: global.actorName, isDryRun: care.dryRun)
        console.tell(outcome, "changed", of: care.dryRun ? nil : try roll.tenantSheet(outcome.tenant.slug))
    }
}

/// What only an edit can say.
struct TenantChanges: ParsableArguments {
    @Option(help: ArgumentHelp("A domain that is no longer its own; repeat for more.", valueName: "domain"))
    var endDomain: [String] = []

    @Option(help: ArgumentHelp("A network that is no longer its own; repeat for more.", valueName: "cidr"))
    var endNetwork: [String] = []

    @Option(help: ArgumentHelp("A contact to whom we no longer write; repeat for more.", valueName: "e-mail"))
    var endContact: [String] = []

    @Flag(help: "It belongs to no group any more.")
    var noParent = false

    @Option(
        help: ArgumentHelp("The day from which the domains and networks named here begin or end.", valueName: "date"),
        transform: TenantOptions.day)
    var from: CalendarDay?

    @Option(
        help: ArgumentHelp(
            "Something seen of the whole tenant, FACT=yes or FACT=no; repeat for more.", valueName: "fact=value"))
    var fact: [String] = []

    @Option(
        help: ArgumentHelp("When the facts were seen; else now.", valueName: "time"), transform: ClaimOptions.instant)
    var seenAt: Instant?

    /// Throws a `Complaint` (bad data) where there is no such contact.
    func add(to edit: inout TenantEdit, of sheet: TenantSheet) throws {
        if noParent { edit.parent = .some(nil) }
        for email in endContact {
            let known = sheet.contacts.filter { $0.email == email }
            guard !known.isEmpty else {
                throw Complaint(
                    .badData, "\(sheet.tenant.slug) has no contact '\(email)'; nothing was changed",
                    facts: sheet.contacts.map { "\($0.role): \($0.email)" })
            }
            edit.removedContacts += known
        }
        edit.endedDomains = endDomain
        edit.endedNetworks = endNetwork
        edit.holdingsAt = from.map { sheet.tenant.zone.start(of: $0) }
    }
}
