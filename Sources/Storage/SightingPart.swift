import Inventory

/// Up to 4,096 sightings of one tenant by one import, as they lie in the store.
///
/// Per entry four LEB128 numbers: line - previous line, zigzag(subject - previous subject), state, and the time: 0 for
/// "when the import was taken", else 1 + zigzag(seconds - previous such seconds). All begin from 0 in each part.
package struct SightingPart: Sendable {
    /// As many entries as a part may have.
    package static let capacity = 4096

    package private(set) var body: [UInt8] = []
    package private(set) var entries = 0
    package private(set) var atTaken = 0
    /// The span of the times that rows carry themselves; nil where no row does.
    package private(set) var ownTimes: ClosedRange<Instant>?
    private var line = 0
    private var subject = 0
    private var seconds: Int64 = 0

    package init() {}

    package var byteCount: Int { body.count }
    package var isFull: Bool { entries == SightingPart.capacity }

    /// Adds a sighting; `seenAt` is nil where the row has no time of its own. Gives how many bytes it takes.
    @discardableResult
    package mutating func append(line: Int, subject: Int, state: Int, seenAt: Instant?) -> Int {
        let before = body.count
        // Lines usually grow, but nothing promises it: the difference wraps around and back.
        body.append(number: UInt64(bitPattern: Int64(line &- self.line)))
        body.append(number: zigzag(Int64(subject - self.subject)))
        body.append(number: UInt64(state))
        if let seenAt {
            body.append(number: 1 + zigzag(seenAt.seconds - seconds))
            seconds = seenAt.seconds
            ownTimes = ownTimes.map { min($0.lowerBound, seenAt)...max($0.upperBound, seenAt) } ?? seenAt...seenAt
        } else {
            body.append(number: 0)
            atTaken += 1
        }
        self.line = line
        self.subject = subject
        entries += 1
        return body.count - before
    }

    /// An entry as read back.
    package struct Entry: Hashable, Sendable {
        package let line: Int
        package let subject: Int
        package let state: Int
        /// Nil where the row has no time of its own.
        package let seenAt: Instant?

        package init(line: Int, subject: Int, state: Int, seenAt: Instant?) {
            self.line = line
            self.subject = subject
            self.state = state
            self.seenAt = seenAt
        }
    }

    /// Reads a part's body; returns false, having called for what could be read, where the bytes are no such list.
    package static func forEach(in body: UnsafeRawBufferPointer, _ visit: (Entry) -> Void) -> Bool {
        var reader = NumberReader(bytes: body)
        var line: Int64 = 0
        var subject: Int64 = 0
        var seconds: Int64 = 0
        while !reader.isAtEnd {
            guard let lineStep = reader.next(), let subjectStep = reader.next(), let state = reader.next(),
                let time = reader.next(), let stateNumber = Int(exactly: state)
            else { return false }
            line &+= Int64(bitPattern: lineStep)
            subject &+= unzigzag(subjectStep)
            if time > 0 { seconds &+= unzigzag(time - 1) }
            visit(
                Entry(
                    line: Int(line), subject: Int(subject), state: stateNumber,
                    seenAt: time > 0 ? Instant(seconds) : nil))
        }
        return true
    }
}
