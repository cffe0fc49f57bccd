import Inventory
import TestSupport
import Testing

@testable import Knowledge

/// What the files of the knowledge hold.
struct KnowledgeFilesTests {
    @Test func `has a version and says up to when it knows`() {
        #expect(knowledge.version == "2026.08.11")
        #expect(knowledge.buildsTo == day("2026-08-11"))
        #expect(knowledge.cvesTo == day("2026-06-28"))
        #expect(knowledge.kevOf == day("2026-08-07"))
        #expect(knowledge.builds.map(\.released).max() == knowledge.buildsTo)
        #expect(knowledge.cves.compactMap(\.publicFrom).max()! <= knowledge.cvesTo)
        #expect(knowledge.cves.compactMap(\.kevAdded).max()! <= knowledge.kevOf)
    }

    @Test func `knows as much as the sources say`() {
        #expect(knowledge.builds.count == 463)
        #expect(knowledge.updates.count == 73 + 2, "with two previews")
        #expect(
            knowledge.products.map(\.name).suffix(6) == [
                "Exchange 2007", "Exchange 2010", "Exchange 2013", "Exchange 2016", "Exchange 2019", "Exchange SE",
            ])
        #expect(knowledge.cves.count == 143)
        #expect(knowledge.threats.count == 14 + 1)
        #expect(knowledge.techniques.count == 17)
        #expect(knowledge.policies.keys.sorted() == ["bod_26_04", "ssvc_deployer"])
    }

    @Test func `leaves out what belongs to Windows or .NET, and says to what it belongs`() {
        #expect(knowledge.elsewhere.map(\.id) == ["CVE-2020-0796", "CVE-2020-1147", "CVE-2023-36434"])
        #expect(knowledge.cve(named: "CVE-2020-0796") == nil)
        #expect(knowledge.elsewhere[0].belongsTo == "Windows SMBv3")
    }

    @Test func `finds CVEs in any case`() {
        #expect(knowledge.cve(named: "cve-2021-26855") == knowledge.cve(named: "CVE-2021-26855"))
        #expect(knowledge.cve(named: "CVE-1999-0001") == nil)
    }

    @Test func `every CVE is in a threat, and the catch-all holds what no named one has`() throws {
        let all = Set(knowledge.threats.flatMap(\.cves))
        #expect(all == Set(knowledge.cves.indices))
        let unpatched = try #require(knowledge.threats.last)
        #expect(unpatched.isUnpatched)
        #expect(Set(unpatched.cves).isDisjoint(with: knowledge.threats.dropLast().flatMap(\.cves)))
        #expect(knowledge.threats.dropLast().allSatisfy { !$0.isUnpatched })
    }

    @Test func `a campaign is an actor and no threat`() {
        #expect(!knowledge.threats.contains { $0.name.lowercased().contains("hafnium") })
        let hafnium = knowledge.actors.first { $0.name.hasPrefix("HAFNIUM") }
        #expect(hafnium?.attackID == "G0125")
        #expect(hafnium.map { knowledge.threats[$0.threat].name } == "ProxyLogon")
        #expect(hafnium?.activeSince == day("2021-01-01"))
    }

    @Test func `a month means its first day`() throws {
        let threat = try #require(knowledge.threat(named: "proxynotshell"))
        #expect(knowledge.threats[threat].exploitedSince == day("2022-08-01"))
        let oracle = try #require(knowledge.threat(named: "ProxyOracle"))
        #expect(knowledge.threats[oracle].exploitedSince == nil)
        #expect(knowledge.threats[oracle].exploitationStart == day("2024-08-21"))
        #expect(knowledge.threats[oracle].userInteraction && !knowledge.threats[oracle].preAuthChain)
    }

    @Test func `the impact decides total or partial, with its basis`() throws {
        func impact(_ id: String) throws -> (TechnicalImpact, String) {
            let cve = knowledge.cves[try #require(knowledge.cve(named: id))]
            return (cve.technicalImpact, cve.impactBasis)
        }
        #expect(try impact("CVE-2021-34473") == (.total, "the vendor's impact: Remote Code Execution"))
        #expect(try impact("CVE-2021-31207") == (.partial, "the vendor's impact: Security Feature Bypass"))
        #expect(try impact("ADV180010") == (.partial, "the vendor names no impact: taken as partial"))
    }

    @Test func `an advisory judges the CVE that has no rows of its own`() throws {
        let cve = try #require(knowledge.cve(named: "CVE-2018-8581"))
        #expect(knowledge.cves[cve].judgedBy == knowledge.cve(named: "ADV190007"))
        #expect(knowledge.cves.filter { $0.judgedBy != nil }.count == 1)
        let without = knowledge.cves.indices.filter { !knowledge.isAssessed($0) && knowledge.cves[$0].judgedBy == nil }
        #expect(without == [])
    }

    @Test func `every fix is a build of its product and CVEs of exploited catalogues are public by then`() {
        for row in knowledge.fixRows { #expect(row.fixedFrom == nil || row.fixedFrom?.product == row.product) }
        for cve in knowledge.cves {
            guard let added = cve.kevAdded, let from = cve.publicFrom else { continue }
            #expect(from <= added, "\(cve.id)")
        }
    }

    @Test func `support has an order`() {
        for product in knowledge.products {
            #expect(product.released < product.extendedEnd)
            if let mainstream = product.mainstreamEnd { #expect(mainstream < product.extendedEnd) }
        }
    }
}

/// The two decision tables.
struct PolicyTests {
    @Test func `every combination of values has one outcome`() throws {
        for table in knowledge.policies.values {
            var combinations: [[String: String]] = [[:]]
            for input in table.inputs {
                combinations = combinations.flatMap { row in
                    table.values(of: input).map { row.merging([input: $0]) { $1 } }
                }
            }
            #expect(combinations.count == table.rows.count)
            #expect(combinations.allSatisfy { table[$0] != nil })
        }
        #expect(knowledge.policies["bod_26_04"]?.rows.count == 16)
        #expect(knowledge.policies["ssvc_deployer"]?.rows.count == 72)
    }

    @Test(arguments: [
        ("no", "yes", "no", "partial", "60_days"), ("no", "yes", "yes", "total", "3_days"),
        ("yes", "yes", "yes", "total", "3_days_and_forensics"), ("yes", "no", "no", "partial", "14_days"),
        ("no", "no", "no", "total", "next_upgrade"),
    ])
    func `the default decides by four inputs`(
        kev: String, exposed: String, auto: String, impact: String, outcome: String
    ) {
        let table = knowledge.policy(named: ExchangeKnowledge.defaultPolicy)
        let inputs = [
            "in_kev": kev, "publicly_exposed": exposed, "automatable": auto, "technical_impact": impact,
        ]
        #expect(table?[inputs] == outcome)
    }

    @Test func `an unknown or missing value has no outcome, and a policy is found by how its name begins`() {
        let table = knowledge.policy(named: "ssvc")
        #expect(table?.name == "ssvc_deployer")
        let inputs = [
            "exploitation": "active", "system_exposure": "open", "automatable": "yes", "human_impact": "very_high",
        ]
        #expect(table?[inputs] == "immediate")
        #expect(table?[inputs.merging(["automatable": "maybe"]) { $1 }] == nil)
        #expect(table?[["exploitation": "active"]] == nil)
        #expect(knowledge.policy(named: "none") == nil)
    }
}
