import ArgumentParser

/// `muster tenant`: the customers, and what belongs to them.
struct TenantCommand: CommandList {
    static let configuration = CommandConfiguration(
        commandName: "tenant",
        abstract: "The customers: who they are, what belongs to them, how old what we know of them is.",
        subcommands: [
            TenantAdd.self, TenantList.self, TenantShow.self, TenantEditCommand.self, TenantRename.self,
            TenantArchive.self, TenantMerge.self, TenantExtract.self,
        ])
}
