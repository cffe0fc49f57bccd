import Inventory
import Reporting

/// Rejected rows as a table: where they are, why, and what stood there.
struct RejectTable {
    let rejects: [Reject]

    var table: ReportTable {
        ReportTable(
            columns: [
                .init("line", .integer), .init("record", .integer), .init("byte", .integer), .init("column"),
                .init("reason"), .init("detail"), .init("raw"),
            ],
            rows: rejects.map { reject in
                [
                    .integer(reject.line), .integer(reject.record), .integer(reject.byteOffset), .text(reject.column),
                    .text(reject.reason.rawValue), .text(reject.detail),
                    .text(String(decoding: reject.raw, as: UTF8.self)),
                ]
            })
    }

    /// `LINE  REC   BYTE  COLUMN  REASON  RAW`; the raw row is cut to what helps to find it.
    func lines(first count: Int) -> [StyledText] {
        let rows = rejects.prefix(count).map { reject -> [StyledText] in
            [
                StyledText(grouped(reject.line)), StyledText(grouped(reject.record)),
                StyledText(grouped(reject.byteOffset)),
                StyledText(reject.column ?? "(row)"), StyledText(Self.why(reject)),
                StyledText(Self.beginning(of: reject.raw)),
            ]
        }
        return aligned([["LINE", "REC", "BYTE", "COLUMN", "REASON", "RAW"]] + rows, right: [0, 1, 2])
    }

    static func why(_ reject: Reject) -> String {
        reject.detail.isEmpty ? reject.reason.rawValue : "\(reject.reason.rawValue): \(reject.detail)"
    }

    /// As much of a row as fits beside the rest.
    private static func beginning(of raw: [UInt8]) -> String {
        let text = String(decoding: raw.prefix(160), as: UTF8.self)
        let line = text.split(whereSeparator: \.isNewline).first.map(String.init) ?? ""
        return line.count > 32 || raw.count > text.utf8.count ? line.prefix(31) + "…" : line
    }
}
