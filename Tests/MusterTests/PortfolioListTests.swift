import Foundation
import GRDB
import Intake
import Inventory
import Roll
import TestSupport
import Testing

@testable import muster

/// The first rows of the list are those of the whole list, whatever is looked at to find them.
struct PortfolioListTests {
    private static let now = Instant(iso: "2027-03-01T12:00:00Z")!

    /// A store whose servers were seen at times of their own, so that on many days some have grown stale and others not.
    private struct Estate {
        let muster: MusterProcess
        let opened: OpenRoll

        init(seed: UInt64) throws {
            muster = try MusterProcess()
            var dice = Dice(state: seed)
            let zones = ["UTC", "Europe/Berlin", "Asia/Tokyo"]
            let impacts = ["low", "medium", "high", "very_high"]
            for number in 1...7 {
                try expectDone(
                    muster(
                        "tenant", "add", "t-\(number)", "--zone", zones.randomElement(using: &dice)!, "--impact",
                        impacts.randomElement(using: &dice)!, "--start", "2021-01-01", "--network",
                        "203.0.\(number).0/24", "-q"))
            }
            var hosts = "Tenant,FQDN,Public IP,Version,Last Seen\n"
            var ports = "Tenant,ip,port,state,timestamp\n"
            let builds = [
                "15.1.2242.4", "15.1.2308.14", "15.2.858.5", "15.2.1544.4", "15.1.2308", "15.2.2562.17", "15.0.1497.2",
            ]
            for number in 1...7 where number != 5 {
                for server in 1...(3 + Int.random(in: 0..<12, using: &dice)) {
                    let day = Int.random(in: 1...30, using: &dice)
                    hosts +=
                        "t-\(number),mail\(server).t-\(number).example.org,203.0.\(number).\(server),\(builds.randomElement(using: &dice)!),2026-09-\(day < 10 ? "0" : "")\(day)T0\(day % 10):00:00Z\n"
                    guard server % 3 > 0 else { continue }
                    let look = Int.random(in: 1...28, using: &dice)
                    ports +=
                        "t-\(number),203.0.\(number).\(server),443,\(["open", "open", "closed"].randomElement(using: &dice)!),2026-10-\(look < 10 ? "0" : "")\(look)T03:0\(look % 10):00Z\n"
                }
            }
            try muster.folder.write(hosts, to: "hosts.csv")
            try muster.folder.write(ports, to: "ports.csv")
            opened = try GlobalOptions.parse(["--db", muster.database]).open(.write)
            try take(["hosts.csv"])
            try take(["ports.csv", "--vantage", "internet"])
        }

        func take(_ words: [String]) throws {
            let path = muster.folder.path(of: words[0])
            let command = try ImportCommand.parse([path] + words.dropFirst() + ["--db", muster.database, "-q"])
            let door = try ImportDoor(command: command, roll: opened.roll, now: PortfolioListTests.now)
            for input in try SourceFile.inputs(path: path) {
                _ = try door.take(door.open(input), rejectsTo: .nowhere, Progress("", quiet: true))
            }
        }

        func whole(_ asOf: AsOf, _ grouping: FollowUpList.Grouping) throws -> FollowUpList {
            FollowUpList(try opened.roll.readings(of: nil, asOf: asOf, opened.projector), by: grouping)
        }

        func first(_ asOf: AsOf, _ grouping: FollowUpList.Grouping, _ limit: Int) throws -> FollowUpList? {
            try opened.roll.portfolioList(asOf: asOf, opened.projector, by: grouping, limit: limit)
        }
    }

    private func words(_ row: FollowUpList.Row) -> String {
        let worst = row.worst
        return [
            "\(row.rank)", row.tenant.slug, worst?.server.name ?? "", worst?.id ?? "",
            row.threats.joined(separator: ";"),
            worst?.outcome.rawValue ?? "", row.dueOn?.description ?? "", "\(row.overdue)", row.check ?? "",
            worst?.server.exposure.rawValue ?? "", RowSteps(row).text ?? "", row.reasons.joined(separator: ";"),
        ].joined(separator: "|")
    }

