import ArgumentParser
import Glibc
import Inventory

/// The clock of the commands that read: what was known on a day, and when a scan is too old to stand for today.
struct ReadingOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("Read as on that day; else today.", valueName: "date"),
        transform: { text in
            guard let day = CalendarDay(iso: text) else { throw ValidationError("a day such as 2021-08-20") }
            return day
        })
    var asOf: CalendarDay?

    @Option(
        help: ArgumentHelp(
            "Days after which exposure is stale; else the tenant's, else MUSTER_STALE_DAYS, else 14.", valueName: "days"
        ),
        transform: { text in
            guard let days = Int(text), days > 0 else { throw ValidationError("a number of days, 1 or more") }
            return days
        })
    var staleAfter: Int?
}

extension ReadingOptions {
    /// By which everything is kept: another age is a matter of reading.
    static let usualStaleDays = 14

    /// The day that is read in a zone: `--as-of`, else today there.
    func day(in zone: Zone) -> CalendarDay { asOf ?? zone.day(of: .now) }

    /// The last instant that is read: the end of the day asked for in a zone, else now.
    func instant(in zone: Zone) -> Instant { asOf.map { zone.end(of: $0) } ?? .now }

    /// Whether this moment is read, by the usual age of scans.
    var isUsual: Bool { asOf == nil && staleAfter == nil && Environment["MUSTER_STALE_DAYS"] == nil }

    /// The age in days from which exposure is stale, where a tenant has none of its own. Throws a `Complaint`
    /// (configuration) for a variable that is no number of days.
    func staleDays() throws -> Int { try staleAfter ?? Environment.staleDays() ?? Self.usualStaleDays }
}

extension Environment {
    /// MUSTER_STALE_DAYS; nil where it is not set. Throws a `Complaint` (configuration) where it is no number of days.
    static func staleDays() throws -> Int? {
        guard let text = Environment["MUSTER_STALE_DAYS"] else { return nil }
        guard let days = Int(text), days > 0 else {
            throw Complaint(
                .configuration, "MUSTER_STALE_DAYS must be a number of days, 1 or more; found \"\(text)\"",
                next: ["unset MUSTER_STALE_DAYS"])
        }
        return days
    }
}

extension Instant {
    /// This moment, by the machine's clock. Commands ask once and hand it on.
    static var now: Instant { Instant(Int64(time(nil))) }
}
