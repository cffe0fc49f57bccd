import Inventory

/// One cell's bytes.
typealias Cell = UnsafeBufferPointer<UInt8>

/// One record: its cells live until the next one is asked for.
struct Record {
    /// The physical line, from 1, on which it begins.
    let line: Int
    /// Its number, from 1.
    let number: Int
    /// Where it begins in the file as it lies on disk.
    let offset: Int
    /// Physical lines that it spans.
    let lines: Int
    /// Cells, also those beyond the cap of columns.
    let count: Int
    fileprivate let bytes: UnsafePointer<UInt8>?
    fileprivate let ends: UnsafeBufferPointer<Int>
    /// Bytes between a cell and the next: none where libcsv wrote them, the delimiter where they lie in their line.
    fileprivate let gap: Int

    /// The cells that are kept: `count`, or the cap.
    var kept: Int { ends.count }

    /// Whether no cell says anything: `;;;;` as spreadsheets write below a table.
    var isEmpty: Bool { kept == count && (ends.last ?? 0) == (count - 1) * gap }

    /// The cell's bytes; empty where the record has no such cell.
    subscript(index: Int) -> Cell {
        guard index < ends.count else { return Cell(start: nil, count: 0) }
        let from = index == 0 ? 0 : ends[index - 1] + gap
        return Cell(start: bytes.map { $0 + from }, count: ends[index] - from)
    }
}

/// Reads records through libcsv so that every physical line belongs to a record, a reject or a blank line. A line without
/// a quote is cut at its delimiters, which is what libcsv would do.
///
/// A quote that never closes costs its own line only: after a bounded number of lines, or at the end of the file, the
/// record is rejected at its first line and reading goes on at the line after it.
final class RecordReader {
    /// What came next.
    enum Step {
        case record(Record)
        /// A record that could not be split into cells.
        case reject(Reject)
    }

    private(set) var blankLines = 0
    /// Records so far, rejected ones included.
    private(set) var records = 0
    /// Physical lines so far.
    var lines: Int { reader.lines }
    /// Where the next line begins in the file.
    var offset: Int { reader.offset }
    /// Whether the record before could not be split: what follows may be its middle, so it must have all columns.
    private(set) var followsFault = false
    /// The column, from 0, in which the last reject's byte stands that is no character; nil where it is not known.
    private(set) var faultColumn: Int?

    private let reader: LineReader
    private let parser: CSVParser
    /// Nil where a line's text may hold what ended no line in the file's own bytes.
    private let plain: PlainLine?
    /// The raw text of a record of several lines.
    private var raw: [UInt8] = []
    private var current: PhysicalLine?

    /// Begins at an offset where a line begins.
    init(_ file: FileBytes, encoding: TextEncoding, delimiter: UInt8, from place: Place? = nil) throws {
        reader = try LineReader(file, encoding: encoding)
        parser = CSVParser(delimiter: delimiter)
        plain = encoding.shifts ? nil : PlainLine(delimiter: delimiter)
        if let place { reader.seek(to: place.offset, line: place.line) }
    }

    /// Where a line begins.
    struct Place: Sendable {
        var offset: Int
        var line: Int
    }

    /// The next record or reject; nil at the end of the file.
    func next() throws -> Step? {
        while let line = try reader.next() {
            if line.isBlank {
                blankLines += 1
                continue
            }
            records += 1
            return try step(line)
        }
        return nil
    }

    /// Counts the last record as blank lines: no cell of it says anything.
    func takeBackAsBlank(_ record: Record) {
        records -= 1
        blankLines += record.lines
    }

    /// Says that the last record, or the columns of it, were right: what follows is no middle of anything.
    func foundWhole() { followsFault = false }

    /// The raw text of the last record, decoded.
    func rawText() -> [UInt8] {
        if let current { return Array(current.content.prefix(Limits.raw)) }
        return Array(raw.prefix(Limits.raw))
    }

    private func step(_ first: PhysicalLine) throws -> Step {
        current = first
        faultColumn = nil
        parser.clear()
        if let fault = first.fault {
            faultColumn = column(of: fault, in: first)
            return reject(first, fault)
        }
        let content = first.content
        if let plain, !plain.holdsQuote(content), let ends = plain.cut(content) {
            return .record(
                Record(
                    line: first.number, number: records, offset: first.offset, lines: 1, count: ends.count,
                    bytes: content.baseAddress, ends: ends, gap: 1))
        }
        if let fault = takeQuoted(first) { return reject(first, fault) }
        if parser.isComplete { return record(first, lines: 1) }
        if !first.isClosed { return atEnd(first, lines: 1) }
        return try open(first)
    }

    /// Gives a line to libcsv from its first cell with a quote on; what stands before that is cut at its delimiters.
    private func takeQuoted(_ line: PhysicalLine) -> CSVParser.Fault? {
        guard let front = plain?.front(of: line.content), let ends = plain?.cut(front) else {
            return parser.take(line.bytes)
        }
        parser.preset(front, ends)
        let rest = front.count + 1
        return parser.take(UnsafeBufferPointer(rebasing: line.bytes[rest...])).map { $0.moved(by: rest) }
    }

