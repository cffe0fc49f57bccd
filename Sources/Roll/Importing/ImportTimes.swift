import Inventory

/// When a file was taken: its own end stamp, else what was declared, else its newest row; never now.
enum ImportTimes {
    /// How far the clock of another machine may run ahead of ours.
    private static let tolerance: Int64 = 600

    /// - Throws: a complaint (65) where nothing says when, where what was declared contradicts the file, and where the
    ///   time has not come yet.
    static func takenAt(_ report: FileReport, declared: Instant?, zone: Zone, file: String, now: Instant) throws
        -> Instant
    {
        if let stamp = report.endStamp, let declared, !agrees(declared, stamp, zone) {
            throw Complaint(
                .badData, "--seen-at \(declared) contradicts the file, which ended at \(stamp); nothing was changed",
                file: file, next: ["leave out --seen-at"])
        }
        guard let taken = report.endStamp ?? declared ?? report.newestRowTime else {
            throw Complaint(
                .badData, "nothing says when this was taken; nothing was changed", file: file,
                facts: ["no row carries a time, and the day the file was written is not the day that was looked"],
                next: ["say when: --seen-at 2021-08-16T03:12Z"])
        }
        if report.endStamp == nil, let declared, let newest = report.newestRowTime, newest > declared + 86_400 {
            throw Complaint(
                .badData,
                "--seen-at \(declared) lies before the newest row, which was seen at \(newest); nothing was changed",
                file: file, next: ["leave out --seen-at: the newest row says when it was taken"])
        }
        guard taken <= now + tolerance else {
            throw Complaint(
                .badData, "taken at \(taken), which has not come yet; nothing was changed", file: file,
                facts: ["it is \(now) here"])
        }
        return taken
    }

    /// A declared day agrees with every time of that day.
    private static func agrees(_ declared: Instant, _ stamp: Instant, _ zone: Zone) -> Bool {
        if declared == stamp { return true }
        return [Zone.utc, zone].contains { $0.start(of: $0.day(of: stamp)) == declared }
    }
}
