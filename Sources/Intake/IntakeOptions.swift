import Inventory

/// The order of day and month in dates such as 03/04/2021.
package enum DateOrder: String, Sendable, CaseIterable {
    case dayFirst = "dmy"
    case monthFirst = "mdy"

    /// As a preview says it: `day first`.
    package var words: String { self == .dayFirst ? "day first" : "month first" }
}

/// What the operator said about a file, and the moment against which its times are judged.
package struct IntakeOptions: Sendable {
    /// `--as`; nil: recognised by content.
    package var kind: ImportKind?
    /// `--format`, one of `SourceFile.formats` or a mapping's name; nil: recognised by content.
    package var format: String?
    /// `--encoding`, any name that iconv knows; nil: recognised.
    package var encoding: String?
    /// `--dates`; nil: proved by the file, or asked for.
    package var dateOrder: DateOrder?
    /// Where a time without a zone belongs: the tenant's zone, else UTC.
    package var zone: Zone
    /// Who said so: `the tenant's`, `--zone`, `default`. Printed as the zone's proof.
    package var zoneBasis: String
    /// `--vantage`; nil: the file's, or asked for where a scan does not say.
    package var vantage: Vantage?
    /// `-t` and `--source`: whose files a mapping may be for.
    package var tenant: String?
    package var source: String?
    /// `--mapping`: read it by this one.
    package var mapping: Mapping?
    /// The mappings that may be chosen by a file's header.
    package var mappings: [Mapping] = []
    /// `--map`: what the operator says of single columns.
    package var columns: [SaidColumn] = []
    /// `--host`: the machine of hunting results that name none.
    package var host: String?
    /// `--seen-at`: refused where the file's own stamp is more than a day away from it.
    package var seenAt: Instant?
    /// The time of this import: a row's time more than a day after it is a reject.
    package var now: Instant

    package init(
        now: Instant, kind: ImportKind? = nil, format: String? = nil, encoding: String? = nil,
        dateOrder: DateOrder? = nil, zone: Zone = .utc, zoneBasis: String = "default", vantage: Vantage? = nil,
        seenAt: Instant? = nil
    ) {
        self.kind = kind
        self.format = format
        self.encoding = encoding
        self.dateOrder = dateOrder
        self.zone = zone
        self.zoneBasis = zoneBasis
        self.vantage = vantage
        self.seenAt = seenAt
        self.now = now
    }

    /// The last instant that a file of today can speak of: a day of skew is allowed.
    var latest: Instant { now + 86_400 }
}
