import GRDBSQLite
import Inventory

extension Slice {
    /// Runs a question on a closed slice.
    ///
    /// - Throws: a `Complaint`: 77 for what is not allowed, 65 for what is wrong in it, 124 where it took too long.
    package func answer(_ question: SliceQuestion, _ limits: SliceLimits = SliceLimits()) throws -> SliceAnswer {
        let prepared = try prepare(question)
        try prepared.bind(question)
        let watch = SliceWatch(connection, seconds: limits.seconds)
        // A limit of -1 changes nothing.
        let before = sqlite3_hard_heap_limit64(limits.isAlone ? sqlite3_memory_used() + Int64(limits.bytes) : -1)
        defer { if limits.isAlone { sqlite3_hard_heap_limit64(before) } }
        return try watch.watch {
            var answer = SliceAnswer(
                columns: prepared.columns, rows: [], isCut: false, isOrdered: prepared.isOrdered)
            var room = limits.bytes
            while true {
                let code = sqlite3_step(prepared.handle)
                guard code == SQLITE_ROW else {
                    if code == SQLITE_DONE { return answer }
                    throw failure(code, question, limits, isLate: watch.isLate, rows: answer.rows.count)
                }
                if let most = limits.rows, answer.rows.count == most {
                    answer.isCut = true
                    return answer
                }
                answer.rows.append(prepared.row(&room))
                if room < 0 {
                    throw failure(SQLITE_NOMEM, question, limits, isLate: false, rows: answer.rows.count)
                }
            }
        }
    }

    /// How SQLite goes about a question: its plan, as indented lines.
    package func plan(of question: SliceQuestion) throws -> [String] {
        let prepared = try prepare(
            SliceQuestion("explain query plan " + question.sql, place: question.place),
            offset: "explain query plan ".utf8.count)
        var depth = [0: 0]
        var lines: [String] = []
        while sqlite3_step(prepared.handle) == SQLITE_ROW {
            let level = depth[Int(sqlite3_column_int64(prepared.handle, 1))] ?? 0
            depth[Int(sqlite3_column_int64(prepared.handle, 0))] = level + 1
            lines.append(
                String(repeating: "  ", count: level) + String(cString: sqlite3_column_text(prepared.handle, 3)))
        }
        return lines
    }

    /// The columns that a question gives, each with the view's column that it is, where it is one as it stands.
    package func columns(of question: SliceQuestion) throws -> [(name: String, column: AnalystView.Column?)] {
        let prepared = try prepareBehindFence(question)
        return prepared.columns.enumerated().map { place, name in
            let place = Int32(place)
            guard let table = sqlite3_column_table_name(prepared.handle, place),
                let origin = sqlite3_column_origin_name(prepared.handle, place)
            else { return (name, nil) }
            let view = AnalystViews.named(String(cString: table))
            return (name, view?.columns.first { $0.name == String(cString: origin) })
        }
    }

    /// The names of a question's parameters.
    package func parameters(of question: SliceQuestion) throws -> [String] {
        let prepared = try prepareBehindFence(question)
        return (1..<(sqlite3_bind_parameter_count(prepared.handle) + 1)).compactMap { index in
            sqlite3_bind_parameter_name(prepared.handle, index).map { String(String(cString: $0).dropFirst()) }
        }
    }

    /// A statement that is only looked at, of a slice that may still be filled.
    func prepareBehindFence(_ question: SliceQuestion) throws -> PreparedQuestion {
        let isClosed = fence.isClosed
        fence.isClosed = true
        defer { fence.isClosed = isClosed }
        return try prepare(question)
    }

    /// A statement that only reads what it may read. Throws a `Complaint` for anything else.
    ///
    /// - Parameter offset: bytes before what the person wrote.
    func prepare(_ question: SliceQuestion, offset: Int = 0) throws -> PreparedQuestion {
        guard question.sql.utf8.count - offset <= SliceLimits.text else {
            throw Complaint(
                .badData,
                "a question has at most \(SliceLimits.text) bytes; this one has \(question.sql.utf8.count - offset)",
                file: question.place)
        }
        guard !question.sql.utf8.contains(0) else {
            throw Complaint(.badData, "there is a NUL character in the question", file: question.place)
        }
        fence.begin()
        var handle: OpaquePointer?
        var rest = ""
        let code = question.sql.withCString { text in
            var tail: UnsafePointer<CChar>?
            let code = sqlite3_prepare_v2(connection, text, -1, &handle, &tail)
            if let tail { rest = String(cString: tail) }
            return code
        }
        guard code & 0xff != SQLITE_NOMEM else {
            throw Complaint(
                .badData, "the question joins too much: its plan is too long", file: question.place,
                next: ["for several measures of tenant_weeks: max(case when measure = 'overdue' then value end)"])
        }
        guard code == SQLITE_OK else { throw refusal(question, offset) ?? mistake(code, question, offset) }
        guard let handle else {
            throw Complaint(.badData, "there is no question: only blanks and comments", file: question.place)
        }
        let prepared = PreparedQuestion(handle, question)
        fence.look(at: question)
        if let refusal = refusal(question, offset) { throw refusal }
        guard sqlite3_stmt_readonly(handle) != 0 else { throw notAllowed(question.firstWord, question) }
        if rest.contains(where: { !$0.isWhitespace && $0 != ";" }) { try refuseSecond(rest, question) }
        return prepared
    }

