import ArgumentParser
import Inventory
import Roll

/// `muster followup close`: their reasons have ended.
struct FollowUpClose: MusterCommand {
    static let configuration = CommandConfiguration(
        commandName: "close", abstract: "Say that the reasons of follow-ups have ended, before any source says so.",
        discussion: """
              muster followup close F-4T9K2M --cause patched --reason "installed by phone with Jörg, 2021-08-16"

            It is open again as soon as a source sees that it still is, and on a tighter decision, a
            new CVE, a new exposure or evidence. A check that is owed, and evidence, close by their
            own commands: check record, evidence neutralise.
            """)

    @OptionGroup(title: "Which") var choice: FollowUpChoice

    @Option(help: ArgumentHelp("patched, retired, corrected or remediated.", valueName: "cause"))
    var cause: String?

    @OptionGroup(title: "What is said of it") var said: ReasonOption

    @OptionGroup(title: "Care") var options: WorkOptions
    @OptionGroup(visibility: .hidden) var global: GlobalOptions

    func run(_ console: Console) throws {
        try console.work(choice, options, global, "close") {
            guard let cause, WorkWish.causes.contains(cause) else {
                throw Complaint(.usage, "why is it over? --cause \(WorkWish.causes.joined(separator: ", "))")
            }
            guard let reason = said.reason, !reason.isEmpty else {
                throw Complaint(.usage, "how do you know? --reason TEXT")
            }
            return .close(cause: cause, reason: reason)
        }
    }
}
