import Inventory

/// One JSON value read strictly (RFC 8259), kept as a list of places in the bytes it was read from; used again for each
/// record, so that a record costs no allocation.
final class JSONTape {
    enum Kind: UInt8 {
        case object, array, string, number, yes, no, null
    }

    /// A value, or the name of a member in front of its value. Places count from the beginning of the bytes.
    struct Node {
        let kind: Kind
        /// Whether a string holds escapes.
        var isEscaped = false
        /// Of a string: behind the opening quote.
        let start: Int32
        /// Of a string: the closing quote.
        var end: Int32 = 0
        /// The number of the node behind this one and all that is in it.
        var next: Int32 = 0
    }

    /// What became of an attempt to read a value.
    enum Outcome: Equatable {
        /// The value ends in front of this place.
        case whole(end: Int)
        /// The bytes end within the value.
        case cut
        case broken(at: Int, what: String)
    }

    private(set) var nodes: [Node] = []
    /// Line ends within the value that was read.
    private(set) var lineEnds = 0
    /// Whether a line that begins with a brace, and is indented no more than the object that is read, begins another
    /// record: the object was then never closed.
    var isFenced = false
    /// Whether such a line was met within the value, and let pass.
    private(set) var crossesFence = false
    private(set) var bytes = UnsafeBufferPointer<UInt8>(start: nil, count: 0)
    private var i = 0
    private var column = 0

    /// The value that was read last.
    var root: JSONValue { JSONValue(tape: self, index: 0) }

    /// Reads the object at the beginning of the bytes, which must stay where they are as long as the value is used.
    ///
    /// - Parameter column: how far the object is indented in its line.
    func read(_ bytes: UnsafeBufferPointer<UInt8>, column: Int) -> Outcome {
        self.bytes = bytes
        self.column = column
        nodes.removeAll(keepingCapacity: true)
        lineEnds = 0
        crossesFence = false
        i = 0
        do {
            try value(depth: 0)
            return .whole(end: i)
        } catch {
            switch error {
            case .cut: return .cut
            case .broken(let at, let what): return .broken(at: at, what: what)
            }
        }
    }

    private enum Stop: Error {
        case cut
        case broken(Int, String)
    }

    private func fail(_ what: String) -> Stop { .broken(i, what) }

    // MARK: Values

    private func value(depth: Int) throws(Stop) {
        guard i < bytes.count else { throw .cut }
        switch bytes[i] {
        case UInt8(ascii: "{"): try object(depth: depth + 1)
        case UInt8(ascii: "["): try array(depth: depth + 1)
        case UInt8(ascii: "\""): try string()
        case UInt8(ascii: "t"): try word("true", .yes)
        case UInt8(ascii: "f"): try word("false", .no)
        case UInt8(ascii: "n"): try word("null", .null)
        case UInt8(ascii: "-"), 0x30...0x39: try number()
        default: throw fail("a value is missing")
        }
    }

    private func object(depth: Int) throws(Stop) {
        let index = try open(.object, depth: depth)
        try blanks()
        if try peek() == UInt8(ascii: "}") { return close(index) }
        while true {
            guard try peek() == UInt8(ascii: "\"") else { throw fail("a name in quotes is missing") }
            try string()
            try blanks()
            guard try peek() == UInt8(ascii: ":") else { throw fail("a colon is missing") }
            i += 1
            try blanks()
            try value(depth: depth)
            try blanks()
            switch try peek() {
            case UInt8(ascii: ","):
                i += 1
                try blanks()
            case UInt8(ascii: "}"): return close(index)
            default: throw fail("a comma or a closing brace is missing")
            }
        }
    }

    private func array(depth: Int) throws(Stop) {
        let index = try open(.array, depth: depth)
        try blanks()
        if try peek() == UInt8(ascii: "]") { return close(index) }
        while true {
            try value(depth: depth)
            try blanks()
            switch try peek() {
            case UInt8(ascii: ","):
                i += 1
                try blanks()
            case UInt8(ascii: "]"): return close(index)
            default: throw fail("a comma or a closing bracket is missing")
            }
        }
    }

