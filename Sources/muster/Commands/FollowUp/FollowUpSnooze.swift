import ArgumentParser
import Inventory
import Roll

/// `muster followup snooze`: not to be shown for a while.
struct FollowUpSnooze: MusterCommand {
    static let configuration = CommandConfiguration(
        commandName: "snooze",
        abstract: "Leave follow-ups out of the list until a day. They stay open and are counted.",
        discussion: """
              muster followup snooze F-4T9K2M --until 2021-09-10 --reason "the customer patches that night"

            A snooze ends at its day, and at once on a tighter decision, a new CVE, a new exposure or
            evidence of compromise.
            """)

    @OptionGroup(title: "Which") var choice: FollowUpChoice

    @Option(help: ArgumentHelp("The last day.", valueName: "date"), transform: restDay)
    var until: CalendarDay?

    @OptionGroup(title: "What is said of it") var said: ReasonOption

    @OptionGroup(title: "Care") var options: WorkOptions
    @OptionGroup(visibility: .hidden) var global: GlobalOptions

    func run(_ console: Console) throws {
        try console.work(choice, options, global, "snooze") {
            guard let until else { throw Complaint(.usage, "until when? --until DATE") }
            return .snooze(until: until, reason: said.reason)
        }
    }
}
