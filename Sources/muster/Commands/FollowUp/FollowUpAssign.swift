import ArgumentParser
import Inventory
import Roll

/// `muster followup assign`: who works on them.
struct FollowUpAssign: MusterCommand {
    static let configuration = CommandConfiguration(
        commandName: "assign", abstract: "Say who works on follow-ups.",
        discussion: """
              muster followup assign F-4T9K2M --to jane
              muster followup assign --threat ProxyShell --owner none --to jane -t fabrikam -n
              muster followup assign F-4T9K2M --to nobody
            """)

    @OptionGroup(title: "Which") var choice: FollowUpChoice

    @Option(help: ArgumentHelp("Who; nobody takes them from whoever has them.", valueName: "name"))
    var to: String?

    @OptionGroup(title: "Care") var options: WorkOptions
    @OptionGroup(visibility: .hidden) var global: GlobalOptions

    func run(_ console: Console) throws {
        try console.work(choice, options, global, "assign") {
            guard let to, !to.isEmpty else { throw Complaint(.usage, "to whom? --to NAME") }
            return .assign(to == "nobody" ? nil : to)
        }
    }
}
