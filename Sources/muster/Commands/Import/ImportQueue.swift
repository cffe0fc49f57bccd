import Intake
import Inventory

/// Several files in the order in which they are taken in: by when each was taken, the oldest first, as if somebody had
/// taken them in as they came.
///
/// A first look tells: it reads a file up to its first 65,536 rows. Its time is its own end stamp, else what was
/// declared, else the newest of these rows. So the order of longer files is a good guess; what is known in the end does
/// not depend on it, only what each import says it changed does.
struct ImportQueue {
    /// A file that waits, or is refused already.
    struct Entry {
        let input: SourceFile.Input
        let takenAt: Instant?
    }

    private(set) var entries: [Entry] = []
    private(set) var refused: [Complaint] = []

    private static let rows = 65_536

    /// Throws what keeps all of them from being taken in: Ctrl-C, no room for temporary files, a wrong option.
    ///
    /// - Parameter open: opens and recognises one.
    init(
        _ inputs: [SourceFile.Input], declared: Instant?, progress: Progress,
        open: (SourceFile.Input) throws -> SourceFile
    ) throws {
        for (number, input) in inputs.enumerated() {
            progress.update(done: number, of: inputs.count, "files")
            guard !Interruption.requested else {
                throw Complaint(.interrupted, "interrupted while looking at the files; nothing was changed")
            }
            do {
                entries.append(Entry(input: input, takenAt: try Self.time(of: open(input), declared: declared)))
            } catch let complaint as Complaint where complaint.isAboutOneFile {
                refused.append(complaint.about(input.shownAs))
            }
        }
        entries.sort { a, b in
            let (mine, theirs) = (a.takenAt ?? .forever, b.takenAt ?? .forever)
            return mine != theirs ? mine < theirs : a.input.shownAs < b.input.shownAs
        }
    }

    /// When a file was taken, as far as its first rows and its end tell.
    private static func time(of source: SourceFile, declared: Instant?) throws -> Instant? {
        struct Enough: Error {}
        var newest: Instant?
        var rows = 0
        do {
            let report = try source.read { batch, rejects in
                newest = max(newest ?? .distantPast, batch.rows.lazy.compactMap(\.seenAt).max() ?? .distantPast)
                rows += batch.count + rejects.count
                if rows > Self.rows || Interruption.requested { throw Enough() }
            }
            return report.endStamp ?? declared ?? report.newestRowTime
        } catch is Enough {
            return declared ?? newest
        }
    }
}

extension Complaint {
    /// Whether the next file may still be taken in: this one is at fault, not the machine or the command line.
    var isAboutOneFile: Bool { code == .badData || code == .noInput }

    /// With the file that it is about, where it does not say so itself.
    func about(_ name: String) -> Complaint {
        guard file == nil else { return self }
        return Complaint(code, what, file: name, line: line, facts: facts, next: next)
    }
}
