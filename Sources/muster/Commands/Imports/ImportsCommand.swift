import ArgumentParser
import Inventory
import Roll
import Storage

/// `muster imports`: what was taken in.
struct ImportsCommand: CommandList {
    static let configuration = CommandConfiguration(
        commandName: "imports", abstract: "What was taken in, by whom and when; its lines and its rejected rows.",
        subcommands: [ImportsList.self, ImportsShow.self, ImportsRejects.self, ImportsUndo.self, ImportsAttribute.self])
}

extension Transaction {
    /// The import of a number. Throws a `Complaint` (no input) where there is none.
    func existingImport(_ number: Int) throws -> ImportRecord {
        guard let record = try imports([number])[number] else {
            throw Complaint(.noInput, "there is no import \(number)", next: ["muster imports list"])
        }
        return record
    }
}
