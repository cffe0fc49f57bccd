import Inventory

/// Where a fact was said: a physical line of an import's file, or an act of a person (import 0, the act's number).
package struct Citation: Hashable, Sendable {
    package let importID: Int
    package let line: Int
    package let seenAt: Instant
    /// When the import was taken: of two lines that saw the same at the same time, the later import's is cited.
    package let takenAt: Instant

    package init(importID: Int, line: Int, seenAt: Instant, takenAt: Instant) {
        self.importID = importID
        self.line = line
        self.seenAt = seenAt
        self.takenAt = takenAt
    }

    /// Whether this one is cited rather than the other: newer sight, newer import, then the smaller line.
    package func isNewer(than other: Citation) -> Bool {
        if seenAt != other.seenAt { return seenAt > other.seenAt }
        if takenAt != other.takenAt { return takenAt > other.takenAt }
        if line != other.line { return line < other.line }
        return importID < other.importID
    }
}
