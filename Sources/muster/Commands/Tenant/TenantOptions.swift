import ArgumentParser
import Inventory
import Roll
import Storage

/// What may be said of a tenant when it is made and later.
struct TenantOptions: ParsableArguments {
    @Option(help: ArgumentHelp("What people call it.", valueName: "name"))
    var name: String?

    @Option(help: ArgumentHelp("Its time, as in the IANA database: Europe/Berlin.", valueName: "zone"))
    var zone: String?

    @Option(help: ArgumentHelp("The language of its reports: en, de, ja.", valueName: "language"))
    var language: String?

    @Option(help: ArgumentHelp("notify, collaborate or authorize: who does what.", valueName: "mode"))
    var mode: ResponseMode?

    @Option(help: ArgumentHelp("low, medium, high or very_high: what it loses without mail.", valueName: "impact"))
    var impact: MissionImpact?

    @Option(
        help: ArgumentHelp("The day from which we answer for it: no clock starts before.", valueName: "date"),
        transform: TenantOptions.day)
    var start: CalendarDay?

    @Option(help: ArgumentHelp("Days after which its scans no longer speak for today.", valueName: "days"))
    var staleAfter: Int?

    @Option(help: ArgumentHelp("The tenant that it belongs to, as a part of a group.", valueName: "slug"))
    var parent: String?

    @Option(help: ArgumentHelp("A domain that is its own; repeat for more.", valueName: "domain"))
    var domain: [String] = []

    @Option(help: ArgumentHelp("A public network that is its own; repeat for more.", valueName: "cidr"))
    var network: [String] = []

    @Option(
        help: ArgumentHelp("\"ROLE: NAME <E-MAIL>\"; repeat for more.", valueName: "contact"),
        transform: TenantOptions.contact)
    var contact: [Contact] = []

    /// What is said, for the roll.
    var edit: TenantEdit {
        var edit = TenantEdit()
        edit.name = name
        edit.zone = zone
        edit.language = language
        edit.mode = mode
        edit.impact = impact
        edit.start = start
        edit.staleDays = staleAfter
        edit.parent = parent.map { .some($0) }
        edit.addedDomains = domain
        edit.addedNetworks = network
        edit.addedContacts = contact
        return edit
    }

    @Sendable static func day(_ text: String) throws -> CalendarDay {
        guard let day = CalendarDay(iso: text) else { throw ValidationError("a day such as 2021-08-20") }
        return day
    }

    /// Reads `IT: Jörg Weiß <joerg@example.org>` and `IT: joerg@example.org`.
    @Sendable static func contact(_ text: String) throws -> Contact {
        let parts = text.split(separator: ":", maxSplits: 1).map { $0.trimmingBlanks() }
        guard parts.count == 2, !parts[0].isEmpty else { throw ValidationError("\"ROLE: NAME <E-MAIL>\"") }
        guard parts[1].hasSuffix(">"), let bracket = parts[1].lastIndex(of: "<") else {
            guard parts[1].contains("@") else { throw ValidationError("\"ROLE: NAME <E-MAIL>\"") }
            return Contact(role: parts[0], email: parts[1])
        }
        let email = parts[1][parts[1].index(after: bracket)...].dropLast()
        guard email.contains("@") else { throw ValidationError("\"ROLE: NAME <E-MAIL>\"") }
        return Contact(role: parts[0], email: email.trimmingBlanks(), name: parts[1][..<bracket].trimmingBlanks())
    }
}

extension ResponseMode: ExpressibleByArgument {}
extension MissionImpact: ExpressibleByArgument {}

extension StringProtocol {
    func trimmingBlanks() -> String {
        let begun = drop { $0 == " " }
        return String(begun.prefix(begun.count - begun.reversed().prefix { $0 == " " }.count))
    }
}
