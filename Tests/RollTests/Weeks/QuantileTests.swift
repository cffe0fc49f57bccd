import Testing

@testable import Roll

struct QuantileTests {
    @Test(
        arguments: [
            ([], 500, nil), ([7], 500, 7), ([7], 900, 7), ([1, 2], 500, 1), ([3, 1, 2], 500, 2),
            (Array(1...10), 900, 9),
            (Array(1...11), 900, 10), ([5, 5, 5, 40], 900, 40),
        ] as [([Int], Int, Int?)])
    func `a quantile is the smallest value that so many do not exceed`(values: [Int], permille: Int, expected: Int?) {
        #expect(Quantile.of(values, permille: permille) == expected)
    }
}
