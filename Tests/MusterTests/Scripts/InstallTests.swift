import Foundation
import TestSupport
import Testing

/// What `make demo` and `make test` say on a machine that lacks the development packages. A PATH of our own stands in for
/// that machine, so that nothing is ever installed here.
struct InstallTests {
    private let machine: TemporaryFolder

    init() throws {
        machine = try TemporaryFolder()
        try machine.write("", to: "include/archive.h")
        try machine.write("", to: "include/csv.h")
        try machine.write("", to: "include/xlsxwriter.h")
        try program("swift", "exit 0")
        for name in ["bash", "id", "mktemp", "rm", "tail", "printf", "env"] { try link(name) }
    }

    @Test func `installs what is missing and nothing else, and says so`() throws {
        try program("id", "echo 0")
        try program("apt-get", "echo \"$*\" >> \"$LOG\"")
        let result = try run()
        #expect(result.exitCode == 0)
        #expect(
            result.errors == """
                muster: installing by apt-get: libsqlite3-dev libssl-dev
                muster: installed: libsqlite3-dev libssl-dev

                """)
        #expect(
            try machine.read("log") == """
                update
                install -y --no-install-recommends libsqlite3-dev libssl-dev

                """)
    }

    @Test func `does nothing where nothing is missing`() throws {
        try machine.write("", to: "include/sqlite3.h")
        try machine.write("", to: "include/openssl/sha.h")
        let result = try run()
        #expect(result.exitCode == 0)
        #expect(result.errors == "")
    }

    @Test func `uses sudo where the user is not root`() throws {
        try program("id", "echo 1000")
        try program("apt-get", "echo \"$*\" >> \"$LOG\"")
        try program("sudo", "echo sudo >> \"$LOG\"; exec \"$@\"")
        #expect(try run().exitCode == 0)
        #expect(try machine.read("log").hasPrefix("sudo\nupdate\nsudo\ninstall "))
    }

    @Test func `gives the command to run by hand where it may not install`() throws {
        try program("id", "echo 1000")
        try program("apt-get", "exit 0")
        let result = try run()
        #expect(result.exitCode == 1)
        #expect(result.errors.contains("apt-get update && apt-get install -y libsqlite3-dev libssl-dev"))
    }

    @Test func `gives the command to run by hand where apt-get fails, and its last words`() throws {
        try program("id", "echo 0")
        try program("apt-get", "echo 'no network'; exit 100")
        let result = try run()
        #expect(result.exitCode == 1)
        #expect(result.errors.contains("no network"))
        #expect(result.errors.contains("apt-get update && apt-get install -y libsqlite3-dev libssl-dev"))
    }

    @Test func `names what is missing where there is no apt-get`() throws {
        let result = try run()
        #expect(result.exitCode == 1)
        #expect(result.errors.contains("libsqlite3-dev libssl-dev"))
        #expect(result.errors.contains("no apt-get here"))
    }

    private func run() throws -> MusterResult {
        try Checkout.run(
            machine.path(of: "bin/bash"), Checkout.path(of: "Scripts/install-missing"),
            environment: [
                "PATH": machine.path(of: "bin"), "MUSTER_INCLUDE_DIRS": machine.path(of: "include"),
                "LOG": machine.path(of: "log"),
            ])
    }

    private func program(_ name: String, _ script: String) throws {
        let path = machine.path(of: "bin/" + name)
        try? FileManager.default.removeItem(atPath: path)
        try machine.write("#!/bin/bash\n\(script)\n", to: "bin/" + name)
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
    }

    private func link(_ name: String) throws {
        try FileManager.default.createSymbolicLink(
            atPath: machine.path(of: "bin/" + name), withDestinationPath: "/usr/bin/" + name)
    }
}
