import Inventory
import Storage

/// What an import keeps of a tenant while it reads the file: whom the tenant has, and what was seen of it so far.
final class OpenTenant {
    let id: Int
    /// Nil while it was let go to save memory; it is read again at the tenant's next row.
    var index: SubjectIndex?
    /// Who has to do with whom, by all that is stored and all that the file brought; nil where no row of it came.
    var kinship: Kinship?
    /// Whether its subjects were read before.
    var isLoaded = false
    var newestSubject = 0
    /// Subjects that the tenant did not have before the import.
    var newSubjects = 0
    private(set) var part = SightingPart()
    private(set) var parts = 0
    private(set) var rows = 0
    /// When a row of it came last, counted in rows of the file.
    var lastUsed = 0
    /// Whom the import lists.
    private(set) var listed = ListedSubjects()

    init(id: Int) { self.id = id }

    /// Notes that the tenant's subject was seen; gives the bytes that the open part has grown by.
    func see(_ subject: Int, state: Int, line: Int, at seenAt: Instant?) -> Int {
        listed.insert(subject)
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
}

/// The subjects of a tenant that an import lists.
struct ListedSubjects: Sendable {
    private var words: [UInt64] = []
    private(set) var count = 0

    func contains(_ subject: Int) -> Bool {
        let word = subject >> 6
        return word < words.count && words[word] & (1 << UInt64(subject & 63)) != 0
    }

    mutating func insert(_ subject: Int) {
        let word = subject >> 6
        if word >= words.count {
            words.append(contentsOf: repeatElement(0, count: max(word + 1 - words.count, words.count)))
        }
        let bit: UInt64 = 1 << UInt64(subject & 63)
        guard words[word] & bit == 0 else { return }
        words[word] |= bit
        count += 1
    }
}
