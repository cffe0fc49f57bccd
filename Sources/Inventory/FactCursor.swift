/// Walks the canonical bytes of a `FactList` where they lie, without a closure per fact.
package struct FactCursor {
    @usableFromInline let bytes: UnsafeRawBufferPointer
    @usableFromInline var position = 0
    /// The number of the current fact's field; one that this program does not know is none of `Field`.
    package var field: UInt8 = 0
    /// The current fact's value; valid as long as the bytes are.
    package var value = UnsafeRawBufferPointer(start: nil, count: 0)

    @inlinable package init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

    /// Steps to the next fact; false where there is none.
    @inlinable package mutating func next() -> Bool {
        guard position < bytes.count else { return false }
        field = bytes[position]
        position += 1
        var length = 0
        var shift = 0
        while position < bytes.count {
            let byte = bytes[position]
            position += 1
            length |= Int(byte & 0x7f) << shift
            if byte < 0x80 { break }
            shift += 7
        }
        let end = length > bytes.count - position ? bytes.count : position + length
        value = UnsafeRawBufferPointer(rebasing: bytes[position..<end])
        position = end
        return true
    }
}
