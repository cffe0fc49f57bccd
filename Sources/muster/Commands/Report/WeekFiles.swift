import Foundation
import Inventory
import Reporting
import Roll

/// In which forms a weekly report is written.
enum WeekFormat: String, CaseIterable, Sendable {
    case html, csv, xlsx, pdf, md
}

/// Writes the files of weekly reports, each whole or not at all.
///
/// Below the folder: `2021-W33/index.html` for the portfolio, `2021-W33/fabrikam/fabrikam-2021-W33.html` and so on for a
/// tenant, so that what goes to one customer lies in a folder of its own.
struct WeekFiles {
    let folder: String
    let week: IsoWeek
    let formats: [WeekFormat]
    let html: PageHTML
    let browser: PageBrowser?
    let wantsMail: Bool

    /// What was written and what could not be.
    struct Outcome {
        var files = 0
        var faults: [String] = []
        /// What is made and not as it should be.
        var warnings: [String] = []
    }

    func path(of slug: String) -> String { "\(slug)/\(slug)-\(week).html" }

    /// Those of some tenants whose page lies in the folder already.
    func there(_ slugs: [String]) -> Set<String> {
        Set(slugs.filter { FileManager.default.fileExists(atPath: "\(folder)/\(week)/\(path(of: $0))") })
    }

    func write(_ report: WeekReport) throws -> Outcome {
        let page = WeekPage(report).page
        let base = "\(report.slug)/\(report.slug)-\(week)"
        var outcome = try write(page, report.tables, base, tables: base)
        if wantsMail { try writeMail(report, page, base, &outcome) }
        return outcome
    }

    func write(_ report: PortfolioReport) throws -> Outcome {
        try write(PortfolioPage(report).page, report.tables, "index", tables: "portfolio")
    }

    private func write(
        _ page: ReportPage, _ tables: [(name: String, table: ReportTable)], _ base: String, tables prefix: String
    ) throws -> Outcome {
        let place = "\(folder)/\(week)/\(base)"
        try makeFolder(of: place)
        var outcome = Outcome()
        for format in formats {
            switch format {
            case .html: try TextFile.write(Array(html.text(page).utf8), to: place + ".html")
            case .md: try TextFile.write(Array(PageMarkdown.text(page).utf8), to: place + ".md")
            case .csv:
                for (name, table) in tables {
                    try TextFile.write(WeekFiles.csv(table), to: "\(folder)/\(week)/\(prefix)-\(name).csv")
                    outcome.files += 1
                }
                continue
            case .xlsx:
                let bytes = try ScratchFile.bytes { path in
                    try Workbook.write(tables, title: page.title, on: week.sunday.advanced(by: 1), to: path)
                }
                try TextFile.write(bytes, to: place + ".xlsx")
            case .pdf:
                guard let browser else { continue }
                let text = html.text(page)
                let missing = PageBrowser.missingScripts(in: text)
                if !missing.isEmpty {
                    outcome.warnings.append(
                        "the PDF has boxes for letters: no font here for \(missing.joined(separator: ", ")) (apt-get install fonts-noto-cjk)"
                    )
                }
                let bytes = try ScratchFile.bytes { path in try browser.print(Array(text.utf8), to: path) }
                try TextFile.write(bytes, to: place + ".pdf")
            }
            outcome.files += 1
        }
        return outcome
    }

    private func writeMail(_ report: WeekReport, _ page: ReportPage, _ base: String, _ outcome: inout Outcome) throws {
        var attachments = report.tables.map { name, table in
            Mail.Attachment(
                name: "\(report.slug)-\(week)-\(name).csv", kind: "text/csv; charset=utf-8",
                bytes: WeekFiles.csv(table))
        }
        if formats.contains(.xlsx), Workbook.isPossible {
            let bytes = FileManager.default.contents(atPath: "\(folder)/\(week)/\(base).xlsx").map(Array.init) ?? []
            attachments.append(
                Mail.Attachment(
                    name: "\(report.slug)-\(week).xlsx",
                    kind: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", bytes: bytes))
        }
        let mail = Mail(
            to: Mail.recipients(report.contacts), subject: "\(report.name): weekly report \(week)",
            date: report.week.frozenAt, id: "\(report.slug)-\(week)-r\(report.week.revision)", html: html.text(page),
            text: PageMarkdown.text(page), attachments: attachments)
        guard mail.hasRecipients else {
            outcome.faults.append("no mail: no contact has an address; muster tenant edit \(report.slug) --contact …")
            return
        }
        try TextFile.write(Array(mail.message.utf8), to: "\(folder)/\(week)/\(base).eml")
        outcome.files += 1
    }

    /// With the mark by which Excel knows UTF-8.
    private static func csv(_ table: ReportTable) -> [UInt8] {
        var text = ""
        CSVFormat.write(table, to: &text)
        return [0xEF, 0xBB, 0xBF] + Array(text.utf8)
    }

    private func makeFolder(of path: String) throws {
        let parent = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
        do {
            try FileManager.default.createDirectory(atPath: parent, withIntermediateDirectories: true)
        } catch {
            throw Complaint(.cannotWrite, "cannot make the folder", file: parent, next: ["name another one: --out DIR"])
        }
    }
}
