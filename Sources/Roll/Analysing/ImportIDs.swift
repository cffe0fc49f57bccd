import Inventory

/// The ids by which analysts see imports: `I-7KQ2M9`. Unlike the ledger's numbers they tell nothing of how much is taken
/// in from others.
package struct ImportIDs: Sendable {
    private let ids: FollowUpIDs

    /// - Parameter key: the store's.
    package init(key: [UInt8]) { ids = FollowUpIDs(key: key + Array("import".utf8)) }

    package func id(_ number: Int) -> String { "I" + ids.id(number).description.dropFirst() }

    /// The number of an import, from its id or as it stands in the ledger; nil for anything else.
    package func number(_ text: String) -> Int? {
        if let number = Int(text) { return number }
        let text = text.uppercased()
        guard text.hasPrefix("I-"), let id = FollowUpID("F-" + text.dropFirst(2)) else { return nil }
        return ids.number(id)
    }
}
