import Inventory

/// What a time's text says before a zone and, for 03/04/2021, an order of day and month are known.
struct TimeText: Hashable {
    enum Day: Hashable {
        case known(CalendarDay)
        /// Two numbers of which one is the day: `03/04/2021`.
        case ordered(first: Int, second: Int, year: Int)
    }

    let day: Day
    let secondsIntoDay: Int64
    /// Seconds east of UTC where the text names its zone.
    let offset: Int64?
    /// Whether it is written `16.08.2021`, which is day first wherever it is used.
    var isDotted = false

    /// Whether day and month stand in an order that the text does not tell, and the order matters.
    var readsBothWays: Bool {
        guard case .ordered(let a, let b, _) = day else { return false }
        return a != b && a <= 12 && b <= 12
    }

    /// The day under an order; nil where the calendar has none such, or the order is needed and not given.
    func day(_ order: DateOrder?) -> CalendarDay? {
        switch day {
        case .known(let day): return day
        case .ordered(let a, let b, let year):
            switch order {
            case .dayFirst: return CalendarDay(year: year, month: b, day: a)
            case .monthFirst: return CalendarDay(year: year, month: a, day: b)
            case nil: return a == b ? CalendarDay(year: year, month: a, day: b) : nil
            }
        }
    }
}

extension TimeText {
    /// Reads ISO 8601, `16.08.2021 03:12`, `8/16/2021 3:12:00 AM`, `2021/08/16 3:12`, `2021年8月16日`, `16 Aug 2021`,
    /// `Mon, 16 Aug 2021 03:12:00 +0200`, `20210816031200.0Z` and seconds since 1970.
    ///
    /// Nil for anything else, also for years of two digits.
    init?(_ text: Cell) {
        var scanner = TimeScanner(text)
        guard var result = scanner.read() else { return nil }
        result.isDotted = scanner.isDotted
        self = result
    }
}

/// Walks through the bytes of a time.
private struct TimeScanner {
    private let text: Cell
    private var i = 0
    private(set) var isDotted = false

    init(_ text: Cell) { self.text = text }

    mutating func read() -> TimeText? {
        guard text.count >= 8, text.count <= 64 else { return nil }
        if let usual = usual() { return usual }
        if let packed = packed() { return packed }
        weekday()
        if isLetter(peek) { return monthFirstByName() }
        guard let (first, digits) = number(), let day = date(first, digits) else { return nil }
        return rest(of: day)
    }

    /// `2021-08-16T03:12:00Z`, which most programs write; nil for all else, which is then looked at byte by byte.
    private func usual() -> TimeText? {
        guard text.count == 20, text[4] == UInt8(ascii: "-"), text[7] == UInt8(ascii: "-"),
            text[10] == UInt8(ascii: "T"), text[13] == UInt8(ascii: ":"), text[16] == UInt8(ascii: ":"),
            text[19] == UInt8(ascii: "Z"), let century = pair(at: 0), let years = pair(at: 2), let month = pair(at: 5),
            let day = pair(at: 8), let hour = pair(at: 11), let minute = pair(at: 14), let second = pair(at: 17),
            hour < 24, minute < 60, second < 60,
            let date = CalendarDay(year: century * 100 + years, month: month, day: day)
        else { return nil }
        return TimeText(day: .known(date), secondsIntoDay: Int64(hour * 3600 + minute * 60 + second), offset: 0)
    }

    /// The number that two digits make.
    private func pair(at i: Int) -> Int? {
        let (tens, ones) = (text[i] &- 0x30, text[i + 1] &- 0x30)
        return tens < 10 && ones < 10 ? Int(tens) * 10 + Int(ones) : nil
    }

    // MARK: Bytes

    private var peek: UInt8 { i < text.count ? text[i] : 0 }
    private var atEnd: Bool { i >= text.count }

    private func isLetter(_ byte: UInt8) -> Bool { lower(byte) >= 0x61 && lower(byte) <= 0x7A }

