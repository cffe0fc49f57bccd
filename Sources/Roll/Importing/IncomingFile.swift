import Inventory

/// A file at the door: what is known of it before its rows are read.
package struct IncomingFile: Sendable {
    /// As the user named it.
    package let name: String
    package let fingerprint: Fingerprint
    package let bytes: Int
    /// The format's name, as in `FileReport.format`.
    package let format: String
    package let kind: ImportKind

    package init(name: String, fingerprint: Fingerprint, bytes: Int, format: String, kind: ImportKind) {
        self.name = name
        self.fingerprint = fingerprint
        self.bytes = bytes
        self.format = format
        self.kind = kind
    }
}
