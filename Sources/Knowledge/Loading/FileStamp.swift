import Foundation
import Inventory

/// What tells a file from what it was before somebody changed it, without reading it: where it lies, which file it is,
/// its size, and when it was last written to or changed otherwise.
package struct FileStamp: Hashable, Sendable {
    package let text: String

    /// Nil where there is no such file. Links are followed.
    package init?(_ path: String) {
        var about = stat()
        guard stat(path, &about) == 0 else { return nil }
        let written = about.st_mtim
        let changed = about.st_ctim
        text = [
            path, "\(about.st_dev)", "\(about.st_ino)", "\(about.st_size)", "\(written.tv_sec)", "\(written.tv_nsec)",
            "\(changed.tv_sec)", "\(changed.tv_nsec)",
        ].joined(separator: " ")
    }
}

extension KnowledgeFolder {
    /// What tells this knowledge from every other without reading it: the stamps of all its files, one a line.
    package func stamp() throws -> String {
        try [(data, ".csv"), (playbooks, ".md")].flatMap { folder, ending in
            try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(ending) }.sorted()
                .compactMap { FileStamp("\(folder)/\($0)")?.text }
        }.joined(separator: "\n")
    }
}
