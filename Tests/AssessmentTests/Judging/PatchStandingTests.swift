import Inventory
import Knowledge
import Testing

@testable import Assessment

/// Where a build stands in the line of updates, on the day it was asked.
struct PatchStandingTests {
    let judge = shared.judge

    private func standing(_ text: String, _ on: String, extended: Bool? = nil) -> PatchStanding {
        judge.patchStanding(for: shared.knowledge.read(text), on: theDay(on), extendedSupport: extended)
    }

    @Test(arguments: [
        // The newest update of a cumulative update that still gets some.
        ("15.1.2308.14", "2021-08-20", PatchLevel.current),
        ("15.1.2242.12", "2021-08-20", .current),
        ("15.1.2308.8", "2021-06-30", .current),
        // Left behind by the first update that came for newer ones only.
        ("15.1.2242.12", "2021-10-11", .current),
        ("15.1.2242.12", "2021-10-12", .behind),
        ("15.1.2308.8", "2021-08-20", .behind),
        ("15.1.2176.14", "2021-08-20", .behind),
        // An update just released.
        ("15.1.2308.8", "2021-07-12", .current),
        ("15.1.2308.8", "2021-07-13", .behind),
        // An unlisted build stands where its number puts it.
        ("15.1.2507.18", "2023-02-13", .current),
        ("15.1.2507.18", "2023-02-14", .behind),
        // A range agrees or is unknown.
        ("15.1.2308", "2021-06-30", .current),
        ("15.1.2308", "2021-08-20", .unknown),
        ("15.1.2308", "2022-06-01", .behind),
        ("15.1.2308", "2026-11-23", .unsupported),
        ("Exchange 2016", "2021-08-20", .unknown),
        ("Exchange 2016", "2026-11-23", .unsupported),
        ("15.2", "2026-11-23", .unknown),
        // Support: its last day still counts.
        ("14.3.513.0", "2020-10-13", .current),
        ("14.3.513.0", "2020-10-14", .unsupported),
        ("Exchange 2003", "2021-08-20", .unsupported),
        ("6.0.4417.5", "2021-08-20", .unsupported),
        ("15.0.1497.48", "2023-04-11", .current),
        ("15.0.1497.48", "2023-04-12", .unsupported),
        ("15.2.2562.46", "2026-11-23", .current),
        ("15.2.2562.99", "2026-11-23", .current),
        ("15.2.2562.45", "2026-11-23", .behind),
        // A hotfix update is an update too.
        ("15.1.2507.37", "2024-04-22", .current),
        ("15.1.2507.37", "2024-04-23", .behind),
    ])
    func `knows the level on a day`(text: String, on: String, level: PatchLevel) {
        #expect(standing(text, on).level == level)
    }

    @Test func `counts the updates that are missed, and since when`() {
        let standing = standing("15.1.2308.8", "2021-08-20")
        #expect(standing.missed.map(\.description) == ["15.1.2308.14 Jul21SU"])
        #expect(standing.behindSince == theDay("2021-07-13"))
        #expect(standing.target?.description == "15.1.2308.14 Jul21SU")
        #expect(standing.latestOfCU?.description == "15.1.2308.14 Jul21SU")
        #expect(standing.unsupportedSince == nil)
    }

    @Test func `counts what came for newer cumulative updates only, each update once`() {
        let standing = standing("15.1.2242.12", "2021-12-01")
        #expect(standing.missed.map(\.description) == ["15.1.2375.12 Oct21SU", "15.1.2375.17 Nov21SU"])
        #expect(standing.behindSince == theDay("2021-10-12"))
        #expect(standing.target?.description == "15.1.2375.17 Nov21SU")
    }

    @Test func `a preview is behind once the product is released`() {
        #expect(standing("15.1.225.16", "2015-09-30").level == .current)
        let later = standing("15.1.225.16", "2015-10-01")
        #expect(later.level == .behind)
        #expect(later.target?.description == "15.1.225.42 RTM")
    }

    @Test func `extended support keeps 2016 and 2019 in line, and no other product`() {
        #expect(standing("15.1.2507.72", "2026-11-23", extended: true).level == .current)
        let behind = standing("15.1.2507.61", "2026-11-23", extended: true)
        #expect(behind.level == .behind)
        #expect(behind.target?.description == "15.1.2507.72 Aug26SU")
        #expect(standing("15.0.1497.48", "2026-11-23", extended: true).level == .unsupported)
    }

    @Test func `without it the step is Exchange SE, or what was supported at the time`() {
        let now = standing("15.1.2507.61", "2026-11-23")
        #expect(now.level == .unsupported)
        #expect(now.unsupportedSince == theDay("2025-10-14"))
        #expect(now.target?.description == "15.2.2562.46 Aug26SU")
        #expect(now.missed.isEmpty, "updates after the end are not for everyone")
        #expect(standing("14.3.513.0", "2021-08-20").target?.description == "15.2.922.13 Jul21SU")
    }

    @Test func `of a range it tells what every build of it lacks`() {
        let standing = standing("15.1.2308", "2022-06-01")
        #expect(standing.missed.map(\.name) == ["May22SU"])
        #expect(standing.target?.description == "15.1.2507.9 May22SU")
    }

    @Test func `nothing is known without a build`() {
        let standing = judge.patchStanding(for: nil, on: theDay("2021-08-20"), extendedSupport: nil)
        #expect(standing.level == .unknown)
        #expect(standing.target == nil)
    }
}
