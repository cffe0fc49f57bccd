import Foundation
import Inventory

@testable import Intake

/// Prints what the reader makes of a table, a JSON object a line: how it is cut, each record with its cells, each reject,
/// the counts; at last what an import would say of it.
@main
struct Dump {
    static func main() throws {
        for path in CommandLine.arguments.dropFirst() {
            try table(path)
            try importing(path)
        }
    }

    private static func table(_ path: String) throws {
        do {
            let file = try FileBytes.open(path: path, name: path)
            let (encoding, _) = try TextEncoding.recognise(file, census: ByteCensus(of: file), said: nil, name: path)
            let isKnown: (String) -> Bool = {
                HeaderSynonyms.inventory.entry($0) != nil || HeaderSynonyms.scan.entry($0) != nil
            }
            guard let table = try Table.recognise(file, name: path, encoding: encoding, isKnown: isKnown) else {
                return try show(["kind": "nothing"])
            }
            try show([
                "kind": "table", "encoding": encoding.name, "bom": encoding.bomLength,
                "delimiter": String(Unicode.Scalar(table.delimiter)), "header": table.header,
                "headerLine": table.headerLine, "headerLines": table.headerLines, "blank": table.blankLines,
                "dataLine": table.data.line,
            ])
            try records(of: file, table)
        } catch let complaint as Complaint {
            try show(["kind": "refused", "why": complaint.what])
        }
    }

    private static func records(of file: FileBytes, _ table: Table) throws {
        let reader = try table.records(of: file)
        while let step = try reader.next() {
            switch step {
            case .record(let record) where record.isEmpty: reader.takeBackAsBlank(record)
            case .record(let record):
                try show([
                    "kind": "record", "line": record.line, "lines": record.lines, "count": record.count,
                    "cells": (0..<record.kept).map { CellText.string(record[$0]) },
                ])
            case .reject(let reject):
                try show(["kind": "reject", "line": reject.line, "reason": reject.reason.rawValue])
            }
        }
        try show(["kind": "end", "lines": reader.lines, "blank": table.blankLines + reader.blankLines])
    }

    private static func importing(_ path: String) throws {
        var options = IntakeOptions(now: Instant(4_102_444_800), dateOrder: .dayFirst, vantage: .internet)
        let project = #filePath.dropLast("Benchmarks/conservation/Sources/dump/Dump.swift".count)
        options.mappings = try Mapping.load(folder: project + "Sources/Knowledge/Mappings", origin: .shipped)
        do {
            let report = try SourceFile.open(path: path, options: options).read { _, _ in }
            try show([
                "kind": "import", "format": report.format, "lines": report.lines, "header": report.headerLines,
                "blank": report.blankLines, "records": report.records, "accepted": report.accepted,
                "rejected": report.rejected,
            ])
        } catch let complaint as Complaint {
            try show(["kind": "import", "refused": complaint.what])
        }
    }

    private static func show(_ object: [String: Any]) throws {
        let line = try JSONSerialization.data(withJSONObject: object, options: [.sortedKeys])
        FileHandle.standardOutput.write(line + [10])
    }
}
