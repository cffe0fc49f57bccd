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
        /// Speaks of Exchange without saying what of it: "Exchange", "MS Exchange". A version beside it is Exchange's.
        case perhapsServer
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
            let kind = classify(text)
            if memory.products.count >= TextReader.limit { memory.products.removeAll() }
            memory.products[text] = kind
            return kind
        }
    }

    private func classify(_ text: String) -> ProductKind {
        if knowledge.isNoServer(productText: text) { return .noServer }
        if knowledge.isExchangeServer(productText: text) == true { return .exchangeServer }
        return text.lowercased().contains("exchange") ? .perhapsServer : .other
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
