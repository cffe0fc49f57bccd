import ArgumentParser
import Roll

/// `muster evidence confirm`: it is a compromise.
struct EvidenceConfirm: MusterCommand {
    static let configuration = CommandConfiguration(
        commandName: "confirm", abstract: "Say that evidence is a compromise.",
        usage:
            "muster evidence confirm ID… -t TENANT [--reason TEXT] [-n]\nmuster evidence confirm --undo ACT -t TENANT",
        discussion: """
              muster evidence confirm E-4T9K2M7Q -t fabrikam --reason "answers to cmd=, seen in the IIS log"

            All follow-ups of the server are due now; no patch and no acceptance closes them.
            """)

    @OptionGroup var options: JudgementOptions
    @OptionGroup(title: "Care") var care: ActOptions
    @OptionGroup(visibility: .hidden) var global: GlobalOptions

    func run(_ console: Console) throws { try console.judge(.confirm, options, care, global) }
}
