import ArgumentParser
import Inventory
import Roll

/// `muster followup note`: a word in their history.
struct FollowUpNote: MusterCommand {
    static let configuration = CommandConfiguration(
        commandName: "note", abstract: "Write a word into the history of follow-ups.",
        discussion: """
              muster followup note F-4T9K2M --text "customer patches on 2021-09-10, check before that"
            """)

    @OptionGroup(title: "Which") var choice: FollowUpChoice

    @Option(help: ArgumentHelp("What is to be remembered.", valueName: "text"))
    var text: String?

    @OptionGroup(title: "Care") var options: WorkOptions
    @OptionGroup(visibility: .hidden) var global: GlobalOptions

    func run(_ console: Console) throws {
        try console.work(choice, options, global, "note") {
            guard let text, !text.isEmpty else { throw Complaint(.usage, "what is to be noted? --text TEXT") }
            return .note(text)
        }
    }
}
