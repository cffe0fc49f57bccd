/// A page as Markdown: the same words, pictures left out, their numbers kept. Texts are escaped.
package enum PageMarkdown {
    package static func text(_ page: ReportPage) -> String {
        var text =
            "# \(escaped(page.title))\n\n\(escaped(page.kicker)). \(escaped(page.subtitle)).\n\n## Do these first\n\n"
        for (index, lead) in page.leads.enumerated() {
            text += "\(index + 1). **\(escaped(lead.what))** \(escaped(lead.why)) (\(escaped(lead.who)))\n"
        }
        text += "\n"
        for fact in page.facts { text += "- **\(escaped(fact.name))** \(escaped(fact.value.words))\n" }
        for section in page.sections {
            text += "\n## \(escaped(section.title))\n"
            for block in section.blocks { text += "\n" + of(block) }
        }
        return text
    }

    private static func of(_ block: ReportPage.Block) -> String {
        switch block {
        case .paragraph(let parts): escaped(parts.words) + "\n"
        case .sum(let terms):
            terms.map { "\($0.sign.isEmpty ? "" : "\($0.sign) ")**\($0.number)** \($0.words)" }.joined(separator: " ")
                + "\n"
        case .table(let table): markdown(table)
        case .figures(let figures):
            figures.map { figure in
                "### \(escaped(figure.caption))\n\n\(escaped(figure.note))\n"
                    + (figure.numbers.map { "\n" + markdown($0) } ?? "")
            }.joined(separator: "\n")
        case .terms(let terms): terms.map { "- **\(escaped($0.term))** \(escaped($0.words))\n" }.joined()
        }
    }

    private static func markdown(_ table: PageTable) -> String {
        var text = "\(escaped(table.caption))\n\n"
        text += "|" + table.columns.map { " \(escaped($0.title)) |" }.joined() + "\n"
        text += "|" + table.columns.map { $0.isNumber ? " ---: |" : " --- |" }.joined() + "\n"
        for row in table.rows {
            let cells =
                row.kind == .group
                ? ["**\(escaped(row.cells[0].words))**"] + Array(repeating: "", count: table.columns.count - 1)
                : row.cells.map { escaped($0.words) }
            text += "|" + cells.map { " \($0) |" }.joined() + "\n"
        }
        return text
    }

    private static func escaped(_ words: String) -> String {
        MarkdownFormat.escaped(words.count > PartHTML.longest ? String(words.prefix(PartHTML.longest)) + "…" : words)
    }
}
