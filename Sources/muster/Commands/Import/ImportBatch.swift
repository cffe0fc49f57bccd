import Intake
import Inventory
import Roll

/// Several files, each a transaction of its own: one that is refused does not stop the others.
struct ImportBatch {
    let command: ImportCommand
    let door: ImportDoor
    let walk: FileWalk
    private(set) var outcomes: [ImportOutcome] = []
    /// What stopped the command before its last file: Ctrl-C, a full disk, a busy database.
    private(set) var stop: Complaint?
    private var byContent: [[UInt8]: String] = [:]

    /// Takes all of them in, or looks at them only. Throws a `Complaint` where it could not begin.
    ///
    /// - Parameter unreadable: paths that gave nothing to take in.
    init(
        _ command: ImportCommand, _ door: ImportDoor, _ walk: FileWalk, _ inputs: [SourceFile.Input],
        _ unreadable: [Complaint], _ progress: Progress
    ) throws {
        self.command = command
        self.door = door
        self.walk = walk
        guard !inputs.isEmpty || !walk.refused.isEmpty || !unreadable.isEmpty else { throw Self.nothing(walk) }
        let place = try command.care.rejects.map(RejectPlace.folder(making:)) ?? .nowhere
        let queue = try ImportQueue(
            inputs, declared: command.claims.seenAt, progress: progress, open: door.open)
        for (number, entry) in queue.entries.enumerated() {
            progress.turn(to: "importing \(number + 1) of \(queue.entries.count): \(entry.input.shownAs)")
            take(entry.input, rejectsTo: place, progress)
        }
        for complaint in walk.refused + unreadable + queue.refused {
            outcomes.append(ImportOutcome(name: complaint.file ?? "?", end: .refused(complaint)))
        }
    }

    private mutating func take(_ input: SourceFile.Input, rejectsTo place: RejectPlace, _ progress: Progress) {
        var outcome = ImportOutcome(name: input.shownAs, end: .notBegun)
        defer { outcomes.append(outcome) }
        guard stop == nil else { return }
        guard !Interruption.requested else {
            stop = Complaint(.interrupted, "interrupted")
            return
        }
        do {
            let source = try door.open(input)
            outcome.recognition = source.recognition
            let summary = try door.take(source, rejectsTo: place, progress)
            outcome.end = .done(summary)
            if summary.isDryRun, summary.refusal == nil, summary.sameAs == nil {
                let content = try source.fingerprint.bytes()
                outcome.twin = byContent[content]
                byContent[content] = outcome.twin ?? input.shownAs
            }
        } catch let complaint as Complaint where complaint.isAboutOneFile {
            outcome.end = .refused(complaint.about(input.shownAs))
        } catch {
            let complaint = (error as? Complaint) ?? Complaint(unexpected: error, ["import"])
            outcome.end = .stopped(complaint)
            stop = complaint
        }
    }

    private static func nothing(_ walk: FileWalk) -> Complaint {
        Complaint(
            .noInput, "there is no file to take in here; nothing was changed",
            facts: walk.leftOut.isEmpty
                ? [] : ["left out: " + walk.leftOut.prefix(5).map { "\($0.path) (\($0.why))" }.joined(separator: ", ")],
            next: ["name files, or a folder that holds some"])
    }

    // MARK: How it ends

    func count(_ result: ImportOutcome.Result) -> Int { outcomes.count { $0.result == result } }

    /// The error that the command ends with, if it must: what stopped it; else 65 where a file was refused, or 66 where
    /// all that were refused could not be read.
    var complaint: Complaint? {
        if let stop { return stopped(by: stop) }
        let refused = outcomes.compactMap(\.refusal)
        guard !refused.isEmpty else { return nil }
        let isDry = command.care.dryRun
        let code = refused.contains { $0.code != .noInput } ? Complaint.Code.badData : .noInput
        let verb = isDry ? "would be refused" : refused.count == 1 ? "was refused" : "were refused"
        let others = isDry || count(.taken) == 0 ? "nothing was changed" : "the others are in and stay in"
        return Complaint(
            code, "\(refused.count.ofFiles(outcomes.count)) \(verb); \(others)",
            next: isDry
                ? []
                : ["mend them, or give each by itself what it asks for; the same command again passes over what is in"]
        )
    }

    private func stopped(by stop: Complaint) -> Complaint {
        let kept = count(.taken)
        let stay = kept == 1 ? "was taken in and stays" : "were taken in and stay"
        let facts = [
            kept == 0 ? "no file was taken in" : "\(kept.ofFiles(outcomes.count)) \(stay)",
            "\(count(.notBegun).ofFiles(outcomes.count)) not begun",
        ]
        let again = ["run the same command again: what is in already is passed over"]
        guard stop.code == .interrupted else {
            return Complaint(
                stop.code, stop.what, file: stop.file, line: stop.line, facts: stop.facts + facts,
                next: stop.next + again)
        }
        let broken = outcomes.first { $0.result == .stopped }
        return Complaint(
            .interrupted,
            broken.map { "interrupted within \($0.name), which was rolled back" } ?? "interrupted between two files",
            facts: facts, next: again)
    }
}

extension Int {
    /// `3 of 14 files`.
    fileprivate func ofFiles(_ all: Int) -> String { "\(self) of \(all) \(all == 1 ? "file" : "files")" }
}
