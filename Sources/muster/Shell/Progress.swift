import Dispatch
import Glibc
import Reporting
import Synchronization

/// One line on standard error that says how far a long work is. On a terminal only, from half a second on, redrawn in
/// place ten times a second, wiped at the end; never written to a file.
///
/// The line is drawn by a clock, not by the work, so that a step that says nothing for a while is still shown to run.
/// May be called from any thread.
final class Progress: Sendable {
    /// How far a step is.
    enum Measure: Sendable {
        /// Nobody knows.
        case none
        /// Rows done, and which part of the whole that is (0 to 1), where known.
        case rows(Int, part: Double?)
        case things(Int, of: Int, String)
    }

    private struct State {
        var what: String
        var step = ""
        var stepBegan = ContinuousClock.now
        var measure = Measure.none
        var isDrawn = false
        var isOver = false

        mutating func begin(_ step: String) {
            self.step = step
            stepBegan = .now
            measure = .none
        }
    }

    private let state: Mutex<State>

    /// `what` is being done: `importing estate.csv.zst`.
    init(_ what: String, quiet: Bool) {
        state = Mutex(State(what: VisibleText.of(what)))
        if !quiet, isatty(2) == 1 { draw(in: .milliseconds(500)) }
    }

    deinit { finish() }

    /// Another thing is being done from now on.
    func turn(to what: String) {
        state.withLock { state in
            state.what = VisibleText.of(what)
            state.begin("")
        }
    }

    /// A step of the work begins, such as `reading`: rates and times left are those of the step.
    func begin(_ step: String) {
        state.withLock { state in
            if state.step != step { state.begin(step) }
        }
    }

    /// Rows done, and which part of the whole that is (0 to 1), where known.
    func update(rows: Int, part: Double?) { state.withLock { $0.measure = .rows(rows, part: part) } }

    /// So many of so many done: `checking   67%   2 of 3 tenants`.
    func update(done: Int, of all: Int, _ things: String) {
        state.withLock { $0.measure = .things(done, of: all, things) }
    }

    /// Wipes the line; nothing is drawn after it.
    func finish() {
        state.withLock { state in
            state.isOver = true
            if state.isDrawn { Self.send("\r\u{1b}[K") }
            state.isDrawn = false
        }
    }

    /// Draws after a while, and then again and again until it is over.
    private func draw(in pause: DispatchTimeInterval) {
        DispatchQueue.global().asyncAfter(deadline: .now() + pause) { [weak self] in
            guard let self else { return }
            let isOver = state.withLock { state in
                guard !state.isOver else { return true }
                state.isDrawn = true
                Self.send("\r" + Self.fitting(state) + "\u{1b}[K")
                return false
            }
            if !isOver { draw(in: .milliseconds(100)) }
        }
    }

    /// `importing estate.csv.zst   reading   61%   612,000 rows   405,000 rows/s   1 s left`.
    static func line(_ what: String, _ step: String, _ measure: Measure, after elapsed: Duration) -> String {
        let seconds = Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) / 1e18
        var pieces = step.isEmpty ? [what] : [what, step]
        switch measure {
        case .none: break
        case .rows(let rows, let part):
            if let part { pieces.append("\(Int(part * 100))%") }
            pieces.append("\(grouped(rows)) rows")
            if seconds > 0 { pieces.append("\(grouped(rounded(Double(rows) / seconds))) rows/s") }
            if let part { pieces += left(part, after: seconds) }
        case .things(let done, let all, let things):
            pieces.append("\(done * 100 / max(1, all))%")
            pieces.append("\(grouped(done)) of \(grouped(all)) \(things)")
            pieces += left(Double(done) / Double(max(1, all)), after: seconds)
        }
        return pieces.joined(separator: "   ")
    }

    /// How long the rest takes at the pace so far; nothing before that is more than a guess.
    private static func left(_ part: Double, after seconds: Double) -> [String] {
        guard part > 0.01, part < 1 else { return [] }
        let rest = max(1, Int((seconds * (1 - part) / part).rounded()))
        return [rest < 120 ? "\(rest) s left" : "\(grouped((rest + 30) / 60)) min left"]
    }

    /// To three figures: more would flicker.
    private static func rounded(_ rate: Double) -> Int {
        var unit = 1
        while Int(rate) / unit >= 1000 { unit *= 10 }
        return Int(rate) / unit * unit
    }

    /// As much as stands on one line of the terminal, since a second one could not be redrawn: what is done gives way to
    /// how far it is.
    private static func fitting(_ state: State) -> String {
        let elapsed = ContinuousClock.now - state.stepBegan
        let whole = StyledText(line(state.what, state.step, state.measure, after: elapsed))
        var size = winsize()
        guard ioctl(2, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 1 else { return whole.plain }
        let room = Int(size.ws_col) - 1
        let what = StyledText(state.what)
        let short = what.cut(to: max(16, what.width - max(0, whole.width - room))).plain
        return StyledText(line(short, state.step, state.measure, after: elapsed)).cut(to: room).plain
    }

    private static func send(_ text: String) {
        _ = Array(text.utf8).withUnsafeBytes { Glibc.write(2, $0.baseAddress, $0.count) }
    }
}
