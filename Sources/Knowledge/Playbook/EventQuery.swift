import Foundation

/// A hunting query over Windows events, as a playbook writes it: `channel: NAME`, `ids: 1, 6`, `message: PATTERN`, a line
/// each.
struct EventQuery {
    /// Event logs, joined by commas where several hold it.
    let channels: [String]
    let ids: [Int]
    /// Nil where it is no extended regular expression (POSIX).
    let message: TracePattern?

    /// Nil for anything else.
    init?(_ text: String) {
        var values: [String: String] = [:]
        for line in text.split(whereSeparator: \.isNewline) {
            let parts = line.split(separator: ":", maxSplits: 1).map { EventQuery.trimmed($0) }
            guard parts.count == 2, !parts[1].isEmpty, values.updateValue(parts[1], forKey: parts[0]) == nil else {
                return nil
            }
        }
        guard values.count == 3, let channel = values["channel"], let ids = values["ids"],
            let pattern = values["message"]
        else { return nil }
        let numbers = ids.split(separator: ",").map { Int(EventQuery.trimmed($0)) }
        guard !numbers.isEmpty, !numbers.contains(nil) else { return nil }
        channels = channel.split(separator: ",").map { EventQuery.trimmed($0) }
        self.ids = numbers.compactMap { $0 }
        message = TracePattern(pattern)
    }

    private static func trimmed(_ text: Substring) -> String { text.trimmingCharacters(in: .whitespaces) }
}
