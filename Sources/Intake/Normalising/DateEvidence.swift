import Inventory

/// What the dates of a file tell about the order of day and month in it.
struct DateEvidence {
    /// A date as it stands in the file.
    struct Example {
        let column: String
        let line: Int
        let text: String
        let time: TimeText
    }

    /// Dates whose order matters.
    private(set) var total = 0
    /// Of them those that read both ways.
    private(set) var bothWays = 0
    private(set) var dayFirst: Example?
    private(set) var monthFirst: Example?
    private(set) var undecided: Example?
    /// Dates written with dots, and one of them that no other order could read.
    private var dotted: (count: Int, bothWays: Int, proof: Example?) = (0, 0, nil)
    /// First and last day if all were day first, or month first.
    private var ranges: [DateOrder: (first: CalendarDay, last: CalendarDay)] = [:]
    private var future: [DateOrder: Int] = [:]

    mutating func take(_ time: TimeText, line: Int, column: String, text: @autoclosure () -> String, latest: Instant) {
        if time.isDotted, let day = time.day(nil)?.components.day {
            dotted.count += 1
            if day <= 12 {
                dotted.bothWays += 1
            } else if dotted.proof == nil {
                dotted.proof = Example(column: column, line: line, text: text(), time: time)
            }
        }
        guard case .ordered(let a, let b, _) = time.day, a != b else { return }
        total += 1
        if a > 12 {
            if dayFirst == nil { dayFirst = Example(column: column, line: line, text: text(), time: time) }
        } else if b > 12 {
            if monthFirst == nil { monthFirst = Example(column: column, line: line, text: text(), time: time) }
        } else {
            bothWays += 1
            if undecided == nil { undecided = Example(column: column, line: line, text: text(), time: time) }
            for order in DateOrder.allCases { note(time, order, latest) }
        }
    }

    private mutating func note(_ time: TimeText, _ order: DateOrder, _ latest: Instant) {
        guard let day = time.day(order) else { return }
        let range = ranges[order] ?? (day, day)
        ranges[order] = (min(range.first, day), max(range.last, day))
        if day > latest.utcDay { future[order, default: 0] += 1 }
    }

    /// The order of the file's dates and what proves it; nil where no date needs one.
    ///
    /// Throws a `Complaint` where dates prove both orders, or where none proves one and nobody said.
    func order(said: DateOrder?, file: String) throws -> (DateOrder, Recognition.Choice)? {
        if let said { return (said, choice(said, "said: --dates \(said.rawValue)")) }
        switch (dayFirst, monthFirst) {
        case (let day?, let month?): throw contradiction(day, month, file: file)
        case (let proof?, nil): return (.dayFirst, choice(.dayFirst, words(proof, bothWays: bothWays)))
        case (nil, let proof?): return (.monthFirst, choice(.monthFirst, words(proof, bothWays: bothWays)))
        case (nil, nil):
            guard let undecided else { return nil }
            throw question(undecided, file: file)
        }
    }

    /// As above, with what a mapping says of the files it is for: that holds where no date proves an order.
    ///
    /// Throws a `Complaint` also where a date proves the mapping wrong.
    func order(said: DateOrder?, mapping: Mapping?, file: String) throws -> (DateOrder, Recognition.Choice)? {
        guard said == nil, let mapping, let mapped = mapping.dateOrder else {
            return try order(said: said, file: file)
        }
        switch (dayFirst, monthFirst) {
        case (nil, nil): return total == 0 ? nil : (mapped, choice(mapped, "mapping \(mapping.name)"))
        case (let proof?, nil) where mapped == .monthFirst: throw refuted(mapping, mapped, proof, file: file)
        case (nil, let proof?) where mapped == .dayFirst: throw refuted(mapping, mapped, proof, file: file)
        default: return try order(said: nil, file: file)
        }
    }

    private func refuted(_ mapping: Mapping, _ mapped: DateOrder, _ proof: Example, file: String) -> Complaint {
        let other: DateOrder = mapped == .dayFirst ? .monthFirst : .dayFirst
        return Complaint(
            .badData, "mapping \(mapping.name) says \(mapped.words), and a date proves the other; nothing was changed",
            file: file,
            facts: ["column \"\(proof.column)\", line \(proof.line) \"\(proof.text)\" can only be \(other.words)"],
            next: ["add --dates \(other.rawValue)      (or mend 'dates' in the mapping)"])
    }

    /// What the preview says of dates written with dots, which need no proof; nil where there are none.
    var dottedChoice: Recognition.Choice? {
        if dotted.count == 0 { return nil }
        guard let proof = dotted.proof else {
            return Recognition.Choice(DateOrder.dayFirst.words, proof: "written with dots")
        }
        return Recognition.Choice(DateOrder.dayFirst.words, proof: words(proof, bothWays: dotted.bothWays))
    }

    private func choice(_ order: DateOrder, _ proof: String) -> Recognition.Choice {
        Recognition.Choice(order.words, proof: proof, option: "--dates")
    }

    private func words(_ proof: Example, bothWays: Int) -> String {
        "proved: line \(proof.line) \"\(proof.text)\"" + (bothWays > 0 ? "; \(grouped(bothWays)) read both ways" : "")
    }

    private func contradiction(_ day: Example, _ month: Example, file: String) -> Complaint {
        Complaint(
            .badData, "some dates are day first and some are month first; nothing was changed", file: file,
            facts: [
                "column \"\(day.column)\", line \(day.line) \"\(day.text)\" can only be day first",
                "column \"\(month.column)\", line \(month.line) \"\(month.text)\" can only be month first",
                "\(grouped(bothWays)) other dates read both ways",
            ],
            next: ["mend the file, or add --dates dmy (or mdy): dates that do not read so become rejects"])
    }

    private func question(_ example: Example, file: String) -> Complaint {
        let count = bothWays == 1 ? "the only date reads" : "all \(grouped(bothWays)) dates read"
        var facts: [String] = []
        if let day = example.time.day(.dayFirst), let month = example.time.day(.monthFirst) {
            facts.append("\(count) both ways, e.g. line \(example.line) \"\(example.text)\" is \(day) or \(month)")
        }
        if let day = ranges[.dayFirst], let month = ranges[.monthFirst] {
            facts.append(
                "day first gives \(day.first) to \(day.last), month first \(month.first) to \(month.last); \(futureWords)"
            )
        }
        return Complaint(
            .badData, "column \"\(example.column)\" may be day first or month first; nothing was changed", file: file,
            facts: facts, next: ["add --dates mdy      (or dmy)"])
    }

    private var futureWords: String {
        let counts = DateOrder.allCases.compactMap { order in
            future[order].map { "\($0) in the future if \(order.words)" }
        }
        return counts.isEmpty ? "none in the future" : counts.joined(separator: ", ")
    }
}
