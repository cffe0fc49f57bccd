/// A page before it has a look: a lead, facts about it, and sections that each begin with what they come to.
package struct ReportPage: Sendable {
    /// Something to do: what, why, and by whom and when.
    package struct Lead: Sendable {
        let what: String
        let why: String
        let who: String
    }

    package struct Section: Sendable {
        let id: String
        let title: String
        /// In the list of sections.
        let short: String
        var blocks: [Block]
        var beginsPage = false
    }

    package enum Block: Sendable {
        case paragraph([Part])
        /// `20 open at end = 24 open at start + 3 new − 7 closed`.
        case sum([(sign: String, number: String, words: String)])
        case table(PageTable)
        case figures([Figure])
        case terms([(term: String, words: String)])
    }

    package struct Figure: Sendable {
        let caption: String
        let note: String
        let picture: String
        /// The same in numbers; shown when asked for.
        let numbers: PageTable?
    }

    package let kicker: String
    package let title: String
    /// Of the title, where it is not English.
    package let language: String?
    package let subtitle: String
    package let leads: [Lead]
    package let facts: [(name: String, value: [Part])]
    package let sections: [Section]
    /// What stands at the top of each printed sheet.
    package let running: String
}

/// A table of a page.
package struct PageTable: Sendable {
    package enum RowKind: Sendable { case plain, group, total }

    package struct Row: Sendable {
        var kind = RowKind.plain
        let cells: [[Part]]

        init(_ cells: [[Part]], kind: RowKind = .plain) {
            self.cells = cells
            self.kind = kind
        }

        static func group(_ words: String) -> Row { Row([[.text(words)]], kind: .group) }
    }

    let caption: String
    var note = ""
    let columns: [(title: String, isNumber: Bool)]
    var rows: [Row]
    /// The style of its columns' widths, where it is one of work and becomes cards on a phone; nil for one of numbers,
    /// which scrolls there.
    var cards: String?
}

/// A piece of a cell or a sentence.
package enum Part: Sendable {
    case text(String)
    case host(String)
    /// A name that leads to a file beside the page.
    case link(String, to: String)
    case strong(String)
    case big(String)
    case soft(String)
    /// On a line of its own below.
    case small(String)
    /// Not broken over lines: a day.
    case whole(String)
    case build(String)
    case decision(String)
    case tag(String, isUnknown: Bool)
    case act(String)
    case picture(String)
    case items([[Part]])

    /// What it says, in words alone.
    var words: String {
        switch self {
        case .text(let words), .strong(let words), .host(let words), .link(let words, _), .big(let words),
            .soft(let words), .whole(let words),
            .build(let words), .decision(let words), .tag(let words, _), .act(let words):
            words
        case .small(let words): words.isEmpty ? "" : "(\(words))"
        case .picture: ""
        case .items(let items): items.map { $0.words }.joined(separator: "; ")
        }
    }
}

extension [Part] {
    var words: String { map(\.words).filter { !$0.isEmpty }.joined(separator: " ") }
}

/// Parts as HTML: the one place where words of files become markup. Everything is escaped, what is hidden is shown, and
/// what is too long to read is cut.
enum PartHTML {
    static let longest = 400

    static func text(_ words: String) -> String {
        let cut = words.count > longest ? String(words.prefix(longest)) + "…" : words
        return SVG.escaped(cut)
    }

    static func of(_ parts: [Part]) -> String {
        var html = ""
        for (index, part) in parts.enumerated() {
            if index > 0 { html += " " }
            html += of(part)
        }
        return html
    }

    private static func of(_ part: Part) -> String {
        switch part {
        case .text(let words): sentence(words)
        case .strong(let words): "<b>\(text(words))</b>"
        case .host(let words): "<span class=\"host\">\(broken(words))</span>"
        case .link(let words, let file): "<a class=\"host\" href=\"\(SVG.escaped(file))\">\(broken(words))</a>"
        case .big(let words): "<span class=\"big\">\(text(words))</span>"
        case .soft(let words): "<span class=\"soft\">\(text(words))</span>"
        case .small(let words): words.isEmpty ? "" : "<small>\(sentence(words))</small>"
        case .whole(let words): "<span class=\"nw\">\(text(words))</span>"
        case .build(let words): "<span class=\"build\">\(text(words))</span>"
        case .decision(let word): "<span class=\"dec dec\(Decision.place(word))\">\(text(Decision.words(word)))</span>"
        case .tag(let words, let isUnknown): "<span class=\"tag\(isUnknown ? " tag-unk" : "")\">\(text(words))</span>"
        case .act(let words): "<span class=\"tag tag-act\">\(text(words))</span>"
        case .picture(let markup): markup
        case .items(let items): "<ul>" + items.map { "<li>\(of($0))</li>" }.joined() + "</ul>"
        }
    }

    /// Words in which days and ids of follow-ups stay whole.
    private static func sentence(_ words: String) -> String {
        let html = text(words)
        guard html.contains("-") else { return html }
        return html.split(separator: " ", omittingEmptySubsequences: false).map { word in
            let core = word.drop { "(".contains($0) }
            let isDay = core.count >= 10 && core.prefix(4).allSatisfy(\.isNumber) && core.dropFirst(4).first == "-"
            let isID = core.hasPrefix("F-") && core.count <= 9
            return isDay || isID ? "<span class=\"nw\">\(word)</span>" : String(word)
        }.joined(separator: " ")
    }

    /// A name that may break behind its dots.
    private static func broken(_ name: String) -> String {
        text(name).split(separator: ".", omittingEmptySubsequences: false).joined(separator: ".<wbr>")
    }
}

/// The decisions as people read them.
enum Decision {
    static let order = ["3_days_and_forensics", "3_days", "14_days", "60_days", "next_upgrade"]

    static func place(_ word: String) -> Int { (order.firstIndex(of: word) ?? 4) + 1 }

    static func words(_ word: String) -> String {
        switch word {
        case "3_days_and_forensics": "3 days + forensics"
        case "next_upgrade": "next upgrade"
        default: word.split(separator: "_").joined(separator: " ")
        }
    }
}
