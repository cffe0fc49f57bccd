import Storage

/// What an import keeps of a tenant while it reads the file: whom the tenant has, and what was seen of it so far.
final class OpenTenant {
    let id: Int
    /// Nil while it was let go to save memory; it is read again at the tenant's next row.
    var index: SubjectIndex?
    /// Whether its subjects were read before.
    var isLoaded = false
    var newestSubject = 0
    var part = SightingPart()
    var parts = 0
    var rows = 0
    /// When a row of it came last, counted in rows of the file.
    var lastUsed = 0
    private var listed: [UInt64] = []
    private(set) var listedSubjects = 0

    init(id: Int) { self.id = id }

    func list(_ subject: Int) {
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