    /// Reads on while a quoted cell goes over the line's end.
    ///
    /// Going back costs each line one more reading and no more: a line that leaves a quote open has an odd number of
    /// quotes, and within a quote such a line closes it or breaks it. So no line is read on for twice.
    private func open(_ first: PhysicalLine) throws -> Step {
        raw = Array(first.bytes)
        current = nil
        let start = (line: first.number, offset: first.offset, end: first.end)
        let head = first.content.count
        var lines = 1
        while let line = try reader.next() {
            lines += 1
            raw.append(contentsOf: line.bytes)
            if lines > Limits.recordLines || raw.count > Limits.recordBytes {
                let bound = "\(grouped(Limits.recordLines)) lines or \(Limits.recordBytes >> 20) MiB"
                return goOn(behind: start, head, (.quoting, "a quote that is still open after \(bound)"))
            }
            if let fault = line.fault {
                return goOn(behind: start, head, words(fault, line: line.number))
            }
            if let fault = parser.take(line.bytes) {
                return goOn(behind: start, head, words(fault, line: line.number))
            }
            if parser.isComplete { return record(start.line, start.offset, lines: lines) }
            if !line.isClosed {
                return parser.finish()
                    ? record(start.line, start.offset, lines: lines)
                    : goOn(behind: start, head, (.quoting, "a quote that never closes"))
            }
        }
        return goOn(behind: start, head, (.quoting, "a quote that never closes"))
    }

    private func atEnd(_ line: PhysicalLine, lines: Int) -> Step {
        if parser.finish() { return record(line, lines: 1) }
        return reject(line, reason: .quoting, "a quote that never closes")
    }

    // MARK: Records

    private func record(_ line: PhysicalLine, lines: Int) -> Step { record(line.number, line.offset, lines: lines) }

    private func record(_ line: Int, _ offset: Int, lines: Int) -> Step {
        while raw.last == 0x0A || raw.last == 0x0D { raw.removeLast() }
        let fields = parser.fields
        return .record(
            Record(
                line: line, number: records, offset: offset, lines: lines, count: fields.count,
                bytes: fields.base, ends: fields.kept, gap: 0))
    }

    // MARK: Rejects

    /// Where what stands before the byte can be cut into cells: the one that the byte stands in.
    private func column(of fault: PhysicalLine.Fault, in line: PhysicalLine) -> Int? {
        guard case .encoding(_, _, let written) = fault, !followsFault else { return nil }
        return parser.take(UnsafeBufferPointer(rebasing: line.bytes[..<written])) == nil ? parser.fields.count : nil
    }

    private func reject(_ line: PhysicalLine, _ fault: PhysicalLine.Fault) -> Step {
        let (reason, detail) = words(fault, line: nil)
        return reject(line, reason: reason, detail)
    }

    private func reject(_ line: PhysicalLine, _ fault: CSVParser.Fault) -> Step {
        let (reason, detail) = words(fault, line: nil)
        return reject(line, reason: reason, detail)
    }

    private func reject(_ line: PhysicalLine, reason: Reject.Reason, _ detail: String) -> Step {
        parser.reset()
        followsFault = true
        return .reject(
            Reject(
                line: line.number, record: records, byteOffset: line.offset, column: nil, reason: reason,
                detail: detail, raw: Array(line.content.prefix(Limits.raw))))
    }

    /// Rejects the first line of what was read as one record and goes back to the line behind it.
    private func goOn(
        behind start: (line: Int, offset: Int, end: Int), _ head: Int, _ why: (Reject.Reason, String)
    ) -> Step {
        parser.reset()
        followsFault = true
        reader.seek(to: start.end, line: start.line + 1)
        return .reject(
            Reject(
                line: start.line, record: records, byteOffset: start.offset, column: nil, reason: why.0,
                detail: why.1, raw: Array(raw.prefix(min(head, Limits.raw)))))
    }

    private func words(_ fault: PhysicalLine.Fault, line: Int?) -> (Reject.Reason, String) {
        let place = line.map { "line \($0), " } ?? ""
        switch fault {
        case .encoding(let at, let byte, _): return (.encoding, "\(place)byte \(at + 1) is \(hex(byte)), no character")
        case .tooLong:
            return (.fieldTooLong, "\(line.map { "line \($0)" } ?? "line") is longer than \(Limits.line >> 20) MiB")
        }
    }

    private func words(_ fault: CSVParser.Fault, line: Int?) -> (Reject.Reason, String) {
        let place = line.map { "line \($0), " } ?? ""
        switch fault {
        case .quoting(let at):
            return (.quoting, "\(place)byte \(at + 1): a quote that is neither at an end nor doubled")
        case .fieldTooLong: return (.fieldTooLong, "a field longer than \(Limits.field >> 20) MiB")
        }
    }
}
