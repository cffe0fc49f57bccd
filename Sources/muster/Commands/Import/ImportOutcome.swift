import Intake
import Inventory
import Roll

/// What became of one file.
struct ImportOutcome {
    enum End {
        /// Taken in, in already, or looked at only.
        case done(ImportSummary)
        /// Nothing of it was kept.
        case refused(Complaint)
        /// What stopped the command came while this one was taken in, which was rolled back.
        case stopped(Complaint)
        /// What stopped the command came before its turn.
        case notBegun
    }

    /// The word that programs read.
    enum Result: String {
        case taken, noop, preview, refused, stopped
        case notBegun = "not_begun"
    }

    /// What it is called.
    let name: String
    /// How it was read; nil where it could not be.
    var recognition: Recognition?
    var end: End
    /// A preview of several: the file before it that has the same bytes.
    var twin: String?

    var summary: ImportSummary? {
        if case .done(let summary) = end { summary } else { nil }
    }

    /// Why nothing of it was kept, or would be.
    var refusal: Complaint? {
        switch end {
        case .done(let summary): summary.refusal
        case .refused(let complaint): complaint
        case .stopped, .notBegun: nil
        }
    }

    /// What went wrong with it, if something did.
    var problem: Complaint? {
        if case .stopped(let complaint) = end { complaint } else { refusal }
    }

    var result: Result {
        if refusal != nil { return .refused }
        if case .stopped = end { return .stopped }
        guard let summary else { return .notBegun }
        return summary.sameAs != nil || twin != nil ? .noop : summary.isDryRun ? .preview : .taken
    }
}
