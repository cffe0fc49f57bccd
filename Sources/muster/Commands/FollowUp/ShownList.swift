import Glibc
import Inventory
import Knowledge
import Roll
import Storage

/// The list of the whole portfolio that was shown last, kept beside the store: who asks again what nothing has changed
/// gets the same page, and nothing is read or ranked for it.
///
/// It is shown again only where everything is as it was: the content of the store, the knowledge's files, the program,
/// the question; and not once the first instant has come at which a decision, an age or a day may be another one.
struct ShownList {
    let store: Store
    /// What the page holds for, beside the content of the store.
    private let question: [UInt8]
    private let revision: [UInt8]

    /// Nil of a store that an older program wrote, and where the knowledge's files cannot be told from others.
    ///
    /// - Parameter words: what is asked, as far as it changes the page.
    init?(_ store: Store, _ knowledge: KnowledgeFolder, _ words: [String]) throws {
        guard let revision = try store.read({ try $0.revision() }), let program = FileStamp("/proc/self/exe"),
            let stamp = try? knowledge.stamp()
        else { return nil }
        self.store = store
        self.revision = revision
        var question: [UInt8] = []
        question.append(text: "muster shown list 1")
        question.append(text: program.text)
        question.append(text: stamp)
        for word in words { question.append(text: word) }
        self.question = question
    }

    /// The page that was kept, where it still holds.
    func page(at now: Instant) -> ListPage? {
        SideFile.shown.read(beside: store.path)?.withUnsafeBytes { bytes in
            var reader = NumberReader(bytes: bytes)
            guard reader.counted()?.elementsEqual(question) == true, reader.counted()?.elementsEqual(revision) == true,
                let from = reader.instant(), let until = reader.instant(), from <= now, now < until,
                let page = ListPage(&reader), reader.isAtEnd
            else { return nil }
            return page
        }
    }

    /// Keeps a page for whoever asks next; one that may be otherwise at any moment is not worth it.
    ///
    /// - Parameter list: what the page shows, as it was at `now`.
    func keep(_ page: ListPage, of list: FollowUpList, at now: Instant) {
        guard let until = list.until, until > now, let revision = list.revision else { return }
        var bytes: [UInt8] = []
        bytes.append(counted: question)
        bytes.append(counted: revision)
        bytes.append(number: UInt64(max(0, now.seconds)))
        bytes.append(number: UInt64(max(0, until.seconds)))
        page.write(to: &bytes)
        SideFile.shown.keep(bytes, beside: store.path)
    }
}

extension [UInt8] {
    fileprivate mutating func append(counted bytes: [UInt8]) {
        append(number: UInt64(bytes.count))
        append(contentsOf: bytes)
    }
}

extension NumberReader {
    fileprivate mutating func instant() -> Instant? {
        next().flatMap { Int64(exactly: $0) }.map { Instant($0) }
    }
}
