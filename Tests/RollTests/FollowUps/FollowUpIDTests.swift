import Roll
import Testing

@Suite struct FollowUpIDTests {
    private let ids = FollowUpIDs(key: Array(0..<32))

    @Test func `every id leads back to its number, and no two numbers share one`() {
        let numbers = Array(1...20_000) + [1 << 29, 1 << 30, (1 << 30) + 1, (1 << 30) + 77, 1 << 38]
        let made = numbers.map { ids.id($0) }
        #expect(Set(made).count == numbers.count)
        #expect(made.map { ids.number($0) } == numbers)
    }

    @Test func `an id has six characters until a thousand million follow-ups`() {
        #expect(ids.id(1).description.count == 8)
        #expect(ids.id(1 << 30).description.count == 8)
        #expect(ids.id((1 << 30) + 1).description.count == 10)
    }

    @Test func `another key gives other ids`() {
        let others = FollowUpIDs(key: Array(1...32))
        let same = (1...1000).count { ids.id($0) == others.id($0) }
        #expect(same <= 1)
    }

    @Test func `neighbours look nothing alike`() {
        let leading = Set((1...32).map { ids.id($0).description.dropFirst(2).first! })
        #expect(leading.count > 10)
    }

    @Test(
        arguments: [
            ("F-2NB7XC", "F-2NB7XC"), ("f-2nb7xc", "F-2NB7XC"), ("2NB7XC", "F-2NB7XC"), ("F-OIL123", "F-011123"),
            ("F-2NB7X", nil), ("F-2NB7XCC", nil), ("F-2NB7XU", nil), ("", nil), ("F-", nil), ("F-２NB7XC", nil),
        ] as [(String, String?)])
    func `an id is read as people write it`(text: String, expected: String?) {
        #expect(FollowUpID(text)?.description == expected)
    }
}
