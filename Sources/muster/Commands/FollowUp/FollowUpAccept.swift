import ArgumentParser
import Inventory
import Roll

/// `muster followup accept`: a risk that is taken for a while.
struct FollowUpAccept: MusterCommand {
    static let configuration = CommandConfiguration(
        commandName: "accept",
        abstract: "Take a risk until a day. Its follow-ups are not open for that long, and come back as expired.",
        discussion: """
              muster followup accept F-4T9K2M --until 2021-12-31 --reason "replaced in December, board 2021-08-18"

            It ends at its day, and at once on a tighter decision, a new CVE, a new exposure or
            evidence of compromise. Evidence cannot be accepted.
            """)

    @OptionGroup(title: "Which") var choice: FollowUpChoice

    @Option(help: ArgumentHelp("The last day.", valueName: "date"), transform: restDay)
    var until: CalendarDay?

    @OptionGroup(title: "What is said of it") var said: ReasonOption

    @OptionGroup(title: "Care") var options: WorkOptions
    @OptionGroup(visibility: .hidden) var global: GlobalOptions

    func run(_ console: Console) throws {
        try console.work(choice, options, global, "accept") {
            guard let until else { throw Complaint(.usage, "until when? --until DATE") }
            guard let reason = said.reason, !reason.isEmpty else {
                throw Complaint(.usage, "why is the risk taken, and by whom? --reason TEXT")
            }
            return .accept(until: until, reason: reason)
        }
    }
}
