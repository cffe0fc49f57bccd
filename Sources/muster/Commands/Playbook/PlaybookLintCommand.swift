import ArgumentParser
import Foundation
import Inventory
import Knowledge
import Reporting

/// `muster playbook lint`: what is wrong with playbooks.
struct PlaybookLintCommand: MusterCommand {
    static let configuration = CommandConfiguration(
        commandName: "lint",
        abstract: "Check playbooks: names, techniques, indicators against their own examples. Needs no database.",
        discussion: """
              muster playbook lint                        those that are in use
              muster playbook lint my-playbooks           a folder
              muster playbook lint ProxyShell.md          files
            """)

    @Argument(help: ArgumentHelp("Files or folders; else the playbooks in use.", valueName: "path"))
    var paths: [String] = []

    @OptionGroup(visibility: .hidden) var global: GlobalOptions

    func run(_ console: Console) throws {
        let folder = try global.knowledgeFolder()
        let knowledge = try ExchangeKnowledge.load(folder)
        let files = try (paths.isEmpty ? [folder.playbooks] : paths).flatMap(files)
        var faults: [Complaint] = []
        var read: [Playbook] = []
        for file in files {
            do {
                read.append(try PlaybookLibrary.read(file))
            } catch let complaint as Complaint {
                faults.append(complaint)
            }
        }
        faults += PlaybookLint.faults(between: read)
        faults += read.flatMap { PlaybookLint.faults(of: $0, knowledge) }
        var table = ReportTable(
            columns: [.init("file"), .init("line", .integer), .init("fault")], knowledge: knowledge.version)
        for fault in faults { table.append(.text(fault.file), .integer(fault.line), .text(fault.what)) }
        try console.emit(table, layout: layout(faults, read, files))
        guard faults.isEmpty else {
            throw Complaint(
                .badData, "\(counted(faults.count, "fault")) in \(counted(Set(faults.map(\.file)).count, "playbook"))",
                facts: faults.prefix(1).flatMap(\.facts))
        }
    }

    private func layout(_ faults: [Complaint], _ read: [Playbook], _ files: [String]) -> TerminalLayout {
        let indicators = read.reduce(0) { $0 + $1.indicators.count }
        let lines = read.flatMap(\.indicators).reduce(0) { $0 + $1.examples.count + $1.counterexamples.count }
        let summary =
            "\(counted(files.count, "playbook")), \(counted(indicators, "indicator")) with \(counted(lines, "test line"))"
        return TerminalLayout(
            heading: ["\(summary): " + StyledText(counted(faults.count, "fault"), faults.isEmpty ? .plain : .red)]
                + (faults.isEmpty ? [] : [""]),
            columns: faults.isEmpty ? [] : [.init("PLACE"), .init("FAULT")],
            rows: faults.map { fault in
                TerminalLayout.Row([
                    StyledText("\(fault.file ?? "?")\(fault.line.map { ":\($0)" } ?? "")"), StyledText(fault.what),
                ])
            })
    }

    private func files(_ path: String) throws -> [String] {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
            throw Complaint(.noInput, "there is no such file or folder", file: path)
        }
        guard isFolder.boolValue else { return [path] }
        let found = PlaybookLibrary.paths(in: path)
        guard !found.isEmpty else {
            throw Complaint(.noInput, "there is no playbook (*.md) in this folder", file: path)
        }
        return found
    }
}
