import Foundation
import Inventory

/// Who asked what of the store, when, of which tenants, and what came of it: a file beside the store, never in it. A line of
/// JSON when a question is asked and one when it has ended, so that one that never ends is known too.
///
/// Lines are only ever added. Readable by whom the store is readable by.
package struct AuditLog: Sendable {
    package let path: String
    private let store: String

    /// - Parameter path: another place than beside the store.
    package init(of store: Store, at path: String? = nil) {
        self.store = store.path
        self.path = path ?? store.path + "-audit"
    }

    /// A question on its way.
    package struct Question: Sendable {
        fileprivate let log: AuditLog
        fileprivate let id: String
        fileprivate let began: ContinuousClock.Instant
    }

    /// Writes down that something is asked; throws a `Complaint` (cannot write) where that cannot be done: then nothing may
    /// be asked.
    ///
    /// - Parameters:
    ///   - command: `sql`, `tenant extract`.
    ///   - tenant: the only one that is seen; nil for all.
    ///   - asOf: the day or instant that is read.
    package func ask(
        _ command: String, _ text: String, parameters: [String: String] = [:], tenant: String?, asOf: String,
        by actor: String, at now: Instant
    ) throws -> Question {
        let id = String(UInt64.random(in: 0 ... .max), radix: 36)
        try write(
            Line(
                question: id, event: "asked", at: now.description, actor: actor, process: getpid(), command: command,
                tenant: tenant, as_of: asOf, text: text, parameters: parameters.isEmpty ? nil : parameters))
        return Question(log: self, id: id, began: .now)
    }

    fileprivate func write(_ line: Line) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        var about = stat()
        let mode = stat(store, &about) == 0 ? about.st_mode & 0o660 : 0o600
        let descriptor = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, mode)
        guard descriptor >= 0 else { throw complaint() }
        defer { close(descriptor) }
        // Two lines at once must not end up in each other.
        guard flock(descriptor, LOCK_EX) == 0 else { throw complaint() }
        let bytes = Array(try encoder.encode(line)) + [UInt8(ascii: "\n")]
        var before = stat()
        guard fstat(descriptor, &before) == 0 else { throw complaint() }
        guard Glibc.write(descriptor, bytes, bytes.count) == bytes.count else {
            let failed = complaint()
            ftruncate(descriptor, before.st_size)
            throw failed
        }
    }

    private func complaint() -> Complaint {
        Complaint(
            .cannotWrite,
            "every question is written down, and that failed: \(String(cString: strerror(errno)).lowercased())",
            file: path, next: ["name another file for it: MUSTER_AUDIT=PATH"])
    }

    fileprivate struct Line: Encodable {
        let question: String
        let event: String
        var at: String?
        var actor: String?
        var process: Int32?
        var command: String?
        var tenant: String?
        var as_of: String?
        var text: String?
        var parameters: [String: String]?
        var outcome: String?
        var code: Int32?
        var rows: Int?
        var cut: Bool?
        var milliseconds: Int?
    }
}

extension AuditLog.Question {
    /// Runs what was asked and writes down how it ended.
    ///
    /// - Parameter rows: what the result comes to: its rows, and whether there were more.
    package func answer<T>(_ body: () throws -> T, rows: (T) -> (count: Int, isCut: Bool)) throws -> T {
        do {
            let result = try body()
            let (count, isCut) = rows(result)
            try end("answered", code: 0, rows: count, cut: isCut)
            return result
        } catch let complaint as Complaint {
            try end(AuditLog.Question.word(complaint.code), code: complaint.code.rawValue)
            throw complaint
        }
    }

    private static func word(_ code: Complaint.Code) -> String {
        switch code {
        case .notAllowed: "refused"
        case .timeLimit: "stopped"
        default: "failed"
        }
    }

    private func end(_ outcome: String, code: Int32, rows: Int? = nil, cut: Bool? = nil) throws {
        let took = began.duration(to: .now).components
        try log.write(
            AuditLog.Line(
                question: id, event: "ended", outcome: outcome, code: code, rows: rows, cut: cut,
                milliseconds: Int(took.seconds) * 1000 + Int(took.attoseconds / 1_000_000_000_000_000)))
    }
}
