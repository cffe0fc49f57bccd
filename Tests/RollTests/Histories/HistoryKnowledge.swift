import Foundation
import Knowledge

@testable import Roll

/// What was known in November 2021 of the updates and flaws that histories are about: so little that even a debug build
/// assesses thousands of servers in seconds. The rows are those of the program's own knowledge.
enum HistoryKnowledge {
    private static let cves: Set<Substring> = [
        "CVE-2021-26855", "CVE-2021-26857", "CVE-2021-34473", "CVE-2021-34470", "CVE-2021-41349",
    ]

    static func projector() throws -> Projector {
        let own = try ExchangeKnowledge.locate()
        let folder = FileManager.default.temporaryDirectory.path + "/muster-knowledge-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        for file in try FileManager.default.contentsOfDirectory(atPath: own) where file.hasSuffix(".csv") {
            let text = try String(contentsOfFile: "\(own)/\(file)", encoding: .utf8)
            let lines = text.split(whereSeparator: \.isNewline).enumerated().compactMap { index, line in
                index == 0 ? String(line) : kept(line, of: file)
            }
            try (lines.joined(separator: "\n") + "\n").write(
                toFile: "\(folder)/\(file)", atomically: true, encoding: .utf8)
        }
        // The playbooks stay where they are: they are read when somebody first asks for them.
        return try Projector(
            knowledge: .load(from: folder, playbooks: ExchangeKnowledge.playbookFolder(of: own)))
    }

    /// The row as it is taken over; nil where it is left out.
    private static func kept(_ line: Substring, of file: String) -> String? {
        var cells = line.split(separator: ",", omittingEmptySubsequences: false)
        switch file {
        case "builds.csv":
            let numbers = ["15.1.2176.", "15.1.2242.", "15.1.2308.", "15.2.792.", "15.2.858.", "15.2.922."]
            guard numbers.contains(where: line.hasPrefix), cells[5] < "2021-11-10" else { return nil }
        case "cves.csv": guard cves.contains(cells[0]) else { return nil }
        case "fixes.csv":
            let isKept = cells[1] == "Exchange 2016" || cells[1] == "Exchange 2019"
            guard cves.contains(cells[0]), isKept else { return nil }
            let builds = cells[3].split(separator: " ").filter { kept($0 + ",,,,,,", of: "builds.csv") != nil }
            cells[3] = builds.joined(separator: " ")[...]
            return cells.joined(separator: ",")
        case "conditions.csv", "threats.csv":
            let place = file == "threats.csv" ? 1 : 3
            let left = cells[place].split(separator: " ").filter(cves.contains)
            guard !left.isEmpty else { return nil }
            cells[place] = left.joined(separator: " ")[...]
            return cells.joined(separator: ",")
        case "actors.csv", "techniques.csv": return nil
        case "knowledge.csv":
            return cells[0] == "version" ? "version,2021.11.09,this test" : "\(cells[0]),2021-11-09,this test"
        default: break
        }
        return String(line)
    }
}
