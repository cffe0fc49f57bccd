import ArgumentParser
import Roll

/// `muster evidence neutralise`: it can do no more harm.
struct EvidenceNeutralise: MusterCommand {
    static let configuration = CommandConfiguration(
        commandName: "neutralise", abstract: "Say that what was found can do no more harm, and when.",
        usage:
            "muster evidence neutralise ID… -t TENANT [--reason TEXT] [-n]\nmuster evidence neutralise --undo ACT -t TENANT",
        discussion: """
              muster evidence neutralise E-4T9K2M7Q -t fabrikam --reason "shell removed, server rebuilt"

            What lies about (a file, an account) is open again where it is found again later.
            """)

    @OptionGroup var options: JudgementOptions
    @OptionGroup(title: "Care") var care: ActOptions
    @OptionGroup(visibility: .hidden) var global: GlobalOptions

    func run(_ console: Console) throws { try console.judge(.neutralise, options, care, global) }
}
