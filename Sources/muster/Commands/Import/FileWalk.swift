import Glibc
import Inventory

/// The files behind the words of the command line: a file is itself, a folder is all files in it and below.
///
/// What a folder holds and nobody would take for data is left out, and said: hidden files, what systems and editors leave
/// behind, downloads that are not complete, programs and read-me files. A file that is named itself is always tried.
struct FileWalk {
    /// What was left out of a folder.
    struct LeftOut: Hashable {
        let path: String
        let why: String
    }

    /// In the order of the command line; within a folder by name.
    private(set) var files: [String] = []
    private(set) var leftOut: [LeftOut] = []
    /// Folders that could not be read.
    private(set) var refused: [Complaint] = []
    /// Whether a folder was named.
    private(set) var hasFolder = false

    private var known: Set<String> = []
    private let database: String

    /// - Parameter database: the path of our own, which is left out of a folder with the files beside it.
    init(_ words: [String], database: String) {
        self.database = Self.resolved(database)
        for word in words {
            if Self.kind(of: word) == S_IFDIR {
                hasFolder = true
                walk(Self.withoutSlash(word))
            } else {
                add(word)
            }
        }
    }

    private mutating func add(_ path: String) {
        if known.insert(path).inserted { files.append(path) }
    }

    private mutating func walk(_ folder: String) {
        guard let names = Self.names(in: folder) else {
            let reason = String(cString: strerror(errno)).lowercased()
            return refused.append(
                Complaint(.noInput, "the folder cannot be read: \(reason); nothing of it was taken in", file: folder))
        }
        for name in names {
            let path = folder == "/" ? "/\(name)" : "\(folder)/\(name)"
            take(name, path)
        }
    }

    private mutating func take(_ name: String, _ path: String) {
        var about = stat()
        guard lstat(path, &about) == 0 else { return add(path) }
        let isLink = about.st_mode & S_IFMT == S_IFLNK
        let kind = Self.kind(of: path)
        if let why = reason(name, path) {
            leftOut.append(LeftOut(path: path, why: why))
        } else if kind == S_IFDIR {
            if isLink {
                leftOut.append(LeftOut(path: path, why: "a link to a folder"))
            } else {
                walk(path)
            }
        } else if kind == nil || kind == S_IFREG {
            // A link that leads nowhere is tried and refused by its name.
            add(path)
        } else {
            leftOut.append(LeftOut(path: path, why: "no file"))
        }
    }

    // MARK: What is no data

    private func reason(_ name: String, _ path: String) -> String? {
        if name.hasPrefix(".") { return "hidden" }
        if ["", "-wal", "-shm", "-journal", "-holder"].contains(where: { Self.resolved(path) == database + $0 }) {
            return "the database"
        }
        let lower = name.lowercased()
        if Self.litter.contains(lower) || lower.hasPrefix("~$") || lower.hasSuffix("~") { return "no data" }
        if lower.hasPrefix("readme") || lower.hasPrefix("license") { return "no data" }
        guard let dot = lower.lastIndex(of: "."), dot > lower.startIndex else { return nil }
        return Self.endings[String(lower[lower.index(after: dot)...])]
    }

    private static let litter: Set<String> = ["thumbs.db", "desktop.ini", "__macosx"]

    private static let endings: [String: String] = {
        var endings: [String: String] = [:]
        for ending in ["part", "partial", "crdownload", "tmp", "swp"] { endings[ending] = "not complete" }
        for ending in ["py", "sh", "ps1", "bat", "exe", "dll", "sql"] { endings[ending] = "a program" }
        for ending in ["yaml", "yml"] { endings[ending] = "a mapping" }
        for ending in ["md", "md5", "sha1", "sha256", "sha512", "sig", "asc"] { endings[ending] = "no data" }
        return endings
    }()

    // MARK: The file system

    private static func kind(of path: String) -> mode_t? {
        var about = stat()
        return stat(path, &about) == 0 ? about.st_mode & S_IFMT : nil
    }

    private static func withoutSlash(_ path: String) -> String {
        var path = path[...]
        while path.count > 1, path.last == "/" { path.removeLast() }
        return String(path)
    }

    /// Without links and dots; the path itself where it leads nowhere.
    private static func resolved(_ path: String) -> String {
        guard let real = realpath(path, nil) else { return path }
        defer { free(real) }
        return String(cString: real)
    }

    /// In the order of their bytes, so that every machine has the same; nil, with `errno`, where the folder cannot be read.
    private static func names(in folder: String) -> [String]? {
        guard let stream = opendir(folder) else { return nil }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { place in
                place.withMemoryRebound(to: CChar.self, capacity: Int(NAME_MAX) + 1) { String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }
}
