import Inventory

/// Reading of names: `Exchange 2016 CU21 Jul21SU`, `Microsoft Exchange Server 2019 Cumulative Update 10`, a CPE.
extension ExchangeKnowledge {
    /// What a name proves; nil where it names no Exchange server.
    func evidence(named folded: FoldedText) -> BuildEvidence? {
        var name = NameReader(folded)
        guard !name.namesNoServer, let productName = name.product(), let product = product(named: productName) else {
            return nil
        }
        let level = name.level()
        let update = name.update()
        let article = name.article()
        guard name.saysExchange || (level != nil && name.hasReadAll) else { return nil }
        var found = products[product].range
        if let level, let cu = self.update(named: level, of: product) {
            found = updates[cu].range
            if let exact = listed(in: found, named: update, article: article, product: product) { found = exact }
        } else if let exact = listed(in: found, named: update, article: article, product: product) {
            found = exact
        }
        guard let version = name.versions().first(where: isExchange) else { return found }
        return version.intersects(found)
    }

    private func isExchange(_ version: VersionNumber) -> Bool {
        version.parts.count > 2 && product(beginningWith: version.parts) != nil
    }

    private func update(named level: String, of product: Int) -> Int? {
        // Service Pack 1 of Exchange 2013 took the place of CU4.
        let name = products[product].name == "Exchange 2013" && level == "CU4" ? "SP1" : level
        return updates(of: product).first { updates[$0].name == name }
    }

    /// The builds that an update's name or article means within a range: one build, or the few that share the name.
    private func listed(
        in range: BuildEvidence, named name: String?, article: String?, product: Int
    ) -> BuildEvidence? {
        guard name != nil || article != nil else { return nil }
        let all = candidates(range)
        func matching(_ test: (KnownBuild) -> Bool) -> [KnownBuild] { all.filter(test) }
        var hits = name.map { name in matching { $0.su?.uppercased() == name.uppercased() } } ?? []
        // "RU8" where the table has RU8v1 and RU8v2 only.
        if hits.isEmpty, let name {
            hits = matching { $0.su?.uppercased().hasPrefix(name.uppercased() + "V") ?? false }
        }
        if hits.isEmpty, let article { hits = matching { $0.kb == article } }
        guard let first = hits.first, let last = hits.last else { return nil }
        if first == last { return BuildEvidence(exactly: first.build) }
        return BuildEvidence(
            lower: first.build, upper: last.build, precision: first.cu == last.cu ? .cu : .product)
    }
}

extension VersionNumber {
    /// The evidence narrowed to this version; nil where they contradict each other.
    fileprivate func intersects(_ evidence: BuildEvidence) -> BuildEvidence? {
        let low = parts + Array(repeating: 0, count: 4 - parts.count)
        let high = parts + Array(repeating: UInt16.max, count: 4 - parts.count)
        let precision: BuildPrecision = parts.count == 4 ? .exact : parts.count == 3 ? .cu : .product
        return BuildEvidence(
            lower: ExchangeBuild(low[0], low[1], low[2], low[3]),
            upper: ExchangeBuild(high[0], high[1], high[2], high[3]),
            precision: precision
        ).intersection(evidence)
    }
}

/// Takes the parts of a name out of its words, one kind after the other.
struct NameReader {
    private var words: [String]
    private let all: Set<String>

    init(_ folded: FoldedText) {
        words = NameReader.split(folded.words)
        all = Set(words)
    }

    /// Cuts `cu21` and `ru8v2` before and behind their numbers, and `exchange2016` before its year.
    private static func split(_ words: [String]) -> [String] {
        words.flatMap { word -> [String] in
            for head in ["exchange", "server", "ex", "cu", "sp", "ru", "v"] where word.hasPrefix(head) {
                let tail = word.dropFirst(head.count)
                let digits = tail.prefix { $0.isASCII && $0.isNumber }
                if digits.isEmpty { continue }
                if digits == tail { return [head, String(tail)] }
                // "ru8v2"
                if tail.dropFirst(digits.count).hasPrefix("v") {
                    return [head, String(digits)] + split([String(tail.dropFirst(digits.count))])
                }
            }
            return [word]
        }
    }

    var saysExchange: Bool { all.contains("exchange") }

    /// Whether it names something of the family that is no server.
    ///
    /// Words that a server's name may hold too ("Exchange Server 2013 Client Access", "Exchange 2016, Outlook on the
    /// web") count only where nothing names a server: taking a server for none would take it off the list.
    var namesNoServer: Bool {
        let pairs = Set(zip(words, words.dropFirst()).map { "\($0) \($1)" })
        let never: Set = [
            "management tools", "management tool", "exchange online", "office 365", "microsoft 365", "language pack",
        ]
        if !pairs.isDisjoint(with: never) { return true }
        let namesServer = all.contains("server") || saysExchange && !all.isDisjoint(with: NameReader.years)
        let perhaps: Set = [
            "online", "activesync", "outlook", "iphone", "ipad", "android", "phone", "eas", "client",
        ]
        return !namesServer && (!all.isDisjoint(with: perhaps) || pairs.contains("web services"))
    }

