import Inventory
import Roll
import Storage

/// How the mended rows of an import are taken in, so that both say what the file would have said: of the same tenant and
/// source, taken at the same time, read in the same way. Partial, whatever the file was: the rest is listed already.
struct MendedImport {
    private var words: [String] = []

    init(
        of record: ImportRecord, _ columns: [ColumnMeaning], in transaction: Transaction, database: String?
    ) throws {
        let said = Self.options(of: record)
        if let slug = try said["tenant"].flatMap({ Int($0) }).flatMap({ try transaction.tenant($0) })?.slug {
            add("-t", slug)
        }
        add("--as", said["as"])
        // A saved mapping brings its format.
        add("--format", said["mapping"] == nil ? record.format : nil)
        // `nessus:1f2e3d4c`: its name, and which edition it was.
        add("--mapping", said["mapping"].flatMap { $0.split(separator: ":").first }.map(String.init))
        for pair in said["map"]?.split(separator: ";") ?? [] { add("--map", String(pair)) }
        add("--source", record.source)
        add("--dates", said["dates"] ?? Self.dateOrder(of: columns))
        add("--vantage", said["vantage"])
        add("--seen-at", record.takenAt.description)
        add("--coverage", "partial")
        if said["allow_listed"] == "1" { words.append("--allow-listed") }
        if said["create_tenants"] == "1" { words.append("--create-tenants") }
        add("--db", database)
    }

    func command(file: String) -> String {
        (["muster", "import", file] + words).map(\.quotedForShell).joined(separator: " ")
    }

    private mutating func add(_ option: String, _ value: String?) {
        if let value, !value.isEmpty { words += [option, value] }
    }

    /// What was declared with the file, by name.
    private static func options(of record: ImportRecord) -> [String: String] {
        Dictionary(
            record.options.split(separator: "\n").compactMap { line in
                line.firstIndex(of: "=").map { (String(line[..<$0]), String(line[line.index(after: $0)...])) }
            }, uniquingKeysWith: { first, _ in first })
    }

    /// The order of the file's days, which a few rows might not prove: a time column's proof names it.
    private static func dateOrder(of columns: [ColumnMeaning]) -> String? {
        for column in columns {
            if column.proof.hasSuffix(", day first") { return "dmy" }
            if column.proof.hasSuffix(", month first") { return "mdy" }
        }
        return nil
    }
}

extension String {
    /// As a shell reads it back.
    var quotedForShell: String {
        let plain = unicodeScalars.allSatisfy { scalar in
            scalar.properties.isAlphabetic || ("0"..."9").contains(scalar)
                || "-_./:,=+@%".unicodeScalars.contains(scalar)
        }
        return plain && !isEmpty
            ? self : "'\(split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''"))'"
    }
}
