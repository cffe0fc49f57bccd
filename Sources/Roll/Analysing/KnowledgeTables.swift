import Inventory
import Knowledge
import Storage

/// Fills the views of what is known of Exchange: what was public by the day that is read.
struct KnowledgeTables {
    private let slice: Slice
    private let knowledge: ExchangeKnowledge
    private let today: CalendarDay

    init(_ slice: Slice, _ source: ReadingSource) {
        self.slice = slice
        knowledge = source.projector.knowledge
        today = source.asOf.day
    }

    func fill() throws {
        if let rows = try slice.writer("builds") { try fillBuilds(rows) }
        if let rows = try slice.writer("cves") { try fillCVEs(rows) }
        if let rows = try slice.writer("fixes") { try fillFixes(rows) }
        if let rows = try slice.writer("threats") { try fillThreats(rows) }
        if let rows = try slice.writer("threat_cves") { try fillThreatCVEs(rows) }
        if let rows = try slice.writer("calendar_week") { try fillWeeks(rows) }
    }

    private func fillBuilds(_ rows: SliceWriter) throws {
        for build in knowledge.builds where build.released <= today {
            rows.set(rows["build"], build.build.description)
            rows.set(rows["build_key"], key: build.build.key)
            rows.set(rows["product"], build.product)
            rows.set(rows["cu"], build.cu)
            rows.set(rows["su"], build.su)
            rows.set(rows["kind"], build.kind.rawValue)
            rows.set(rows.day("released"), build.released)
            rows.set(rows["kb"], build.kb)
            rows.set(
                rows.day("support_end"),
                knowledge.product(named: build.product).map { knowledge.products[$0].extendedEnd })
            try rows.add()
        }
    }

    private func fillCVEs(_ rows: SliceWriter) throws {
        for (number, cve) in knowledge.cves.enumerated() where cve.isPublic(on: today) {
            func word(_ text: String) -> String? { text.isEmpty ? nil : text }
            let kev = cve.kevAdded.flatMap { $0 <= today ? $0 : nil }
            rows.set(rows["cve"], cve.id)
            rows.set(rows["title"], cve.title)
            rows.set(rows["severity"], word(cve.severity))
            rows.set(rows["impact"], word(cve.impact))
            rows.set(rows["technical_impact"], cve.technicalImpact.rawValue)
            rows.set(rows["auth"], cve.auth.rawValue)
            rows.set(rows["cvss"], word(cve.cvss3))
            rows.set(rows["cwe"], word(cve.cwe))
            rows.set(rows.day("public"), cve.publicFrom)
            rows.set(rows.day("kev"), kev)
            rows.set(rows["is_ransomware"], flag: cve.ransomware && kev != nil)
            rows.set(rows["threats"], list: knowledge.threats(of: number).map { knowledge.threats[$0].name })
            try rows.add()
        }
    }

    private func fillFixes(_ rows: SliceWriter) throws {
        for fix in knowledge.fixes where fix.listing == .yes && knowledge.cves[fix.cve].isPublic(on: today) {
            for (update, status) in zip(knowledge.updates(of: fix.product), fix.statuses)
            where knowledge.updates[update].released <= today {
                rows.set(rows["cve"], knowledge.cves[fix.cve].id)
                rows.set(rows["product"], knowledge.products[fix.product].name)
                rows.set(rows["cu"], knowledge.updates[update].name)
                let (word, build) = words(status, update)
                rows.set(rows["status"], word)
                rows.set(rows["fixed_build"], build?.description)
                rows.set(rows["fixed_build_key"], key: build?.key)
                try rows.add()
            }
        }
    }

    private func words(_ status: Fix.Status, _ update: Int) -> (String, ExchangeBuild?) {
        switch status {
        case .update(let index) where knowledge.builds[index].released <= today: ("su", knowledge.builds[index].build)
        case .shipped: ("ships_fixed", knowledge.updates[update].base)
        case .update, .none: ("no_fix_in_cu", nil)
        }
    }

    private func fillThreats(_ rows: SliceWriter) throws {
        let library = try rows["playbook_version"].isWanted ? knowledge.playbooks() : .empty
        func known(_ day: CalendarDay?) -> CalendarDay? { day.flatMap { $0 <= today ? $0 : nil } }
        for threat in knowledge.threats {
            rows.set(rows["threat"], threat.name)
            rows.set(rows.day("exploited_since"), known(threat.exploitedSince))
            rows.set(rows.day("known_exploited"), known(threat.exploitationKnownFrom))
            rows.set(rows["needs_443"], flag: threat.needs443)
            rows.set(rows["is_pre_auth_chain"], flag: threat.preAuthChain)
            rows.set(rows["needs_user"], flag: threat.userInteraction)
            rows.set(rows["cves"], list: cves(of: threat))
            rows.set(rows["playbook_version"], library.playbook(ofThreat: threat.name)?.version)
            try rows.add()
        }
    }

    private func fillThreatCVEs(_ rows: SliceWriter) throws {
        for threat in knowledge.threats {
            for cve in cves(of: threat) {
                rows.set(rows["threat"], threat.name)
                rows.set(rows["cve"], cve)
                try rows.add()
            }
        }
    }

    private func cves(of threat: Threat) -> [String] {
        threat.cves.map { knowledge.cves[$0] }.filter { $0.isPublic(on: today) }.map(\.id)
    }

    private func fillWeeks(_ rows: SliceWriter) throws {
        for week in IsoWeek.all(through: today.components.year + 1) {
            rows.set(rows["week"], week.description)
            rows.set(rows["first_on"], week.monday)
            rows.set(rows["first_day"], key: week.monday.number)
            rows.set(rows["last_on"], week.monday.advanced(by: 6))
            rows.set(rows["next_day"], key: week.monday.number + 7)
            try rows.add()
        }
    }
}