    private func words(_ ages: DataAges) -> String {
        let named = (ages.first + ages.firstSilent).map {
            "\($0.tenant) \(String(describing: $0.asOf)) \(String(describing: $0.daysSilent))"
        }
        return "\(ages.tenants) \(ages.silent) \(String(describing: ages.newest)) " + named.joined(separator: "; ")
    }

    /// Up to the second before it may be another list, nothing in it is.
    private func expectHolds(
        _ estate: Estate, _ list: FollowUpList, _ instant: Instant, _ grouping: FollowUpList.Grouping, _ place: String
    ) throws {
        let until = try #require(list.until)
        #expect(until > instant, "\(place)")
        let last = try estate.whole(.now(until + -1), grouping)
        #expect(list.rows.map(words) == last.rows.prefix(list.rows.count).map(words), "\(place) until \(until)")
        #expect(list.totals == last.totals && list.rowCount == last.rows.count, "\(place) until \(until)")
        #expect(words(list.ages) == words(last.ages), "\(place) until \(until)")
    }

    private func expectAlike(_ estate: Estate, _ asOf: AsOf, _ seed: UInt64) throws -> Bool {
        var wasFast = false
        for grouping in [FollowUpList.Grouping.asset, .threat] {
            let whole = try estate.whole(asOf, grouping)
            for limit in [1, 9, 500] {
                guard let first = try estate.first(asOf, grouping, limit) else { continue }
                wasFast = true
                let place = "\(asOf) by \(grouping), limit \(limit), seed \(seed)"
                #expect(first.rows.map(words) == whole.rows.prefix(limit).map(words), "\(place)")
                #expect(first.totals == whole.totals, "\(place)")
                #expect(first.rowCount == whole.rows.count, "\(place)")
                #expect(words(first.ages) == words(whole.ages), "\(place)")
                if case .now(let instant) = asOf, limit == 500, grouping == .asset {
                    try expectHolds(estate, first, instant, grouping, place)
                }
            }
        }
        return wasFast
    }

    @Test(arguments: [UInt64.random(in: 1...999_999), 7]) func `the first rows are the first of all, on any day`(
        seed: UInt64
    ) throws {
        let estate = try Estate(seed: seed)
        var fast = 0
        let start = CalendarDay(iso: "2026-08-25")!
        for step in 0..<14 where try expectAlike(estate, .day(start.advanced(by: 11 * step)), seed) { fast += 1 }
        for hour in 0..<8 {
            let instant = Instant(iso: "2026-11-05T00:00:00Z")! + Int64(hour * 16_200)
            if try expectAlike(estate, .now(instant), seed) { fast += 1 }
        }
        // Else nothing was tried.
        #expect(fast > 12)
    }

    @Test func `a list is another one at the very instant that it names`() throws {
        let estate = try Estate(seed: 29)
        var changes = 0
        var instant = Instant(iso: "2026-11-03T10:00:00Z")!
        for _ in 0..<25 {
            let list = try #require(try estate.first(.now(instant), .asset, 500))
            let until = try #require(list.until)
            let next = try #require(try estate.first(.now(until), .asset, 500))
            if list.rows.map(words) != next.rows.map(words) || words(list.ages) != words(next.ages) { changes += 1 }
            #expect(until > instant)
            instant = until
        }
        // Else it would name any instant at all, and be asked for in vain.
        #expect(changes > 10, "\(changes)")
    }

