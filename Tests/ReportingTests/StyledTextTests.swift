import Testing

@testable import Reporting

struct StyledTextTests {
    @Test(arguments: [
        ("mail01", 6), (HostileNames.wide, 16), ("佐藤 健", 7), ("Jörg Weiß", 9), ("Jo\u{308}rg", 4), ("ｶﾅ", 2),
        ("Ａ", 2), ("한국", 4), ("…→–·", 4), ("😀", 2), ("", 0), ("नि", 2),
    ])
    func `counts the cells of a terminal`(text: String, cells: Int) {
        #expect(DisplayWidth.of(text) == cells)
    }

    @Test(arguments: [
        (HostileNames.escape, "mail\\x1b[2J01"), (HostileNames.bidi, "mail\\u202egpj.exe"),
        ("a\tb\nc", "a\\x09b\\x0ac"),
        ("\u{9b}31m", "\\x9b31m"), ("a\u{200b}b\u{feff}", "a\\u200bb\\ufeff"), ("\u{e0041}", "\\ue0041"), ("é", "é"),
    ])
    func `shows what would hide or move`(raw: String, visible: String) {
        #expect(StyledText(raw).plain == visible)
        #expect("\(red: raw)" as StyledText == StyledText(raw, .red))
    }

    @Test func `colours only where asked to`() {
        let text: StyledText = "checks \(red: "owed") \(yellow: "?") \(dim: "proof")"
        #expect(text.rendered(colour: false) == "checks owed ? proof")
        #expect(
            text.rendered(colour: true)
                == "checks \u{1b}[31mowed\u{1b}[0m \u{1b}[33m?\u{1b}[0m \u{1b}[2mproof\u{1b}[0m")
    }

    @Test(arguments: [
        ("mail01", 6, "mail01"), ("mail01", 5, "mail…"), ("佐藤 健", 4, "佐…"), ("佐藤 健", 6, "佐藤 …"), ("abc", 1, "…"),
        ("Jo\u{308}rg W", 3, "Jo\u{308}…"),
    ])
    func `cuts between characters and marks the cut`(text: String, width: Int, expected: String) {
        #expect(StyledText(text).cut(to: width).plain == expected)
        #expect(StyledText(text).cut(to: width).width <= width)
    }

    @Test func `wraps at blanks and never inside a word`() {
        let lines = StyledText("data: contoso-jp 2021-08-18, fabrikam 2021-08-18").wrapped(to: 20, hanging: 2)
        #expect(lines.map(\.plain) == ["data: contoso-jp", "  2021-08-18,", "  fabrikam", "  2021-08-18"])
        let long = StyledText(HostileNames.long).wrapped(to: 20, hanging: 2)
        #expect(long.map(\.plain) == [HostileNames.long])
    }

    @Test func `a last cell that is longer than the page goes on below itself`() {
        let page = Page(width: 24, isBounded: true, mayCut: false)
        let lines = aligned([["place", "a b"], ["means", "one two three four five"]], on: page)
        #expect(lines.map(\.plain) == ["  place  a b", "  means  one two three", "         four five"])
        // Beside cells that leave no room to read in, it goes on further left.
        let narrow = aligned([["a long first cell", "one two three"]], on: page)
        #expect(narrow.map(\.plain) == ["  a long first cell  one", "      two three"])
        #expect(aligned([["means", "one two three four five"]]).map(\.plain) == ["  means  one two three four five"])
    }

    @Test func `keeps colours over a wrap`() {
        let lines = ("a \(red: "bb cc")" as StyledText).wrapped(to: 4, hanging: 0)
        #expect(lines == ["a \(red: "bb")", StyledText("cc", .red)])
    }
}
