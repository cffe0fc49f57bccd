/// The text of a Windows event in which patterns can be found: osquery gives its data as JSON within a cell, every
/// backslash and quote of a cmdlet escaped.
enum EventText {
    /// `{"EventData":["New-MailboxExportRequest","-Mailbox \"a\""]}` as `New-MailboxExportRequest -Mailbox "a"`, and
    /// `{"Name":"value"}` as `Name: value`; what is no object of JSON stays as it is.
    static func plain(_ text: String) -> String {
        guard text.first == "{" else { return text }
        var text = text
        return text.withUTF8 { bytes in
            let tape = JSONTape()
            guard case .whole(let end) = tape.read(bytes, column: 0), end == bytes.count else {
                return String(decoding: bytes, as: UTF8.self)
            }
            return flattened(tape.root)
        }
    }

    /// All texts of a value, in the order of the file; those of an object behind their names, which an outer object has
    /// not.
    static func flattened(_ value: JSONValue) -> String {
        switch value.kind {
        case .object:
            value.members.compactMap { name, inner in
                if inner.kind == .object || inner.kind == .array { return flattened(inner) }
                return inner.text.map { "\(name): \($0)" }
            }.filter { !$0.isEmpty }.joined(separator: " ")
        case .array: value.items.map(flattened).filter { !$0.isEmpty }.joined(separator: " ")
        default: value.text ?? ""
        }
    }
}
