import Inventory

/// One tenant's week as it was told when it was frozen.
package struct FrozenWeek: Hashable, Sendable {
    package let tenantID: Int
    package let week: IsoWeek
    /// From 1; the highest counts.
    package let revision: Int
    package let frozenAt: Instant
    package let frozenBy: String
    /// The version of the knowledge that judged.
    package let knowledge: String
    /// What tells one knowledge, and one edition of the rules, from another.
    package let terms: String
    /// What the tenant was called then.
    package let slug: String
    package let name: String
    /// The day of the newest thing seen by its end; nil where nothing ever was.
    package let dataAsOf: CalendarDay?
    /// What the tenant's log came to.
    package let logMark: LogMark
    package let values: WeekValues

    package init(
        tenantID: Int, week: IsoWeek, revision: Int, frozenAt: Instant, frozenBy: String, knowledge: String,
        terms: String, slug: String, name: String, dataAsOf: CalendarDay?, logMark: LogMark, values: WeekValues
    ) {
        self.tenantID = tenantID
        self.week = week
        self.revision = revision
        self.frozenAt = frozenAt
        self.frozenBy = frozenBy
        self.knowledge = knowledge
        self.terms = terms
        self.slug = slug
        self.name = name
        self.dataAsOf = dataAsOf
        self.logMark = logMark
        self.values = values
    }

    /// Days since anything was seen, on its last day.
    package var daysSilent: Int? { dataAsOf.map { $0.distance(to: week.sunday) } }
    /// Whether nothing was seen for 30 days by then, or ever.
    package var isSilent: Bool { daysSilent.map { $0 >= 30 } ?? true }
}

/// One difference between the ends of two weeks, with its one cause.
package struct WeekChange: Hashable, Sendable {
    package enum Flow: String, Hashable, Sendable, CaseIterable {
        /// It was open before the first week that is kept.
        case carried
        case new, reopened, closed
        /// It was exposed before the first week that is kept.
        case carriedExposed = "carried_exposed"
        case newlyExposed = "newly_exposed"
        case noLongerExposed = "no_longer_exposed"

        /// Whether it is one of follow-ups, not of exposures.
        package var isOfFollowUps: Bool {
            switch self {
            case .carried, .new, .reopened, .closed: true
            case .carriedExposed, .newlyExposed, .noLongerExposed: false
            }
        }
        package var isCarried: Bool { self == .carried || self == .carriedExposed }
        /// Whether it adds one, or takes one away.
        package var adds: Bool { self != .closed && self != .noLongerExposed }
    }

    /// What it is about: a follow-up, or with an empty threat the exposure of a server.
    package struct Key: Hashable, Sendable {
        package let asset: Int
        package let threat: String
        package let episode: Int

        package init(asset: Int, threat: String = "", episode: Int = 0) {
            self.asset = asset
            self.threat = threat
            self.episode = episode
        }
    }

    package let flow: Flow
    package let cause: String
    /// When it happened; nil where it was only learnt that it had.
    package let at: Instant?
    package let key: Key
    /// The server's name.
    package let asset: String
    /// Of a follow-up: days since it was first opened.
    package let openDays: Int?

    package init(flow: Flow, cause: String, at: Instant?, key: Key, asset: String, openDays: Int?) {
        self.flow = flow
        self.cause = cause
        self.at = at
        self.key = key
        self.asset = asset
        self.openDays = openDays
    }
}

/// How far the updates of one day had come by the end of a week, among the servers of products that got one.
package struct WeekAdoption: Hashable, Sendable {
    package let released: CalendarDay
    package var installed = 0
    package var missing = 0
    /// Servers whose build does not tell.
    package var unknown = 0

    package init(released: CalendarDay, installed: Int = 0, missing: Int = 0, unknown: Int = 0) {
        self.released = released
        self.installed = installed
        self.missing = missing
        self.unknown = unknown
    }
}

extension IsoWeek {
    package var sunday: CalendarDay { monday.advanced(by: 6) }

    /// Reads `2021-W33`; nil for anything else, and for a week that its year does not have.
    package init?(_ text: String) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 2, parts[0].count == 4, let year = Int(parts[0]), parts[1].first == "W",
            parts[1].count == 3, let number = Int(parts[1].dropFirst()), number > 0,
            let fourth = CalendarDay(year: year, month: 1, day: 4)
        else { return nil }
        self = IsoWeek(of: fourth).advanced(by: number - 1)
        guard self.parts == (year, number) else { return nil }
    }
}
