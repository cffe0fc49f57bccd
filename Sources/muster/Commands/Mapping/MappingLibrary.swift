import Glibc
import Intake
import Inventory
import Knowledge
import Reporting

/// The mappings that a command can use: the shipped ones, and the team's own in the folder `mappings` beside the
/// database.
struct MappingLibrary {
    /// Where the team's own lie.
    let folder: String
    /// By name; one of the team's own stands for a shipped one of its name.
    let all: [Mapping]

    /// Throws a `Complaint` (configuration) with file and line where a file in a folder is no mapping.
    init(_ global: GlobalOptions) throws {
        folder = global.folder(beside: "mappings")
        all = Mapping.all(
            shipped: try Mapping.load(
                folder: ShareFolder.path("mappings", checkout: "Sources/Knowledge/Mappings"), origin: .shipped),
            own: try Mapping.load(folder: folder, origin: .own))
    }

    /// The mapping of a name, or in a file. Throws a `Complaint` (no input) where there is none.
    func find(_ word: String) throws -> Mapping {
        if let mapping = all.first(where: { $0.name == word }) { return mapping }
        if word.contains("/") || word.hasSuffix(".yaml") || word.hasSuffix(".yml") {
            return try Mapping.read(file: word, origin: .own)
        }
        let meant = nearest(to: word, among: all.map(\.name)).map { "; did you mean \($0)?" } ?? ""
        throw Complaint(.noInput, "there is no mapping \"\(word)\"\(meant)", next: ["muster mapping list"])
    }
}

extension MappingLibrary {
    /// What the options of an import say about mappings, for a file that is about to be opened.
    func inform(_ options: inout IntakeOptions, _ kind: FileOptions, tenant: String?) throws {
        options.tenant = tenant
        options.source = kind.source
        options.mappings = all
        options.mapping = try kind.mapping.map(find)
        options.columns = try kind.map.map { try SaidColumn($0) }
    }
}

extension FileOptions {
    /// What decides how a file is read, for the ledger: `mapping` is `nessus:1f2e3d4c`. What `--save-mapping` keeps
    /// stands in the mapping, so that the same file read by it again is no news.
    func readingOptions(of source: SourceFile, _ dates: DateOrder?) -> [(String, String?)] {
        let mapping = ("mapping", source.mapping.map { "\($0.name):\($0.fingerprint)" })
        if saveMapping != nil, source.mapping?.name == saveMapping { return [("encoding", encoding), mapping] }
        return [
            ("as", kind?.rawValue), ("format", format), ("encoding", encoding), ("dates", dates?.rawValue),
            ("map", map.isEmpty ? nil : map.sorted().joined(separator: ";")), ("host", host), mapping,
        ]
    }
}
