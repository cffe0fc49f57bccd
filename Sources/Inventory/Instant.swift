/// A moment: whole seconds since 1970-01-01T00:00:00Z.
package struct Instant: Hashable, Comparable, Sendable, CustomStringConvertible {
    package let seconds: Int64

    package init(_ seconds: Int64) { self.seconds = seconds }

    /// The end of what has not ended: 9999-12-31T23:59:59Z, as stored in `valid_to`.
    package static let forever = Instant(253_402_300_799)
    /// Before everything.
    package static let distantPast = Instant(-62_135_596_800)

    /// `2021-08-20T03:12:00Z`.
    package var description: String {
        let day = utcDay
        let rest = Int(seconds - day.number * 86_400)
        return "\(day)T\(two(rest / 3600)):\(two(rest / 60 % 60)):\(two(rest % 60))Z"
    }

    /// The day in UTC.
    package var utcDay: CalendarDay { CalendarDay(number: floorDiv(seconds, 86_400)) }

    /// Reads `2021-08-20`, `2021-08-20T03:12Z`, `2021-08-20 03:12:45.123`, with `Z` or `+02:00` or no zone (then UTC);
    /// a day alone is its midnight UTC. Nil for anything else.
    package init?(iso text: some StringProtocol) {
        let bytes = Array(text.utf8)
        guard bytes.count >= 10, let day = CalendarDay(iso: String(decoding: bytes[0..<10], as: UTF8.self)) else {
            return nil
        }
        var total = day.number * 86_400
        var i = 10
        func number(_ at: Int) -> Int64? {
            guard at + 1 < bytes.count, (48...57).contains(bytes[at]), (48...57).contains(bytes[at + 1]) else {
                return nil
            }
            return Int64(bytes[at] - 48) * 10 + Int64(bytes[at + 1] - 48)
        }
        if i < bytes.count {
            guard bytes[i] == UInt8(ascii: "T") || bytes[i] == UInt8(ascii: " "), let h = number(i + 1), h < 24,
                i + 3 < bytes.count, bytes[i + 3] == UInt8(ascii: ":"), let m = number(i + 4), m < 60
            else { return nil }
            total += h * 3600 + m * 60
            i += 6
            if i < bytes.count, bytes[i] == UInt8(ascii: ":") {
                guard let s = number(i + 1), s < 61 else { return nil }
                total += s
                i += 3
                if i < bytes.count, bytes[i] == UInt8(ascii: ".") || bytes[i] == UInt8(ascii: ",") {
                    i += 1
                    guard i < bytes.count, (48...57).contains(bytes[i]) else { return nil }
                    while i < bytes.count, (48...57).contains(bytes[i]) { i += 1 }
                }
            }
            if i < bytes.count {
                if bytes[i] == UInt8(ascii: "Z"), i + 1 == bytes.count {
                    i += 1
                } else if bytes[i] == UInt8(ascii: "+") || bytes[i] == UInt8(ascii: "-"), let h = number(i + 1), h < 15
                {
                    let sign: Int64 = bytes[i] == UInt8(ascii: "+") ? -1 : 1
                    i += 3
                    if i < bytes.count, bytes[i] == UInt8(ascii: ":") { i += 1 }
                    guard let m = number(i), m < 60, i + 2 == bytes.count else { return nil }
                    total += sign * (h * 3600 + m * 60)
                    i += 2
                } else {
                    return nil
                }
            }
        }
        guard i == bytes.count else { return nil }
        self.init(total)
    }

    package static func < (a: Instant, b: Instant) -> Bool { a.seconds < b.seconds }
    package static func + (a: Instant, seconds: Int64) -> Instant { Instant(a.seconds + seconds) }
}

func floorDiv(_ a: Int64, _ b: Int64) -> Int64 { a >= 0 ? a / b : -((-a + b - 1) / b) }

func two(_ n: Int) -> String { n < 10 ? "0\(n)" : "\(n)" }
