/// The kinds of packing that are undone before a file is read, each recognised by its first bytes.
enum Packing: Sendable, CaseIterable {
    case gzip
    case zstandard
    case bzip2
    case xz
    /// The only one that holds files with names.
    case zip

    /// As messages name it.
    var name: String {
        switch self {
        case .gzip: "gzip"
        case .zstandard: "Zstandard"
        case .bzip2: "bzip2"
        case .xz: "xz"
        case .zip: "ZIP"
        }
    }

    /// What the first bytes of a file tell; nil for a file that is not packed.
    init?(_ head: [UInt8]) {
        guard let found = Packing.allCases.first(where: { $0.begins(head) }) else { return nil }
        self = found
    }

    private func begins(_ head: [UInt8]) -> Bool {
        switch self {
        case .gzip: head.starts(with: [0x1F, 0x8B, 0x08])
        case .zstandard: head.starts(with: [0x28, 0xB5, 0x2F, 0xFD])
        case .bzip2: head.starts(with: "BZh".utf8) && Packing.bzip2Blocks.contains(Array(head.dropFirst(4).prefix(6)))
        case .xz: head.starts(with: [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00])
        case .zip: head.starts(with: [0x50, 0x4B, 0x03, 0x04]) || head.starts(with: [0x50, 0x4B, 0x05, 0x06])
        }
    }

    /// A block's beginning, and the end of an empty file: the decimals of pi and of its root.
    private static let bzip2Blocks: [[UInt8]] = [
        [0x31, 0x41, 0x59, 0x26, 0x53, 0x59], [0x17, 0x72, 0x45, 0x38, 0x50, 0x90],
    ]
}
