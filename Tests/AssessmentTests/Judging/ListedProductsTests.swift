import Inventory
import Knowledge
import Testing

@testable import Assessment

/// Rule 2 for products: what a CVE does not list is free of it only if the vendor would have said so.
struct ListedProductsTests {
    let knowledge = shared.knowledge
    let judge = shared.judge

    /// The products that a line of `products.txt` names: `CVE-… 2013=no 2016 SE=config`.
    private func told() throws -> [(cve: Int, products: [String: Fix.Listing])] {
        try fixture("products.txt").map { line in
            let words = line.split(separator: " ").map(String.init)
            var products: [String: Fix.Listing] = [:]
            for word in words.dropFirst() {
                let pieces = word.split(separator: "=").map(String.init)
                products["Exchange \(pieces[0])"] = pieces.count == 1 ? .yes : Fix.Listing(rawValue: pieces[1])
            }
            return (try #require(knowledge.cve(named: words[0])), products)
        }
    }

    @Test func `lists for each CVE the products that the vendor lists`() throws {
        var cases = 0
        for (cve, products) in try told() {
            for product in knowledge.products.indices {
                #expect(knowledge.fix(of: cve, in: product)?.listing == products[knowledge.products[product].name])
            }
            cases += products.count
        }
        #expect(cases == 382)
    }

    @Test func `a product that is not listed is not affected while its vendor spoke of it, else not assessed`() throws {
        var cases = 0
        for (cve, products) in try told() {
            let spokenOf = try #require(knowledge.cves[cve].spokenOf)
            for item in knowledge.products {
                guard products[item.name] == nil || products[item.name] == .no else { continue }
                let verdict = judge.verdicts(for: item.range)[cve].verdict
                let assessed = products[item.name] == .no || spokenOf <= item.extendedEnd
                #expect(verdict == (assessed ? .notAffected : .undetermined(.notAssessed)), "\(item.name)")
                cases += 1
            }
        }
        #expect(cases > 700)
    }

    @Test(arguments: [
        ("15.2.1544.4", "CVE-2020-17144", Verdict.notAffected),
        ("14.3.513.0", "CVE-2021-34473", .undetermined(.notAssessed)),
        ("15.0.1497.48", "CVE-2023-36439", .undetermined(.notAssessed)),
        ("15.0.1497.48", "CVE-2021-33768", .notAffected),
        ("15.2.2562.17", "CVE-2021-26855", .notAffected),
        ("8.3.517.0", "CVE-2018-8154", .undetermined(.notAssessed)),
        ("6.5.7638.1", "CVE-2021-26855", .undetermined(.notAssessed)),
    ])
    func `speaks of a product only as far as its vendor did`(text: String, cve: String, verdict: Verdict) {
        #expect(judge.judge(text, cve).verdict == verdict)
    }

    @Test func `says why a product is not assessed`() {
        let judgement = judge.judge("14.3.513.0", "CVE-2021-34473")
        #expect(judgement.reason == "not assessed by the vendor: support of Exchange 2010 ended 2020-10-13")
    }

    @Test func `a CVE without rows of its own is judged by the one that has them`() {
        for text in ["15.1.1591.18", "15.1.1713.5", "15.1.2308", "14.3.435.0", "14.3.442.0"] {
            let own = judge.judge(text, "CVE-2018-8581")
            #expect(own.verdict == judge.judge(text, "ADV190007").verdict)
        }
        #expect(judge.judge("15.1.1713.4", "CVE-2018-8581").verdict == .vulnerable)
        #expect(judge.judge("15.1.1713.5", "CVE-2018-8581").verdict == .fixed)
        #expect(judge.judge("15.1.1713.5", "CVE-2018-8581").fixedBy == "CU12")
    }

    @Test func `nothing is known of a server without a build`() {
        #expect(judge.verdicts(for: nil).count == knowledge.cves.count)
        #expect(judge.verdicts(for: nil).allSatisfy { $0.verdict == .undetermined(.noBuild) })
    }
}