    @Test func `what is written is in the next list`() throws {
        let estate = try Estate(seed: 11)
        let asOf = AsOf.now(PortfolioListTests.now)
        _ = try expectAlike(estate, asOf, 11)
        let muster = estate.muster
        let worst = try #require(try estate.first(asOf, .asset, 1)?.rows.first?.worst)
        #expect(FileManager.default.fileExists(atPath: muster.database + "-list"))
        try muster.folder.write(
            "Tenant,FQDN,Public IP,Version,Last Seen\n\(worst.server.tenant),\(worst.server.name),,15.2.2562.17,2026-12-01T00:00:00Z\n",
            to: "patched.csv")
        try estate.take(["patched.csv"])
        #expect(try expectAlike(estate, asOf, 11))
        try expectDone(muster("tenant", "archive", "t-1", "--from", "2026-12-01", "-q"))
        #expect(try expectAlike(estate, asOf, 11))
        try expectDone(muster("tenant", "edit", "t-2", "--impact", "very_high", "-q"))
        #expect(try expectAlike(estate, asOf, 11))
        try expectDone(
            muster("followup", "snooze", "-t", "t-3", "--asset", "*", "--until", "2028-01-01", "--reason", "x", "-q"))
        let later = AsOf.now(Instant(iso: "2027-06-01T00:00:00Z")!)
        #expect(try expectAlike(estate, later, 11))
        // Accepted risks owe their checks, and machines that are no more owe none.
        let second = try #require(try estate.first(later, .asset, 2)?.rows.last?.worst)
        try expectDone(
            muster(
                "followup", "accept", "-t", second.server.tenant, "--asset", second.server.name, "--until",
                "2028-01-01", "--reason", "x", "-q"))
        #expect(try expectAlike(estate, later, 11))
        let gone = try #require(try estate.first(later, .asset, 1)?.rows.first?.worst)
        try expectDone(muster("asset", "retire", gone.server.name, "-t", gone.server.tenant, "-q"))
        #expect(try expectAlike(estate, later, 11))
        #expect(try estate.first(later, .asset, 1)?.rows.first?.worst?.server.name != gone.server.name)
    }

    @Test func `what was kept by other knowledge, or by other rules, is not summed up`() throws {
        let estate = try Estate(seed: 17)
        let asOf = AsOf.now(PortfolioListTests.now)
        #expect(try expectAlike(estate, asOf, 17))
        let path = estate.muster.database + "-list"
        let summary = try Data(contentsOf: URL(fileURLWithPath: path))
        // As another edition of the rules would have written it; the summary beside it looks as good as before.
        try DatabaseQueue(path: estate.muster.database).write {
            try $0.execute(sql: "update knowledge set fingerprint = fingerprint || '0'")
        }
        #expect(try estate.first(asOf, .asset, 5) == nil)
        #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == summary)
        let told = try estate.muster("followup", "list", "-o", "csv", "--limit", "5", "--as-of", "2027-03-01")
        #expect(told.exitCode == 0 && told.output.split(separator: "\n").count == 6, "\(told.errors)")
        // The next write computes it anew, and with it the summary.
        try expectDone(estate.muster("tenant", "edit", "t-2", "--impact", "low", "-q"))
        #expect(try expectAlike(estate, asOf, 17))
    }

    @Test func `a damaged summary is made anew, and none is needed where none can be written`() throws {
        let estate = try Estate(seed: 13)
        let asOf = AsOf.now(PortfolioListTests.now)
        _ = try estate.first(asOf, .asset, 5)
        let path = estate.muster.database + "-list"
        let whole = try Data(contentsOf: URL(fileURLWithPath: path))
        for bytes in [Data(), whole.prefix(whole.count / 2), whole.prefix(40), Data(repeating: 0xff, count: 500)] {
            try bytes.write(to: URL(fileURLWithPath: path))
            #expect(try expectAlike(estate, asOf, 13))
        }
        var about = stat()
        #expect(stat(path, &about) == 0 && about.st_mode & 0o777 == 0o600)
        try FileManager.default.removeItem(atPath: path)
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
        #expect(try expectAlike(estate, asOf, 13))
    }

    @Test(arguments: ["csv", "ndjson"]) func `the command prints the same beginning`(format: String) throws {
        let story = try SampleStory.played.get()
        for by in ["asset", "threat"] {
            let few = try story.muster(
                "followup", "list", "--by", by, "-o", format, "--limit", "5", "--as-of", "2026-11-20")
            let all = try story.muster(
                "followup", "list", "--by", by, "-o", format, "--limit", "0", "--as-of", "2026-11-20")
            let lines = few.output.split(separator: "\n").prefix(5).map(String.init)
            #expect(lines == all.output.split(separator: "\n").prefix(5).map(String.init))
        }
    }
}
