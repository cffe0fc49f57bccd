import Inventory

/// Finds the mapping that a table is read by, from its header.
struct MappingChoice {
    let header: [String]
    let options: IntakeOptions

    private var keys: Set<String> { Set(header.map { HeaderSynonyms.key($0) }) }

    /// The mapping whose header fits best: one for this tenant and source first, then any of the team's own, then one
    /// that names more headers. Nil where none fits. Throws a `Complaint` (65) where two fit equally.
    func best(file: String) throws -> Mapping? {
        let fitting = options.mappings.filter { whyNot($0) == nil }
        guard let best = fitting.max(by: { weight($0).lexicographicallyPrecedes(weight($1)) }) else { return nil }
        let equal = fitting.filter { weight($0) == weight(best) }
        if equal.count == 1 { return best }
        let names = equal.map(\.name).sorted()
        throw Complaint(
            .badData, "\(names.count) mappings fit this header equally; nothing was changed", file: file,
            facts: equal.sorted { $0.name < $1.name }.map { "\($0.name): \($0.title) (\($0.path))" },
            next: names.map { "add --mapping \($0)" })
    }

    /// Why a mapping does not fit this file; nil where it does.
    func whyNot(_ mapping: Mapping) -> String? {
        if let tenant = mapping.tenant, tenant != options.tenant {
            return "it is for tenant \(tenant) (-t \(tenant))"
        }
        if let source = mapping.source, let said = options.source, said != source {
            return "it is for source \(source)"
        }
        if let kind = options.kind, kind != mapping.kind {
            return "it reads an \(mapping.kind.rawValue)"
        }
        let keys = keys
        let missing = mapping.required.filter { !keys.contains(HeaderSynonyms.key($0)) }
        if !missing.isEmpty { return "the header lacks \(missing.map { "\"\($0)\"" }.joined(separator: ", "))" }
        if !mapping.anyOf.isEmpty, !mapping.anyOf.contains(where: { keys.contains(HeaderSynonyms.key($0)) }) {
            return "the header has none of \(mapping.anyOf.map { "\"\($0)\"" }.joined(separator: ", "))"
        }
        return nil
    }

    /// What proves that a mapping fits: `the header has "Plugin ID", "Host" and 2 more`.
    func proof(_ mapping: Mapping) -> String {
        let keys = keys
        let named = mapping.required + mapping.anyOf.filter { keys.contains(HeaderSynonyms.key($0)) }
        let shown = named.prefix(3).map { "\"\($0)\"" }.joined(separator: ", ")
        return "the header has \(shown)" + (named.count > 3 ? " and \(named.count - 3) more" : "")
    }

    private func weight(_ mapping: Mapping) -> [Int] {
        let isOfSource = mapping.source != nil && mapping.source == options.source
        return [
            mapping.tenant == nil ? 0 : 1, isOfSource ? 1 : 0, mapping.origin == .own ? 1 : 0, mapping.required.count,
            mapping.anyOf.count { keys.contains(HeaderSynonyms.key($0)) },
        ]
    }
}

extension SourceFile {
    /// Why an import of this file would not be read by a mapping of `options.mappings` by itself; nil where it would.
    package func whyNotChosen(_ mapping: Mapping, options: IntakeOptions) -> String? {
        let choice = MappingChoice(header: recognition.columns.map(\.header), options: options)
        if let why = choice.whyNot(mapping) { return why }
        do {
            let chosen = try recognised(options)
            return chosen.mapping?.path == mapping.path ? nil : "it is read as \(chosen.recognition.kind.value)"
        } catch let complaint as Complaint {
            return complaint.what
        } catch {
            return "\(error)"
        }
    }
}
