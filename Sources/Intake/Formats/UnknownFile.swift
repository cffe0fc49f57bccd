import Inventory

/// What a file that cannot be read looks like, and the words of the refusal.
enum UnknownFile {
    /// What is accepted, a line each.
    static let accepted = [
        "accepted: CSV of any shape (inventories and scans), Get-ExchangeServer | Export-Csv,",
        "          Shadowserver scan_exchange, nmap -oX and -oG, JSON of masscan, naabu, httpx, nuclei, Shodan,",
        "          exports of Nessus, Qualys, OpenVAS, Sophos Central and others (muster mapping list),",
        "          each as it is or as .gz, .zst, .bz2, .xz or .zip",
    ]

    static func complaint(_ name: String, looksLike: String, next: String? = nil) -> Complaint {
        Complaint(
            .badData, "not a format that muster reads; nothing was changed", file: name,
            facts: ["looks like: \(looksLike)"] + accepted, next: [next ?? "ask for the table behind it as CSV"])
    }

    /// What the first bytes tell of a file that is no text; nil where they tell nothing.
    static func looks(_ head: [UInt8]) -> (what: String, next: String?)? {
        if head.starts(with: "%PDF-".utf8) {
            let version = String(decoding: head.prefix(8), as: UTF8.self)
            return ("PDF \(version.dropFirst(5)) (first bytes \"\(version)\")", nil)
        }
        for (bytes, what, next) in signatures where head.starts(with: bytes) {
            let shown = bytes.prefix(4).map { hex($0).dropFirst(2) }.joined(separator: " ")
            return ("\(what) (first bytes \(shown))", next)
        }
        if head.dropFirst(257).starts(with: "ustar".utf8) {
            return ("a tar archive", "unpack it with tar -x, then import what comes of it")
        }
        return nil
    }

    private static let signatures: [([UInt8], String, String?)] = [
        (
            [0x50, 0x4B, 0x03, 0x04], "a ZIP archive, or a workbook of Excel (.xlsx)",
            "unpack it, or save the sheet as CSV; then import that"
        ),
        ([0x1F, 0x8B], "a gzip archive", "unpack it with gunzip, then import that"),
        ([0x28, 0xB5, 0x2F, 0xFD], "a Zstandard archive", "unpack it with unzstd, then import that"),
        ([0x42, 0x5A, 0x68], "a bzip2 archive", "unpack it with bunzip2, then import that"),
        ([0xFD, 0x37, 0x7A, 0x58, 0x5A], "an xz archive", "unpack it with unxz, then import that"),
        ([0x37, 0x7A, 0xBC, 0xAF], "a 7-Zip archive", "unpack it, then import that"),
        ([0xD0, 0xCF, 0x11, 0xE0], "an old Office document (.xls, .doc)", "save the sheet as CSV; then import that"),
        ([0x89, 0x50, 0x4E, 0x47], "a PNG image", nil), ([0xFF, 0xD8, 0xFF], "a JPEG image", nil),
        ([0x47, 0x49, 0x46, 0x38], "a GIF image", nil), ([0x7F, 0x45, 0x4C, 0x46], "a program (ELF)", nil),
        ([0x4D, 0x5A, 0x90], "a program (Windows)", nil), (Array("SQLite format 3".utf8), "an SQLite database", nil),
        (Array("{\\rtf".utf8), "a document (RTF)", nil),
    ]

    /// What a text looks like that is no table; nil where it may be one.
    static func looks(text head: [UInt8]) -> (what: String, next: String?)? {
        var start = head.starts(with: [0xEF, 0xBB, 0xBF]) ? head.dropFirst(3) : head[...]
        start = start.drop { $0 <= 0x20 }
        let text = String(decoding: start.prefix(400), as: UTF8.self).lowercased()
        if text.hasPrefix("{") || text.hasPrefix("[{") || text.hasPrefix("[\n") || text.hasPrefix("[ ") {
            return ("JSON", nil)
        }
        if text.hasPrefix("<!doctype html") || text.hasPrefix("<html") { return ("a web page (HTML)", nil) }
        if text.hasPrefix("# nmap ") || text.hasPrefix("starting nmap ") {
            return (
                "nmap's words for people (-oN)", "scan with -oX FILE or -oG FILE, or copy that file; then import it"
            )
        }
        if text.hasPrefix("# masscan ") || text.hasPrefix("#masscan") {
            return (
                "masscan's list or grepable output (-oL, -oG)",
                "scan with -oJ FILE, or: masscan --readscan FILE -oJ FILE"
            )
        }
        return nil
    }

    /// Exports of known products that would pass for a table of another kind.
    static func looks(header: [String]) -> String? {
        let keys = Set(header.map { HeaderSynonyms.key($0) })
        for (words, what) in products where keys.isSuperset(of: words) { return what }
        return nil
    }

    private static let products: [(Set<String>, String)] = [
        (["pluginid", "host"], "a Nessus or Tenable report"), (["plugin", "pluginname"], "a Nessus or Tenable report"),
        (["nvtname"], "an OpenVAS report"), (["nvtoid"], "an OpenVAS report"),
        (["qid"], "a Qualys report"), (["vulnid", "host"], "an OpenVAS report"),
    ]
}