    private mutating func skip(_ byte: UInt8) -> Bool {
        guard peek == byte, !atEnd else { return false }
        i += 1
        return true
    }

    private mutating func blanks() { while peek == 0x20 || peek == 0x09 { i += 1 } }

    /// Skips `literal` if it comes next.
    private mutating func skip(_ literal: StaticString) -> Bool {
        guard i + literal.utf8CodeUnitCount <= text.count else { return false }
        for k in 0..<literal.utf8CodeUnitCount where text[i + k] != literal.utf8Start[k] { return false }
        i += literal.utf8CodeUnitCount
        return true
    }

    /// A run of at most 14 digits and how many they are.
    private mutating func number() -> (value: Int, digits: Int)? {
        var value = 0
        let from = i
        while isDigit(peek), !atEnd {
            guard i - from < 14 else { return nil }
            value = value * 10 + Int(peek - 0x30)
            i += 1
        }
        return i > from ? (value, i - from) : nil
    }

    /// A run of letters, in lower case; letters beyond ASCII count.
    private mutating func word() -> String {
        let from = i
        while !atEnd, isLetter(peek) || peek >= 0x80 { i += 1 }
        return String(decoding: text[from..<i], as: UTF8.self).lowercased()
    }

    // MARK: Dates

    /// Digits without separators: seconds or milliseconds since 1970, `20210816`, `20210816T031200Z`, LDAP's `20210816031200.0Z`.
    private mutating func packed() -> TimeText? {
        let start = i
        guard let (value, digits) = number(), digits >= 8 else {
            i = start
            return nil
        }
        switch digits {
        case 10 where fraction() && atEnd: return epoch(Int64(value))
        case 13 where atEnd: return epoch(Int64(value) / 1000)
        case 8:
            guard let day = CalendarDay(year: value / 10_000, month: value / 100 % 100, day: value % 100) else { break }
            if atEnd { return TimeText(day: .known(day), secondsIntoDay: 0, offset: nil) }
            guard skip(UInt8(ascii: "T")), let (clock, length) = number(), length == 6 else { break }
            return packed(day, clock)
        case 14:
            let date = value / 1_000_000
            guard let day = CalendarDay(year: date / 10_000, month: date / 100 % 100, day: date % 100) else { break }
            return packed(day, value % 1_000_000)
        default: break
        }
        i = start
        return nil
    }

    private mutating func packed(_ day: CalendarDay, _ clock: Int) -> TimeText? {
        guard fraction(), clock / 10_000 < 24, clock / 100 % 100 < 60, clock % 100 < 60 else { return nil }
        return zone(of: .known(day), Int64(clock / 10_000 * 3600 + clock / 100 % 100 * 60 + clock % 100))
    }

    private func epoch(_ seconds: Int64) -> TimeText? {
        let day = CalendarDay(number: seconds / 86_400)
        return TimeText(day: .known(day), secondsIntoDay: seconds % 86_400, offset: 0)
    }

    /// Skips a fraction of a second, if there is one; false for a dot without digits.
    private mutating func fraction() -> Bool {
        guard skip(UInt8(ascii: ".")) || (isDigit(i + 1 < text.count ? text[i + 1] : 0) && skip(UInt8(ascii: ",")))
        else {
            return true
        }
        guard isDigit(peek) else { return false }
        while isDigit(peek), !atEnd { i += 1 }
        return true
    }

    private mutating func weekday() {
        let start = i
        let name = word()
        guard name.count >= 2, TimeScanner.weekdays.contains(where: { $0.hasPrefix(name) }) else {
            i = start
            return
        }
        _ = skip(UInt8(ascii: "."))
        _ = skip(UInt8(ascii: ","))
        blanks()
    }

