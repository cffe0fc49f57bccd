import GRDB
import Inventory

/// The knowledge that was put in force, by whom and when.
package struct LoadedKnowledge: Hashable, Sendable {
    package let version: String
    package let published: CalendarDay
    package let loadedAt: Instant
    package let loadedBy: String

    package init(version: String, published: CalendarDay, loadedAt: Instant, loadedBy: String) {
        self.version = version
        self.published = published
        self.loadedAt = loadedAt
        self.loadedBy = loadedBy
    }
}

extension Transaction {
    /// Knowledge as it was loaded, newest first.
    package func loadedKnowledge() throws -> [LoadedKnowledge] {
        let sql = "select version, published_day, loaded_at, loaded_by from knowledge order by knowledge_id desc"
        return try Row.fetchAll(database, sql: sql).map {
            LoadedKnowledge(
                version: $0[0], published: CalendarDay(number: $0[1]), loadedAt: Instant($0[2]), loadedBy: $0[3])
        }
    }

    package func insert(_ knowledge: LoadedKnowledge) throws {
        let sql = """
            insert into knowledge(knowledge_id, version, published_day, loaded_at, loaded_by) values (?, ?, ?, ?, ?)
            """
        try database.execute(
            sql: sql,
            arguments: [
                next("knowledge_id", in: "knowledge"), knowledge.version, knowledge.published.number,
                knowledge.loadedAt.seconds, knowledge.loadedBy,
            ])
    }
}
