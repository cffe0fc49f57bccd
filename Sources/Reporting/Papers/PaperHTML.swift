import Foundation
import Inventory
import Mustache

/// A paper as one HTML file that needs nothing beside it: no script, no network, readable in the dark and on paper.
package struct PaperHTML: Sendable {
    private let template: MustacheTemplate

    /// - Parameter folder: of the templates.
    /// - Throws: a `Complaint` (configuration) where the template is missing or cannot be read.
    package init(templates folder: String) throws {
        let file = folder + "/paper.mustache"
        guard let bytes = FileManager.default.contents(atPath: file) else {
            throw Complaint(.configuration, "the template is not there", file: file)
        }
        do {
            template = try MustacheTemplate(string: String(decoding: bytes, as: UTF8.self))
        } catch {
            throw Complaint(.configuration, "is no template: \(error)", file: file)
        }
    }

    package func text(_ paper: Paper) -> String {
        template.render(
            [
                "title": VisibleText.of(paper.title),
                "facts": paper.facts.map { ["name": $0.name, "value": VisibleText.of($0.value)] },
                "blocks": paper.blocks.map(PaperHTML.context),
            ] as [String: Any])
    }

    private static func context(_ block: Paper.Block) -> [String: Any] {
        switch block {
        case .heading(let words): ["heading": VisibleText.of(words)]
        case .subheading(let words): ["subheading": VisibleText.of(words)]
        case .paragraph(let words): ["paragraph": VisibleText.of(words)]
        case .list(let items): ["list": ["items": items.map(VisibleText.of)]]
        case .steps(let items): ["steps": ["items": items.map(VisibleText.of)]]
        case .table(let table, let caption):
            [
                "table": [
                    "caption": caption, "columns": table.columns.map { $0.name },
                    "rows": table.rows.map { row in
                        [
                            "cells": zip(table.columns, row).map { context($1, $0) }
                        ]
                    },
                ] as [String: Any]
            ]
        }
    }

    /// What is short and in one piece, a day or a build, is not broken over lines.
    private static func context(_ cell: Cell, _ column: ReportTable.Column) -> [String: Any] {
        let text = VisibleText.of(cell.text(joinedBy: ", ") ?? column.blank)
        return ["text": text, "name": column.name, "isWhole": text.count <= 20 && !text.contains(" ")]
    }
}
