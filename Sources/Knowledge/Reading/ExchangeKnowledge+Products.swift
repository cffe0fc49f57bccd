import Inventory

extension ExchangeKnowledge {
    /// Whether a product's name is that of an Exchange server: false for what belongs to Exchange and is no server
    /// (management tools, Exchange Online, phones), nil for a name that says neither.
    package func isExchangeServer(productText text: String) -> Bool? {
        if isNoServer(productText: text) { return false }
        if read(text) != nil { return true }
        let words = FoldedText(text).words
        return words.contains("exchange") && words.contains("server") ? true : nil
    }

    /// Whether a product's name is that of something around Exchange that is no server.
    package func isNoServer(productText text: String) -> Bool {
        let folded = FoldedText(text)
        let name = NameReader(folded)
        guard name.namesNoServer else { return false }
        return name.saysExchange || folded.words.contains("activesync") || folded.words.contains("outlook")
    }
}
