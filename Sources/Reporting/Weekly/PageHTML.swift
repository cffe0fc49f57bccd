import CLibcrypto
import Foundation
import Inventory
import Mustache

/// A page as one HTML file: no script, nothing fetched, a policy in the page that forbids both.
package struct PageHTML: Sendable {
    private let template: MustacheTemplate
    private let style: String

    /// - Parameter folder: of the templates and the style sheet.
    /// - Throws: a `Complaint` (configuration) where one is missing or cannot be read.
    package init(templates folder: String) throws {
        func text(_ name: String) throws -> String {
            guard let bytes = FileManager.default.contents(atPath: "\(folder)/\(name)") else {
                throw Complaint(.configuration, "the template is not there", file: "\(folder)/\(name)")
            }
            return String(decoding: bytes, as: UTF8.self)
        }
        style = try text("report.css")
        do {
            template = try MustacheTemplate(string: text("weekly.mustache"))
        } catch let fault as Complaint {
            throw fault
        } catch {
            throw Complaint(.configuration, "is no template: \(error)", file: "\(folder)/weekly.mustache")
        }
    }

    package func text(_ page: ReportPage) -> String {
        let style = style + "@page { @top-left { content: \"\(PageHTML.quoted(page.running))\"; } }\n"
        var context: [String: Any] =
            [
                "style": style, "hash": PageHTML.hash(style), "kicker": page.kicker,
                "title": PartHTML.text(page.title),
                "subtitle": page.subtitle, "running": VisibleText.of(page.running),
                "leads": page.leads.map {
                    ["what": VisibleText.of($0.what), "why": VisibleText.of($0.why), "who": VisibleText.of($0.who)]
                },
                "facts": page.facts.map { ["name": $0.name, "value": PartHTML.of($0.value)] },
                "sections": page.sections.map { section in
                    [
                        "id": section.id, "title": VisibleText.of(section.title),
                        "short": VisibleText.of(section.short), "beginsPage": section.beginsPage,
                        "blocks": section.blocks.map(PageHTML.context),
                    ] as [String: Any]
                },
            ]
        // What is not there must be no key: a template takes an empty value for one.
        if let language = page.language { context["language"] = language }
        return template.render(context)
    }

    private static func context(_ block: ReportPage.Block) -> [String: Any] {
        switch block {
        case .paragraph(let parts): ["paragraph": PartHTML.of(parts)]
        case .sum(let terms):
            [
                "sum": [
                    "said": terms.map { "\($0.words) \($0.sign) \($0.number)" }.joined(separator: " "),
                    "terms": terms.map { term in
                        var context = ["number": term.number, "words": term.words]
                        if !term.sign.isEmpty { context["sign"] = term.sign }
                        return context
                    },
                ] as [String: Any]
            ]
        case .table(let table): ["table": tableHTML(table)]
        case .figures(let figures):
            [
                "figures": [
                    "all": figures.map { figure in
                        var context = ["caption": figure.caption, "note": figure.note, "picture": figure.picture]
                        if let numbers = figure.numbers { context["numbers"] = tableHTML(numbers) }
                        return context
                    }
                ]
            ]
        case .terms(let terms): ["terms": ["all": terms.map { ["term": $0.term, "words": $0.words] }]]
        }
    }

    /// A table has more cells than all else on a page together: it is written here, with what `PartHTML` escapes.
    private static func tableHTML(_ table: PageTable) -> String {
        let isCards = table.cards != nil
        func role(_ name: String) -> String { isCards ? " role=\"\(name)\"" : "" }
        var html =
            isCards
            ? "<table class=\"cards \(table.cards ?? "")\" role=\"table\">"
            : "<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"\(SVG.escaped(table.caption)) (table)\"><table class=\"numbers\">"
        html += "\n<caption>\(SVG.escaped(table.caption))"
        if !table.note.isEmpty { html += "<small>\(SVG.escaped(table.note))</small>" }
        html += "</caption>\n<thead\(role("rowgroup"))><tr\(role("row"))>"
        for column in table.columns {
            html +=
                "<th scope=\"col\"\(role("columnheader"))\(column.isNumber ? " class=\"n\"" : "")>\(PartHTML.text(column.title))</th>"
        }
        html += "</tr></thead>\n<tbody\(role("rowgroup"))>\n"
        for row in table.rows {
            if row.kind == .group {
                html +=
                    "<tr class=\"group\"\(role("row"))><th scope=\"rowgroup\" colspan=\"\(table.columns.count)\"\(role("rowheader"))>\(PartHTML.of(row.cells[0]))</th></tr>\n"
                continue
            }
            html += "<tr\(row.kind == .total ? " class=\"total\"" : "")\(role("row"))>"
            for (place, cell) in row.cells.enumerated() {
                if place == 0 {
                    html += "<th scope=\"row\"\(role("rowheader"))>\(PartHTML.of(cell))</th>"
                } else {
                    let column = table.columns[place]
                    let label = isCards ? " data-l=\"\(SVG.escaped(column.title))\"" : ""
                    html +=
                        "<td\(role("cell"))\(column.isNumber ? " class=\"n\"" : "")\(label)>\(PartHTML.of(cell))</td>"
                }
            }
            html += "</tr>\n"
        }
        return html + "</tbody>\n</table>" + (isCards ? "" : "</div>")
    }

    /// A text within a string of a style sheet, whatever is in it.
    private static func quoted(_ text: String) -> String {
        var safe = ""
        for scalar in VisibleText.of(String(text.prefix(80))).unicodeScalars {
            switch scalar {
            case "a"..."z", "A"..."Z", "0"..."9", " ": safe.unicodeScalars.append(scalar)
            default:
                let digits = String(scalar.value, radix: 16)
                safe += "\\" + String(repeating: "0", count: 6 - digits.count) + digits + " "
            }
        }
        return safe
    }

    private static func hash(_ text: String) -> String {
        var digest = [UInt8](repeating: 0, count: 32)
        let bytes = Array(text.utf8)
        EVP_Digest(bytes, bytes.count, &digest, nil, EVP_sha256(), nil)
        return Data(digest).base64EncodedString()
    }
}
