import Assessment
import Inventory
import Knowledge
import Reporting

/// What a build is and what it is open to, for people: an exact build CVE by CVE, a range threat by threat, several inputs
/// in a few lines each.
struct BuildScreen {
    let judge: Judge
    let day: CalendarDay
    /// Whether another day than today was asked for.
    let isPast: Bool

    private var knowledge: ExchangeKnowledge { judge.knowledge }

    init(_ judge: Judge, day: CalendarDay, isPast: Bool) {
        self.judge = judge
        self.day = day
        self.isPast = isPast
    }

    func show(_ inputs: [BuildInput], _ answers: [BuildExplanation?], on console: Console) throws {
        if inputs.count == 1, let answer = answers[0] { return try show(answer, on: console) }
        for (input, answer) in zip(inputs, answers) {
            guard let answer else {
                console.print("\(input.text)   \(yellow: "unreadable")")
                continue
            }
            console.print(head(answer) + [level(answer), counts(answer)] + step(answer))
        }
        sayKnowledge(console)
        console.note("each CVE: muster build explain BUILD -o csv")
    }

    private func show(_ answer: BuildExplanation, on console: Console) throws {
        var heading = head(answer)
        if answer.isExact {
            heading += [level(answer)] + step(answer) + [counts(answer), ""]
            try showCVEs(answer, heading, on: console)
        } else {
            heading += mayBe(answer) + [level(answer)] + step(answer) + [Self.collect, ""]
            showThreats(answer, heading, on: console)
        }
        sayKnowledge(console, answer)
        if !answer.isExact { console.note("each CVE: muster build explain \(quoted(answer.input)) -o csv") }
    }

    private func sayKnowledge(_ console: Console, _ answer: BuildExplanation? = nil) {
        guard isPast else {
            console.note("judged by: builds to \(knowledge.buildsTo), CVEs to \(knowledge.cvesTo)")
            return
        }
        var line: StyledText = "knowledge as of \(day)"
        if let answer, let now = judge.explain(answer.input, on: max(knowledge.buildsTo, knowledge.cvesTo)) {
            line += "; today \(now.count("vulnerable")) of \(now.lines.count) are open: leave out --as-of"
        }
        console.note(line)
    }

    /// As a shell takes it as one word.
    private func quoted(_ input: String) -> String {
        input.allSatisfy { $0.isLetter || $0.isNumber || ".-_".contains($0) } ? input : "'\(input)'"
    }

    // MARK: the build

    /// `15.1.2308.8   Exchange 2016 CU21, no update (2021-06-29)   listed   exact`.
    private func head(_ answer: BuildExplanation) -> [StyledText] {
        let product = answer.products.map(\.name).joined(separator: " or ")
        guard answer.isExact else { return ["\(answer.input)   \(product)\(range(answer))"] }
        let place = answer.placement
        let cu = answer.update.map { " \($0.name)" } ?? ""
        if let known = place.known {
            let update = known.su ?? (known.kind == .cu ? "no update" : "preview")
            return ["\(answer.buildText)   \(product)\(cu), \(update) (\(known.released))   listed   exact"]
        }
        return ["\(answer.buildText)   \(product)\(cu), not listed: \(neighbours(answer))   exact"]
    }

    /// `CU21 (2021-06-29), update unknown: three parts prove the CU only`.
    private func range(_ answer: BuildExplanation) -> StyledText {
        let proof =
            switch answer.spelling {
            case .numbers(let count): count == 2 ? "two parts prove" : "\(count == 3 ? "three" : "four") parts prove"
            case .shown: "what Active Directory shows proves"
            case .name: "the name proves"
            }
        guard let update = answer.update else {
            return ", \(yellow: "cumulative update unknown"): \(proof) the product only"
        }
        let name = " \(update.name) (\(update.released))"
        if let known = answer.updateName { return "\(name), \(known): \(proof) no single build" }
        return "\(name), update \(yellow: "unknown"): \(proof) the CU only"
    }

    /// `between 15.1.2507.17 Jan23SU and 15.1.2507.21 Feb23SU`.
    private func neighbours(_ answer: BuildExplanation) -> String {
        let product = answer.products[0]
        let all = knowledge.listed(in: product.range, on: day)
        let before = all.last { $0.build < answer.evidence.lower }
        let after = all.first { $0.build > answer.evidence.lower }
        switch (before, after) {
        case (let before?, let after?): return "between \(before) and \(after)"
        case (_?, nil): return "newer than the knowledge of \(min(day, knowledge.buildsTo))"
        case (nil, let after?): return "older than \(after)"
        case (nil, nil): return "no build of \(product.name) is"
        }
    }

    /// The listed builds of a range, the cumulative update's number said once.
    private func mayBe(_ answer: BuildExplanation) -> [StyledText] {
        let all = answer.candidates
        guard let first = all.first, let last = all.last else { return ["  may be   no listed build"] }
        guard all.count <= 12, answer.update != nil else {
            return ["  may be   any of \(counted(all.count, "listed build")), \(first) to \(last)"]
        }
        let names = all.enumerated().map { index, build in
            let number = index == 0 || !sharesNumber(build, first) ? "\(build.build)" : ".\(build.build.revision)"
            return "\(number) \(build.su ?? "no update")"
        }
        return stride(from: 0, to: names.count, by: 3).map { at in
            let line = names[at..<min(at + 3, names.count)].joined(separator: " · ")
            return "\(at == 0 ? "  may be   " : "           ")\(line)"
        }
    }

