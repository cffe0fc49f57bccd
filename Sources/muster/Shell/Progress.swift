import Glibc
import Reporting
import Synchronization

/// One line on standard error that says how far a long work is. On a terminal only, from half a second on, redrawn in
/// place ten times a second, wiped at the end; never written to a file. May be called from any thread.
final class Progress: Sendable {
    private struct State {
        var drawnAt: ContinuousClock.Instant?
    }

    private let what: String
    private let isShown: Bool
    private let start = ContinuousClock.now
    private let state = Mutex(State())

    /// `what` is being done: `importing estate.csv.zst`.
    init(_ what: String, quiet: Bool) {
        self.what = VisibleText.of(what)
        isShown = !quiet && isatty(2) == 1
    }

    /// Rows done, and which part of the whole that is (0 to 1), where known.
    func update(rows: Int, part: Double?) {
        draw { Self.line(what, rows: rows, part: part, after: $0) }
    }

    /// So many of so many done: `checking   67%   2 of 3 tenants`.
    func update(done: Int, of all: Int, _ things: String) {
        draw { _ in "\(what)   \(done * 100 / max(1, all))%   \(grouped(done)) of \(grouped(all)) \(things)" }
    }

    private func draw(_ line: (Duration) -> String) {
        guard isShown else { return }
        let now = ContinuousClock.now
        let isDue = state.withLock { state in
            guard now - (state.drawnAt ?? start) >= (state.drawnAt == nil ? .milliseconds(500) : .milliseconds(100))
            else { return false }
            state.drawnAt = now
            return true
        }
        if isDue { send("\r" + line(now - start) + "\u{1b}[K") }
    }

    /// Wipes the line.
    func finish() {
        let wasDrawn = state.withLock { state in
            defer { state.drawnAt = nil }
            return state.drawnAt != nil
        }
        if wasDrawn { send("\r\u{1b}[K") }
    }

    /// `importing estate.csv.zst   61%   612,000 rows   405,000 rows/s   1 s left`.
    static func line(_ what: String, rows: Int, part: Double?, after elapsed: Duration) -> String {
        let seconds = Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) / 1e18
        var pieces = [what]
        if let part { pieces.append("\(Int(part * 100))%") }
        pieces.append("\(grouped(rows)) rows")
        if seconds > 0 { pieces.append("\(grouped(rounded(Double(rows) / seconds))) rows/s") }
        if let part, part > 0.01 { pieces.append("\(grouped(Int((seconds * (1 - part) / part).rounded(.up)))) s left") }
        return pieces.joined(separator: "   ")
    }

    /// To three figures: more would flicker.
    private static func rounded(_ rate: Double) -> Int {
        var unit = 1
        while Int(rate) / unit >= 1000 { unit *= 10 }
        return Int(rate) / unit * unit
    }

    private func send(_ text: String) {
        _ = Array(text.utf8).withUnsafeBytes { Glibc.write(2, $0.baseAddress, $0.count) }
    }
}
