import Storage

/// The analysts' views as tables, from their one description.
package enum SchemaTables {
    /// One row per view.
    package static var views: ReportTable {
        ReportTable(
            columns: [.init("view"), .init("grain"), .init("columns", .integer), .init("about")],
            rows: AnalystViews.all.map { view in
                [
                    .text(view.name), .text(view.grain), .integer(view.columns.count),
                    .text(view.about.isEmpty ? nil : view.about),
                ]
            })
    }

    /// One row per column of a view, or of all of them.
    package static func columns(of views: [AnalystView]) -> ReportTable {
        ReportTable(
            columns: [
                .init("view"), .init("column"), .init("type"), .init("unit"), .init("about"), .init("null_means"),
                .init("example"),
            ],
            rows: views.flatMap { view in
                view.columns.map { column in
                    [
                        .text(view.name), .text(column.name), .text(column.kind.type),
                        .text(column.kind.unit.isEmpty ? nil : column.kind.unit), .text(column.wholeAbout),
                        .text(column.null), .text(column.example),
                    ]
                }
            })
    }

    /// All of it as a page of Markdown.
    package static var page: String {
        var page = "# What sql sees\n"
        for view in AnalystViews.all {
            page += "\n## \(view.name)\n\n\(sentence(view.grain))\(view.about.isEmpty ? "" : " \(view.about)")\n\n"
            let table = columns(of: [view])
            if let chosen = try? table.choosing(["column", "type", "unit", "about", "null_means", "example"]) {
                MarkdownFormat.write(chosen, to: &page)
            }
        }
        return page
    }

    private static func sentence(_ text: String) -> String { text.prefix(1).uppercased() + text.dropFirst() + "." }
}
