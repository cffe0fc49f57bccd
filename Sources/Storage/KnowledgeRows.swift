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

extension KnowledgeRows {
    /// By table, in an order in which no row refers to a later one: its rows, each with the values of all its columns.
    fileprivate var tables: [(name: String, rows: [[DatabaseValue]])] {
        func row(_ values: (any DatabaseValueConvertible)?...) -> [DatabaseValue] {
            values.map { $0?.databaseValue ?? .null }
        }
        return [
            (
                "known_build",
                builds.map {
                    row(
                        $0.build.key, $0.build.description, $0.product, $0.cu, $0.su, $0.kind, $0.released.number, $0.kb
                    )
                }
            ),
            (
                "known_cve",
                cves.map {
                    row(
                        $0.id, $0.title, $0.impact, $0.technicalImpact, $0.auth, $0.publicFrom?.number,
                        $0.kevAdded?.number, $0.isRansomware)
                }
            ),
            ("known_fix", fixes.map { row($0.cve, $0.product, $0.cu, $0.status, $0.fixedBuild?.key) }),
            (
                "known_threat",
                threats.map {
                    row(
                        $0.name, $0.exploitedSince?.number, $0.knownFrom?.number, $0.needs443, $0.isPreAuthChain)
                }
            ),
            ("known_threat_cve", threats.flatMap { threat in threat.cves.map { row(threat.name, $0) } }),
        ]
    }
}

extension Transaction {
    /// Replaces the knowledge's rows as a whole.
    package func replaceKnowledge(_ rows: KnowledgeRows) throws {
        let tables = rows.tables
        for table in tables.reversed() { try database.execute(sql: "delete from \(table.name)") }
        for table in tables {
            guard let columns = table.rows.first?.count else { continue }
            let places = Array(repeating: "?", count: columns).joined(separator: ", ")
            let insert = try database.makeStatement(sql: "insert into \(table.name) values (\(places))")
            for row in table.rows { try insert.execute(arguments: StatementArguments(row)) }
        }
    }

    /// Rows that only one of the kept knowledge and another one has, by table, as the values of their columns.
    package func knowledgeFaults(_ rows: KnowledgeRows) throws -> [(table: String, words: String)] {
        try rows.tables.flatMap { table in
            let kept = try Row.fetchAll(database, sql: "select * from \(table.name)").map { Array($0.databaseValues) }
            let wanted = Set(table.rows)
            let gone = wanted.subtracting(kept).map { "\(words(of: $0)) is missing, the knowledge has it" }
            let come = Set(kept).subtracting(wanted).map { "\(words(of: $0)) is kept, the knowledge does not have it" }
            return (come.sorted() + gone.sorted()).map { (table.name, $0) }
        }
    }

    private func words(of row: [DatabaseValue]) -> String {
        row.map { $0.isNull ? "-" : String.fromDatabaseValue($0) ?? "\($0)" }.joined(separator: " ")
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
