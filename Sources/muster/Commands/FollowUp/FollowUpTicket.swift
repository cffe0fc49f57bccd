import ArgumentParser
import Inventory
import Roll

/// `muster followup ticket`: their number in a ticket system.
struct FollowUpTicket: MusterCommand {
    static let configuration = CommandConfiguration(
        commandName: "ticket", abstract: "Note under which number follow-ups stand in a ticket system.",
        discussion: """
              muster followup ticket F-4T9K2M --ref INC0012345
              muster followup ticket F-4T9K2M --ref none
            """)

    @OptionGroup(title: "Which") var choice: FollowUpChoice

    @Option(help: ArgumentHelp("The number there; none takes it away.", valueName: "ticket"))
    var ref: String?

    @OptionGroup(title: "Care") var options: WorkOptions
    @OptionGroup(visibility: .hidden) var global: GlobalOptions

    func run(_ console: Console) throws {
        try console.work(choice, options, global, "ticket") {
            guard let ref, !ref.isEmpty else { throw Complaint(.usage, "which ticket? --ref NUMBER") }
            return .ticket(ref == "none" ? nil : ref)
        }
    }
}
