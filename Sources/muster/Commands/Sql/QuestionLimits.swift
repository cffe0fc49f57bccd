import ArgumentParser
import Storage

/// How much a question may take.
struct QuestionLimits: ParsableArguments {
    @Option(
        help: ArgumentHelp("Stop after so long (exit 124): 10, or 600 for a report.", valueName: "seconds"),
        transform: { text in
            guard let seconds = Double(text), seconds > 0, seconds.isFinite else {
                throw ValidationError("a number of seconds above 0")
            }
            return seconds
        })
    var timeout: Double?

    @Option(
        help: ArgumentHelp(
            "Memory for sorting, grouping and the answer: 256, or 4096 for a report.", valueName: "MiB"),
        transform: { text in
            guard let mib = Int(text), mib > 0, mib <= 1 << 20 else {
                throw ValidationError("a number of MiB, 1 or more")
            }
            return mib
        })
    var memory: Int?

    /// - Parameters:
    ///   - seconds: where nobody says how long.
    ///   - mib: where nobody says how much.
    ///   - rows: nil for all.
    func limits(seconds: Double, mib: Int, rows: Int?) -> SliceLimits {
        SliceLimits(seconds: timeout ?? seconds, bytes: (memory ?? mib) << 20, rows: rows, isAlone: true)
    }
}
