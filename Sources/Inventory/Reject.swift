/// A row that could not be taken: kept as it was, so that it can be mended and taken in again.
package struct Reject: Hashable, Sendable {
    /// The physical line, from 1, on which the row begins.
    package let line: Int
    /// The record's number, from 1, header not counted.
    package let record: Int
    /// Where the row begins in the file as it lies on disk, in bytes from 0.
    package let byteOffset: Int
    /// The header of the offending column; nil where the row as a whole is at fault.
    package let column: String?
    package let reason: Reason
    /// What was found, in words: "5 of 8", "not an address".
    package let detail: String
    /// The row's bytes, decoded to UTF-8, at most 64 KiB of them.
    package let raw: [UInt8]

    /// Why; the words are stored and shown.
    package enum Reason: String, Sendable, CaseIterable {
        case columnsFew = "columns_few"
        case columnsMany = "columns_many"
        /// A quote that does not close, or text behind one that does.
        case quoting
        case encoding
        /// No whole JSON object, or no line of the file's format.
        case syntax
        case fieldTooLong = "field_too_long"
        case noIdentity = "no_identity"
        case address
        case hostName = "host_name"
        case time
        case timeFuture = "time_future"
        case port
        case value
        /// The tenant column names a tenant that does not exist, or rows that no rule can place are refused.
        case tenant
    }

    package init(
        line: Int, record: Int, byteOffset: Int, column: String?, reason: Reason, detail: String, raw: [UInt8]
    ) {
        self.line = line
        self.record = record
        self.byteOffset = byteOffset
        self.column = column
        self.reason = reason
        self.detail = detail
        self.raw = raw
    }
}
