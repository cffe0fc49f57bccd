import Foundation

/// What a finished `muster` left behind.
package struct MusterResult: Sendable {
    package let exitCode: Int32
    package let output: String
    package let errors: String
}

/// Runs the built command as a user would, in a clean environment: no variable of the tester's reaches it, its home and
/// its database lie in a folder of their own.
package struct MusterProcess: Sendable {
    /// Holds home and database; arguments may name files in it, as it is the working folder too.
    package let folder: TemporaryFolder
    /// Added to, or taking the place of, HOME, MUSTER_DB, PATH, LC_ALL and TZ; an empty value takes one away.
    package var environment: [String: String]

    package init(folder: TemporaryFolder? = nil, environment: [String: String] = [:]) throws {
        self.folder = try folder ?? TemporaryFolder()
        self.environment = environment
    }

    /// The database that the command uses unless told otherwise.
    package var database: String { folder.path(of: "muster.db") }

    /// Runs `muster` with the arguments, standard input being `input`; waits for its end.
    package func callAsFunction(_ arguments: String..., input: String = "") throws -> MusterResult {
        try run(arguments, input: Array(input.utf8))
    }

    /// As above, with arguments as a list and input as bytes.
    package func run(_ arguments: [String], input: [UInt8] = []) throws -> MusterResult {
        let process = try make(arguments)
        let pipes = (input: Pipe(), output: Pipe(), errors: Pipe())
        process.standardInput = pipes.input
        process.standardOutput = pipes.output
        process.standardError = pipes.errors
        // A command that does not read its input must not end the tests.
        signal(SIGPIPE, SIG_IGN)
        try process.run()
        let output = Drain(pipes.output.fileHandleForReading)
        let errors = Drain(pipes.errors.fileHandleForReading)
        try? pipes.input.fileHandleForWriting.write(contentsOf: Data(input))
        try? pipes.input.fileHandleForWriting.close()
        let result = (output.text, errors.text)
        process.waitUntilExit()
        return MusterResult(exitCode: process.exitCode, output: result.0, errors: result.1)
    }

    /// Runs `muster` on a terminal of `columns` columns; output and talk come mixed, as they are seen there.
    package func onTerminal(columns: Int, _ arguments: String...) throws -> MusterResult {
        try onTerminal(columns: columns, arguments)
    }

    /// As above, with arguments as a list.
    package func onTerminal(columns: Int, _ arguments: [String]) throws -> MusterResult {
        let terminal = try PseudoTerminal(columns: columns)
        let process = try make(arguments)
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = terminal.slave
        process.standardError = terminal.slave
        try process.run()
        try terminal.slave.close()
        let screen = Drain(terminal.master).text
        process.waitUntilExit()
        return MusterResult(
            exitCode: process.exitCode, output: screen.replacingOccurrences(of: "\r\n", with: "\n"), errors: "")
    }

    /// A process that is ready to run; for tests that must stop it or read while it runs.
    package func make(_ arguments: [String]) throws -> Process {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: try Self.executable())
        process.arguments = arguments
        process.currentDirectoryURL = URL(fileURLWithPath: folder.path)
        let plain = [
            "HOME": folder.path, "MUSTER_DB": database, "PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "TZ": "UTC",
        ]
        process.environment = plain.merging(environment) { $1 }.filter { !$1.isEmpty }
        return process
    }

    /// The command that was built with these tests: beside the running test bundle, or above it.
    package static func executable() throws -> String {
        var folder = URL(fileURLWithPath: try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"))
        while folder.path != "/" {
            folder.deleteLastPathComponent()
            let candidate = folder.appending(path: "muster").path
            var isFolder: ObjCBool = false
            if FileManager.default.fileExists(atPath: candidate, isDirectory: &isFolder), !isFolder.boolValue {
                return candidate
            }
        }
        throw CocoaError(.fileNoSuchFile, userInfo: [NSLocalizedDescriptionKey: "no muster beside the tests"])
    }
}

extension Process {
    /// As a shell says it: 128 + the signal where one ended the process.
    package var exitCode: Int32 {
        terminationReason == .uncaughtSignal ? 128 + terminationStatus : terminationStatus
    }
}

/// Reads a pipe to its end on a thread of its own, so that a process never waits for room in it.
private final class Drain: @unchecked Sendable {
    private var data = Data()
    private let done = DispatchSemaphore(value: 0)

    init(_ handle: FileHandle) {
        Thread.detachNewThread { [self] in
            var piece = [UInt8](repeating: 0, count: 65_536)
            // A terminal whose other side is closed ends in an I/O error: that is its end.
            while case let count = read(handle.fileDescriptor, &piece, piece.count), count > 0 {
                data.append(contentsOf: piece[..<count])
            }
            done.signal()
        }
    }

    /// Waits for the end.
    var text: String {
        done.wait()
        defer { done.signal() }
        return String(decoding: data, as: UTF8.self)
    }
}

/// Both sides of a terminal of a given width.
private struct PseudoTerminal {
    let master: FileHandle
    let slave: FileHandle

    init(columns: Int) throws {
        // What posix_openpt, unlockpt and ptsname do; Glibc's module does not show them.
        let descriptor = open("/dev/ptmx", O_RDWR | O_NOCTTY)
        var number: Int32 = 0
        let unlock: UInt = 0x4004_5431
        let askNumber: UInt = 0x8004_5430
        guard descriptor >= 0, ioctl(descriptor, unlock, &number) == 0, ioctl(descriptor, askNumber, &number) == 0
        else {
            throw CocoaError(.fileReadUnknown)
        }
        let other = open("/dev/pts/\(number)", O_RDWR | O_NOCTTY)
        guard other >= 0 else { throw CocoaError(.fileReadUnknown) }
        var size = winsize(ws_row: 50, ws_col: UInt16(columns), ws_xpixel: 0, ws_ypixel: 0)
        _ = ioctl(other, UInt(TIOCSWINSZ), &size)
        master = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        slave = FileHandle(fileDescriptor: other, closeOnDealloc: true)
    }
}
