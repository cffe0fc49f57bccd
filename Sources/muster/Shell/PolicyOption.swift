import ArgumentParser
import Inventory
import Knowledge

/// By which published table decisions are made.
struct PolicyOption: ParsableArguments {
    @Option(help: ArgumentHelp("bod or ssvc: the table that decides; else CISA's BOD 26-04.", valueName: "table"))
    var policy: String?

    /// As the knowledge names it, or as it was typed.
    var name: String { policy ?? ExchangeKnowledge.defaultPolicy }

    /// Whether it is another one than what is kept was decided by.
    var isUnusual: Bool { policy.map { !ExchangeKnowledge.defaultPolicy.hasPrefix($0) } ?? false }
}
