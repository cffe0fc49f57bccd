import Inventory

/// A small delimited table that somebody filled in, read as it stands: what its cells mean is the reader's affair.
///
/// Encoding, delimiter and header line are recognised as those of any other file.
package struct PlainTable: Sendable {
    package struct Row: Sendable {
        /// The physical line, from 1, on which it begins.
        package let line: Int
        /// As many as the header has, without blanks around them; empty where nothing is written.
        package let cells: [String]
    }

    /// The header's cells, in the order of the file.
    package let header: [String]
    package let rows: [Row]

    /// Reads a file, or standard input for `-`; packed ones too.
    ///
    /// - Parameter isHeader: whether a cell reads as a header that the reader knows.
    /// - Throws: a `Complaint`: 66 where there is no such file, 65 with the line that cannot be read or whose cells are more than
    ///   the header's.
    package static func read(path: String, isHeader: (String) -> Bool) throws -> PlainTable {
        let file = try SourceFile.bytes(path: path)
        let census = try ByteCensus(of: file)
        let (encoding, _) = try TextEncoding.recognise(file, census: census, said: nil, name: path)
        guard let table = try Table.recognise(file, name: path, encoding: encoding, isKnown: isHeader) else {
            throw Complaint(.badData, "there is nothing in it", file: path)
        }
        let records = try table.records(of: file)
        var rows: [Row] = []
        while let step = try records.next() {
            switch step {
            case .reject(let reject):
                throw Complaint(.badData, reject.detail, file: path, line: reject.line)
            case .record(let record):
                if record.isEmpty { continue }
                guard record.count <= table.header.count else {
                    throw Complaint(
                        .badData, "\(record.count) cells, the header has \(table.header.count)", file: path,
                        line: record.line)
                }
                rows.append(
                    Row(
                        line: record.line,
                        cells: table.header.indices.map { CellText.string(CellText.trimmed(record[$0])) }))
            }
        }
        return PlainTable(header: table.header, rows: rows)
    }
}
