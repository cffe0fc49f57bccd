import GRDB
import Inventory

/// The knowledge that was put in force, by whom and when.
package struct LoadedKnowledge: Hashable, Sendable {
    package let version: String
    /// Of all its files and playbooks.
    package let fingerprint: String
    package let published: CalendarDay
    package let loadedAt: Instant
    package let loadedBy: String

    package init(
        version: String, fingerprint: String, published: CalendarDay, loadedAt: Instant, loadedBy: String
    ) {
        self.version = version
        self.fingerprint = fingerprint
        self.published = published
        self.loadedAt = loadedAt
        self.loadedBy = loadedBy
    }
}

extension Transaction {
    /// Knowledge as it was loaded, newest first.
    package func loadedKnowledge() throws -> [LoadedKnowledge] {
        let sql = """
            select version, fingerprint, published_day, loaded_at, loaded_by from knowledge order by knowledge_id desc
            """
        return try Row.fetchAll(database, sql: sql).map {
            LoadedKnowledge(
                version: $0[0], fingerprint: $0[1], published: CalendarDay(number: $0[2]), loadedAt: Instant($0[3]),
                loadedBy: $0[4])
        }
    }

    package func insert(_ knowledge: LoadedKnowledge) throws {
        let sql = """
            insert into knowledge(knowledge_id, version, fingerprint, published_day, loaded_at, loaded_by)
            values (?, ?, ?, ?, ?, ?)
            """
        try database.execute(
            sql: sql,
            arguments: [
                next("knowledge_id", in: "knowledge"), knowledge.version, knowledge.fingerprint,
                knowledge.published.number,
                knowledge.loadedAt.seconds, knowledge.loadedBy,
            ])
    }
}
