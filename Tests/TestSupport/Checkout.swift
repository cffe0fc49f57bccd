import Foundation

/// The checkout that these tests were built from.
package enum Checkout {
    /// Its folder.
    package static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path

    /// The path of something in it.
    package static func path(of name: String) -> String { root + "/" + name }

    /// Runs a program by its path or by its name in the PATH, in the checkout unless told otherwise; waits for its end.
    package static func run(
        _ command: String..., in folder: String? = nil, environment: [String: String] = [:]
    ) throws -> MusterResult {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = command
        process.currentDirectoryURL = URL(fileURLWithPath: folder ?? root)
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        let results = try TemporaryFolder()
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = try handle(results.write("", to: "output"))
        process.standardError = try handle(results.write("", to: "errors"))
        try process.run()
        process.waitUntilExit()
        return MusterResult(
            exitCode: process.exitCode, output: try results.read("output"), errors: try results.read("errors"))
    }

    private static func handle(_ path: String) throws -> FileHandle {
        guard let handle = FileHandle(forWritingAtPath: path) else { throw CocoaError(.fileNoSuchFile) }
        return handle
    }
}
