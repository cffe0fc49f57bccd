import Inventory

/// Rejected rows in the form of the file that they come from, so that they can be mended and taken in by themselves: the
/// header once, in the file's own dialect, then each row as it was. In UTF-8, whatever the file was in.
///
/// Nothing is added to a row: another cell would be read as part of a broken one, and another header would no longer be
/// the one that a saved mapping knows. Why each was rejected is told beside it.
struct MendableRows {
    private let headers: [String]
    private let delimiter: String
    private let format: String

    /// - Parameter delimiter: as the ledger has it: `;`, `tab`; empty for what is no delimited text.
    init(headers: [String], delimiter: String, format: String) {
        self.headers = headers
        self.delimiter = delimiter == "tab" ? "\t" : delimiter
        self.format = format
    }

    /// Whether rows mean something without the file around them: those of a table, and lines of JSON. A piece of XML
    /// does not.
    var standAlone: Bool { !Self.wholes.contains(format) }

    /// Formats whose records are nothing without the beginning and the end of their file.
    private static let wholes: Set<String> = ["nmap-xml", "nmap-grepable"]

    /// The lines before the first row.
    var header: [UInt8] {
        guard !delimiter.isEmpty, !headers.isEmpty else { return [] }
        return Array(headers.map(quoted).joined(separator: delimiter).utf8) + [0x0A]
    }

    /// Physical lines of the header.
    var headerLines: Int { header.count { $0 == 0x0A } }

    /// One row as it was, with a line end.
    func row(_ reject: Reject) -> [UInt8] { reject.raw.last == 0x0A ? reject.raw : reject.raw + [0x0A] }

    private func quoted(_ header: String) -> String {
        guard header.contains(where: { $0 == "\"" || $0.isNewline }) || header.contains(delimiter) else {
            return header
        }
        return "\"\(header.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\""))\""
    }
}
