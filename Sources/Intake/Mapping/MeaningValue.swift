import Inventory

/// Values that a mapping says of a row, on their way into the batch.
enum MeaningValue {
    /// Adds what the text says under a meaning; false where it does not read as that, and nothing was added.
    static func add(_ meaning: Meaning, _ text: String, to batch: inout ObservationBatch) -> Bool {
        guard let field = meaning.field, !values(meaning, text).isEmpty else { return false }
        for value in values(meaning, text) { batch.add(field, value) }
        return true
    }

    /// The canonical values of a text; empty where it does not read as the meaning.
    static func values(_ meaning: Meaning, _ text: String) -> [String] {
        let text = text.trimmingBlanks
        if text.isEmpty { return [] }
        switch meaning {
        case .role:
            let roles = parts(text, ",;|/+&").map { RoleName.read($0) }
            return roles.contains(nil) ? [] : roles.compactMap { $0 }
        case .tag: return parts(text, ",;|").map { $0.lowercased() }
        case .mitigation: return parts(text, ",;|")
        case .provedCVE: return CVEText.all(in: text)
        case .internetFacing: return answer(text).map { [$0] } ?? []
        case .condition(let name): return answer(text).map { ["\(name)=\($0)"] } ?? []
        default: return [text]
        }
    }

    private static func parts(_ text: String, _ separators: String) -> [String] {
        text.split { separators.contains($0) || $0.isNewline }.map { $0.trimmingBlanks }.filter { !$0.isEmpty }
    }

    private static func answer(_ text: String) -> String? {
        Array(text.utf8).withUnsafeBufferPointer { YesNo.read($0) }.map { $0 ? "yes" : "no" }
    }
}