    /// The date that begins with a number.
    private mutating func date(_ first: Int, _ digits: Int) -> TimeText.Day? {
        if digits == 4 { return yearFirst(first) }
        guard digits <= 2 else { return nil }
        let separator = peek
        if separator == UInt8(ascii: "/") || separator == UInt8(ascii: "-") || separator == UInt8(ascii: ".") {
            i += 1
            let spaced = peek == 0x20
            blanks()
            if isDigit(peek), !spaced || separator == UInt8(ascii: ".") { return numeric(first, separator) }
        } else if separator == 0x20 {
            blanks()
        } else {
            return nil
        }
        guard let month = month() else { return nil }
        while [0x20, UInt8(ascii: "-"), UInt8(ascii: "/"), UInt8(ascii: ","), UInt8(ascii: ".")].contains(peek), !atEnd
        { i += 1 }
        return year().flatMap { known($0, month, first) }
    }

    private mutating func yearFirst(_ year: Int) -> TimeText.Day? {
        if skip("年") {
            blanks()
            guard let (month, _) = number(), skip("月") else { return nil }
            blanks()
            guard let (day, _) = number(), skip("日") else { return nil }
            return known(year, month, day)
        }
        let separator = peek
        guard [UInt8(ascii: "-"), UInt8(ascii: "/"), UInt8(ascii: ".")].contains(separator) else { return nil }
        i += 1
        let month: Int
        if isLetter(peek) {
            guard let named = self.month() else { return nil }
            month = named
        } else {
            guard let (numbered, length) = number(), length <= 2 else { return nil }
            month = numbered
        }
        guard skip(separator), let (day, length) = number(), length <= 2 else { return nil }
        return known(year, month, day)
    }

    private mutating func numeric(_ first: Int, _ separator: UInt8) -> TimeText.Day? {
        guard let (second, length) = number(), length <= 2, skip(separator) else { return nil }
        blanks()
        guard let year = year() else { return nil }
        if separator == UInt8(ascii: ".") {
            isDotted = true
            return known(year, second, first)
        }
        guard first >= 1, second >= 1, first <= 31, second <= 31, first <= 12 || second <= 12 else { return nil }
        return .ordered(first: first, second: second, year: year)
    }

    /// `Aug 16, 2021 3:12`, `Aug 16 03:12:00 2021`.
    private mutating func monthFirstByName() -> TimeText? {
        guard let month = month() else { return nil }
        blanks()
        guard let (day, length) = number(), length <= 2 else { return nil }
        _ = skip(UInt8(ascii: ","))
        blanks()
        let place = i
        if let year = year(), let day = known(year, month, day) { return rest(of: day) }
        i = place
        guard let seconds = clock() else { return nil }
        blanks()
        guard let year = year(), let known = known(year, month, day) else { return nil }
        return zone(of: known, seconds)
    }

    private mutating func year() -> Int? {
        guard let (year, digits) = number(), digits == 4 else { return nil }
        return year
    }

    private mutating func month() -> Int? {
        let name = word()
        _ = skip(UInt8(ascii: "."))
        guard name.unicodeScalars.count >= 3 else { return nil }
        return TimeScanner.months.first { $0.name.hasPrefix(name) }?.number
    }

    private func known(_ year: Int, _ month: Int, _ day: Int) -> TimeText.Day? {
        CalendarDay(year: year, month: month, day: day).map { .known($0) }
    }

    // MARK: Time of day and zone

    private mutating func rest(of day: TimeText.Day) -> TimeText? {
        if skip(UInt8(ascii: "T")) || skip(UInt8(ascii: "t")) {
            guard let seconds = clock() else { return nil }
            return zone(of: day, seconds)
        }
        _ = skip(UInt8(ascii: ","))
        blanks()
        if atEnd { return TimeText(day: day, secondsIntoDay: 0, offset: nil) }
        guard let seconds = clock() else { return nil }
        return zone(of: day, seconds)
    }

