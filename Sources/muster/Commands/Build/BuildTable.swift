import Assessment
import Inventory
import Knowledge
import Reporting

/// The answer for programs: one row per input and CVE of its product.
struct BuildTable {
    let judge: Judge
    let day: CalendarDay

    init(_ judge: Judge, day: CalendarDay) {
        self.judge = judge
        self.day = day
    }

    static let columns: [ReportTable.Column] = [
        .init("input"), .init("build"), .init("product"), .init("cu"), .init("su"), .init("precision"),
        .init("released", .day), .init("listed"), .init("patch_level"), .init("cve"), .init("verdict"),
        .init("fixed_build"), .init("fixed_by"), .init("reason"),
    ]

    /// Prints the rows. Of long lists a piece at a time where the format allows it: a server list has many builds, and
    /// each has a row for every CVE.
    func emit(_ inputs: [BuildInput], on console: Console) throws {
        let format: (first: any TableFormat.Type, rest: any TableFormat.Type)? =
            switch console.options.output {
            case .csv: (CSVFormat.self, CSVRows.self)
            case .ndjson: (NDJSONFormat.self, NDJSONFormat.self)
            default: nil
            }
        guard let format, console.options.rowLimit == nil, inputs.count > 64 else {
            return try console.emit(of(inputs[...]))
        }
        for start in stride(from: 0, to: inputs.count, by: 64) {
            let piece = of(inputs[start..<min(start + 64, inputs.count)])
            let chosen = try console.options.columnNames.map { try piece.choosing($0) } ?? piece
            console.write(chosen, as: start == 0 ? format.first : format.rest)
        }
    }

    private func of(_ inputs: ArraySlice<BuildInput>) -> ReportTable {
        var table = ReportTable(columns: BuildTable.columns, knowledge: judge.knowledge.version)
        for input in inputs {
            table.rows += judge.explain(input.text, on: day).map(rows) ?? [unreadable(input)]
        }
        return table
    }

    /// What is said of the build on each of its rows; a build without any CVE has one row.
    private func rows(_ answer: BuildExplanation) -> [[Cell]] {
        let head: [Cell] = [
            .text(answer.input), .text(answer.buildText), .text(answer.products.map(\.name).joined(separator: " or ")),
            .text(answer.update?.name), .text(answer.updateName), .text(answer.evidence.precision.rawValue),
            .day(answer.isExact ? answer.placement.known?.released : nil), .text(answer.listed.rawValue),
            .text(answer.standing.level.rawValue),
        ]
        if answer.lines.isEmpty {
            return [head + [Cell](repeating: .null, count: BuildTable.columns.count - head.count)]
        }
        return answer.lines.map { line in
            let fix = line.judgement.fixedFrom
            return head + [
                .text(judge.knowledge.cves[line.cve].id), .text(line.judgement.verdict.word),
                .text(fix.map { "\($0.build)" }), .text(fix?.name), .text(line.judgement.reason),
            ]
        }
    }

    private func unreadable(_ input: BuildInput) -> [Cell] {
        BuildTable.columns.map { column in
            switch column.name {
            case "input": .text(input.text)
            case "precision": .text("unreadable")
            default: .null
            }
        }
    }
}
