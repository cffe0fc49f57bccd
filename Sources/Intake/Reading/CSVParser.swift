import CLibcsv
import Glibc

/// The fields of one record as libcsv delivers them: one buffer of bytes, and where each field ends.
struct FieldSink {
    /// Fields delivered, also those beyond the cap.
    private(set) var count = 0
    var isComplete = false
    private var bytes: UnsafeMutablePointer<UInt8>
    private var length = 0
    private var capacity = 4_096
    private let ends: UnsafeMutablePointer<Int>

    init() {
        bytes = .allocate(capacity: capacity)
        ends = .allocate(capacity: Limits.columns)
    }

    /// Gives the memory back; nothing may be asked afterwards.
    func deallocate() {
        bytes.deallocate()
        ends.deallocate()
    }

    /// The bytes of all fields that are kept.
    var base: UnsafePointer<UInt8> { UnsafePointer(bytes) }

    /// Where each field ends that is kept: all but those beyond the cap.
    var kept: UnsafeBufferPointer<Int> { UnsafeBufferPointer(start: ends, count: min(count, Limits.columns)) }

    mutating func clear() {
        length = 0
        count = 0
        isComplete = false
    }

    mutating func add(_ text: UnsafeMutableRawPointer?, _ size: Int) {
        if count < Limits.columns {
            if length + size > capacity { grow(to: length + size) }
            if let text { memcpy(bytes + length, text, size) }
            length += size
            ends[count] = length
        }
        count += 1
    }

    /// Takes cells that were cut already; a delimiter stands between them.
    mutating func preset(_ front: Cell, _ places: UnsafeBufferPointer<Int>) {
        var from = 0
        for end in places {
            add(UnsafeMutableRawPointer(mutating: front.baseAddress! + from), end - from)
            from = end + 1
        }
    }

    private mutating func grow(to size: Int) {
        capacity = max(capacity * 2, size)
        let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity)
        larger.update(from: bytes, count: length)
        bytes.deallocate()
        bytes = larger
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

        /// The same of a piece that begins so many bytes earlier.
        func moved(by count: Int) -> Fault {
            if case .quoting(let place) = self { .quoting(place: place + count) } else { self }
        }
    }

    let delimiter: UInt8
    private let parser: UnsafeMutablePointer<csv_parser>
    private let sink: UnsafeMutablePointer<FieldSink>

    init(delimiter: UInt8) {
        self.delimiter = delimiter
        parser = .allocate(capacity: 1)
        sink = .allocate(capacity: 1)
        sink.initialize(to: FieldSink())
        start()
    }

    deinit {
        csv_free(parser)
        parser.deallocate()
        sink.pointee.deallocate()
        sink.deallocate()
    }

    /// What was delivered since `clear`.
    var fields: FieldSink { sink.pointee }

    /// Whether the record is whole.
    var isComplete: Bool { sink.pointee.isComplete }

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
        sink.pointee.clear()
    }

    /// Makes room for the next record.
    func clear() { sink.pointee.clear() }

    /// Begins the record with cells that were cut already.
    ///
    /// - Parameter ends: where each ends; a delimiter stands between them.
    func preset(_ front: Cell, _ ends: UnsafeBufferPointer<Int>) { sink.pointee.preset(front, ends) }

    /// Takes a whole line, or a part of one.
    func take(_ line: UnsafeBufferPointer<UInt8>) -> Fault? {
        var done = 0
        while done < line.count {
            let size = min(Limits.piece, line.count - done)
            let taken = csv_parse(parser, line.baseAddress! + done, size, CSVParser.onField, CSVParser.onRow, sink)
            if taken < size || csv_error(parser) != CSV_SUCCESS {
                return csv_error(parser) == CSV_EPARSE ? .quoting(place: done + taken) : .fieldTooLong
            }
            done += size
        }
        return nil
    }

    /// Ends the record at the end of the file; false where a quote is still open.
    func finish() -> Bool {
        csv_fini(parser, CSVParser.onField, CSVParser.onRow, sink) == 0
    }

    private static let onField: @convention(c) (UnsafeMutableRawPointer?, Int, UnsafeMutableRawPointer?) -> Void = {
        text, length, context in
        context!.assumingMemoryBound(to: FieldSink.self).pointee.add(text, length)
    }

    private static let onRow: @convention(c) (Int32, UnsafeMutableRawPointer?) -> Void = { _, context in
        context!.assumingMemoryBound(to: FieldSink.self).pointee.isComplete = true
    }
}
