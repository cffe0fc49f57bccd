/// A value of a record of JSON; lives as long as the record.
struct JSONValue {
    let tape: JSONTape
    let index: Int

    private var node: JSONTape.Node { tape.nodes[index] }
    private var raw: Cell { Cell(rebasing: tape.bytes[Int(node.start)..<Int(node.end)]) }

    var kind: JSONTape.Kind { node.kind }

    /// The member of an object; nil where there is none, or it is null.
    subscript(name: String) -> JSONValue? {
        guard node.kind == .object else { return nil }
        var name = name
        return name.withUTF8 { wanted in
            var found: JSONValue?
            var i = index + 1
            while i < Int(node.next) {
                let key = tape.nodes[i]
                let value = tape.nodes[i + 1]
                if Int(key.end - key.start) == wanted.count,
                    wanted.elementsEqual(tape.bytes[Int(key.start)..<Int(key.end)])
                {
                    found = value.kind == .null ? nil : JSONValue(tape: tape, index: i + 1)
                }
                i = Int(value.next)
            }
            return found
        }
    }

    /// The first of these members that is there.
    func first(_ names: String...) -> JSONValue? {
        for name in names {
            if let value = self[name] { return value }
        }
        return nil
    }

    /// The names of an object's members, in the order of the file.
    var names: [String] { members.map(\.name) }

    /// An object's members, in the order of the file; those that are null too.
    var members: [(name: String, value: JSONValue)] {
        guard node.kind == .object else { return [] }
        var found: [(name: String, value: JSONValue)] = []
        var i = index + 1
        while i < Int(node.next) {
            let value = JSONValue(tape: tape, index: i + 1)
            found.append((JSONValue(tape: tape, index: i).string ?? "", value))
            i = Int(value.node.next)
        }
        return found
    }

    /// An array's values.
    var items: [JSONValue] {
        guard node.kind == .array else { return [] }
        var found: [JSONValue] = []
        var i = index + 1
        while i < Int(node.next) {
            found.append(JSONValue(tape: tape, index: i))
            i = Int(tape.nodes[i].next)
        }
        return found
    }

    /// The text of a string.
    var string: String? {
        guard node.kind == .string else { return nil }
        return node.isEscaped ? JSONValue.unescaped(raw) : String(decoding: raw, as: UTF8.self)
    }

    /// The text of a string that is not blank, of a number, of true and false.
    var text: String? {
        switch node.kind {
        case .string:
            let text = string?.trimmingBlanks ?? ""
            return text.isEmpty ? nil : text
        case .number, .yes, .no: return String(decoding: raw, as: UTF8.self)
        default: return nil
        }
    }

    /// The texts of an array, or the one text.
    var texts: [String] { node.kind == .array ? items.compactMap(\.text) : text.map { [$0] } ?? [] }

    /// A whole number, also in quotes.
    var int: Int? {
        switch node.kind {
        case .number, .string: text.flatMap { Int($0) }
        default: nil
        }
    }

    /// True and false, also in quotes.
    var bool: Bool? {
        switch node.kind {
        case .yes: true
        case .no: false
        case .string: string?.lowercased() == "true" ? true : string?.lowercased() == "false" ? false : nil
        default: nil
        }
    }

    /// What the escapes of a string stand for. Half a surrogate pair, which is no character, stays as it is written.
    private static func unescaped(_ raw: Cell) -> String {
        var out: [UInt8] = []
        out.reserveCapacity(raw.count)
        var i = 0
        while i < raw.count {
            guard raw[i] == UInt8(ascii: "\\"), i + 1 < raw.count else {
                out.append(raw[i])
                i += 1
                continue
            }
            if raw[i + 1] == UInt8(ascii: "u") {
                i += character(raw, at: i, to: &out)
            } else {
                out.append(simple[raw[i + 1]] ?? raw[i + 1])
                i += 2
            }
        }
        return String(decoding: out, as: UTF8.self)
    }

    private static let simple: [UInt8: UInt8] = [
        UInt8(ascii: "b"): 8, UInt8(ascii: "f"): 12, UInt8(ascii: "n"): 10, UInt8(ascii: "r"): 13,
        UInt8(ascii: "t"): 9,
    ]

    /// Appends the character of a `\u` escape, or of two; gives the bytes that were read.
    private static func character(_ raw: Cell, at i: Int, to out: inout [UInt8]) -> Int {
        let high = unit(raw, at: i)
        if let scalar = Unicode.Scalar(high) {
            out.append(contentsOf: String(Character(scalar)).utf8)
            return 6
        }
        if (0xD800..<0xDC00).contains(high), i + 12 <= raw.count, raw[i + 6] == UInt8(ascii: "\\"),
            raw[i + 7] == UInt8(ascii: "u")
        {
            let low = unit(raw, at: i + 6)
            if (0xDC00..<0xE000).contains(low),
                let scalar = Unicode.Scalar(0x10000 + (high - 0xD800) << 10 + (low - 0xDC00))
            {
                out.append(contentsOf: String(Character(scalar)).utf8)
                return 12
            }
        }
        out.append(contentsOf: raw[i..<(i + 6)])
        return 6
    }

    private static func unit(_ raw: Cell, at i: Int) -> UInt32 {
        (2..<6).reduce(0) { $0 << 4 | (hexValue(raw[i + $1]) ?? 0) }
    }
}
