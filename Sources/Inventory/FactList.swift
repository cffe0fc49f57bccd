/// Fields and their values in canonical order and bytes: the same facts give the same bytes whatever their order was.
///
/// Encoding: per fact one byte field, the value's length as LEB128, the value's UTF-8. Facts are sorted by field, then
/// bytes; duplicates are dropped. The identity of a subject and each of its states are stored so.
package struct FactList: Hashable, Sendable {
    /// The canonical bytes.
    package let bytes: [UInt8]

    package static let empty = FactList(stored: [])

    /// From stored bytes; the caller vouches that they came from `bytes`.
    package init(stored bytes: [UInt8]) { self.bytes = bytes }

    package init(_ facts: [(Field, String)]) {
        var pieces = facts.map { (field: $0.0, value: Array($0.1.utf8)) }
        pieces.sort { $0.field != $1.field ? $0.field < $1.field : $0.value.lexicographicallyPrecedes($1.value) }
        var out: [UInt8] = []
        for i in pieces.indices {
            if i > 0, pieces[i].field == pieces[i - 1].field, pieces[i].value == pieces[i - 1].value { continue }
            FactList.append(pieces[i].field, pieces[i].value[...], to: &out)
        }
        bytes = out
    }

    /// Appends one fact; the caller keeps the order.
    package static func append(_ field: Field, _ value: some Collection<UInt8>, to out: inout [UInt8]) {
        out.append(field.rawValue)
        var n = UInt64(value.count)
        while n >= 0x80 {
            out.append(UInt8(truncatingIfNeeded: n) | 0x80)
            n >>= 7
        }
        out.append(UInt8(n))
        out.append(contentsOf: value)
    }

    /// All facts in canonical order. A field that this program does not know is left out.
    package var facts: [(field: Field, value: String)] {
        var result: [(field: Field, value: String)] = []
        forEach { field, value in result.append((field, String(decoding: value, as: UTF8.self))) }
        return result
    }

    /// Calls with each fact's field and bytes, in canonical order; the bytes are valid within the call only.
    package func forEach(_ body: (Field, UnsafeRawBufferPointer) -> Void) {
        bytes.withUnsafeBytes { FactList.forEach(in: $0, body) }
    }

    /// As above, over stored bytes where they lie.
    package static func forEach(
        in bytes: UnsafeRawBufferPointer, _ body: (Field, UnsafeRawBufferPointer) -> Void
    ) {
        var i = 0
        while i < bytes.count {
            let field = Field(rawValue: bytes[i])
            i += 1
            var length = 0
            var shift = 0
            while i < bytes.count {
                let b = bytes[i]
                i += 1
                length |= Int(b & 0x7f) << shift
                if b < 0x80 { break }
                shift += 7
            }
            let end = min(i + length, bytes.count)
            if let field { body(field, UnsafeRawBufferPointer(rebasing: bytes[i..<end])) }
            i = end
        }
    }

    /// The first value of a field, if it has one.
    package func first(_ wanted: Field) -> String? {
        var found: String?
        forEach { field, value in
            if field == wanted, found == nil { found = String(decoding: value, as: UTF8.self) }
        }
        return found
    }

    /// All values of a field, in canonical order.
    package func all(_ wanted: Field) -> [String] {
        var found: [String] = []
        forEach { field, value in
            if field == wanted { found.append(String(decoding: value, as: UTF8.self)) }
        }
        return found
    }
}
