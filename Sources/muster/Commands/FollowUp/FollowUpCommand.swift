import ArgumentParser

/// `muster followup`: who must act next.
struct FollowUpCommand: CommandList {
    static let configuration = CommandConfiguration(
        commandName: "followup", abstract: "The servers that somebody must act on, the worst first, and why.",
        subcommands: [
            FollowUpListCommand.self, FollowUpShow.self, FollowUpAssign.self, FollowUpSnooze.self, FollowUpAccept.self,
            FollowUpClose.self,
            FollowUpReopen.self, FollowUpNote.self, FollowUpApply.self, FollowUpHandout.self, FollowUpTicket.self,
        ])
}
