import ArgumentParser

/// `muster threat`: named families of flaws, and flaws that have no name yet.
struct ThreatCommand: CommandList {
    static let configuration = CommandConfiguration(
        commandName: "threat",
        abstract: "The threats, how each stands over all customers, and the drill for a new one.",
        subcommands: [ThreatList.self, ThreatShow.self, ThreatDrill.self])
}
