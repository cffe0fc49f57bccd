import ArgumentParser
import Roll

/// `muster evidence contain`: it was kept from spreading.
struct EvidenceContain: MusterCommand {
    static let configuration = CommandConfiguration(
        commandName: "contain", abstract: "Say that a compromise was kept from spreading, and when.",
        usage:
            "muster evidence contain ID… -t TENANT [--reason TEXT] [-n]\nmuster evidence contain --undo ACT -t TENANT",
        discussion: """
              muster evidence contain E-4T9K2M7Q -t fabrikam --at 2021-08-20T14:00Z --reason "host isolated"
            """)

    @OptionGroup var options: JudgementOptions
    @OptionGroup(title: "Care") var care: ActOptions
    @OptionGroup(visibility: .hidden) var global: GlobalOptions

    func run(_ console: Console) throws { try console.judge(.contain, options, care, global) }
}
