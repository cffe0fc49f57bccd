import Inventory

/// A page for people outside the team: what is said, before it has a look.
package struct Paper: Sendable {
    package enum Block: Sendable {
        case heading(String)
        case subheading(String)
        case paragraph(String)
        case list([String])
        /// Things to do, in their order.
        case steps([String])
        /// - Parameter caption: what the rows are; said aloud before them by a screen reader.
        case table(ReportTable, caption: String)
    }

    package let title: String
    /// What stands below the title: `for`, `as of`.
    package let facts: [(name: String, value: String)]
    package var blocks: [Block]

    package init(title: String, facts: [(name: String, value: String)], blocks: [Block] = []) {
        self.title = title
        self.facts = facts
        self.blocks = blocks
    }
}

/// A paper as Markdown. Texts are escaped: what a file calls a server is never taken for markup.
package enum PaperMarkdown {
    package static func text(_ paper: Paper) -> String {
        var text = "# \(MarkdownFormat.escaped(paper.title))\n\n"
        for fact in paper.facts {
            text += "- **\(MarkdownFormat.escaped(fact.name))** \(MarkdownFormat.escaped(fact.value))\n"
        }
        for block in paper.blocks {
            text += "\n"
            switch block {
            case .heading(let words): text += "## \(MarkdownFormat.escaped(words))\n"
            case .subheading(let words): text += "### \(MarkdownFormat.escaped(words))\n"
            case .paragraph(let words): text += MarkdownFormat.escaped(words) + "\n"
            case .list(let items): for item in items { text += "- \(MarkdownFormat.escaped(item))\n" }
            case .steps(let items):
                for (index, item) in items.enumerated() { text += "\(index + 1). \(MarkdownFormat.escaped(item))\n" }
            case .table(let table, _): MarkdownFormat.write(table, to: &text)
            }
        }
        return text
    }
}
