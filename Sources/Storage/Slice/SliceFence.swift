import GRDBSQLite

/// What a question may do: read the views and call harmless functions. Everything else is refused, whatever it is.
///
/// SQLite asks it about every table, column, function and deed of a statement when that is prepared.
final class SliceFence {
    /// What was refused first.
    enum Refusal: Hashable {
        case table(String)
        case function(String)
        /// A deed by its keyword: `DELETE`; empty where only the statement's own first word says it.
        case deed(String)
    }

    /// What was read so far.
    private(set) var need = SliceNeed()
    private(set) var refusal: Refusal?
    /// Off while the slice is made and filled.
    var isClosed = false

    /// Forgets what the last statement did.
    func begin() {
        need = SliceNeed()
        refusal = nil
    }

    func asks(
        _ action: Int32, _ first: String?, _ second: String?, _ database: String?, _ inside: String?
    ) -> Int32 {
        guard isClosed else { return SQLITE_OK }
        switch action {
        case SQLITE_SELECT, SQLITE_RECURSIVE: return SQLITE_OK
        case SQLITE_READ:
            let table = first ?? ""
            guard database == "main" || database == nil else { return refuse(.table(table)) }
            if let view = AnalystViews.named(table) {
                need.add(view.name, second ?? "")
                return SQLITE_OK
            }
            // The tables behind a view hold nothing that the view does not show.
            if let inside, let view = AnalystViews.named(inside), let parts = view.parts,
                parts.tables.contains(where: { $0.name == table })
            {
                need.add(view.name, "")
                return SQLITE_OK
            }
            // Where no column is read, SQLite tells the name as it was written: it may be one that the question gives.
            if second == "", SliceFence.isNoTable(table) { return SQLITE_OK }
            return refuse(.table(table))
        case SQLITE_FUNCTION:
            let name = (second ?? "").lowercased()
            return SliceFence.functions.contains(name) ? SQLITE_OK : refuse(.function(name))
        default: return refuse(.deed(SliceFence.deeds[action] ?? ""))
        }
    }

    private func refuse(_ what: Refusal) -> Int32 {
        if refusal == nil { refusal = what }
        return SQLITE_DENY
    }

    /// Refuses a question that joins by the names of columns, of which SQLite does not ask, where it names what only SQLite
    /// and the views read.
    func look(at question: SliceQuestion) {
        guard question.joinsByName else { return }
        let parts = AnalystViews.all.flatMap { $0.parts?.tables.map(\.name) ?? [] }
        let own = ["sqlite_schema", "sqlite_master", "sqlite_temp_schema", "sqlite_temp_master", "sqlite_sequence"]
        for name in parts + own where question.names(name) { _ = refuse(.table(name)) }
    }

    /// Whether nothing in a slice has this name: beside the views and what is behind them there is only what SQLite itself
    /// keeps, for all modules are taken out of the connection.
    private static func isNoTable(_ name: String) -> Bool {
        let name = name.lowercased()
        let isPart = AnalystViews.all.contains { $0.parts?.tables.contains { $0.name == name } ?? false }
        return !isPart && !name.hasPrefix("sqlite_") && !name.hasPrefix("pragma_")
    }

    /// Puts the fence around a connection, which must not live longer than it.
    func surround(_ connection: OpaquePointer) {
        func text(_ pointer: UnsafePointer<CChar>?) -> String? { pointer.map { String(cString: $0) } }
        sqlite3_set_authorizer(
            connection,
            { fence, action, first, second, database, inside in
                guard let fence else { return SQLITE_DENY }
                return Unmanaged<SliceFence>.fromOpaque(fence).takeUnretainedValue().asks(
                    action, first.map { String(cString: $0) }, second.map { String(cString: $0) },
                    database.map { String(cString: $0) }, inside.map { String(cString: $0) })
            }, Unmanaged.passUnretained(self).toOpaque())
    }

    /// Functions whose cost is bounded by what they are given, and which tell of nothing but that.
    package static let functions: Set<String> = [
        // Of many rows.
        "count", "sum", "total", "avg", "min", "max", "group_concat", "row_number", "rank", "dense_rank",
        "percent_rank", "cume_dist", "ntile", "lag", "lead", "first_value", "last_value", "nth_value",
        // Of text.
        "length", "lower", "upper", "substr", "substring", "trim", "ltrim", "rtrim", "replace", "instr", "like", "glob",
        "hex", "unicode", "char", "quote",
        // Of numbers.
        "abs", "round", "sign", "ceil", "ceiling", "floor", "trunc", "mod", "pow", "power", "sqrt", "exp", "ln", "log",
        "log10", "log2",
        // Of NULL and types.
        "coalesce", "ifnull", "nullif", "iif", "typeof",
        // Of time.
        "date", "time", "datetime", "julianday", "unixepoch", "strftime",
    ]

    private static let deeds: [Int32: String] = [
        SQLITE_INSERT: "INSERT", SQLITE_UPDATE: "UPDATE", SQLITE_DELETE: "DELETE", SQLITE_PRAGMA: "PRAGMA",
        SQLITE_ATTACH: "ATTACH", SQLITE_DETACH: "DETACH", SQLITE_SAVEPOINT: "SAVEPOINT",
        SQLITE_TRANSACTION: "TRANSACTION", SQLITE_REINDEX: "REINDEX", SQLITE_ANALYZE: "ANALYZE",
    ]
}
