import Foundation
import Inventory

/// Who writes to the store at this moment: kept in a small file beside it, so that whoever waits can be told.
///
/// The note only informs; SQLite's own lock decides. A note left behind by a killed process is recognised by its
/// process being gone and is not shown.
package struct Holder: Hashable, Sendable {
    package let actor: String
    /// What is being done, third person: `imports scan-2021-08-18.xml`.
    package let what: String
    package let since: Instant
    package let process: Int32
    /// Tells a process from a later one of the same number; 0 where the system does not say.
    let startTicks: Int

    package init(actor: String, what: String, since: Instant) {
        self.init(
            actor: actor, what: what, since: since, process: getpid(), startTicks: Holder.startTicks(of: getpid()) ?? 0)
    }

    private init(actor: String, what: String, since: Instant, process: Int32, startTicks: Int) {
        self.actor = actor
        self.what = what
        self.since = since
        self.process = process
        self.startTicks = startTicks
    }

    /// `jane imports scan-2021-08-18.xml since 2021-08-20T14:02:11Z (process 4711)`.
    package var words: String { "\(actor) \(what) since \(since) (process \(process))" }

    private static func file(of store: String) -> String { store + "-holder" }

    func note(beside store: String) {
        let oneLine = { (text: String) in text.replacingOccurrences(of: "\n", with: " ") }
        let text = "\(process)\n\(startTicks)\n\(since.seconds)\n\(oneLine(actor))\n\(oneLine(what))\n"
        // Readable by whom the store is readable by. A note that cannot be written is done without.
        var about = stat()
        let mode = stat(store, &about) == 0 ? Int(about.st_mode & 0o666) : 0o600
        _ = FileManager.default.createFile(
            atPath: Holder.file(of: store), contents: Data(text.utf8), attributes: [.posixPermissions: mode])
    }

    func removeNote(beside store: String) {
        guard Holder.read(beside: store) == self else { return }
        unlink(Holder.file(of: store))
    }

    /// Who holds the store, if its process still runs.
    static func beside(_ store: String) -> Holder? {
        guard let holder = read(beside: store) else { return nil }
        guard let ticks = startTicks(of: holder.process) else { return nil }
        return ticks == holder.startTicks ? holder : nil
    }

    private static func read(beside store: String) -> Holder? {
        guard let data = FileManager.default.contents(atPath: file(of: store)) else { return nil }
        let lines = String(decoding: data, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
        guard lines.count >= 5, let process = Int32(lines[0]), let ticks = Int(lines[1]), let since = Int64(lines[2])
        else { return nil }
        return Holder(
            actor: String(lines[3]), what: String(lines[4]), since: Instant(since), process: process, startTicks: ticks)
    }

    /// When the process began, in the system's ticks; nil where there is no such process.
    private static func startTicks(of process: Int32) -> Int? {
        guard let data = FileManager.default.contents(atPath: "/proc/\(process)/stat") else {
            return kill(process, 0) == 0 || errno == EPERM ? 0 : nil
        }
        // The second field is the name in parentheses and may hold blanks; the start is the 20th behind it.
        let text = String(decoding: data, as: UTF8.self)
        guard let end = text.lastIndex(of: ")") else { return 0 }
        let fields = text[text.index(after: end)...].split(separator: " ")
        return fields.count > 19 ? Int(fields[19]) ?? 0 : 0
    }
}
