import ArgumentParser
import Reporting
import TestSupport
import Testing

@testable import muster

struct HelpTests {
    /// Every command with the words that call it.
    private static let commands: [(words: [String], type: any ParsableCommand.Type)] = {
        func below(_ type: any ParsableCommand.Type, _ words: [String]) -> [([String], any ParsableCommand.Type)] {
            type.configuration.subcommands.flatMap { [(words + [$0.word], $0)] + below($0, words + [$0.word]) }
        }
        return below(Muster.self, [])
    }()

    @Test func `says for every command what it does, how it is called, and gives an example`() throws {
        for (words, type) in Self.commands {
            let page = try #require(try HelpPage(asked: words + ["--help"])).text
            #expect(page.hasPrefix(type.configuration.abstract.prefix(20)), "\(words)")
            #expect(page.contains("\nusage: muster \(words.joined(separator: " "))"), "\(words)")
            #expect(!page.contains("USAGE"), "\(words)")
            #expect(page.split(separator: "\n").allSatisfy { DisplayWidth.of($0) <= 100 }, "\(words)")
            if !(type is any CommandList.Type) {
                #expect(page.contains("\n  muster \(words.joined(separator: " "))"), "\(words) has no example")
            }
        }
    }

    @Test func `gives the same page for help WORDS and WORDS --help`() throws {
        for (words, _) in Self.commands {
            #expect(try HelpPage(asked: ["help"] + words)?.text == HelpPage(asked: words + ["-h"])?.text)
        }
    }

    @Test func `documents the options of import under what they are for`() throws {
        let page = try #require(try HelpPage(asked: ["help", "import"])).text
        for option in [
            "--as", "--format", "--mapping", "--map", "--save-mapping", "--source", "--encoding", "--dates",
            "--seen-at", "--vantage", "--coverage",
            "--targets",
            "-n, --dry-run", "--max-rejects", "--rejects", "--accept-shrink", "--create-tenants",
        ] {
            #expect(page.contains("\n  \(option)"), "\(option)")
        }
        for title in ["\nWhat it is\n", "\nWhat it says\n", "\nCare\n"] { #expect(page.contains(title)) }
    }

    @Test(arguments: [
        (["folowup"], "muster has no command \"folowup\"; did you mean followup?"),
        (["tenant", "lst"], "muster tenant has no command \"lst\"; did you mean list?"),
        (["db"], "muster db needs a command: init, check, rebuild"),
        (["followup", "list", "--by", "planet"], "the value \"planet\" is invalid for \"--by <what>\""),
        (["followup", "list", "--as-of", "2021-02-30"], "the value \"2021-02-30\" is invalid for \"--as-of <date>\""),
    ])
    func `refuses what it cannot read, with the word that was meant`(words: [String], what: String) throws {
        let result = try MusterProcess().run(words)
        #expect(result.exitCode == 64)
        #expect(result.output == "")
        #expect(result.errors.hasPrefix("error: \(what)"), "\(result.errors)")
        #expect(result.errors.contains("\nnext: muster"))
    }
}
