import Foundation
import Inventory
import Knowledge

@testable import Assessment

/// The knowledge of this checkout, read once.
let shared: (knowledge: ExchangeKnowledge, judge: Judge) = {
    do {
        let knowledge = try ExchangeKnowledge.load(from: ExchangeKnowledge.locate())
        return (knowledge, Judge(knowledge))
    } catch {
        fatalError("\(error)")
    }
}()

/// The lines of a fixture without comments and blank ones.
func fixture(_ name: String) throws -> [String] {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    let text = try String(contentsOf: folder.appending(path: "Fixtures/\(name)"), encoding: .utf8)
    return text.split(separator: "\n").map(String.init).filter { !$0.hasPrefix("#") }
}

func theDay(_ text: String) -> CalendarDay {
    guard let day = CalendarDay(iso: text) else { fatalError("not a day: \(text)") }
    return day
}

extension Judge {
    /// The judgement on a text, with what was seen.
    func judge(_ text: String, _ id: String, _ seen: Conditions = .none) -> Judgement {
        guard let cve = knowledge.cve(named: id) else { fatalError("no CVE \(id)") }
        return verdict(cve: cve, base: verdicts(for: knowledge.read(text))[cve], conditions: seen)
    }
}

extension ExchangeKnowledge {
    /// Everything seen that a CVE needs to be judged by its build alone.
    func whatItNeeds(_ cve: Int) -> Conditions {
        Conditions(
            Dictionary(
                conditions(of: cve).map { ($0.name, $0.kind != .appliesUnless) }, uniquingKeysWith: { a, _ in a }))
    }
}
