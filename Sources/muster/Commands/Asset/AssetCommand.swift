import ArgumentParser

/// `muster asset`: the machines.
struct AssetCommand: CommandList {
    static let configuration = CommandConfiguration(
        commandName: "asset", abstract: "The machines: what we know of them, and who said so.",
        subcommands: [
            AssetList.self, AssetShow.self, AssetExplain.self, AssetSet.self, AssetMerge.self, AssetSplit.self,
            AssetRetire.self, AssetTimelineCommand.self, AssetRetire.self,
        ])
}
