import Inventory
import Testing

@testable import Knowledge

/// Every way a build is written (`Fixtures/spellings.txt`).
struct SpellingTests {
    private func cases() throws -> [(field: Field?, text: String, expected: String)] {
        var field: Field?
        var cases: [(Field?, String, String)] = []
        for line in try fixture("spellings.txt") {
            if line.hasPrefix("["), line.hasSuffix("]"), !line.contains("=>") {
                let name = line.dropFirst().dropLast()
                field = Field.allCases.first { "\($0)" == name }
                if name != "any" { try #require(field != nil, "\(line)") }
                continue
            }
            let arrow = try #require(line.ranges(of: " => ").last, "\(line)")
            cases.append((field, String(line[..<arrow.lowerBound]), String(line[arrow.upperBound...])))
        }
        return cases
    }

    private func words(_ evidence: BuildEvidence?) -> String {
        guard let evidence else { return "nothing" }
        if evidence.precision == .exact { return "\(evidence.lower)" }
        return "\(evidence.lower) .. \(evidence.upper) \(evidence.precision.rawValue)"
    }

    @Test func `reads each spelling as what it proves`() throws {
        let all = try cases()
        #expect(all.count > 110)
        for (field, text, expected) in all {
            let found = field.map { knowledge.evidence(text, as: $0) } ?? knowledge.read(text)
            #expect(words(found) == expected, "\(text)")
        }
    }

    @Test func `reads the number of every listed build, and what Active Directory shows of it`() {
        for known in knowledge.builds {
            let build = known.build
            #expect(knowledge.read("\(build)") == BuildEvidence(exactly: build))
            let shown = "Version \(build.major).\(build.minor) (Build \(build.build).\(build.revision))"
            let evidence = knowledge.read(shown)
            #expect(evidence?.contains(build) == true)
            #expect(evidence?.precision == .cu)
            #expect(evidence.map { Set(knowledge.candidates($0).map(\.cu)) } == [known.cu])
        }
    }

    @Test func `reads every listed build by its name, alone or with those of the same name`() {
        for known in knowledge.builds {
            let name = [known.product, known.cu, known.su ?? ""].joined(separator: " ")
            let evidence = knowledge.read(name)
            #expect(evidence?.contains(known.build) == true, "\(name)")
            guard known.su != nil, let evidence else { continue }
            #expect(knowledge.candidates(evidence).allSatisfy { $0.su == known.su }, "\(name)")
        }
    }

    @Test func `odd and hostile texts name no build`() {
        let texts = [
            String(repeating: "9", count: 10_000), String(repeating: "1.", count: 5_000), "\u{0}", "(build", "build",
            "exchange cu", "exchange 2016 cu", "kb", "15.1.-1.8", "15.1.+1.8", "＝1+1", "🦆", "(Build 1.1)",
            "15.1 (Build", "15.1 (Build x.y)", "1e3.1.1.1",
        ]
        for text in texts where knowledge.read(text) != nil {
            #expect(knowledge.read(text)?.precision == .product, "\(text.prefix(40))")
        }
    }

    @Test(
        arguments: [
            ("Microsoft Exchange Server 2016", true), ("Exchange 2003", true), ("Exchange Server", true),
            ("Exchange 2016 Management Tools", false), ("Exchange Online", false), ("Exchange ActiveSync", false),
            ("Microsoft Outlook 2016", false), ("Windows Server 2019", nil), ("IIS", nil), ("", nil),
        ] as [(String, Bool?)])
    func `tells servers from what only carries the name`(text: String, isServer: Bool?) {
        #expect(knowledge.isExchangeServer(productText: text) == isServer)
        #expect(knowledge.isNoServer(productText: text) == (isServer == false))
    }
}
