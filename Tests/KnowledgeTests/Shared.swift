import Foundation
import Inventory

@testable import Knowledge

/// The knowledge of this checkout, read once.
let knowledge: ExchangeKnowledge = {
    do { return try ExchangeKnowledge.load(from: ExchangeKnowledge.locate()) } catch { fatalError("\(error)") }
}()

/// The lines of a fixture without comments and blank ones.
func fixture(_ name: String) throws -> [String] {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    let text = try String(contentsOf: folder.appending(path: "Fixtures/\(name)"), encoding: .utf8)
    return text.split(separator: "\n").map(String.init).filter { !$0.hasPrefix("#") }
}

func build(_ text: String) -> ExchangeBuild {
    guard let build = ExchangeBuild(text) else { fatalError("not a build: \(text)") }
    return build
}

func day(_ text: String) -> CalendarDay {
    guard let day = CalendarDay(iso: text) else { fatalError("not a day: \(text)") }
    return day
}
