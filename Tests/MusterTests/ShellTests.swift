import Reporting
import TestSupport
import Testing

@testable import muster

struct ShellTests {
    @Test func `prints the front page, with every command that there is`() throws {
        let muster = try MusterProcess()
        for arguments in [[], ["--help"], ["-h"], ["help"]] {
            let result = try muster.run(arguments)
            #expect(result.exitCode == 0)
            #expect(result.errors == "")
            #expect(result.output.hasPrefix("muster keeps the roll of your customers' Exchange servers"))
            for command in Muster.configuration.subcommands {
                #expect(result.output.contains("\n  \(command.word)"))
            }
            #expect(result.output.split(separator: "\n").allSatisfy { DisplayWidth.of($0) <= 100 })
        }
    }

    @Test func `prints its version`() throws {
        let result = try MusterProcess()("--version")
        #expect(result.exitCode == 0)
        #expect(result.output == "muster \(Muster.version)\n")
    }

    @Test func `explains every exit code`() throws {
        let result = try MusterProcess()("help", "exit-codes")
        #expect(result.exitCode == 0)
        for code in [0, 1, 3, 64, 65, 66, 70, 73, 75, 77, 78, 124, 130] {
            #expect(result.output.contains("\n" + String(repeating: " ", count: 5 - "\(code)".count) + "\(code)   "))
        }
    }

    @Test func `has a page about formats`() throws {
        let result = try MusterProcess()("help", "formats")
        #expect(result.exitCode == 0)
        #expect(result.output.contains("nmap"))
    }

    @Test func `does not know every page`() throws {
        let result = try MusterProcess()("help", "exit-cods")
        #expect(result.exitCode == 64)
        #expect(result.output == "")
        #expect(result.errors.hasPrefix("error: no help for \"exit-cods\"; did you mean exit-codes?\n"))
    }

    @Test func `refuses an unknown option in the shape of all errors`() throws {
        let result = try MusterProcess()("--colour")
        #expect(result.exitCode == 64)
        #expect(result.errors == "error: unknown option \"--colour\"\nnext: muster --help\n")
    }

    @Test func `ends with 73 when its output cannot be written`() throws {
        let muster = try MusterProcess()
        let executable = try MusterProcess.executable()
        let process = try muster.make([])
        process.executableURL = .init(fileURLWithPath: "/bin/sh")
        process.arguments = ["-c", "'\(executable)' --help > /dev/full"]
        try process.run()
        process.waitUntilExit()
        #expect(process.exitCode == 73)
    }

    @Test func `colours on a terminal only, and not where NO_COLOR is set`() throws {
        var muster = try MusterProcess()
        #expect(try muster.onTerminal(columns: 100, "--colour").output.hasPrefix("\u{1b}[31merror:\u{1b}[0m"))
        #expect(try muster.onTerminal(columns: 100, "--colour", "--no-color").output.hasPrefix("error:"))
        muster.environment["NO_COLOR"] = "1"
        #expect(try muster.onTerminal(columns: 100, "--colour").output.hasPrefix("error:"))
    }
}
