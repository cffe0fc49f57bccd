import GRDBSQLite
import Inventory

extension SliceQuestion {
    /// An error at a byte of the question, with its line and a mark under the place.
    func complaint(
        _ code: Complaint.Code, _ what: String, at offset: Int?, facts: [String] = [], next: [String] = []
    ) -> Complaint {
        guard let offset, offset >= 0 else { return Complaint(code, what, file: place, facts: facts, next: next) }
        let (line, column, text) = position(offset)
        // Of a long line, what is around the place.
        let start = max(0, column - 60)
        let shown = String(text.dropFirst(start).prefix(100)).map { $0 == "\t" ? " " : $0 }
        let mark = String(repeating: " ", count: column - 1 - start) + "^"
        return Complaint(
            code, what, file: "\(place):\(line):\(column)", facts: [String(shown), mark] + facts, next: next)
    }
}

extension Slice {
    /// What the fence refused, if it was the fence.
    func refusal(_ question: SliceQuestion, _ offset: Int = 0) -> Complaint? {
        switch fence.refusal {
        case nil: nil
        case .table(let name)?:
            question.complaint(
                .notAllowed, "\(name) cannot be read: sql sees the views of muster schema only",
                at: question.place(of: name),
                next: ["muster schema"])
        case .function(let name)?:
            question.complaint(
                .notAllowed, "the function \(name) is not allowed", at: question.place(of: name),
                facts: ["functions: \(SliceFence.functions.sorted().joined(separator: ", "))"])
        case .deed(let deed)?: notAllowed(deed.isEmpty ? question.firstWord : deed, question)
        }
    }

    func notAllowed(_ deed: String, _ question: SliceQuestion) -> Complaint {
        question.complaint(
            .notAllowed, "\(deed) is not allowed: sql only reads; nothing was changed",
            at: question.place(of: deed) ?? question.place(of: question.firstWord))
    }

    /// What SQLite did not understand.
    func mistake(_ code: Int32, _ question: SliceQuestion, _ offset: Int = 0) -> Complaint {
        let words = String(cString: sqlite3_errmsg(connection))
        let found = sqlite3_error_offset(connection)
        let place = found < offset ? nil : Int(found) - offset
        let own = offset == 0 ? question : SliceQuestion(String(question.sql.dropFirst(offset)), place: question.place)
        if let name = words.after("no such table: ") {
            let meant = nearest(to: name, among: AnalystViews.all.map(\.name))
            return own.complaint(
                .badData, "no view \"\(name)\"\(meant.map { "; did you mean \($0)?" } ?? "")",
                at: place ?? own.place(of: name), next: ["muster schema"])
        }
        if let name = words.after("no such column: ") {
            return unknown(column: String(name.split(separator: ".").last ?? ""), own, place ?? own.place(of: name))
        }
        if let name = words.after("no such function: ") {
            let meant = nearest(to: name, among: SliceFence.functions.sorted())
            return own.complaint(
                .badData, "no function \"\(name)\"\(meant.map { "; did you mean \($0)?" } ?? "")",
                at: place ?? own.place(of: name),
                facts: ["functions: \(SliceFence.functions.sorted().joined(separator: ", "))"])
        }
        return own.complaint(.badData, words, at: place)
    }

    private func unknown(column name: String, _ question: SliceQuestion, _ place: Int?) -> Complaint {
        let named = AnalystViews.all.filter { question.names($0.name) }
        let views = named.isEmpty ? AnalystViews.all : named
        let meant = nearest(to: name, among: views.flatMap { $0.columns.map(\.name) })
        let home = named.count == 1 ? " in \(named[0].name)" : ""
        return question.complaint(
            .badData, "no column \"\(name)\"\(home)\(meant.map { "; did you mean \($0)?" } ?? "")", at: place,
            next: named.isEmpty ? ["muster schema"] : named.prefix(3).map { "muster schema \($0.name)" })
    }

    /// Why a question came to no end.
    func failure(_ code: Int32, _ question: SliceQuestion, _ limits: SliceLimits, isLate: Bool, rows: Int) -> Complaint
    {
        switch code & 0xff {
        case SQLITE_INTERRUPT where isLate:
            return Complaint(
                .timeLimit, "stopped after \(shown(limits.seconds)) s (--timeout); no rows were printed", file: nil,
                next: ["look at its plan: --explain", "or give it longer: --timeout 60"])
        case SQLITE_INTERRUPT: return Complaint(.interrupted, "interrupted")
        case SQLITE_NOMEM:
            return Complaint(
                .badData, "the question needs more than \(limits.bytes >> 20) MiB of memory; no rows were printed",
                file: question.place, facts: ["rows so far: \(rows)"],
                next: ["ask for fewer rows or columns, or give it more: --memory \((limits.bytes >> 20) * 4)"])
        case SQLITE_TOOBIG:
            return Complaint(
                .badData, "a value of the question has more than \(SliceLimits.text) bytes", file: question.place)
        case SQLITE_AUTH: return refusal(question) ?? mistake(code, question)
        default: return mistake(code, question)
        }
    }

    private func shown(_ seconds: Double) -> String {
        seconds == seconds.rounded() ? String(Int(seconds)) : String(seconds)
    }
}

extension SliceQuestion {
    /// Where a word stands in it first, in whatever case; nil where it does not.
    func place(of word: String) -> Int? {
        let text = Array(sql.utf8).map { $0 >= 0x41 && $0 <= 0x5a ? $0 | 0x20 : $0 }
        let wanted = Array(word.lowercased().utf8)
        guard !wanted.isEmpty, text.count >= wanted.count else { return nil }
        func isPart(_ place: Int) -> Bool {
            guard text.indices.contains(place) else { return false }
            let c = text[place]
            return c == 0x5f || (c >= 0x30 && c <= 0x39) || (c >= 0x61 && c <= 0x7a) || c >= 0x80
        }
        return (0...(text.count - wanted.count)).first { place in
            text[place..<place + wanted.count].elementsEqual(wanted) && !isPart(place - 1)
                && !isPart(place + wanted.count)
        }
    }

    func names(_ word: String) -> Bool { place(of: word) != nil }
}

extension String {
    fileprivate func after(_ prefix: String) -> String? {
        hasPrefix(prefix) ? String(dropFirst(prefix.count)) : nil
    }
}
