import Knowledge

/// Where the data of the program lie that are no knowledge: beside the knowledge's folder, as installed or in a checkout.
enum ShareFolder {
    /// - Parameters:
    ///   - installed: the folder's name in `share/muster`.
    ///   - checkout: its place in a checkout.
    static func path(_ installed: String, checkout: String) throws -> String {
        let knowledge = try ExchangeKnowledge.locate()
        if let root = knowledge.range(of: "/Sources/Knowledge/Data").map({ String(knowledge[..<$0.lowerBound]) }) {
            return root + "/" + checkout
        }
        let parent = knowledge.lastIndex(of: "/").map { String(knowledge[..<$0]) } ?? "."
        return parent + "/" + installed
    }
}
