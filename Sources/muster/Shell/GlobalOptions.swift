import ArgumentParser
import Glibc
import Inventory
import Reporting

/// What every command understands. Their meaning stands on the page of `muster --help`.
struct GlobalOptions: ParsableArguments {
    @Option(name: .shortAndLong, help: ArgumentHelp("One tenant.", valueName: "slug"))
    var tenant: String?

    @Option(
        help: ArgumentHelp("The database; else MUSTER_DB, else muster/muster.db of the user's data.", valueName: "path")
    )
    var db: String?

    @Option(name: .shortAndLong, help: ArgumentHelp("table, csv, json, ndjson, md or xlsx.", valueName: "format"))
    var output: OutputFormat = .table

    @Option(
        help: ArgumentHelp("Rows to print, 0 for all; else 25 in a table, all in other formats.", valueName: "n"),
        transform: count)
    var limit: Int?

    @Option(help: ArgumentHelp("Only these columns, in this order.", valueName: "a,b"))
    var columns: String?

    @Option(help: ArgumentHelp("Who acts; else MUSTER_ACTOR, else the user.", valueName: "name"))
    var actor: String?

    @Option(help: ArgumentHelp("How long to wait for a busy database.", valueName: "seconds"), transform: count)
    var wait = 30

    @Flag(name: .shortAndLong, help: "No hints and no progress.")
    var quiet = false

    @Flag(name: .shortAndLong, help: "Say more of what is done.")
    var verbose = false

    @Flag(help: "No colour, as with NO_COLOR.")
    var noColor = false
}

extension OutputFormat: ExpressibleByArgument {}

extension GlobalOptions {
    /// Where the database lies: `--db`, else MUSTER_DB, else in `$XDG_DATA_HOME/muster` or `~/.local/share/muster`.
    var databasePath: String {
        if let path = db ?? Environment["MUSTER_DB"] { return path }
        let data = Environment["XDG_DATA_HOME"] ?? (Environment["HOME"] ?? ".") + "/.local/share"
        return data + "/muster/muster.db"
    }

    /// A folder of the team's own beside the database, there or not.
    func folder(beside name: String) -> String {
        let parent = databasePath.lastIndex(of: "/").map { String(databasePath[..<$0]) } ?? "."
        return (parent.isEmpty ? "/" : parent) + "/" + name
    }

    /// Who acts: `--actor`, else MUSTER_ACTOR, else the name of the user.
    var actorName: String { actor ?? Environment["MUSTER_ACTOR"] ?? Environment.userName }

    /// The most rows to print; nil for all. Commands may hand it to their queries and set the table's `total`.
    var rowLimit: Int? {
        switch limit {
        case 0: nil
        case let limit?: limit
        case nil: output == .table ? 25 : nil
        }
    }

    /// The columns asked for, in their order; nil for all.
    var columnNames: [String]? {
        columns?.split(separator: ",").map { String($0.drop { $0 == " " }) }
    }

    /// The tenant that this command cannot do without; throws a `Complaint` (usage) where none was named.
    func requireTenant() throws -> String {
        guard let tenant else {
            throw Complaint(.usage, "which tenant? this needs -t SLUG", next: ["muster tenant list"])
        }
        return tenant
    }
}

/// Reads a number that is not negative.
@Sendable private func count(_ text: String) throws -> Int {
    guard let number = Int(text), number >= 0 else { throw ValidationError("a whole number, 0 or more") }
    return number
}

/// Variables of the environment; one that is set to nothing counts as not set.
enum Environment {
    static subscript(name: String) -> String? {
        guard let value = getenv(name), value.pointee != 0 else { return nil }
        return String(cString: value)
    }

    /// The name of the user who runs this, else their number.
    static var userName: String {
        guard let entry = getpwuid(geteuid()) else { return "uid \(geteuid())" }
        return String(cString: entry.pointee.pw_name)
    }
}
