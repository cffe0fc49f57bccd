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
