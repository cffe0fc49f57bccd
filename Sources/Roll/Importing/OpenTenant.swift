import Inventory
import Storage

/// What an import keeps of a tenant while it reads the file: whom the tenant has, and what was seen of it so far.
final class OpenTenant {
    let id: Int
    /// Nil while it was let go to save memory; it is read again at the tenant's next row.
    var index: SubjectIndex?
    /// Whether its subjects were read before.
    var isLoaded = false
    var newestSubject = 0
    private(set) var part = SightingPart()
    private(set) var parts = 0
    private(set) var rows = 0
    /// When a row of it came last, counted in rows of the file.
    var lastUsed = 0
    private var listed: [UInt64] = []
    private(set) var listedSubjects = 0

    init(id: Int) { self.id = id }

    /// Notes that the tenant's subject was seen; gives the bytes that the open part has grown by.
    func see(_ subject: Int, state: Int, line: Int, at seenAt: Instant?) -> Int {
        list(subject)
        rows += 1
        let before = part.byteCount
        part.append(line: line, subject: subject, state: state, seenAt: seenAt)
        return part.byteCount - before
    }

    /// Begins a new part.
    func closePart() {
        part = SightingPart()
        parts += 1
    }

    /// Whether the import lists a subject.
    func isListed(_ subject: Int) -> Bool {
        let word = subject >> 6
        return word < listed.count && listed[word] & (1 << UInt64(subject & 63)) != 0
    }

    private func list(_ subject: Int) {
        let word = subject >> 6
        if word >= listed.count {
            listed.append(contentsOf: repeatElement(0, count: max(word + 1 - listed.count, listed.count)))
        }
        let bit: UInt64 = 1 << UInt64(subject & 63)
        guard listed[word] & bit == 0 else { return }
        listed[word] |= bit
        listedSubjects += 1
    }
}
