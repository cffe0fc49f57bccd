import Glibc
import Inventory

extension ExchangeKnowledge {
    /// The folder of the knowledge's files: `$MUSTER_SHARE/knowledge`; else `share/muster/knowledge` beside the program or
    /// beside the folder it lies in; else that of the checkout in which the program or this source file stands.
    ///
    /// Throws a `Complaint` that lists where it looked.
    package static func locate() throws -> String {
        if let share = getenv("MUSTER_SHARE") {
            let folder = String(cString: share) + "/knowledge"
            guard isKnowledge(folder) else {
                throw Complaint(
                    .configuration, "MUSTER_SHARE must name a folder with 'knowledge' in it", file: folder,
                    next: ["unset MUSTER_SHARE"])
            }
            return folder
        }
        let program = programFolder()
        let places =
            [program + "/share/muster/knowledge", parent(program) + "/share/muster/knowledge"]
            + checkouts(above: program) + checkouts(above: parent(#filePath))
        guard let found = places.first(where: isKnowledge) else {
            throw Complaint(
                .configuration, "the knowledge's files are not found", facts: places.prefix(2).map { "not in \($0)" },
                next: ["set MUSTER_SHARE to the folder that holds 'knowledge'"])
        }
        return found
    }

    private static func isKnowledge(_ folder: String) -> Bool { access(folder + "/knowledge.csv", R_OK) == 0 }

    private static func programFolder() -> String {
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        let count = readlink("/proc/self/exe", &buffer, buffer.count - 1)
        guard count > 0 else { return "." }
        return parent(String(decoding: buffer[..<count].map(UInt8.init(bitPattern:)), as: UTF8.self))
    }

    private static func parent(_ path: String) -> String {
        path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
    }

    private static func checkouts(above folder: String) -> [String] {
        var places: [String] = []
        var here = folder
        while here.contains("/") {
            places.append(here + "/Sources/Knowledge/Data")
            here = parent(here)
        }
        return places
    }
}