    /// Whether nothing is left over but words that say nothing.
    var hasReadAll: Bool {
        words.allSatisfy {
            ["microsoft", "ms", "server", "exchange", "standard", "enterprise", "edition"].contains($0)
        }
    }

    private static let years: Set<String> = ["2000", "2003", "2007", "2010", "2013", "2016", "2019"]

    /// `Exchange 2016`, by the year or "SE" behind the word Exchange, else by the only one in the text.
    mutating func product() -> String? {
        if let at = subscriptionEdition() {
            words.removeSubrange(at)
            return "Exchange SE"
        }
        let positions = words.indices.filter { NameReader.years.contains(words[$0]) }
        let direct = positions.first { at in
            at > 0
                && (words[at - 1] == "exchange" || (words[at - 1] == "server" && at > 1 && words[at - 2] == "exchange"))
        }
        guard let at = direct ?? (positions.count == 1 && !all.contains("windows") ? positions.first : nil) else {
            return nil
        }
        return "Exchange " + words.remove(at: at)
    }

    private func subscriptionEdition() -> Range<Int>? {
        for at in words.indices where saysExchange || at == 0 {
            let previous = at > 0 ? words[at - 1] : ""
            guard previous == "exchange" || previous == "server" || at == 0 else { continue }
            if words[at] == "se" { return at..<at + 1 }
            if words[at...].starts(with: ["subscription", "edition"]) { return at..<at + 2 }
        }
        return nil
    }

    /// `CU21`, `SP3`, `RTM`, `Preview`.
    mutating func level() -> String? {
        if let number = take(["cumulative", "update"]) ?? take(["cu"]) { return "CU\(number)" }
        if let number = take(["service", "pack"]) ?? take(["sp"]) { return "SP\(number)" }
        for (word, level) in [("rtm", "RTM"), ("preview", "Preview")] {
            if let at = words.firstIndex(of: word) {
                words.remove(at: at)
                return level
            }
        }
        return nil
    }

    /// `Jul21SU`, `Nov24SUv2`, `Apr24HU`, `RU8v2`.
    mutating func update() -> String? {
        if let number = take(["update", "rollup"]) ?? take(["rollup"]) ?? take(["ru"]) {
            return "RU\(number)\(version())"
        }
        return monthlyUpdate()
    }

    /// `KB5004779`.
    mutating func article() -> String? {
        guard let at = words.firstIndex(where: { $0.hasPrefix("kb") && $0.count > 6 && Int($0.dropFirst(2)) != nil })
        else {
            return nil
        }
        return words.remove(at: at).uppercased()
    }

    /// The version numbers in the text.
    func versions() -> [VersionNumber] { words.compactMap(VersionNumber.init) }

    /// The number behind these words.
    private mutating func take(_ head: [String]) -> Int? {
        for at in words.indices where words[at...].starts(with: head) && at + head.count < words.count {
            guard let number = Int(words[at + head.count]) else { continue }
            words.removeSubrange(at...(at + head.count))
            return number
        }
        return nil
    }

    /// `v2` behind an update; empty where there is none.
    private mutating func version() -> String { take(["v"]).map { "v\($0)" } ?? "" }

    private static let months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]

    /// `jul21su`, `july 2021 security update`, `jul 21 su`.
    private mutating func monthlyUpdate() -> String? {
        for at in words.indices {
            let word = words[at]
            guard let month = NameReader.months.first(where: { word.hasPrefix($0) }) else { continue }
            if let compact = compactUpdate(word, month) {
                words.remove(at: at)
                return compact.hasSuffix("U") ? compact + version() : compact
            }
            if let spoken = spokenUpdate(at, month) { return spoken }
        }
        return nil
    }

    private func compactUpdate(_ word: String, _ month: String) -> String? {
        let rest = word.dropFirst(3)
        let digits = rest.prefix { $0.isNumber }
        let kind = rest.dropFirst(digits.count)
        guard digits.count == 2, let form = NameReader.kind(kind.prefix(2)) else { return nil }
        let tail = kind.dropFirst(2)
        guard tail.isEmpty || (tail.first == "v" && Int(tail.dropFirst()) != nil) else { return nil }
        return month.capitalizedFirst + digits + form + tail
    }

    private mutating func spokenUpdate(_ at: Int, _ month: String) -> String? {
        guard at + 2 < words.count, let year = Int(words[at + 1]), (13...99).contains(year % 2000) || year > 2012 else {
            return nil
        }
        let forms: [([String], String)] = [
            (["security", "update"], "SU"), (["hotfix", "update"], "HU"), (["su"], "SU"), (["hu"], "HU"),
        ]
        for (form, short) in forms where words[(at + 2)...].starts(with: form) {
            words.removeSubrange(at..<(at + 2 + form.count))
            return month.capitalizedFirst + String(year % 100) + short + version()
        }
        return nil
    }

    private static func kind(_ text: Substring) -> String? { text == "su" ? "SU" : text == "hu" ? "HU" : nil }
}

extension String {
    fileprivate var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
