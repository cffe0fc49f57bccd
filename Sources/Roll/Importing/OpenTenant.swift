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
    /// Subjects that the tenant did not have before the import.
    var newSubjects = 0
    private var part = SightingPart()
    private var partEntries = 0
    private(set) var parts = 0
    private(set) var rows = 0
    /// When a row of it came last, counted in rows of the file.
    var lastUsed = 0
    /// Whom the import lists.
    private(set) var listed = NumberSet()

    init(id: Int) { self.id = id }

    /// Notes that the tenant's subject was seen; gives the bytes that the open part has grown by.
    func see(_ subject: Int, state: Int, line: Int, at seenAt: Instant?) -> Int {
        listed.insert(subject)
        rows += 1
        partEntries += 1
        return part.append(line: line, subject: subject, state: state, seenAt: seenAt)
    }

    var isPartFull: Bool { partEntries == SightingPart.capacity }

    /// Gives the open part, unless it is empty, and begins a new one.
    func closePart() -> SightingPart? {
        guard partEntries > 0 else { return nil }
        defer {
            part = SightingPart()
            partEntries = 0
            parts += 1
        }
        return part
    }
}
