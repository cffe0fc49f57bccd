import ArgumentParser
import Inventory
import Roll

/// `muster followup reopen`: what rested is open again.
struct FollowUpReopen: MusterCommand {
    static let configuration = CommandConfiguration(
        commandName: "reopen", abstract: "End a snooze, an acceptance or a closing by hand.",
        discussion: """
              muster followup reopen F-4T9K2M --reason "the patch was taken off again"
            """)

    @OptionGroup(title: "Which") var choice: FollowUpChoice

    @OptionGroup(title: "What is said of it") var said: ReasonOption

    @OptionGroup(title: "Care") var options: WorkOptions
    @OptionGroup(visibility: .hidden) var global: GlobalOptions

    func run(_ console: Console) throws {
        try console.work(choice, options, global, "reopen") {
            .reopen(reason: said.reason)
        }
    }
}
