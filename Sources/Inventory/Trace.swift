/// One thing that a hunting query found or a log shows: what indicators are held against.
package struct Trace: Hashable, Sendable {
    package enum Kind: String, Sendable, CaseIterable {
        /// A file's path as found: `C:\inetpub\wwwroot\aspnet_client\x.aspx`.
        case path
        /// MD5, SHA-1 or SHA-256 of a file, in lower-case hexadecimal digits.
        case hash
        /// An address, canonical.
        case address
        /// A request to the front end: `METHOD URI STATUS AGENT`, `-` for what is not known.
        case request
        /// A cmdlet or a command line.
        case command
        /// An event or a line of a log.
        case event
        /// An account.
        case account
        /// A word by which a feed marks an address: `webshell`.
        case tag
        /// What a check found, by the name of its threat; no indicator looks for it.
        case check
    }

    package let kind: Kind
    package let text: String

    package init(_ kind: Kind, _ text: String) {
        self.kind = kind
        self.text = text
    }

    /// From `KIND TEXT`, as the log keeps it; nil for anything else.
    package init?(_ stored: String) {
        guard let space = stored.firstIndex(of: " "), let kind = Kind(rawValue: String(stored[..<space])) else {
            return nil
        }
        self.init(kind, String(stored[stored.index(after: space)...]))
    }

    /// As the log keeps it.
    package var stored: String { "\(kind.rawValue) \(text)" }
}

/// A trace and when it happened, as a row says both: `KIND WHEN TEXT`, WHEN being `-` where nobody says.
package struct DatedTrace: Hashable, Sendable {
    package let trace: Trace
    package let occurredAt: Instant?

    package init(_ trace: Trace, at occurredAt: Instant?) {
        self.trace = trace
        self.occurredAt = occurredAt
    }

    /// Nil for anything else.
    package init?(_ stored: String) {
        let parts = stored.split(separator: " ", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, let kind = Trace.Kind(rawValue: String(parts[0])) else { return nil }
        if parts[1] == "-" {
            occurredAt = nil
        } else {
            guard let instant = Instant(iso: parts[1]) else { return nil }
            occurredAt = instant
        }
        trace = Trace(kind, String(parts[2]))
    }

    /// As the log keeps it.
    package var stored: String { "\(trace.kind.rawValue) \(occurredAt?.description ?? "-") \(trace.text)" }
}
