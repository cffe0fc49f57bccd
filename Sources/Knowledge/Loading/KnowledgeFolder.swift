import Foundation
import Inventory

/// Where a version of the knowledge lies: its data, and its playbooks.
package struct KnowledgeFolder: Sendable {
    /// Of the CSV files.
    package let data: String
    /// Of the Markdown files.
    package let playbooks: String

    /// What the program brings along.
    package static func shipped() throws -> KnowledgeFolder {
        let data = try ExchangeKnowledge.locate()
        return KnowledgeFolder(data: data, playbooks: ExchangeKnowledge.playbookFolder(of: data))
    }

    /// What was loaded into the folder beside a database; nil where nothing was.
    package static func loaded(beside database: String) -> KnowledgeFolder? {
        let data = place(beside: database) + "/knowledge"
        guard FileManager.default.fileExists(atPath: data + "/knowledge.csv") else { return nil }
        return KnowledgeFolder(data: data, playbooks: place(beside: database) + "/playbooks")
    }

    /// What judges a database: what was loaded for it, unless the program brings something newer since.
    package static func inForce(for database: String) throws -> KnowledgeFolder {
        guard let loaded = loaded(beside: database) else { return try shipped() }
        guard let shipped = try? shipped() else { return loaded }
        let version = try shipped.version()
        let preferredTo = try? String(contentsOfFile: place(beside: database) + over, encoding: .utf8)
        return try version == preferredTo || version <= loaded.version() ? loaded : shipped
    }

    /// Names the program's own version that somebody preferred an older one to.
    private static let over = "/over.txt"

    /// A folder that somebody names: with `knowledge` and `playbooks` in it, or the files themselves. What is not in it is
    /// taken from `current`: a team's own playbooks may come without data.
    ///
    /// Throws a `Complaint` (no input) where it holds neither.
    package init(named path: String, elseFrom current: KnowledgeFolder) throws {
        let files = FileManager.default
        let dataPlaces = [path + "/knowledge", path + "/Data", path]
        let playbookPlaces = [path + "/playbooks", path + "/Playbooks", path]
        let data = dataPlaces.first { files.fileExists(atPath: $0 + "/knowledge.csv") }
        let playbooks = playbookPlaces.first { !PlaybookLibrary.paths(in: $0).isEmpty }
        guard data != nil || playbooks != nil else {
            throw Complaint(
                .noInput, "holds no knowledge", file: path,
                facts: ["wanted: knowledge/knowledge.csv and the other tables, or playbooks/*.md, or both"])
        }
        self.init(data: data ?? current.data, playbooks: playbooks ?? current.playbooks)
    }

    package init(data: String, playbooks: String) {
        self.data = data
        self.playbooks = playbooks
    }

    /// The version that its table names, such as `2026.08.11`: later ones sort later.
    package func version() throws -> String { try KnowledgeBuilder.Dates(reading: data + "/knowledge.csv").version }

    /// The folder of what is loaded for a database.
    private static func place(beside database: String) -> String { database + ".knowledge" }

    /// Copies it beside a database, where it replaces what was loaded before, whole or not at all.
    ///
    /// - Parameter shipped: what the program brings, where this one is to judge though that may be newer.
    /// - Throws: a `Complaint` (cannot write).
    package func keep(beside database: String, over shipped: KnowledgeFolder? = nil) throws {
        let files = FileManager.default
        let place = KnowledgeFolder.place(beside: database)
        let (fresh, old) = (place + ".new", place + ".old")
        do {
            try? files.removeItem(atPath: fresh)
            try? files.removeItem(atPath: old)
            for (from, to, ending) in [(data, "/knowledge", ".csv"), (playbooks, "/playbooks", ".md")] {
                try files.createDirectory(atPath: fresh + to, withIntermediateDirectories: true)
                for name in try files.contentsOfDirectory(atPath: from).sorted() where name.hasSuffix(ending) {
                    try files.copyItem(atPath: "\(from)/\(name)", toPath: "\(fresh)\(to)/\(name)")
                }
            }
            if let shipped {
                try shipped.version().write(toFile: fresh + KnowledgeFolder.over, atomically: false, encoding: .utf8)
            }
            if files.fileExists(atPath: place) { try files.moveItem(atPath: place, toPath: old) }
            try files.moveItem(atPath: fresh, toPath: place)
            try? files.removeItem(atPath: old)
        } catch {
            // Cut off between the two moves, the old one is put back.
            if !files.fileExists(atPath: place) { try? files.moveItem(atPath: old, toPath: place) }
            throw Complaint(.cannotWrite, "cannot keep the knowledge: \(error.localizedDescription)", file: place)
        }
    }
}

extension ExchangeKnowledge {
    /// Reads knowledge whose playbooks may lie elsewhere than beside its data.
    package static func load(_ folder: KnowledgeFolder) throws -> ExchangeKnowledge {
        try load(from: folder.data, playbooks: folder.playbooks)
    }
}
