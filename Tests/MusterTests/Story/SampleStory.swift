import Foundation
import Intake
import Inventory
import TestSupport

@testable import muster

/// The sample data in a database of its own.
struct SampleStory {
    /// The days that SampleData/README.md works out by hand.
    static let days = ["2021-07-02", "2021-07-23", "2021-08-20", "2021-09-17"]

    /// The files in the order in which they came; played once for all tests that only read.
    static let played = Result { try SampleStory(.asTheyCame) }

    let muster: MusterProcess

    /// Plays the files as the demo does, by the command; in another order by the command's own parts in this process,
    /// which reads what is known of Exchange but once.
    init(_ order: ImportOrder) throws {
        muster = try MusterProcess()
        let lines = try order.list()
        if case .asTheyCame = order {
            try play(lines)
        } else {
            try play([])
            try takeIn(lines)
        }
    }

    private func play(_ lines: [String]) throws {
        let list = try muster.folder.write(lines.map { $0 + "\n" }.joined(), to: "imports.txt")
        let result = try Checkout.run(
            "SampleData/play.sh", "-q", list,
            environment: ["MUSTER": try MusterProcess.executable(), "MUSTER_DB": muster.database])
        guard result.exitCode == 0 else { throw Failure(description: result.errors) }
    }

    private func takeIn(_ lines: [String]) throws {
        var opened: OpenRoll?
        for line in lines {
            var words = line.split(separator: " ").map(String.init)
            words[0] = Checkout.path(of: "SampleData/" + words[0])
            let command = try ImportCommand.parse(words + ["--db", muster.database, "-q"])
            let roll = try opened ?? command.global.open(.write)
            opened = roll
            let door = try ImportDoor(command: command, roll: roll.roll, now: .now)
            for input in try SourceFile.inputs(path: words[0]) {
                _ = try door.take(door.open(input), rejectsTo: .nowhere, Progress("", quiet: true))
            }
        }
    }

    private init(copyOf other: SampleStory) throws {
        muster = try MusterProcess()
        try FileManager.default.copyItem(atPath: other.muster.database, toPath: muster.database)
    }

    /// The same database once more, for a test that changes it.
    func copy() throws -> SampleStory { try SampleStory(copyOf: self) }

    struct Failure: Error, CustomStringConvertible { let description: String }

    /// What a command prints as CSV; throws where it does not end well.
    func table(_ arguments: String...) throws -> CSVTable {
        let result = try muster.run(arguments + ["-o", "csv", "--limit", "0"])
        guard result.exitCode == 0 else {
            throw Failure(
                description: "\(arguments.joined(separator: " ")) ended with \(result.exitCode): \(result.errors)")
        }
        return CSVTable(result.output)
    }

    /// The list of a day by threat, without ids, which differ from database to database.
    func list(on day: String) throws -> [String] {
        let table = try table("followup", "list", "--by", "threat", "--as-of", day)
        return table.lines(table.header.filter { $0 != "id" })
    }
}

/// An order of taking the sample's files in.
enum ImportOrder: CustomStringConvertible, Sendable {
    case asTheyCame
    case reversed
    case shuffled(seed: UInt64)

    /// Three orders by chance, new ones on every run. A failing one is seen again with MUSTER_TEST_SEED set to its seed.
    static let byChance: [ImportOrder] = {
        if let seed = ProcessInfo.processInfo.environment["MUSTER_TEST_SEED"].flatMap(UInt64.init) {
            return [.shuffled(seed: seed)]
        }
        return (0..<3).map { _ in .shuffled(seed: .random(in: 1...999_999)) }
    }()

    var description: String {
        switch self {
        case .asTheyCame: "as they came"
        case .reversed: "reversed"
        case .shuffled(let seed): "shuffled with seed \(seed)"
        }
    }

    func list() throws -> [String] {
        let text = try String(contentsOfFile: Checkout.path(of: "SampleData/imports.txt"), encoding: .utf8)
        let files = text.split(separator: "\n").map(String.init).filter { !$0.hasPrefix("#") }
        switch self {
        case .asTheyCame: return files
        case .reversed: return files.reversed()
        case .shuffled(let seed):
            var dice = Dice(state: seed)
            return files.shuffled(using: &dice)
        }
    }
}

/// Repeatable chance: SplitMix64.
struct Dice: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var z = state
        z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
        return z ^ (z >> 31)
    }
}
