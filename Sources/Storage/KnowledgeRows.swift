import GRDB
import Inventory

/// The knowledge as rows of tables; days count from 1970-01-01, nil is not known.
package struct KnowledgeRows: Hashable, Sendable {
    package var builds: [BuildRow] = []
    package var cves: [CVERow] = []
    package var fixes: [FixRow] = []
    package var threats: [ThreatRow] = []

    package init() {}

    package struct BuildRow: Hashable, Sendable {
        package let build: ExchangeBuild
        package let product: String
        package let cu: String
        package let su: String
        package let kind: String
        package let released: CalendarDay
        package let kb: String

        package init(
            build: ExchangeBuild, product: String, cu: String, su: String, kind: String, released: CalendarDay,
            kb: String
        ) {
            self.build = build
            self.product = product
            self.cu = cu
            self.su = su
            self.kind = kind
            self.released = released
            self.kb = kb
        }
    }

    package struct CVERow: Hashable, Sendable {
        package let id: String
        package let title: String
        package let impact: String
        package let technicalImpact: String
        package let auth: String
        package let publicFrom: CalendarDay?
        package let kevAdded: CalendarDay?
        package let isRansomware: Bool

        package init(
            id: String, title: String, impact: String, technicalImpact: String, auth: String, publicFrom: CalendarDay?,
            kevAdded: CalendarDay?, isRansomware: Bool
        ) {
            self.id = id
            self.title = title
            self.impact = impact
            self.technicalImpact = technicalImpact
            self.auth = auth
            self.publicFrom = publicFrom
            self.kevAdded = kevAdded
            self.isRansomware = isRansomware
        }
    }

    package struct FixRow: Hashable, Sendable {
        package let cve: String
        package let product: String
        package let cu: String
        package let status: String
        package let fixedBuild: ExchangeBuild?

        package init(cve: String, product: String, cu: String, status: String, fixedBuild: ExchangeBuild?) {
            self.cve = cve
            self.product = product
            self.cu = cu
            self.status = status
            self.fixedBuild = fixedBuild
        }
    }

    package struct ThreatRow: Hashable, Sendable {
        package let name: String
        package let exploitedSince: CalendarDay?
        package let knownFrom: CalendarDay?
        package let needs443: Bool
        package let isPreAuthChain: Bool
        package let cves: [String]

        package init(
            name: String, exploitedSince: CalendarDay?, knownFrom: CalendarDay?, needs443: Bool, isPreAuthChain: Bool,
            cves: [String]
        ) {
            self.name = name
            self.exploitedSince = exploitedSince
            self.knownFrom = knownFrom
            self.needs443 = needs443
            self.isPreAuthChain = isPreAuthChain
            self.cves = cves
        }
    }
}

extension Transaction {
    /// Replaces the knowledge's rows as a whole.
    package func replaceKnowledge(_ rows: KnowledgeRows) throws {
        for table in ["known_threat_cve", "known_threat", "known_fix", "known_cve", "known_build"] {
            try database.execute(sql: "delete from \(table)")
        }
        for row in rows.builds {
            try database.execute(
                sql: "insert into known_build values (?, ?, ?, ?, ?, ?, ?, ?)",
                arguments: [
                    row.build.key, row.build.description, row.product, row.cu, row.su, row.kind, row.released.number,
                    row.kb,
                ])
        }
        for row in rows.cves {
            try database.execute(
                sql: "insert into known_cve values (?, ?, ?, ?, ?, ?, ?, ?)",
                arguments: [
                    row.id, row.title, row.impact, row.technicalImpact, row.auth, row.publicFrom?.number,
                    row.kevAdded?.number, row.isRansomware,
                ])
        }
        for row in rows.fixes {
            try database.execute(
                sql: "insert into known_fix values (?, ?, ?, ?, ?)",
                arguments: [row.cve, row.product, row.cu, row.status, row.fixedBuild?.key])
        }
        for row in rows.threats {
            try database.execute(
                sql: "insert into known_threat values (?, ?, ?, ?, ?)",
                arguments: [
                    row.name, row.exploitedSince?.number, row.knownFrom?.number, row.needs443, row.isPreAuthChain,
                ])
            for cve in row.cves {
                try database.execute(sql: "insert into known_threat_cve values (?, ?)", arguments: [row.name, cve])
            }
        }
    }

    /// How many rows each table of the knowledge has, by name.
    package func knowledgeCounts() throws -> [String: Int] {
        var counts: [String: Int] = [:]
        for table in ["known_build", "known_cve", "known_fix", "known_threat", "known_threat_cve"] {
            counts[table] = try Int.fetchOne(database, sql: "select count(*) from \(table)")
        }
        return counts
    }
}
