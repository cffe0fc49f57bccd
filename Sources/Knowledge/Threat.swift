import Inventory

/// A named family of CVEs, or the catch-all for all others.
package struct Threat: Hashable, Sendable {
    /// The name of the catch-all, which is the last of `ExchangeKnowledge.threats`.
    package static let unpatched = "Unpatched"

    package let name: String
    /// Indices into `ExchangeKnowledge.cves`, in the file's order.
    package let cves: [Int]
    /// The first day of exploitation as far as known: opens check windows. The first day of a month where only that is known.
    package let exploitedSince: CalendarDay?
    /// The day on which exploitation was known: feeds decisions.
    package let exploitationKnownFrom: CalendarDay?
    /// How sure `exploitationKnownFrom` is, and who says so.
    package let knownBasis: String
    /// How sure `exploitedSince` is, in words.
    package let note: String
    /// Whether an attacker reaches it through port 443 of the server.
    package let needs443: Bool
    /// Whether its CVEs form a chain that needs no login.
    package let preAuthChain: Bool
    /// Whether a person must do something for the attack to work.
    package let userInteraction: Bool
    /// What the file says about the chain.
    package let chain: String

    package var isUnpatched: Bool { name == Threat.unpatched }

    /// The day check windows open: the first exploitation, else the day it was known.
    package var exploitationStart: CalendarDay? { exploitedSince ?? exploitationKnownFrom }
}

/// Who used a threat: a group, a campaign or a ransomware family; never a follow-up.
package struct ThreatActor: Hashable, Sendable {
    package let name: String
    /// Its id in MITRE ATT&CK, if it has one: `G0125`.
    package let attackID: String?
    /// The index of the threat it used.
    package let threat: Int
    /// The CVE of the threat that it used, where only one is told.
    package let cve: Int?
    package let activeSince: CalendarDay?
    package let knownFrom: CalendarDay?
    package let basis: String
}

/// A technique of MITRE ATT&CK that playbooks refer to.
package struct Technique: Hashable, Sendable {
    /// `T1505.003`.
    package let id: String
    package let name: String
    package let parent: String?
    package let tacticIDs: [String]
    package let tactics: [String]
    package let isSubtechnique: Bool
    package let isRevoked: Bool
}
