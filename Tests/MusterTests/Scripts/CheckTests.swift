import Foundation
import TestSupport
import Testing

/// Every part of `make check` can fail: a fault is planted in a copy, and the part names it.
struct CheckTests {
    /// A copy of what the checks look at, so that a fault can be planted.
    private let copy: TemporaryFolder

    init() throws {
        copy = try TemporaryFolder()
        for name in ["Sources", "Scripts", "Package.swift", ".swift-format", "README.md"] {
            try FileManager.default.copyItem(atPath: Checkout.path(of: name), toPath: copy.path(of: name))
        }
        try FileManager.default.createDirectory(atPath: copy.path(of: "Tests"), withIntermediateDirectories: true)
    }

    @Test func `our own imports run downwards`() throws {
        let result = try Checkout.run("Scripts/check-imports", copy.path, in: copy.path)
        #expect(result.errors == "")
        #expect(result.exitCode == 0)
    }

    @Test(arguments: [
        ("Inventory", "import Knowledge"),
        ("Intake", "@testable import Roll"),
        ("Assessment", "package import Storage"),
        ("Reporting", "import struct GRDB.Row"),
        ("Roll", "@preconcurrency internal import GRDB // in haste"),
        ("Storage", "import Inventory; import Knowledge"),
        ("Knowledge", "/* two\nlines */ import Intake"),
        ("Elsewhere", "import Inventory"),
    ])
    func `an import upwards, sideways or of a stranger is named`(module: String, code: String) throws {
        try copy.write(code + "\n", to: "Sources/\(module)/Planted.swift")
        let result = try Checkout.run("Scripts/check-imports", copy.path, in: copy.path)
        #expect(result.exitCode == 1)
        #expect(result.errors.contains("Sources/\(module)/Planted.swift:"))
    }

    @Test(arguments: [
        ("Roll", "// import GRDB"),
        ("Roll", "/*\nimport GRDB\n*/"),
        ("Roll", "let help = \"\"\"\n    import hosts\n    \"\"\""),
        ("Storage", "package import GRDB"),
        ("muster", "import Roll\nimport Intake\nimport ArgumentParser"),
    ])
    func `what is allowed, or is no import, passes`(module: String, code: String) throws {
        try copy.write(code + "\n", to: "Sources/\(module)/Planted.swift")
        let result = try Checkout.run("Scripts/check-imports", copy.path, in: copy.path)
        #expect(result.errors == "")
        #expect(result.exitCode == 0)
    }

    @Test func `a file that is not formatted is named`() throws {
        try copy.write("let  crooked = 1 ;\n", to: "Sources/Inventory/Planted.swift")
        let result = try Checkout.run("Scripts/check-format", copy.path, in: copy.path)
        #expect(result.exitCode != 0)
        #expect(result.errors.contains("Sources/Inventory/Planted.swift:1:"))
    }

    @Test func `a command that is missing in the README is named, and so is one that does not exist`() throws {
        let program = try MusterProcess.executable()
        let readme = try copy.read("README.md")
        let without = readme.components(separatedBy: "\n").filter { !$0.hasPrefix("| `muster build explain ") }
        #expect(without.count < readme.components(separatedBy: "\n").count)
        try copy.write(without.joined(separator: "\n"), to: "README.md")
        let missing = try Checkout.run("Scripts/check-readme", program, copy.path(of: "README.md"))
        #expect(missing.exitCode == 1)
        #expect(missing.errors.contains("\"muster build explain\" is missing"))

        let row = "| `muster build explain BUILD…` |"
        let invented = readme.replacingOccurrences(of: row, with: "| `muster build guess BUILD…` | |\n" + row)
        try copy.write(invented, to: "README.md")
        let stranger = try Checkout.run("Scripts/check-readme", program, copy.path(of: "README.md"))
        #expect(stranger.exitCode == 1)
        #expect(stranger.errors.contains("names \"muster build guess\""))
    }

    @Test func `the README names every command that there is`() throws {
        let result = try Checkout.run("Scripts/check-readme", try MusterProcess.executable())
        #expect(result.errors == "")
        #expect(result.exitCode == 0)
    }
}
