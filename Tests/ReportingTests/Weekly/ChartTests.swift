import Inventory
import Testing

@testable import Reporting

struct ChartTests {
    @Test(arguments: [
        (0, [0, 1]), (1, [0, 1]), (3, [0, 1, 2, 3]), (4, [0, 1, 2, 3, 4]), (5, [0, 2, 4, 6]), (17, [0, 5, 10, 15, 20]),
        (33, [0, 10, 20, 30, 40]), (180, [0, 50, 100, 150, 200]), (1387, [0, 500, 1000, 1500]),
    ])
    func `an axis begins at zero and ends at a round number not below the highest value`(highest: Int, ticks: [Int]) {
        #expect(ChartScale(highest).ticks == ticks)
    }

    @Test func `a line breaks where nothing is known, and does not fall to zero`() {
        let weeks = (0..<5).map { IsoWeek(of: CalendarDay(iso: "2021-08-02")!).advanced(by: $0) }
        var chart = WeekChart("c", weeks, highest: 4, title: "t", reading: "r")
        chart.line([4, 4, nil, 3, 3], "l1")
        let lines = chart.svg.markup.components(separatedBy: "<polyline").dropFirst()
        #expect(lines.count == 2)
        #expect(lines.allSatisfy { !$0.contains(",172 ") && !$0.contains(",172\"") })
    }

    @Test func `a chart says its numbers to who cannot see it, escaped`() {
        let chart = WeekFigures.spark("s", [1, nil, 3], of: "<b>\u{202E}")
        #expect(chart.markup.contains("role=\"img\" aria-labelledby=\"s-t\""))
        #expect(chart.markup.contains("&lt;b&gt;"))
        #expect(chart.markup.contains("1, not known, 3"))
        #expect(!chart.markup.contains("\u{202E}"))
    }
}
