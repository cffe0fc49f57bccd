import CLibcrypto
import Foundation
import Inventory
import Synchronization

/// What of the knowledge is read only when somebody asks for it, and then once.
final class Shelf: Sendable {
    private let folder: String
    private let playbookFolder: String
    private let library = Mutex<PlaybookLibrary?>(nil)
    private let print = Mutex<String?>(nil)

    /// - Parameters:
    ///   - data: the folder of its tables.
    ///   - playbooks: the folder of its playbooks.
    init(data: String, playbooks: String) {
        folder = data
        playbookFolder = playbooks
    }

    func playbooks() throws -> PlaybookLibrary {
        try library.withLock { known in
            if let known { return known }
            let read = try PlaybookLibrary(folder: playbookFolder)
            known = read
            return read
        }
    }

    /// The first 16 digits of the SHA-256 of the names and bytes of all files.
    func fingerprint() throws -> String {
        try print.withLock { known in
            if let known { return known }
            let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
            let data = names.filter { $0.hasSuffix(".csv") }.sorted().map { folder + "/" + $0 }
            let paths = data + PlaybookLibrary.paths(in: playbookFolder)
            let context = EVP_MD_CTX_new()
            defer { EVP_MD_CTX_free(context) }
            EVP_DigestInit_ex(context, EVP_sha256(), nil)
            for path in paths {
                guard let bytes = FileManager.default.contents(atPath: path) else {
                    throw Complaint(.configuration, "cannot be read", file: path)
                }
                let name = path.split(separator: "/").last.map(String.init) ?? path
                let head = Array("\(name) \(bytes.count)\n".utf8)
                EVP_DigestUpdate(context, head, head.count)
                bytes.withUnsafeBytes { _ = EVP_DigestUpdate(context, $0.baseAddress, $0.count) }
            }
            var digest = [UInt8](repeating: 0, count: 32)
            EVP_DigestFinal_ex(context, &digest, nil)
            let text = digest.prefix(8).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
            known = text
            return text
        }
    }
}

extension ExchangeKnowledge {
    /// The playbooks that belong to the knowledge. Throws a `Complaint` (configuration) for one that cannot be read.
    package func playbooks() throws -> PlaybookLibrary { try shelf.playbooks() }

    /// Tells this knowledge from any other: what was computed with one is computed anew with another.
    package func fingerprint() throws -> String { try shelf.fingerprint() }
}