    private func sharesNumber(_ a: KnownBuild, _ b: KnownBuild) -> Bool {
        a.build.major == b.build.major && a.build.minor == b.build.minor && a.build.build == b.build.build
    }

    /// `level    behind: 1 update missed, Jul21SU 15.1.2308.14 (2021-07-13, KB5004779)`.
    private func level(_ answer: BuildExplanation) -> StyledText {
        "  level    \(levelWords(answer))"
    }

    private func levelWords(_ answer: BuildExplanation) -> StyledText {
        let standing = answer.standing
        switch standing.level {
        case .current: return "current"
        case .behind: return "\(yellow: "behind"): \(missed(standing))"
        case .unknown: return "\(yellow: "unknown")\(answer.update == nil ? "" : ": its builds differ")"
        case .unsupported:
            let since = standing.unsupportedSince.map { " since \($0)" } ?? ""
            let extended = answer.products.contains { $0.hasExtendedSupport } ? " (extended support –)" : ""
            let last = standing.latestOfCU.map { "; last update of \($0.cu): \($0.released)" } ?? ""
            return "\(red: "unsupported")\(since)\(extended)\(last)"
        }
    }

    private func missed(_ standing: PatchStanding) -> String {
        guard let last = standing.missed.last else { return "a newer one is out" }
        let facts = [last.released.description, last.kb].compactMap { $0 }.joined(separator: ", ")
        let newest = "\(last.name) \(last.build) (\(facts))"
        if standing.missed.count == 1 { return "1 update missed, \(newest)" }
        let since = standing.behindSince.map { " since \($0)" } ?? ""
        return "\(standing.missed.count) updates missed\(since), newest \(newest)"
    }

    /// `install  Exchange SE RTM Aug26SU 15.2.2562.46`, where it is another than the update just named.
    private func step(_ answer: BuildExplanation) -> [StyledText] {
        let standing = answer.standing
        guard let target = standing.target, standing.level == .unsupported || target != standing.missed.last else {
            return []
        }
        return ["  install  \(target.product) \(target.cu)\(target.su.map { " \($0)" } ?? "") \(target.build)"]
    }

    private static let collect: StyledText =
        "  collect  the file version of ExSetup.exe; Get-ExchangeServer and banners show the CU only"

    /// `CVEs     66 = 3 vulnerable + 2 undetermined + 61 fixed + 0 not affected`.
    private func counts(_ answer: BuildExplanation) -> StyledText {
        let vulnerable = answer.count("vulnerable")
        let undetermined = answer.count("undetermined")
        return """
              CVEs     \(answer.lines.count) = \(tone("\(vulnerable) vulnerable", vulnerable, .red)) + \
            \(tone("\(undetermined) undetermined", undetermined, .yellow)) + \(answer.count("fixed")) fixed + \
            \(answer.count("not_affected")) not affected
            """
    }

    private func tone(_ text: String, _ count: Int, _ tone: StyledText.Tone) -> StyledText {
        StyledText(text, count > 0 ? tone : .plain)
    }

    // MARK: CVE by CVE

    /// What is open, the exploited first; what is not is one line.
    private func showCVEs(_ answer: BuildExplanation, _ heading: [StyledText], on console: Console) throws {
        let open = answer.lines.filter { ["vulnerable", "undetermined"].contains($0.judgement.verdict.word) }
            .enumerated().sorted { (rank($0.element), $0.offset) < (rank($1.element), $1.offset) }.map(\.element)
        var table = ReportTable(
            columns: [.init("cve"), .init("verdict"), .init("threat"), .init("fixed_from"), .init("reason")],
            knowledge: knowledge.version)
        table.rows = open.map { line in
            [
                .text(knowledge.cves[line.cve].id), .text(line.judgement.verdict.word), .text(threats(of: line.cve)),
                .text(line.judgement.fixedFrom?.description), .text(line.judgement.reason),
            ]
        }
        var layout = TerminalLayout(of: table)
        layout.heading = heading
        layout.rows = table.rows.map { row in
            TerminalLayout.Row(
                row.enumerated().map { at, cell in
                    let text = cell.text(joinedBy: ", ") ?? ""
                    return at == 1 ? StyledText(text, text == "vulnerable" ? .red : .yellow) : StyledText(text)
                })
        }
        layout.totals = ["fixed", "not_affected"].compactMap { rest(answer, $0) }
        try console.emit(table, layout: layout)
    }

    /// Vulnerable before undetermined; in each the known exploited ones first.
    private func rank(_ line: BuildExplanation.Line) -> Int {
        let cve = knowledge.cves[line.cve]
        let exploited = cve.kevAdded.map { $0 <= day } ?? false
        return (line.judgement.verdict == .vulnerable ? 0 : 2) + (exploited ? 0 : 1)
    }