    /// What follows a statement may be comments only.
    private func refuseSecond(_ rest: String, _ question: SliceQuestion) throws {
        var handle: OpaquePointer?
        let code = sqlite3_prepare_v2(connection, rest, -1, &handle, nil)
        defer { sqlite3_finalize(handle) }
        if code == SQLITE_OK, handle == nil { return }
        throw question.complaint(
            .badData, "one question at a time: something follows the first",
            at: question.sql.utf8.count - rest.utf8.count)
    }
}

/// A question that SQLite has understood.
final class PreparedQuestion {
    let handle: OpaquePointer
    let columns: [String]
    let isOrdered: Bool

    init(_ handle: OpaquePointer, _ question: SliceQuestion) {
        self.handle = handle
        columns = (0..<sqlite3_column_count(handle)).map { String(cString: sqlite3_column_name(handle, $0)) }
        isOrdered = question.sql.lowercased().contains("order by")
    }

    deinit { sqlite3_finalize(handle) }

    /// Gives its parameters their values. Throws a `Complaint` for one that has none, for a value that no parameter takes,
    /// and for a parameter without a name.
    func bind(_ question: SliceQuestion) throws {
        var left = Set(question.parameters.keys)
        for index in 1..<(sqlite3_bind_parameter_count(handle) + 1) {
            guard let sign = sqlite3_bind_parameter_name(handle, index), sign.pointee != UInt8(ascii: "?") else {
                throw Complaint(
                    .badData, "parameters have names, as in :week; found ?", file: question.place,
                    next: ["--param week=2021-W33"])
            }
            let name = String(String(cString: sign).dropFirst())
            guard let value = question.parameters[name] else {
                throw Complaint(
                    .badData, "the parameter :\(name) has no value", file: question.place,
                    next: ["--param \(name)=VALUE"])
            }
            left.remove(name)
            bind(index, value)
        }
        if let name = left.subtracting(SliceQuestion.implied).min() {
            throw Complaint(.usage, "there is no parameter :\(name) in the question", file: question.place)
        }
    }

    private func bind(_ index: Int32, _ value: SliceValue) {
        let transient = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
        switch value {
        case .null: sqlite3_bind_null(handle, index)
        case .integer(let number): sqlite3_bind_int64(handle, index, number)
        case .real(let number): sqlite3_bind_double(handle, index, number)
        case .text(let text): sqlite3_bind_text(handle, index, text, -1, transient)
        case .blob(let bytes): sqlite3_bind_blob(handle, index, bytes, Int32(bytes.count), transient)
        }
    }

    /// The row at hand; takes what it needs from the room there is.
    func row(_ room: inout Int) -> [SliceValue] {
        (0..<Int32(columns.count)).map { column in
            room -= 32
            switch sqlite3_column_type(handle, column) {
            case SQLITE_INTEGER: return .integer(sqlite3_column_int64(handle, column))
            case SQLITE_FLOAT: return .real(sqlite3_column_double(handle, column))
            case SQLITE_TEXT:
                let bytes = UnsafeRawBufferPointer(
                    start: sqlite3_column_text(handle, column), count: Int(sqlite3_column_bytes(handle, column)))
                room -= bytes.count
                return .text(String(decoding: bytes, as: UTF8.self))
            case SQLITE_BLOB:
                let bytes = UnsafeRawBufferPointer(
                    start: sqlite3_column_blob(handle, column), count: Int(sqlite3_column_bytes(handle, column)))
                room -= bytes.count
                return .blob([UInt8](bytes))
            default: return .null
            }
        }
    }
}

extension SliceQuestion {
    /// Parameters that a question need not take: `now` and `today`, the moment that is read.
    package static let implied: Set<String> = ["now", "today"]
}
