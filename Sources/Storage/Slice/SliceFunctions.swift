import GRDBSQLite

/// Functions in place of those of SQLite whose cost grows with the product of two texts: what they do with one row could
/// not be stopped.
enum SliceFunctions {
    static func add(to connection: OpaquePointer) {
        let flags = SQLITE_UTF8 | SQLITE_DETERMINISTIC
        sqlite3_create_function_v2(
            connection, "instr", 2, flags, nil, { context, _, values in SliceFunctions.instr(context, values!) }, nil,
            nil, nil)
        sqlite3_create_function_v2(
            connection, "replace", 3, flags, nil, { context, _, values in SliceFunctions.replace(context, values!) },
            nil, nil, nil)
        for name in ["trim", "ltrim", "rtrim"] {
            sqlite3_create_function_v2(
                connection, name, 2, flags, nil,
                { context, _, _ in sqlite3_result_error(context, "trim, ltrim and rtrim take one text here", -1) },
                nil, nil, nil)
        }
    }

    private typealias Values = UnsafeMutablePointer<OpaquePointer?>

    /// The place of a text in another one, in characters from 1; 0 where it is not in it.
    private static func instr(_ context: OpaquePointer?, _ values: Values) {
        guard let text = bytes(values[0]), let wanted = bytes(values[1]) else { return sqlite3_result_null(context) }
        guard let place = find(wanted, in: text) else { return sqlite3_result_int64(context, 0) }
        let before = text.prefix(place).reduce(0) { $0 + ($1 & 0xc0 != 0x80 ? 1 : 0) }
        sqlite3_result_int64(context, Int64(before + 1))
    }

    private static func replace(_ context: OpaquePointer?, _ values: Values) {
        guard let text = bytes(values[0]), let old = bytes(values[1]), let new = bytes(values[2]) else {
            return sqlite3_result_null(context)
        }
        guard old.count > 0 else { return sqlite3_result_value(context, values[0]) }
        var result: [UInt8] = []
        var rest = text
        while let place = find(old, in: rest) {
            result += rest.prefix(place)
            result += new
            rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(place + old.count))
            guard result.count <= SliceLimits.text else { return sqlite3_result_error_toobig(context) }
        }
        result += rest
        guard result.count <= SliceLimits.text else { return sqlite3_result_error_toobig(context) }
        let copied = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
        result.append(0)
        result.withUnsafeBytes { bytes in
            sqlite3_result_text64(
                context, bytes.baseAddress!.assumingMemoryBound(to: CChar.self), UInt64(bytes.count - 1), copied,
                UInt8(SQLITE_UTF8))
        }
    }

    /// The bytes of a value as text; nil for NULL.
    private static func bytes(_ value: OpaquePointer?) -> UnsafeRawBufferPointer? {
        guard sqlite3_value_type(value) != SQLITE_NULL, let text = sqlite3_value_text(value) else { return nil }
        return UnsafeRawBufferPointer(start: text, count: Int(sqlite3_value_bytes(value)))
    }

    /// Where bytes begin in others, in time that grows with their sum (Knuth, Morris, Pratt).
    private static func find(_ wanted: UnsafeRawBufferPointer, in text: UnsafeRawBufferPointer) -> Int? {
        guard wanted.count > 0 else { return 0 }
        guard wanted.count <= text.count else { return nil }
        // By length of what has matched: how much of it still does where the next byte does not.
        var fallback = [Int](repeating: 0, count: wanted.count + 1)
        var matched = 0
        for place in 1..<max(1, wanted.count) {
            while matched > 0, wanted[matched] != wanted[place] { matched = fallback[matched] }
            if wanted[matched] == wanted[place] { matched += 1 }
            fallback[place + 1] = matched
        }
        matched = 0
        for (place, byte) in text.enumerated() {
            while matched > 0, wanted[matched] != byte { matched = fallback[matched] }
            if wanted[matched] == byte { matched += 1 }
            if matched == wanted.count { return place + 1 - matched }
        }
        return nil
    }
}
