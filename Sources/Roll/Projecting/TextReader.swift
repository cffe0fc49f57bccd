import Inventory
import Knowledge
import Synchronization

/// Reads texts about products and versions by the knowledge, each different text once: an estate has few of them.
final class TextReader: Sendable {
    let knowledge: ExchangeKnowledge

    /// What a product's name says.
    enum ProductKind: Sendable {
        case exchangeServer
        /// Belongs to Exchange and is no server: management tools, Exchange Online, phones.
        case noServer
        case other
    }

    private struct Memory {
        var products: [String: ProductKind] = [:]
        var builds: [Field: [String: BuildEvidence?]] = [:]
    }

    private let memory = Mutex(Memory())
    private static let limit = 10_000

    init(_ knowledge: ExchangeKnowledge) { self.knowledge = knowledge }

    func product(_ text: String) -> ProductKind {
        memory.withLock { memory in
            if let known = memory.products[text] { return known }
            let kind: ProductKind =
                knowledge.isNoServer(productText: text)
                ? .noServer : knowledge.isExchangeServer(productText: text) == true ? .exchangeServer : .other
            if memory.products.count >= TextReader.limit { memory.products.removeAll() }
            memory.products[text] = kind
            return kind
        }
    }

    /// What a version's text proves, by the field it stands in.
    func evidence(_ text: String, as field: Field) -> BuildEvidence? {
        memory.withLock { memory in
            if let known = memory.builds[field]?[text] { return known }
            let evidence = knowledge.evidence(text, as: field)
            if (memory.builds[field]?.count ?? 0) >= TextReader.limit { memory.builds[field] = [:] }
            memory.builds[field, default: [:]][text] = .some(evidence)
            return evidence
        }
    }
}
