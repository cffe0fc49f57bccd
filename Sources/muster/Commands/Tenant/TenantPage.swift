import Inventory
import Reporting
import Roll
import Storage

/// Everything about one tenant.
struct TenantPage {
    let sheet: TenantSheet

    /// For people: a line per fact.
    var lines: [StyledText] {
        let tenant = sheet.tenant
        let newest = sheet.newest
        var rows: [[StyledText]] = [
            ["name", StyledText(tenant.name)], ["zone", StyledText(tenant.zone.name)],
            ["language", StyledText(tenant.language)],
            ["mode", StyledText(tenant.mode.rawValue)], ["impact", StyledText(tenant.impact.rawValue)],
            ["start", StyledText(tenant.start.description)],
        ]
        if let days = tenant.staleDays { rows.append(["stale", "after \(counted(days, "day"))"]) }
        if let parent = sheet.parent { rows.append(["parent", StyledText(parent)]) }
        if !sheet.parts.isEmpty { rows.append(["parts", StyledText(sheet.parts.joined(separator: ", "))]) }
        if let merged = tenant.merged, let into = sheet.mergedInto {
            rows.append(["merged", StyledText("into \(into) on \(tenant.zone.day(of: merged.at))")])
        }
        if let day = tenant.archivedOn { rows.append(["archived", StyledText(day.description)]) }
        if !sheet.formerSlugs.isEmpty {
            rows.append(["formerly", StyledText(sheet.formerSlugs.joined(separator: ", "))])
        }
        rows += Self.holdings(of: sheet)
        rows += [
            ["inventory", Self.day(newest.inventory, tenant.zone)],
            ["internet", Self.day(newest.internet, tenant.zone)],
            ["internal", Self.day(newest.internal, tenant.zone)],
        ]
        rows += sheet.handovers.map { handover in
            let undone = handover.undoneBy.map { "  (taken back by handover \($0))" } ?? ""
            return [
                "handover \(handover.id)",
                StyledText(
                    "\(tenant.zone.day(of: handover.at))  \(counted(handover.rows, "row")) that waited unattributed: "
                        + "\(handover.reason)  by \(handover.by)\(undone)"),
            ]
        }
        rows += sheet.acts.map { ["act \($0.number)", StyledText(words(for: $0))] }
        return [StyledText(tenant.slug)] + aligned(rows)
    }

    /// Networks, domains and contacts, a line each.
    static func holdings(of sheet: TenantSheet) -> [[StyledText]] {
        let zone = sheet.tenant.zone
        return sheet.networks.map { ["network", StyledText($0.value.description + time($0.from, $0.to, zone))] }
            + sheet.domains.map { ["domain", StyledText($0.value + time($0.from, $0.to, zone))] }
            + sheet.contacts.map { ["contact", StyledText(words($0))] }
    }

    /// For programs: one row.
    var table: ReportTable {
        let tenant = sheet.tenant
        var table = ReportTable(columns: [
            .init("tenant"), .init("name"), .init("zone"), .init("language"), .init("mode"), .init("impact"),
            .init("start", .day), .init("stale_days", .integer), .init("archived_on", .day),
            .init("former_slugs", .list), .init("parent"), .init("merged_into"),
            .init("networks", .list), .init("domains", .list), .init("contacts", .list), .init("inventory", .instant),
            .init("internet", .instant), .init("internal", .instant),
        ])
        table.append(
            .text(tenant.slug), .text(tenant.name), .text(tenant.zone.name), .text(tenant.language),
            .text(tenant.mode.rawValue), .text(tenant.impact.rawValue), .day(tenant.start), .integer(tenant.staleDays),
            .day(tenant.archivedOn), .list(sheet.formerSlugs), sheet.parent.map { .text($0) } ?? .null,
            sheet.mergedInto.map { .text($0) } ?? .null, .list(sheet.networks.map(\.value.description)),
            .list(sheet.domains.map(\.value)), .list(sheet.contacts.map(Self.words)), .instant(sheet.newest.inventory),
            .instant(sheet.newest.internet), .instant(sheet.newest.internal))
        return table
    }

    /// `2021-08-20  asset.merge  subject 1, 5: "one machine behind two names"  by jane  (taken back by act 7)`.
    private func words(for act: Act) -> String {
        let lines = act.body.split(separator: "\n").map(String.init)
        let said = lines.filter { !$0.hasPrefix("reason=") }.joined(separator: ", ")
        let reason = act.reason.map { "  \"\($0)\"" } ?? ""
        let undone = sheet.acts.first { $0.takesBack == act.number }.map { "  (taken back by act \($0.number))" } ?? ""
        return "\(sheet.tenant.zone.day(of: act.at))  \(act.what)  \(said)\(reason)  by \(act.by)\(undone)"
    }

    private static func words(_ contact: Contact) -> String {
        contact.name.isEmpty
            ? "\(contact.role): \(contact.email)" : "\(contact.role): \(contact.name) <\(contact.email)>"
    }

    /// ` from 2021-08-01 to 2021-08-31`, of what does not hold always.
    private static func time(_ from: Instant, _ to: Instant, _ zone: Zone) -> String {
        var words = ""
        if from > .distantPast { words += " from \(zone.day(of: from))" }
        if to < .forever { words += " to \(zone.day(of: to + -1))" }
        return words
    }

    static func day(_ instant: Instant?, _ zone: Zone) -> StyledText {
        instant.map { StyledText(zone.day(of: $0).description) } ?? "\(yellow: "never")"
    }
}
