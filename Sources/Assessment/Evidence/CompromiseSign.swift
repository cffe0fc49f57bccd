import Inventory

/// Evidence of compromise for as long as it is open: neither dismissed nor neutralised.
package struct CompromiseSign: Hashable, Sendable {
    /// What ended it.
    package enum Ending: String, Hashable, Sendable {
        /// It was none.
        case dismissed
        /// What was found can do no more harm.
        case neutralised
    }

    /// What was found: an indicator's id, a feed's tag, `check` for what a check found.
    package let what: String
    /// The threat that it speaks of; nil where it names none.
    package let threat: String?
    /// When it was found.
    package let at: Instant
    /// When it ended; `.forever` while it is open.
    package let to: Instant
    package let ending: Ending?
    /// When an analyst said that it is a compromise; nil where nobody did.
    package let confirmedAt: Instant?
    /// When it was kept from spreading; nil where it was not.
    package let containedAt: Instant?

    package init(
        what: String, threat: String? = nil, at: Instant, to: Instant = .forever, ending: Ending? = nil,
        confirmedAt: Instant? = nil, containedAt: Instant? = nil
    ) {
        self.what = what
        self.threat = threat
        self.at = at
        self.to = to
        self.ending = ending
        self.confirmedAt = confirmedAt
        self.containedAt = containedAt
    }

    /// All instants at which something about it changes.
    package var changes: [Instant] { [at, to, confirmedAt, containedAt].compactMap { $0 }.filter { $0 < .forever } }

    package func isOpen(at instant: Instant) -> Bool { at <= instant && instant < to }

    /// How it stands at an instant at which it is open.
    package func standing(at instant: Instant) -> OpenSign {
        OpenSign(
            what: what, threat: threat, at: at, isConfirmed: confirmedAt.map { $0 <= instant } ?? false,
            isContained: containedAt.map { $0 <= instant } ?? false)
    }

    func moved(by move: (Instant) -> Instant) -> CompromiseSign {
        CompromiseSign(
            what: what, threat: threat, at: move(at), to: move(to), ending: ending, confirmedAt: confirmedAt.map(move),
            containedAt: containedAt.map(move))
    }
}

/// Open evidence as it stands.
package struct OpenSign: Hashable, Sendable {
    package let what: String
    package let threat: String?
    /// When it was found.
    package let at: Instant
    package let isConfirmed: Bool
    package let isContained: Bool

    package init(what: String, threat: String?, at: Instant, isConfirmed: Bool, isContained: Bool) {
        self.what = what
        self.threat = threat
        self.at = at
        self.isConfirmed = isConfirmed
        self.isContained = isContained
    }

    package func moved(by move: (Instant) -> Instant) -> OpenSign {
        OpenSign(what: what, threat: threat, at: move(at), isConfirmed: isConfirmed, isContained: isContained)
    }
}