    private func threats(of cve: Int) -> String {
        knowledge.threats(of: cve).map { knowledge.threats[$0].name }.joined(separator: ", ")
    }

    /// `61 more  fixed  CU21 ships them`.
    private func rest(_ answer: BuildExplanation, _ word: String) -> TerminalLayout.Row? {
        let lines = answer.lines.filter { $0.judgement.verdict.word == word }
        guard !lines.isEmpty else { return nil }
        let cu = answer.update?.name ?? ""
        let reason =
            word != "fixed"
            ? ""
            : lines.allSatisfy { $0.judgement.cause == .shipsFix }
                ? "\(cu) ships them" : "\(cu) and its updates have them"
        return TerminalLayout.Row([
            "\(lines.count)\(lines.count == answer.lines.count ? "" : " more")", StyledText(word), "", "",
            StyledText(reason),
        ])
    }

    // MARK: threat by threat

    private struct ThreatLine {
        let name: String
        let lines: [BuildExplanation.Line]

        func count(_ word: String) -> Int { lines.count { $0.judgement.verdict.word == word } }
    }

    private func showThreats(_ answer: BuildExplanation, _ heading: [StyledText], on console: Console) {
        var columns: [TerminalLayout.Column] = [
            .init("THREAT"), .init("CVES", right: true), .init("VULNERABLE", right: true),
            .init("UNDETERMINED", right: true), .init("FIXED", right: true), .init("WHAT DECIDES", mayBeCut: true),
        ]
        let untouched = answer.count("not_affected") > 0
        if untouched { columns.insert(.init("NOT AFFECTED", right: true), at: columns.count - 1) }
        func row(_ name: String, _ line: ThreatLine, _ decides: String) -> TerminalLayout.Row {
            var row = self.row(name, line, decides)
            if untouched { row.cells.insert("\(line.count("not_affected"))", at: row.cells.count - 1) }
            return row
        }
        var layout = TerminalLayout(heading: heading, columns: columns)
        layout.rows = threatLines(answer).map { row($0.name, $0, decides($0)) }
        layout.totals = [row("all, each CVE once", ThreatLine(name: "", lines: answer.lines), shared(answer))]
        console.print(TerminalTable(layout, page: console.page).lines)
    }

    /// The worst first; of equals those used by ransomware; the catch-all last.
    private func threatLines(_ answer: BuildExplanation) -> [ThreatLine] {
        let numbered = knowledge.threats.enumerated().compactMap { number, threat -> (Int, Bool, ThreatLine)? in
            let lines = answer.lines.filter { threat.cves.contains($0.cve) }
            let ransomware = threat.cves.contains { knowledge.cves[$0].ransomware }
            return lines.isEmpty ? nil : (number, ransomware, ThreatLine(name: threat.name, lines: lines))
        }
        func key(_ item: (Int, Bool, ThreatLine)) -> (Int, Int, Int, Int, Int) {
            (
                knowledge.threats[item.0].isUnpatched ? 1 : 0, -item.2.count("vulnerable"),
                -item.2.count("undetermined"),
                item.1 ? 0 : 1, item.0
            )
        }
        return numbered.sorted { key($0) < key($1) }.map(\.2)
    }

    private func row(_ name: String, _ line: ThreatLine, _ decides: String) -> TerminalLayout.Row {
        let vulnerable = line.count("vulnerable")
        let undetermined = line.count("undetermined")
        return TerminalLayout.Row([
            StyledText(name), "\(line.lines.count)", tone("\(vulnerable)", vulnerable, .red),
            tone("\(undetermined)", undetermined, .yellow), "\(line.count("fixed"))", StyledText(decides),
        ])
    }

    /// The reason of the worst verdict; where several are open for different reasons, how many for which.
    private func decides(_ line: ThreatLine) -> String {
        let open = line.lines.filter { $0.judgement.verdict.word == "undetermined" }.map(\.judgement)
        if Set(open.map(\.reason)).count > 1 { return split(open) }
        for word in ["vulnerable", "undetermined", "fixed", "not_affected"] {
            let reasons = line.lines.filter { $0.judgement.verdict.word == word }.map(\.judgement.reason)
            guard let first = reasons.first else { continue }
            return Set(reasons).count == 1 ? first : "\(Set(reasons).count) reasons"
        }
        return ""
    }

    /// `12 by build, 4 by a condition`.
    private func split(_ open: [Judgement]) -> String {
        let kinds: [(NotKnown, String)] = [
            (.build, "by build"), (.condition, "by a condition"), (.notAssessed, "not assessed"),
        ]
        return kinds.compactMap { kind, words in
            let count = open.count { $0.verdict == .undetermined(kind) }
            return count == 0 ? nil : "\(count) \(words)"
        }.joined(separator: ", ")
    }

    /// `CVE-2022-41082 stands in two threats`.
    private func shared(_ answer: BuildExplanation) -> String {
        answer.lines.filter { knowledge.threats(of: $0.cve).count > 1 }
            .map { "\(knowledge.cves[$0.cve].id) stands in two threats" }.joined(separator: ", ")
    }
}