    private func open(_ kind: Kind, depth: Int) throws(Stop) -> Int {
        guard depth <= Limits.jsonDepth else { throw fail("values lie more than \(Limits.jsonDepth) deep") }
        nodes.append(Node(kind: kind, start: Int32(i)))
        i += 1
        return nodes.count - 1
    }

    private func close(_ index: Int) {
        i += 1
        nodes[index].end = Int32(i)
        nodes[index].next = Int32(nodes.count)
    }

    private func peek() throws(Stop) -> UInt8 {
        guard i < bytes.count else { throw .cut }
        return bytes[i]
    }

    private func string() throws(Stop) {
        var node = Node(kind: .string, start: Int32(i + 1))
        i += 1
        while i < bytes.count {
            let byte = bytes[i]
            if byte == UInt8(ascii: "\"") {
                node.end = Int32(i)
                i += 1
                node.next = Int32(nodes.count + 1)
                nodes.append(node)
                return
            }
            if byte == UInt8(ascii: "\\") {
                node.isEscaped = true
                try escape()
            } else if byte < 0x20 {
                throw fail(
                    byte == 0x0A || byte == 0x0D ? "a quote does not close in its line" : "a bare control character")
            } else {
                i += 1
            }
        }
        throw .cut
    }

    private func escape() throws(Stop) {
        guard i + 1 < bytes.count else { throw .cut }
        switch bytes[i + 1] {
        case UInt8(ascii: "u"):
            for k in 2..<6 {
                guard i + k < bytes.count else { throw .cut }
                guard hexValue(bytes[i + k]) != nil else { throw fail("an escape that JSON does not have") }
            }
            i += 6
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
            UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            i += 2
        default: throw fail("an escape that JSON does not have")
        }
    }

    private func word(_ text: StaticString, _ kind: Kind) throws(Stop) {
        let start = i
        for k in 0..<text.utf8CodeUnitCount {
            guard i < bytes.count else { throw .cut }
            guard bytes[i] == text.utf8Start[k] else { throw fail("a value is missing") }
            i += 1
        }
        append(kind, from: start)
    }

    private func number() throws(Stop) {
        let start = i
        if bytes[i] == UInt8(ascii: "-") { i += 1 }
        let first = i
        try digits()
        if bytes[first] == UInt8(ascii: "0"), i > first + 1 { throw fail("a number begins with 0") }
        if try peek() == UInt8(ascii: ".") {
            i += 1
            try digits()
        }
        if try lower(peek()) == UInt8(ascii: "e") {
            i += 1
            let sign = try peek()
            if sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") { i += 1 }
            try digits()
        }
        append(.number, from: start)
    }

    private func digits() throws(Stop) {
        let start = i
        while i < bytes.count, isDigit(bytes[i]) { i += 1 }
        if i == bytes.count { throw .cut }
        if i == start { throw fail("a digit is missing") }
    }

    private func append(_ kind: Kind, from start: Int) {
        nodes.append(Node(kind: kind, start: Int32(start), end: Int32(i), next: Int32(nodes.count + 1)))
    }

    // MARK: Blanks

    private func blanks() throws(Stop) {
        while i < bytes.count {
            switch bytes[i] {
            case 0x20, 0x09: i += 1
            case 0x0D:
                if i + 1 == bytes.count { throw .cut }
                i += 1
                if bytes[i] != 0x0A { try lineEnd() }
            case 0x0A:
                i += 1
                try lineEnd()
            default: return
            }
        }
    }

    /// Counts a line end, and looks at what the next line begins with.
    private func lineEnd() throws(Stop) {
        lineEnds += 1
        var k = i
        while k < bytes.count, bytes[k] == 0x20 || bytes[k] == 0x09 { k += 1 }
        guard k < bytes.count, bytes[k] == UInt8(ascii: "{"), k - i <= column else { return }
        if isFenced { throw fail("a closing brace is missing; the next line begins another record") }
        crossesFence = true
    }
}

/// The number that a hexadecimal digit stands for.
func hexValue(_ byte: UInt8) -> UInt32? {
    switch byte {
    case 0x30...0x39: UInt32(byte - 0x30)
    case 0x41...0x46: UInt32(byte - 0x41 + 10)
    case 0x61...0x66: UInt32(byte - 0x61 + 10)
    default: nil
    }
}
