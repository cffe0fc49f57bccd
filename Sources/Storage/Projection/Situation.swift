/// The state of a server at its newest evidence, and what will follow from it if nothing else is seen: what thousands of
/// servers share. The moments that are a server's own stand in it as `@0`, `@1` …
package final class Situation: Hashable, Sendable {
    /// A follow-up as it stands at the newest evidence.
    package struct Item: Hashable, Sendable {
        /// The threat's name, or `collect`.
        package let threat: String
        /// From 1.
        package let episode: Int
        package let isOpen: Bool
        /// What opened, changed or closed it last: `appeared`, `patched` …
        package let cause: String

        package init(threat: String, episode: Int, isOpen: Bool, cause: String) {
            self.threat = threat
            self.episode = episode
            self.isOpen = isOpen
            self.cause = cause
        }

        /// Whether something is to be done, not only collected.
        package var isWork: Bool { threat != "collect" }
    }

    /// Canonical text: equal situations have equal texts.
    package let content: String
    /// Every follow-up in it, in its order.
    package let items: [Item]
    /// How many of its follow-ups are open; what is only to be collected is left out.
    package let openItems: Int
    /// Of the content, which is long and asked for once per server.
    private let fingerprint: Int

    package init(content: String, items: [Item]) {
        self.content = content
        self.items = items
        openItems = items.count { $0.isOpen && $0.isWork }
        fingerprint = content.hashValue
    }

    package func hash(into hasher: inout Hasher) { hasher.combine(fingerprint) }

    package static func == (a: Situation, b: Situation) -> Bool {
        a === b
            || (a.fingerprint == b.fingerprint && a.content == b.content && a.items == b.items
                && a.openItems == b.openItems)
    }

    var itemText: String {
        items.map { "\($0.threat) \($0.episode) \($0.isOpen ? "open" : "closed") \($0.cause)" }.joined(separator: ";")
    }

    /// As it was kept, whether its columns agree or not.
    init(content: String, itemText: String, openItems: Int) {
        self.content = content
        self.openItems = openItems
        fingerprint = content.hashValue
        items = itemText.split(separator: ";").compactMap { text in
            let words = text.split(separator: " ", omittingEmptySubsequences: false)
            // A threat's name may have blanks in it.
            let end = words.count - 3
            guard end > 0, let episode = Int(words[end]) else { return nil }
            return Item(
                threat: words[..<end].joined(separator: " "), episode: episode, isOpen: words[end + 1] == "open",
                cause: String(words[end + 2]))
        }
    }
}
