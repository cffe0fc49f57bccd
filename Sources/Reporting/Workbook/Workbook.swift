import CLibxlsxwriter
import Inventory

/// Tables as a workbook of Excel, one a sheet: numbers and days as such, a frozen header, filters. Text is text: no
/// formula is ever written, whatever it begins with.
package enum Workbook {
    /// Whether this machine can write any.
    package static var isPossible: Bool { WorkbookLibrary.loaded != nil }

    /// As many characters as a cell holds.
    private static let longest = 32_767
    /// As many rows as a sheet holds below its header.
    package static let mostRows = 1_048_575
    /// A whole number of more digits than Excel shows is text: what it showed would be another number.
    private static let greatest: Int64 = 1_000_000_000_000_000

    /// Writes a new file; the same tables and day give the same bytes.
    ///
    /// - Parameters:
    ///   - path: of a file that is not there yet.
    ///   - day: the day that it says it was made on.
    /// - Throws: a `Complaint` (cannot write) where it cannot be written, (configuration) where there is no libxlsxwriter.
    package static func write(
        _ sheets: [(name: String, table: ReportTable)], title: String, on day: CalendarDay, to path: String
    ) throws {
        guard let library = WorkbookLibrary.loaded else {
            throw Complaint(
                .configuration, "no XLSX: libxlsxwriter is not installed", next: ["apt-get install libxlsxwriter4"])
        }
        guard let book = library.new(path) else { throw Complaint(.cannotWrite, "cannot write", file: path) }
        setProperties(book, title, day, library)
        let styles = Styles(book, library)
        var names: Set<String> = []
        for (name, table) in sheets {
            guard let sheet = library.addSheet(book, sheetName(name, &names)) else { continue }
            fill(sheet, table, styles, library)
        }
        let code = library.close(book)
        guard code == LXW_NO_ERROR else {
            throw Complaint(.cannotWrite, "cannot write the workbook: error \(code.rawValue)", file: path)
        }
    }

    private struct Styles {
        let head: UnsafeMutablePointer<lxw_format>?
        let day: UnsafeMutablePointer<lxw_format>?
        let instant: UnsafeMutablePointer<lxw_format>?

        init(_ book: UnsafeMutablePointer<lxw_workbook>, _ library: WorkbookLibrary) {
            head = library.addFormat(book)
            library.setBold(head)
            day = library.addFormat(book)
            library.setNumberFormat(day, "yyyy-mm-dd")
            instant = library.addFormat(book)
            library.setNumberFormat(instant, "yyyy-mm-dd hh:mm:ss")
        }
    }

    private static func setProperties(
        _ book: UnsafeMutablePointer<lxw_workbook>, _ title: String, _ day: CalendarDay, _ library: WorkbookLibrary
    ) {
        var text = Array(VisibleText.of(String(title.prefix(200))).utf8CString)
        text.withUnsafeMutableBufferPointer { buffer in
            var properties = lxw_doc_properties()
            properties.title = buffer.baseAddress
            properties.created = Int(day.number) * 86_400
            _ = library.setProperties(book, &properties)
        }
    }

    /// What Excel takes for the name of a sheet, once each.
    private static func sheetName(_ name: String, _ taken: inout Set<String>) -> String {
        let plain = String(name.map { "[]:*?/\\'".contains($0) ? "_" : $0 }.prefix(28))
        var unique = plain.isEmpty ? "table" : plain
        var number = 2
        while !taken.insert(unique.lowercased()).inserted {
            unique = "\(plain)_\(number)"
            number += 1
        }
        return unique
    }

    private static func fill(
        _ sheet: UnsafeMutablePointer<lxw_worksheet>, _ table: ReportTable, _ styles: Styles, _ library: WorkbookLibrary
    ) {
        for (place, column) in table.columns.enumerated() {
            _ = library.writeString(sheet, 0, UInt16(place), column.name, styles.head)
            let width = table.rows.prefix(200).reduce(column.name.count + 3) { width, row in
                max(width, min(60, (row[place].text(joinedBy: "; ") ?? "").count + 1))
            }
            _ = library.setColumn(sheet, UInt16(place), UInt16(place), Double(width), nil)
        }
        let rows = table.rows.prefix(mostRows)
        for (index, row) in rows.enumerated() {
            for (place, cell) in row.enumerated() {
                write(cell, sheet, UInt32(index + 1), UInt16(place), styles, library)
            }
        }
        library.freeze(sheet, 1, 0)
        if !table.columns.isEmpty {
            _ = library.filter(sheet, 0, 0, UInt32(max(1, rows.count)), UInt16(table.columns.count - 1))
        }
    }

    private static func write(
        _ cell: Cell, _ sheet: UnsafeMutablePointer<lxw_worksheet>, _ row: UInt32, _ column: UInt16, _ styles: Styles,
        _ library: WorkbookLibrary
    ) {
        switch cell {
        case .null: break
        case .integer(let number) where number.magnitude < greatest:
            _ = library.writeNumber(sheet, row, column, Double(number), nil)
        case .real(let number) where number.isFinite: _ = library.writeNumber(sheet, row, column, number, nil)
        case .integer, .real: writeString(cell.text(joinedBy: "") ?? "", sheet, row, column, library)
        case .flag(let isSet): _ = library.writeNumber(sheet, row, column, isSet ? 1 : 0, nil)
        case .day(let day):
            guard let serial = serial(day) else { return writeString("\(day)", sheet, row, column, library) }
            _ = library.writeNumber(sheet, row, column, serial, styles.day)
        case .instant(let instant):
            guard let day = serial(instant.utcDay) else {
                return writeString("\(instant)", sheet, row, column, library)
            }
            let rest = Double(instant.seconds - instant.utcDay.number * 86_400) / 86_400
            _ = library.writeNumber(sheet, row, column, day + rest, styles.instant)
        case .text(let text): writeText(text, sheet, row, column, styles, library)
        case .list(let items): writeText(items.joined(separator: "; "), sheet, row, column, styles, library)
        }
    }

    private static func writeText(
        _ text: String, _ sheet: UnsafeMutablePointer<lxw_worksheet>, _ row: UInt32, _ column: UInt16, _ styles: Styles,
        _ library: WorkbookLibrary
    ) {
        // Days of answers come as text.
        if text.utf8.count == 10, let day = CalendarDay(iso: text) {
            return write(.day(day), sheet, row, column, styles, library)
        }
        if text.utf8.count == 20, text.hasSuffix("Z"), let instant = Instant(iso: text) {
            return write(.instant(instant), sheet, row, column, styles, library)
        }
        writeString(text, sheet, row, column, library)
    }

    private static func writeString(
        _ text: String, _ sheet: UnsafeMutablePointer<lxw_worksheet>, _ row: UInt32, _ column: UInt16,
        _ library: WorkbookLibrary
    ) {
        let visible = VisibleText.of(text)
        let cut = visible.utf16.count > longest ? String(visible.prefix(longest / 2)) + "…" : visible
        _ = library.writeString(sheet, row, column, cut, nil)
    }

    /// Days by Excel's count, which has a 29th of February 1900 and ends with the year 9999; nil for what lies outside.
    private static func serial(_ day: CalendarDay) -> Double? {
        let serial = day.number + 25_569
        return (61...2_958_465).contains(serial) ? Double(serial) : nil
    }
}
