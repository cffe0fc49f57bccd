import ArgumentParser

@main
struct Muster: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "muster")
}
