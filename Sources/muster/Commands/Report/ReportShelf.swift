import ArgumentParser
import Foundation
import Inventory
import Reporting

/// The reports that a command can run: the shipped ones, the team's own in the folder `reports` beside the database, and
/// those of a folder that is named.
struct ReportShelf: ParsableArguments {
    @Option(help: ArgumentHelp("A folder with more reports.", valueName: "folder"))
    var reports: String?

    /// The folders, the last of which wins; each with whether it is the team's own.
    func folders(_ global: GlobalOptions) throws -> [(path: String, isOwn: Bool)] {
        var folders = [
            (path: try ShareFolder.path("reports", checkout: "Reports"), isOwn: false),
            (path: global.folder(beside: "reports"), isOwn: true),
        ]
        if let reports {
            guard isFolder(reports) else { throw Complaint(.noInput, "is no folder", file: reports) }
            folders.append((path: reports, isOwn: true))
        }
        return folders
    }

    /// By name; one of the team's own stands for a shipped one of its name.
    ///
    /// Throws a `Complaint` (configuration) with file and line where a header is none.
    func all(_ global: GlobalOptions) throws -> [(file: ReportFile, isOwn: Bool)] {
        var found: [String: (file: ReportFile, isOwn: Bool)] = [:]
        for folder in try folders(global) {
            for path in ReportFile.paths(in: folder.path) {
                let file = try ReportFile(path: path)
                found[file.name] = (file, folder.isOwn)
            }
        }
        return found.values.sorted { $0.file.name < $1.file.name }
    }

    /// The report of a name, or in a file. Throws a `Complaint` (no input) where there is none.
    func find(_ word: String, _ global: GlobalOptions) throws -> ReportFile {
        if word.contains("/") || word.hasSuffix(".sql") { return try ReportFile(path: word) }
        let all = try all(global)
        if let found = all.first(where: { $0.file.name == word }) { return found.file }
        let meant = nearest(to: word, among: all.map(\.file.name)).map { "; did you mean \($0)?" } ?? ""
        throw Complaint(.noInput, "there is no report \"\(word)\"\(meant)", next: ["muster report list"])
    }
}

private func isFolder(_ path: String) -> Bool {
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder.boolValue
}