    /// Seconds into the day of `3:12`, `03:12:45.120`, `3:12:00 AM`, `3時12分`, `午後3:12`.
    private mutating func clock() -> Int64? {
        var half: Int? = skip("午前") ? 0 : skip("午後") ? 12 : nil
        guard let (hour, length) = number(), length <= 2 else { return nil }
        let isJapanese = skip("時")
        guard isJapanese || skip(UInt8(ascii: ":")) else { return nil }
        var minute = 0
        var second = 0
        if isDigit(peek) || !isJapanese {
            guard let (value, length) = number(), length <= 2, !isJapanese || skip("分") else { return nil }
            minute = value
            if isJapanese ? isDigit(peek) : skip(UInt8(ascii: ":")) {
                guard let (value, length) = number(), length <= 2, !isJapanese || skip("秒") else { return nil }
                second = value
            }
        }
        guard fraction() else { return nil }
        if half == nil { half = meridiem() }
        guard minute < 60, second < 61, half == nil ? hour < 24 : (0...12).contains(hour) else { return nil }
        return Int64((half.map { hour % 12 + $0 } ?? hour) * 3600 + minute * 60 + second)
    }

    /// 0 for AM, 12 for PM.
    private mutating func meridiem() -> Int? {
        let start = i
        blanks()
        let letter = lower(peek)
        if letter == UInt8(ascii: "a") || letter == UInt8(ascii: "p") {
            i += 1
            _ = skip(UInt8(ascii: "."))
            if lower(peek) == UInt8(ascii: "m"), !atEnd {
                i += 1
                _ = skip(UInt8(ascii: "."))
                return letter == UInt8(ascii: "a") ? 0 : 12
            }
        }
        i = start
        return nil
    }

    private mutating func zone(of day: TimeText.Day, _ seconds: Int64) -> TimeText? {
        blanks()
        guard !atEnd else { return TimeText(day: day, secondsIntoDay: seconds, offset: nil) }
        var offset: Int64 = 0
        if peek == UInt8(ascii: "+") || peek == UInt8(ascii: "-") {
            let sign: Int64 = peek == UInt8(ascii: "-") ? -1 : 1
            i += 1
            guard let (value, digits) = number() else { return nil }
            switch digits {
            case 4: offset = sign * Int64(value / 100 * 3600 + value % 100 * 60)
            case 1, 2:
                offset = sign * Int64(value * 3600)
                if skip(UInt8(ascii: ":")) {
                    guard let (minutes, length) = number(), length == 2, minutes < 60 else { return nil }
                    offset += sign * Int64(minutes * 60)
                }
            default: return nil
            }
            guard abs(offset) < 15 * 3600 else { return nil }
        } else {
            let name = word()
            if name == "uhr" { return atEnd ? TimeText(day: day, secondsIntoDay: seconds, offset: nil) : nil }
            guard let named = TimeScanner.zones[name] else { return nil }
            offset = named
        }
        blanks()
        return atEnd ? TimeText(day: day, secondsIntoDay: seconds, offset: offset) : nil
    }

    // MARK: Words

    /// Names of zones that mean one offset: those of RFC 822, which scanners write, and those of Europe and Japan.
    private static let zones: [String: Int64] = [
        "z": 0, "utc": 0, "gmt": 0, "ut": 0, "edt": -4 * 3600, "est": -5 * 3600, "cdt": -5 * 3600, "cst": -6 * 3600,
        "mdt": -6 * 3600, "mst": -7 * 3600, "pdt": -7 * 3600, "pst": -8 * 3600, "cet": 3600, "cest": 2 * 3600,
        "mez": 3600, "mesz": 2 * 3600, "eet": 2 * 3600, "eest": 3 * 3600, "jst": 9 * 3600,
    ]

    private static let months: [(name: String, number: Int)] = [
        ("january", 1), ("januar", 1), ("jänner", 1), ("february", 2), ("februar", 2), ("march", 3), ("märz", 3),
        ("mrz", 3),
        ("april", 4), ("may", 5), ("mai", 5), ("june", 6), ("juni", 6), ("july", 7), ("juli", 7), ("august", 8),
        ("september", 9), ("october", 10), ("oktober", 10), ("november", 11), ("december", 12), ("dezember", 12),
    ]

    private static let weekdays = [
        "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "montag", "dienstag", "mittwoch",
        "donnerstag",
        "freitag", "samstag", "sonntag",
    ]
}
