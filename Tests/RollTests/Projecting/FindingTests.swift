import Assessment
import Inventory
import Testing

@testable import Roll

/// A finding through time: when it is open, what ends it, and what opens it again.
@Suite struct FindingTests {
    private let match = Finding.Match(indicator: "i1", playbook: "ProxyShell", version: 1, threat: "ProxyShell")

    private func day(_ day: Int) -> Instant { Instant(iso: "2021-08-\(day < 10 ? "0" : "")\(day)T06:00:00Z")! }

    private func finding(
        _ kind: Trace.Kind, _ text: String = "x", occurred: Int? = nil, seen: [Int],
        _ judgements: [(Int, Finding.Judgement)] = [], matches: [Finding.Match]? = nil
    ) -> Finding {
        Finding(
            .init(trace: Trace(kind, text), occurredAt: occurred.map(day)), matches ?? [match], subject: 1,
            seen.map { Citation(importID: $0, line: 2, seenAt: day($0), takenAt: day($0)) },
            judgements.map { (at: day($0.0), judgement: $0.1) })
    }

    /// `2–5 dismissed` for each stretch in which it was open; nothing behind the dash while it is.
    private func spans(_ finding: Finding) -> [String] { finding.spans.map(words) }

    private func words(_ span: Finding.Span) -> String {
        func number(_ instant: Instant) -> String {
            instant == .forever ? "" : String("\(instant)".dropFirst(8).prefix(2))
        }
        let ending = span.ending.map { " \($0.rawValue)" } ?? ""
        let confirmed = span.confirmedAt.map { " confirmed \(number($0))" } ?? ""
        let contained = span.containedAt.map { " contained \(number($0))" } ?? ""
        return "\(number(span.from))–\(number(span.to))\(ending)\(confirmed)\(contained)"
    }

    @Test func `it is open from when it was found until somebody says what it is`() {
        #expect(spans(finding(.path, seen: [3, 2, 9])) == ["02–"])
        #expect(spans(finding(.path, seen: [2], [(5, .dismiss)])) == ["02–05 dismissed"])
        #expect(
            spans(finding(.path, seen: [2], [(3, .confirm), (4, .contain), (8, .neutralise)]))
                == ["02–08 neutralised confirmed 03 contained 04"])
    }

    @Test func `a first word counts, a second of the same does not`() {
        #expect(spans(finding(.path, seen: [2], [(3, .confirm), (5, .confirm)])) == ["02– confirmed 03"])
        #expect(spans(finding(.path, seen: [2], [(3, .contain), (5, .contain)])) == ["02– contained 03"])
        #expect(spans(finding(.path, seen: [2], [(3, .dismiss), (5, .neutralise)])) == ["02–03 dismissed"])
        #expect(spans(finding(.path, seen: [2], [(3, .neutralise), (5, .contain)])) == ["02–03 neutralised"])
    }

    @Test func `what was dismissed stays so when it is seen again, but for a feed's tag`() {
        #expect(spans(finding(.path, seen: [2, 9], [(5, .dismiss)])) == ["02–05 dismissed"])
        #expect(spans(finding(.request, occurred: 1, seen: [2, 9], [(5, .dismiss)])) == ["02–05 dismissed"])
        #expect(spans(finding(.tag, "webshell", seen: [2, 9], [(5, .dismiss)])) == ["02–05 dismissed", "09–"])
    }

    @Test func `what lies about again after it was cleaned up is back`() {
        #expect(spans(finding(.path, seen: [2, 9], [(5, .neutralise)])) == ["02–05 neutralised", "09–"])
        #expect(spans(finding(.account, seen: [2, 5], [(5, .neutralise)])) == ["02–05 neutralised"])
        #expect(
            spans(finding(.path, seen: [2, 9, 11], [(5, .neutralise), (10, .neutralise)]))
                == ["02–05 neutralised", "09–10 neutralised", "11–"])
    }

    @Test func `what happened before it was cleaned up is past, however often logs tell of it`() {
        #expect(spans(finding(.request, occurred: 1, seen: [2, 9], [(5, .neutralise)])) == ["02–05 neutralised"])
        #expect(spans(finding(.event, occurred: 5, seen: [2, 9], [(5, .neutralise)])) == ["02–05 neutralised"])
        // Nobody knows when: it may have happened since.
        #expect(spans(finding(.command, seen: [2, 9], [(5, .neutralise)])) == ["02–05 neutralised", "09–"])
        // A later occurrence is a finding of its own.
        #expect(spans(finding(.request, occurred: 8, seen: [9])) == ["09–"])
    }

    @Test func `confirmed after all, it is open again`() {
        #expect(
            spans(finding(.path, seen: [2], [(5, .dismiss), (7, .confirm)])) == ["02–05 dismissed", "07– confirmed 07"])
    }

    @Test func `a word from before it was found holds from when it was`() {
        #expect(spans(finding(.path, seen: [4], [(2, .dismiss)])) == ["04–04 dismissed"])
    }

    // MARK: Signs

    private func signs(_ findings: Finding...) -> [String] {
        findings.signs.map { sign in
            let span = Finding.Span(
                from: sign.at, to: sign.to, ending: sign.ending, confirmedAt: sign.confirmedAt,
                containedAt: sign.containedAt)
            return "\(sign.what) \(sign.threat ?? "-") \(words(span))"
        }
    }

    @Test func `what is called the same is one sign for as long as any of it is open`() {
        #expect(
            signs(
                finding(.path, "a", seen: [2], [(5, .dismiss)]), finding(.path, "b", seen: [4], [(9, .neutralise)]))
                == ["i1 ProxyShell 02–09 neutralised"])
        #expect(
            signs(finding(.path, "a", seen: [2], [(9, .dismiss)]), finding(.path, "b", seen: [4], [(6, .dismiss)]))
                == ["i1 ProxyShell 02–09 dismissed"])
        #expect(
            signs(finding(.path, "a", seen: [2], [(5, .neutralise)]), finding(.path, "b", seen: [4])) == [
                "i1 ProxyShell 02–"
            ])
        // Found only after the other had ended.
        #expect(
            signs(finding(.path, "a", seen: [2], [(3, .dismiss)]), finding(.path, "b", seen: [4]))
                == ["i1 ProxyShell 02–03 dismissed", "i1 ProxyShell 04–"])
    }

    @Test func `confirmed once one of it is, contained once all are`() {
        #expect(
            signs(finding(.path, "a", seen: [2], [(3, .confirm), (4, .contain)]), finding(.path, "b", seen: [3]))
                == ["i1 ProxyShell 02– confirmed 03"])
        #expect(
            signs(
                finding(.path, "a", seen: [2], [(4, .contain)]), finding(.path, "b", seen: [3], [(7, .contain)]))
                == ["i1 ProxyShell 02– contained 07"])
    }

    @Test func `it speaks of each threat that an indicator names, else of none`() {
        let other = Finding.Match(indicator: "i2", playbook: "ProxyLogon", version: 3, threat: "ProxyLogon")
        let none = Finding.Match(indicator: "i3", playbook: "Unpatched", version: 1, threat: nil)
        #expect(
            signs(finding(.path, seen: [2], matches: [match, other, none]))
                == ["i1 ProxyShell 02–", "i2 ProxyLogon 02–"])
        #expect(signs(finding(.path, seen: [2], matches: [none])) == ["i3 - 02–"])
        #expect(signs(finding(.tag, "webshell", seen: [2], matches: [])) == ["webshell - 02–"])
    }
}
