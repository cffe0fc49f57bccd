import CLibcsv
import Glibc

/// The fields of one record as libcsv delivers them: one buffer of bytes, and where each field ends.
final class FieldSink {
    let bytes = ByteBuffer()
    let ends: UnsafeMutablePointer<Int> = .allocate(capacity: Limits.columns)
    /// Fields delivered, also those beyond the cap.
    var count = 0
    var isComplete = false

    deinit { ends.deallocate() }

    /// Fields that are kept: all but those beyond the cap.
    var kept: Int { min(count, Limits.columns) }

    func clear() {
        bytes.clear()
        count = 0
        isComplete = false
    }

    func add(_ text: UnsafeMutableRawPointer?, _ length: Int) {
        if count < Limits.columns {
            if let text { bytes.append(text, length) }
            ends[count] = bytes.count
        }
        count += 1
    }
}

/// libcsv in its strict mode, fed one physical line at a time.
///
/// Lenient mode merges rows silently, blanks are trimmed by default and a blank row then vanishes, and after an error
/// the parser's state is of no use: all three are dealt with here.
final class CSVParser {
    /// Why a line could not be parsed.
    enum Fault {
        /// A quote within an unquoted field, or text behind a closing quote: the byte's place in the piece.
        case quoting(place: Int)
        case fieldTooLong
    }

    let delimiter: UInt8
    private let parser: UnsafeMutablePointer<csv_parser>
    /// What was delivered since `clear`.
    let fields = FieldSink()

    init(delimiter: UInt8) {
        self.delimiter = delimiter
        parser = .allocate(capacity: 1)
        start()
    }

    deinit {
        csv_free(parser)
        parser.deallocate()
    }

    private func start() {
        csv_init(parser, UInt8(CSV_STRICT) | UInt8(CSV_STRICT_FINI))
        csv_set_delim(parser, delimiter)
        csv_set_space_func(parser) { _ in 0 }
        csv_set_blk_size(parser, 4_096)
        csv_set_realloc_func(parser) { old, size in size > Limits.field + 4_096 ? nil : realloc(old, size) }
    }

    /// Forgets the record that is being read, and any error.
    func reset() {
        csv_free(parser)
        start()
        fields.clear()
    }

    /// Makes room for the next record.
    func clear() { fields.clear() }

    /// Takes a whole line, or a part of one.
    func take(_ line: UnsafeBufferPointer<UInt8>) -> Fault? {
        let context = Unmanaged.passUnretained(fields).toOpaque()
        var done = 0
        while done < line.count {
            let size = min(Limits.piece, line.count - done)
            let taken = csv_parse(parser, line.baseAddress! + done, size, CSVParser.onField, CSVParser.onRow, context)
            if taken < size || csv_error(parser) != CSV_SUCCESS {
                return csv_error(parser) == CSV_EPARSE ? .quoting(place: done + taken) : .fieldTooLong
            }
            done += size
        }
        return nil
    }

    /// Ends the record at the end of the file; false where a quote is still open.
    func finish() -> Bool {
        csv_fini(parser, CSVParser.onField, CSVParser.onRow, Unmanaged.passUnretained(fields).toOpaque()) == 0
    }

    private static let onField: @convention(c) (UnsafeMutableRawPointer?, Int, UnsafeMutableRawPointer?) -> Void = {
        text, length, context in
        Unmanaged<FieldSink>.fromOpaque(context!).takeUnretainedValue().add(text, length)
    }

    private static let onRow: @convention(c) (Int32, UnsafeMutableRawPointer?) -> Void = { _, context in
        Unmanaged<FieldSink>.fromOpaque(context!).takeUnretainedValue().isComplete = true
    }
}
