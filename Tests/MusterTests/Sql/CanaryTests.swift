import Foundation
import Inventory
import Reporting
import Roll
import Storage
import TestSupport
import Testing

@testable import muster

struct CanaryTests {
    private static let seed = CanaryFixture.seed
    private static let moments = [
        AsOf.now(Instant(iso: "2031-01-01T12:00:00Z")!), .day(CalendarDay(iso: "2021-08-20")!),
    ]

    private func expectNothingForeign(_ text: String, to word: String, _ what: String) {
        let text = text.lowercased()
        for foreign in CanaryFixture.foreign(to: word) {
            #expect(!text.contains(foreign), "\(foreign) in \(what), seed \(CanaryTests.seed)")
        }
    }

    @Test func `every text column of every view of a tenant's own has its word`() throws {
        let fixture = try CanaryFixture.made.get()
        let slice = try fixture.analysis(of: "quokka", CanaryTests.moments[0]).slice(
            answering: AnalystViews.all.map { SliceQuestion("select * from \($0.name)") })
        // What nobody can write a word into, and what is not there.
        let wordless: Set = [
            "tenants.parent", "tenants.networks", "tenants.zone", "tenants.language", "assets.kind",
            "exchange_servers.addresses", "exposures.addresses", "endpoints.address",
            "checks.threat", "checks.logs_required", "evidence.evidence", "evidence.import", "evidence.trace",
            "followups.reasons", "evidence.threats", "evidence.indicators",
            "imports.import", "imports.format", "rejects.import", "rejects.reason", "rejects.detail",
            "rejects.column_name", "followups.followup", "followups.threat", "followups.cause", "followups.decision",
            "followups.cves", "followups.next_step", "followups.product", "followups.build", "exchange_servers.product",
            "exchange_servers.cu", "exchange_servers.build", "exchange_servers.target_build",
            "exchange_servers.target_update", "exchange_servers.conditions", "verdicts.cve", "verdicts.reason",
            "verdicts.fixed_build", "verdicts.fixed_by", "assets.criticality",
            "changes.week", "changes.followup", "changes.threat", "changes.cause", "tenant_weeks.week",
            "tenant_weeks.measure",
        ]
        let ofNobody: Set = [
            "builds", "cves", "fixes", "threats", "threat_cves", "calendar_week",
        ]
        for view in AnalystViews.all where !ofNobody.contains(view.name) {
            for column in view.columns where [.text, .list].contains(column.kind) && column.words.isEmpty {
                let name = "\(view.name).\(column.name)"
                let found = try slice.answer(
                    SliceQuestion("select count(*) from \(view.name) where lower(\(column.name)) like '%quokka%'"))
                if !wordless.contains(name) { #expect(found.rows != [[.integer(0)]], "\(name) has no word") }
            }
        }
    }

    @Test(arguments: CanaryFixture.words) func `ten thousand questions of a tenant's slice show no other tenant`(
        word: String
    ) throws {
        let fixture = try CanaryFixture.made.get()
        var own = 0
        var answered = 0
        for (place, moment) in CanaryTests.moments.enumerated() {
            let slice = try fixture.analysis(of: word, moment).slice(
                answering: AnalystViews.all.map { SliceQuestion("select * from \($0.name)") })
            var generator = QuestionGenerator(seed: CanaryTests.seed &+ UInt64(place))
            for _ in 0..<5_000 {
                let sql = generator.next()
                do {
                    let text = try slice.answer(SliceQuestion(sql), SliceLimits(seconds: 30)).lines.joined(
                        separator: "\n")
                    answered += 1
                    if text.contains(word) { own += 1 }
                    if CanaryFixture.foreign(to: word).contains(where: text.lowercased().contains) {
                        expectNothingForeign(text, to: word, sql)
                    }
                } catch let complaint as Complaint {
                    // Generated questions name columns that a view does not have, and values that grow too long.
                    #expect(complaint.code == .badData, "\(complaint)")
                }
            }
        }
        #expect(answered > 8_000)
        #expect(own > 500)
    }

    @Test(arguments: CanaryFixture.words) func `a slice that is filled for one question shows no other tenant either`(
        word: String
    ) throws {
        let fixture = try CanaryFixture.made.get()
        var generator = QuestionGenerator(seed: CanaryTests.seed &* 7)
        for _ in 0..<100 {
            let sql = generator.next()
            let analysis = fixture.analysis(of: word, CanaryTests.moments[0])
            guard let answer = try? analysis.answer(SliceQuestion(sql), SliceLimits(seconds: 30)) else { continue }
            expectNothingForeign(answer.lines.joined(separator: "\n"), to: word, sql)
        }
    }

    @Test func `the portfolio shows all of them: the words can be found`() throws {
        let fixture = try CanaryFixture.made.get()
        let lines = try fixture.analysis(of: nil, CanaryTests.moments[0]).answer(
            SliceQuestion("select tenant, file, raw from rejects"), SliceLimits()
        ).lines.joined()
        for word in CanaryFixture.words { #expect(lines.contains(word)) }
    }

    @Test(arguments: CanaryFixture.words) func `no command that is asked of one tenant shows another, in any format`(
        word: String
    ) throws {
        let muster = try CanaryFixture.made.get().muster
        let server = "\(word)-mail01"
        let asked: [[String]] = [
            ["followup", "list"], ["followup", "list", "--by", "threat"], ["followup", "list", "--by", "tenant"],
            ["followup", "list", "--state", "all"], ["check", "list"], ["check", "list", "--assumed"],
            ["asset", "list"],
            ["asset", "list", "--all"], ["asset", "show", server], ["asset", "explain", server],
            ["asset", "timeline", server],
            ["evidence", "list", "--all"], ["threat", "show", "ProxyShell"],
            ["sql", "select * from imports"], ["sql", "select * from tenants"], ["sql", "select * from rejects"],
        ]
        let turn = try #require(CanaryFixture.words.firstIndex(of: word))
        for (place, words) in asked.enumerated() {
            // Each as a table, and of some tenant in each of the others.
            for format in ["table", ["csv", "json", "ndjson", "md"][(place + turn) % 4]] {
                let result = try muster.run(words + ["-t", word, "-o", format, "--limit", "0"])
                #expect(result.exitCode == 0, "\(words): \(result.errors)")
                expectNothingForeign(result.output + result.errors, to: word, "\(words) -o \(format)")
            }
        }
    }

    @Test(arguments: CanaryFixture.words) func `no report, page for a customer or export of one tenant shows another`(
        word: String
    ) throws {
        let muster = try CanaryFixture.made.get().muster
        let turn = try #require(CanaryFixture.words.firstIndex(of: word))
        let reports = ReportFile.paths(in: Checkout.path(of: "Reports")).map {
            String($0.split(separator: "/").last?.dropLast(4) ?? "")
        }
        #expect(reports.count > 20)
        var asked = reports.enumerated().map { place, name in
            ["report", "run", name] + [["-o", "csv"], ["-o", "json"], ["-o", "md"], ["--html"]][(place + turn) % 4]
        }
        asked += [
            ["followup", "handout"], ["followup", "handout", "--html"], ["followup", "list", "--export", "jira"],
            ["followup", "list", "--export", "servicenow"],
        ]
        var own = 0
        for words in asked {
            let result = try muster.run(words + ["-t", word, "--limit", "0"])
            #expect(result.exitCode == 0, "\(words): \(result.errors)")
            expectNothingForeign(result.output + result.errors, to: word, "\(words)")
            if result.output.contains(word) { own += 1 }
        }
        // Else they show nothing at all.
        #expect(own > 10)
    }

    @Test(arguments: CanaryFixture.words) func `no error about one tenant names another`(word: String) throws {
        let muster = try CanaryFixture.made.get().muster
        let wrong: [[String]] = [
            ["asset", "show", "mail01"], ["asset", "explain", "nobody"], ["asset", "timeline", "mail"],
            ["check", "record", "mail01", "--threat", "ProxyShell", "--result", "evidence"],
            ["sql", "select name from tenantz"], ["sql", "select nam from tenants"], ["sql", "delete from tenants"],
            ["sql", "select * from tenants where name = :name"], ["evidence", "confirm", "E-00000000"],
            ["followup", "note", "F-000000", "--text", "x"], ["followup", "assign", "--asset", "mail", "--to", "x"],
        ]
        for words in wrong {
            let result = try muster.run(words + ["-t", word])
            #expect(result.exitCode != 0, "\(words)")
            expectNothingForeign(result.output + result.errors, to: word, "\(words)")
        }
    }

    @Test func `an extract has no other tenant's word in any byte`() throws {
        let muster = try CanaryFixture.made.get().muster
        let path = muster.folder.path(of: "wombat.db")
        try expectDone(muster("tenant", "extract", "wombat", "--to", path, "-q", "--replace"))
        let text = String(decoding: try Data(contentsOf: URL(fileURLWithPath: path)), as: UTF8.self)
        #expect(text.contains("wombat-mail01"))
        expectNothingForeign(text, to: "wombat", "the extract")
    }
}
