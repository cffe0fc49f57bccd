import Inventory

/// How much of a system a flaw gives away, as the decision tables ask.
package enum TechnicalImpact: String, Sendable, CaseIterable, Comparable {
    case partial, total

    package static func < (a: TechnicalImpact, b: TechnicalImpact) -> Bool { a == .partial && b == .total }
}

/// Whether a flaw can be used without a login.
package enum LoginNeeded: String, Sendable, CaseIterable {
    case pre, post, unknown
}

/// A flaw of Exchange that its vendor has named: a CVE, or an advisory of its own.
package struct CVE: Hashable, Sendable {
    package let id: String
    package let title: String
    /// The vendor's word for how bad it is: `Critical`; empty where it gave none.
    package let severity: String
    /// The vendor's word for what it allows: `Remote Code Execution`; empty where it gave none.
    package let impact: String
    /// The earliest revision of the vendor's page that is held; sometimes later than the disclosure.
    package let published: CalendarDay?
    /// The day from which decisions count it as public.
    package let publicFrom: CalendarDay?
    /// Why that day: `first fix`, `KEV`, …
    package let publicBasis: String
    package let cvss3: String
    package let cvssVector: String
    package let cwe: String
    /// When it entered the catalogue of known exploited vulnerabilities.
    package let kevAdded: CalendarDay?
    package let kevDue: CalendarDay?
    /// Whether that catalogue knows of use by ransomware.
    package let ransomware: Bool
    package let auth: LoginNeeded
    /// The index of the CVE whose fixes decide this one, where it has none of its own.
    package let judgedBy: Int?

    /// The day on which the vendor first spoke of it: the earlier of `published` and `publicFrom`.
    package var spokenOf: CalendarDay? {
        guard let published, let publicFrom else { return published ?? publicFrom }
        return min(published, publicFrom)
    }

    /// Code execution and elevation of privilege give away the whole system.
    package var technicalImpact: TechnicalImpact {
        impact == "Remote Code Execution" || impact == "Elevation of Privilege" ? .total : .partial
    }

    /// Why `technicalImpact` is what it is.
    package var impactBasis: String {
        impact.isEmpty ? "the vendor names no impact: taken as partial" : "the vendor's impact: \(impact)"
    }

    /// Whether it was public by the end of that day.
    package func isPublic(on day: CalendarDay) -> Bool { publicFrom.map { $0 <= day } ?? false }
}
