import Inventory

/// What a person set on a follow-up.
package struct WorkAct: Hashable, Sendable {
    package enum Deed: Hashable, Sendable {
        /// Nil: nobody any more.
        case assign(String?)
        /// The number in a ticket system; nil: none any more.
        case ticket(String?)
        case rest(Rest)
        /// Whatever rests it ends.
        case reopen
    }

    package let at: Instant
    package let threat: String
    package let deed: Deed

    package init(at: Instant, threat: String, _ deed: Deed) {
        self.at = at
        self.threat = threat
        self.deed = deed
    }

    var instants: [Instant] {
        guard case .rest(let rest) = deed, let seen = rest.seenAgainAt else { return [at] }
        return [at, seen]
    }

    func moved(by move: (Instant) -> Instant) -> WorkAct {
        guard case .rest(var rest) = deed else { return WorkAct(at: move(at), threat: threat, deed) }
        rest.seenAgainAt = rest.seenAgainAt.map(move)
        return WorkAct(at: move(at), threat: threat, .rest(rest))
    }
}

/// A person's word that a follow-up may rest. It ends at its date, and at once on a tighter decision, a new CVE, a new
/// exposure or evidence.
package struct Rest: Hashable, Sendable {
    package enum Kind: String, Hashable, Sendable {
        /// Not to be shown for a while; it stays open.
        case snoozed
        /// The risk is taken; it is not open for that long.
        case accepted
        /// Somebody says that its reasons have ended: it stays closed until something is seen that says otherwise.
        case closed
    }

    package let kind: Kind
    /// The last day on which it rests; nil: without an end.
    package let until: CalendarDay?
    /// Why it is closed: `patched`, `remediated`, `retired`, `corrected`; empty for the others.
    package let cause: String
    /// When a source next said what build it is: what a person closed is open again where that still leaves it so.
    package var seenAgainAt: Instant?

    package init(_ kind: Kind, until: CalendarDay?, cause: String = "", seenAgainAt: Instant? = nil) {
        self.kind = kind
        self.until = until
        self.cause = cause
        self.seenAgainAt = seenAgainAt
    }
}

/// How far the work on a follow-up is.
package enum WorkState: String, Sendable, CaseIterable {
    case open, assigned, snoozed, accepted, closed, reopened
}

/// What people set on a follow-up, as it stands.
package struct Work: Hashable, Sendable {
    package var state: WorkState
    /// The last day of a snooze or an acceptance.
    package var until: CalendarDay?
    package var owner: String?
    package var ticket: String?
    /// Whether it is closed by a person's word, not because its reasons have ended.
    package var isClosedByHand = false

    package static let none = Work(state: .open)

    package init(state: WorkState, until: CalendarDay? = nil, owner: String? = nil, ticket: String? = nil) {
        self.state = state
        self.until = until
        self.owner = owner
        self.ticket = ticket
    }
}
