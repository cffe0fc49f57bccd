import CLibcsv
import Glibc
import Inventory

/// One CSV file of the knowledge: strict RFC 4180 with a header, no blank line, no line break inside a field.
struct DataFile {
    let path: String
    let header: [String]
    private let bytes: [UInt8]
    /// The end of each field in `bytes`, row by row; the header is row 0.
    private let ends: [Int]

    /// Throws a `Complaint` where the file cannot be read or has not exactly these columns.
    init(_ path: String, columns: [String]? = nil) throws {
        self.path = path
        let fields = try FieldCollector.collect(path)
        bytes = fields.bytes
        ends = fields.ends
        let width = fields.rowEnds.first ?? 0
        header = (0..<width).map { DataFile.text(fields.bytes, fields.ends, $0) }
        for (index, end) in fields.rowEnds.enumerated() where end != (index + 1) * width {
            throw Complaint(
                .configuration, "a row must have \(width) fields as the header has; found \(end - index * width)",
                file: path, line: index + 1)
        }
        if let columns, header != columns {
            throw Complaint(
                .configuration, "the columns must be \(columns.joined(separator: ","))", file: path, line: 1,
                facts: ["found \(header.joined(separator: ","))"])
        }
    }

    private static func text(_ bytes: [UInt8], _ ends: [Int], _ index: Int) -> String {
        String(decoding: bytes[(index == 0 ? 0 : ends[index - 1])..<ends[index]], as: UTF8.self)
    }

    /// The rows below the header.
    var rows: some Sequence<Row> {
        (1..<max(1, ends.count / max(1, header.count))).lazy.map { Row(file: self, number: $0) }
    }

    /// One row, whose fields are read by position and checked as they are read.
    struct Row {
        let file: DataFile
        let number: Int

        /// The physical line.
        var line: Int { number + 1 }

        func text(_ column: Int) -> String {
            DataFile.text(file.bytes, file.ends, number * file.header.count + column)
        }

        func optional(_ column: Int) -> String? {
            let text = text(column)
            return text.isEmpty ? nil : text
        }

        /// Words separated by one space.
        func words(_ column: Int) -> [String] { text(column).split(separator: " ").map(String.init) }

        func complain(_ column: Int, _ rule: String) -> Complaint {
            Complaint(
                .configuration, "'\(file.header[column])' must be \(rule); found '\(text(column))'", file: file.path,
                line: line)
        }

        func filled(_ column: Int) throws -> String {
            guard let text = optional(column) else { throw complain(column, "filled") }
            return text
        }

        func build(_ column: Int) throws -> ExchangeBuild {
            guard let build = ExchangeBuild(text(column)) else {
                throw complain(column, "a build such as 15.2.1544.14")
            }
            return build
        }

        func optionalBuild(_ column: Int) throws -> ExchangeBuild? {
            text(column).isEmpty ? nil : try build(column)
        }

        func day(_ column: Int) throws -> CalendarDay {
            guard let day = CalendarDay(iso: text(column)) else { throw complain(column, "a day such as 2021-08-20") }
            return day
        }

        func optionalDay(_ column: Int) throws -> CalendarDay? { text(column).isEmpty ? nil : try day(column) }

        /// A day, or a month, which means its first day.
        func dayOrMonth(_ column: Int) throws -> CalendarDay? {
            let text = text(column)
            guard !text.isEmpty else { return nil }
            guard let day = CalendarDay(iso: text) ?? CalendarDay(iso: text + "-01") else {
                throw complain(column, "a day or a month such as 2021-08")
            }
            return day
        }

        func flag(_ column: Int) throws -> Bool {
            switch text(column) {
            case "yes": true
            case "no": false
            default: throw complain(column, "yes or no")
            }
        }

        func choice<T: RawRepresentable<String>>(_ column: Int, of type: T.Type, _ rule: String) throws -> T {
            guard let value = T(rawValue: text(column)) else { throw complain(column, rule) }
            return value
        }
    }
}

/// The fields of a file, one behind the other, as libcsv hands them over.
private struct FieldCollector {
    var bytes: [UInt8] = []
    var ends: [Int] = []
    /// How many fields there were at the end of each row.
    var rowEnds: [Int] = []
    var faultyLine: Int?

    static func collect(_ path: String) throws -> FieldCollector {
        let content = try read(path)
        var parser = csv_parser()
        guard csv_init(&parser, UInt8(CSV_STRICT | CSV_STRICT_FINI | CSV_REPALL_NL)) == 0 else {
            throw Complaint(.bug, "libcsv cannot be set up")
        }
        defer { csv_free(&parser) }
        // Fields keep the blanks around them: libcsv would cut them.
        csv_set_space_func(&parser) { _ in 0 }
        csv_set_term_func(&parser) { $0 == CSV_LF ? 1 : 0 }
        var fields = FieldCollector()
        fields.bytes.reserveCapacity(content.count)
        let taken = withUnsafeMutablePointer(to: &fields) { fields in
            let taken = csv_parse(&parser, content, content.count, takeField, takeRow, fields)
            return taken == content.count && csv_fini(&parser, takeField, takeRow, fields) == 0 ? taken : -1
        }
        if taken != content.count {
            throw Complaint(
                .configuration, "a quoted field must be closed and followed by a comma or the end of the line",
                file: path, line: fields.rowEnds.count + 1)
        }
        if let line = fields.faultyLine {
            throw Complaint(
                .configuration, "a line must not be blank, nor a field hold a line break", file: path, line: line)
        }
        return fields
    }

    private static func read(_ path: String) throws -> [UInt8] {
        guard let file = fopen(path, "re") else {
            throw Complaint(.noInput, "cannot be opened: \(String(cString: strerror(errno)))", file: path)
        }
        defer { fclose(file) }
        var content: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while case let count = fread(&chunk, 1, chunk.count, file), count > 0 { content += chunk[..<count] }
        guard ferror(file) == 0 else { throw Complaint(.noInput, "cannot be read", file: path) }
        return content
    }

    private static let takeField: @convention(c) (UnsafeMutableRawPointer?, Int, UnsafeMutableRawPointer?) -> Void = {
        let fields = $2!.assumingMemoryBound(to: FieldCollector.self)
        let field = UnsafeRawBufferPointer(start: $0, count: $0 == nil ? 0 : $1)
        if field.contains(UInt8(CSV_LF)) { fields.pointee.fault() }
        fields.pointee.bytes.append(contentsOf: field)
        fields.pointee.ends.append(fields.pointee.bytes.count)
    }

    private static let takeRow: @convention(c) (Int32, UnsafeMutableRawPointer?) -> Void = {
        let fields = $1!.assumingMemoryBound(to: FieldCollector.self)
        if fields.pointee.ends.count == fields.pointee.rowEnds.last ?? 0 { fields.pointee.fault() }
        fields.pointee.rowEnds.append(fields.pointee.ends.count)
    }

    private mutating func fault() { faultyLine = faultyLine ?? rowEnds.count + 1 }
}
