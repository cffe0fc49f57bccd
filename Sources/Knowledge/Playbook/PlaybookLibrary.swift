import Foundation
import Inventory

/// All playbooks of a folder.
package struct PlaybookLibrary: Sendable {
    /// By name.
    package let playbooks: [Playbook]

    package static let empty = PlaybookLibrary(playbooks: [])

    init(playbooks: [Playbook]) { self.playbooks = playbooks.sorted { $0.name < $1.name } }

    /// Reads every `*.md` of a folder but README.md; none where there is no such folder. Throws a `Complaint`
    /// (configuration) for the first that cannot be read.
    package init(folder: String) throws {
        self.init(playbooks: try PlaybookLibrary.paths(in: folder).map(PlaybookLibrary.read))
    }

    /// The files of a folder that hold playbooks.
    package static func paths(in folder: String) -> [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.filter { $0.hasSuffix(".md") && $0 != "README.md" && !$0.hasPrefix(".") }.sorted()
            .map { folder + "/" + $0 }
    }

    package static func read(_ path: String) throws -> Playbook {
        guard let bytes = FileManager.default.contents(atPath: path) else {
            throw Complaint(.configuration, "cannot be read", file: path)
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw Complaint(.configuration, "must be UTF-8", file: path)
        }
        return try Playbook(text, file: path)
    }

    /// The one of a name, of a threat or of an actor, in any case; nil where there is none.
    package func playbook(named name: String) -> Playbook? {
        let folded = name.lowercased()
        return playbooks.first { $0.name.lowercased() == folded }
            ?? playbooks.first { $0.subject.name.lowercased() == folded }
    }

    /// The one of a threat.
    package func playbook(ofThreat threat: String) -> Playbook? {
        playbooks.first { $0.subject == .threat(threat) }
    }

    /// The indicator of an id, and its playbook.
    package func indicator(_ id: String) -> (playbook: Playbook, indicator: Indicator)? {
        for playbook in playbooks {
            if let found = playbook.indicators.first(where: { $0.id == id }) { return (playbook, found) }
        }
        return nil
    }

    /// What a trace is a sign of: the first indicator of each playbook that matches it.
    package func hits(_ trace: Trace) -> [(playbook: Playbook, indicator: Indicator)] {
        playbooks.compactMap { playbook in playbook.hits(trace).first.map { (playbook, $0) } }
    }
}

extension ExchangeKnowledge {
    /// Where they lie: `playbooks` in the knowledge's folder; else `Playbooks` or `playbooks` beside it.
    package static func playbookFolder(of folder: String) -> String {
        let parent = folder.lastIndex(of: "/").map { String(folder[..<$0]) } ?? "."
        let places = [folder + "/playbooks", parent + (folder.hasSuffix("/Data") ? "/Playbooks" : "/playbooks")]
        return places.first { FileManager.default.fileExists(atPath: $0) } ?? places[0]
    }
}
