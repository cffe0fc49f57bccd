import Inventory
import Knowledge
import Testing

@testable import Assessment

/// Walks the whole matrix of fixes as the vendor gives it (`Fixtures/fix-matrix.txt`) against what the knowledge derives.
struct FixMatrixTests {
    /// One line of the fixture: what is told of one CVE and one product, cumulative update by cumulative update.
    struct Line {
        let cve: Int
        let product: Int
        let rows: [(update: Int, status: FixRow.Status, build: ExchangeBuild?)]
        let demand: String

        init(_ text: String, _ knowledge: ExchangeKnowledge) throws {
            let parts = text.split(separator: "|", omittingEmptySubsequences: false).map {
                $0.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed().map(String.init).joined()
            }
            let product = try #require(knowledge.product(named: parts[1]))
            cve = try #require(knowledge.cve(named: parts[0]))
            self.product = product
            demand = parts[3]
            rows = try parts[2].split(separator: " ").flatMap { try Line.run(String($0), product, knowledge) }
        }

        /// `CU21=15.1.2308.14`, `open:RTM..CU6`, `ships:CU9`.
        private static func run(
            _ text: String, _ product: Int, _ knowledge: ExchangeKnowledge
        ) throws -> [(update: Int, status: FixRow.Status, build: ExchangeBuild?)] {
            func update(_ name: some StringProtocol) throws -> Int {
                try #require(knowledge.updates(of: product).first { knowledge.updates[$0].name == String(name) })
            }
            if let equals = text.firstIndex(of: "=") {
                let build = try #require(ExchangeBuild(text[text.index(after: equals)...]))
                return [(try update(text[..<equals]), .su, build)]
            }
            let pieces = text.split(separator: ":")
            let ends = pieces[1].replacing("..", with: " ").split(separator: " ")
            let ships = pieces[0] == "ships"
            return (try update(ends[0])...(try update(ends[ends.count - 1]))).map {
                ($0, ships ? .shipsFixed : .noFixInCU, ships ? knowledge.updates[$0].base : nil)
            }
        }
    }

    let knowledge = shared.knowledge
    let judge = shared.judge

    private func lines() throws -> [Line] { try fixture("fix-matrix.txt").map { try Line($0, knowledge) } }

    @Test func `derives every row of the vendor's matrix and no other, but for old service packs of 2010`() throws {
        var told: Set<String> = []
        for line in try lines() {
            let head = "\(knowledge.cves[line.cve].id) \(knowledge.products[line.product].name)"
            for row in line.rows {
                let fix = row.build.map { "\($0)" } ?? "-"
                told.insert(
                    "\(head) \(knowledge.updates[row.update].name) \(row.status.rawValue) \(fix) \(line.demand)")
            }
        }
        let derived = Set(
            knowledge.fixRows.map { row in
                let fix = row.fixedFrom.map { "\($0.build)" } ?? "-"
                return
                    "\(knowledge.cves[row.cve].id) \(row.product) \(row.cu) \(row.status.rawValue) \(fix) \(row.demand)"
            })
        #expect(told.count == 7213)
        #expect(told.subtracting(derived) == [])
        let more = derived.subtracting(told)
        #expect(
            more.filter { !$0.contains("Exchange 2010") || $0.contains(" SP3 ") || !$0.contains(" no_fix_in_cu ") }
                == [])
        #expect(more.count == 18 * 3)
    }

    @Test func `judges every listed build of every cumulative update as the matrix says`() throws {
        var cases = 0
        var wrong: [String] = []
        let verdicts = knowledge.builds.map { judge.verdicts(for: BuildEvidence(exactly: $0.build)) }
        for line in try lines() where knowledge.fix(of: line.cve, in: line.product)?.listing == .yes {
            let seen = knowledge.whatItNeeds(line.cve)
            for row in line.rows {
                for position in knowledge.updates[row.update].builds {
                    let build = knowledge.builds[position]
                    let isFixed = row.status == .shipsFixed || row.build.map { build.build >= $0 } ?? false
                    let found = judge.verdict(cve: line.cve, base: verdicts[position][line.cve], conditions: seen)
                    cases += 1
                    if found.verdict != (isFixed ? .fixed : .vulnerable) || found.fixedFrom?.build != row.build {
                        wrong.append("\(knowledge.cves[line.cve].id) \(build): \(found.verdict.word)")
                    }
                }
            }
        }
        #expect(wrong == [])
        #expect(cases > 30_000)
    }

    @Test func `finds the fixed build fixed, and vulnerable what comes before it in its cumulative update`() throws {
        var cases = 0
        for line in try lines() where knowledge.fix(of: line.cve, in: line.product)?.listing == .yes {
            let seen = knowledge.whatItNeeds(line.cve)
            for row in line.rows where row.status == .su {
                guard let build = row.build else { continue }
                func verdict(_ key: Int64) -> Verdict {
                    let base = judge.verdicts(for: BuildEvidence(exactly: ExchangeBuild(key: key)))[line.cve]
                    return judge.verdict(cve: line.cve, base: base, conditions: seen).verdict
                }
                let update = knowledge.updates[row.update]
                let before = knowledge.builds[update.builds].last { $0.build < build }
                #expect(verdict(build.key) == .fixed)
                #expect(verdict(build.key - 1) == .vulnerable, "an unlisted build just before it")
                if let before { #expect(verdict(before.build.key) == .vulnerable, "\(before)") }
                // An update that is not listed, later in the same cumulative update.
                #expect(verdict(update.range.upper.key) == .fixed)
                cases += 1
            }
        }
        #expect(cases == 650 - 5, "all of them but those that a condition alone decides")
    }

    @Test func `finds a cumulative update undetermined exactly where its builds differ`() throws {
        for update in knowledge.updates.indices {
            let range = knowledge.updates[update].range
            let whole = judge.verdicts(for: range)
            let ends = knowledge.builds[knowledge.updates[update].builds].map {
                judge.verdicts(for: BuildEvidence(exactly: $0.build)).map(\.verdict)
            }
            for cve in knowledge.cves.indices {
                let verdicts = Set(ends.map { $0[cve] })
                let expected = verdicts.count == 1 ? verdicts.first : .undetermined(.build)
                #expect(whole[cve].verdict == expected, "\(knowledge.cves[cve].id) \(range)")
            }
        }
    }

    @Test func `a product of which some builds are open and others fixed is undetermined`() throws {
        for product in knowledge.products.indices {
            let whole = judge.verdicts(for: knowledge.products[product].range)
            for cve in knowledge.cves.indices {
                guard let fix = knowledge.fix(of: cve, in: product), fix.listing == .yes else { continue }
                let allShip = fix.statuses.allSatisfy { $0 == .shipped }
                #expect(whole[cve].verdict == (allShip ? .fixed : .undetermined(.build)))
            }
        }
    }
}
