import ArgumentParser
import Roll

/// `muster evidence dismiss`: it is none.
struct EvidenceDismiss: MusterCommand {
    static let configuration = CommandConfiguration(
        commandName: "dismiss", abstract: "Say that evidence is none, and why.",
        usage:
            "muster evidence dismiss ID… -t TENANT [--reason TEXT] [-n]\nmuster evidence dismiss --undo ACT -t TENANT",
        discussion: """
              muster evidence dismiss E-4T9K2M7Q -t fabrikam --reason "the customer's own health page"

            The same thing found again stays dismissed. A feed's tag says nothing of what was found:
            seen again after it was dismissed, it is open again.
            """)

    @OptionGroup var options: JudgementOptions
    @OptionGroup(title: "Care") var care: ActOptions
    @OptionGroup(visibility: .hidden) var global: GlobalOptions

    func run(_ console: Console) throws { try console.judge(.dismiss, options, care, global) }
}
