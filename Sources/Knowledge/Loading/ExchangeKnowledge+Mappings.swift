extension ExchangeKnowledge {
    /// The folder of the mappings that come with the program: `mappings` beside `knowledge` where that is installed,
    /// `Mappings` beside `Data` in a checkout.
    ///
    /// Throws as `locate`.
    package static func locateMappings() throws -> String {
        let folder = try locate()
        let parent = folder.lastIndex(of: "/").map { String(folder[..<$0]) } ?? "."
        return parent + (folder.hasSuffix("/Data") ? "/Mappings" : "/mappings")
    }
}
