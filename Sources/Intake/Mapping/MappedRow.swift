import Inventory

/// Rows of a table that is read by a mapping: what the columns say, then what constants and rules add.
struct MappedRow: RowBuilder {
    private var whole: any RowBuilder
    /// For rows that do not count: who, when and whose alone.
    private var bare: any RowBuilder
    private let take: [CellCondition]
    private let ignore: [CellCondition]
    private let constants: [(meaning: Meaning, value: String)]
    private let rules: [CellRule]

    init(_ mapping: Mapping, header: [String], plan: ColumnPlan, times: RowTimes, vantage: Vantage?) {
        let columns = CellColumns(header)
        func builder(_ plan: ColumnPlan) -> any RowBuilder {
            switch mapping.rows {
            case .machines: InventoryRow(plan: plan, times: times)
            case .ports: ScanRow(plan: plan, times: times, vantage: vantage)
            case .findings:
                FindingRow(plan: plan, times: times, open: mapping.open.map { CellCondition($0, columns) })
            }
        }
        whole = builder(plan)
        bare = builder(plan.bare)
        take = mapping.take.map { CellCondition($0, columns) }
        ignore = mapping.ignore.map { CellCondition($0, columns) }
        constants = mapping.constants
        rules = mapping.facts.map { CellRule($0, columns) }
    }

    /// From where the accepted rows say they looked.
    var vantages: Set<Vantage> { (whole as? ScanRow)?.vantages ?? [] }

    mutating func build(_ record: Record, into batch: inout ObservationBatch) throws -> RowFrame {
        guard take.isEmpty || take.contains(where: { $0.holds(record) }), !ignore.contains(where: { $0.holds(record) })
        else { return try bare.build(record, into: &batch) }
        let frame = try whole.build(record, into: &batch)
        let said = Set(batch.openSpans.map(\.field))
        for (meaning, value) in constants where meaning.field.map({ !said.contains($0) }) ?? false {
            _ = MeaningValue.add(meaning, value, to: &batch)
        }
        for rule in rules { rule.add(record, to: &batch) }
        return frame
    }
}

/// Where the columns stand that a mapping's conditions look at.
struct CellColumns {
    private var indexByKey: [String: Int] = [:]

    init(_ header: [String]) {
        for (index, text) in header.enumerated() {
            let key = HeaderSynonyms.key(text)
            if indexByKey[key] == nil { indexByKey[key] = index }
        }
    }

    subscript(header: String) -> Int? { indexByKey[HeaderSynonyms.key(header)] }
}

/// A condition, ready to look at records.
struct CellCondition {
    private struct Test {
        let column: Int?
        let operation: CellTest.Operation
        let texts: [String]
        let patterns: [CellPattern]
    }

    private let tests: [Test]

    init(_ condition: RowCondition, _ columns: CellColumns) {
        tests = condition.tests.map { test in
            Test(
                column: columns[test.header], operation: test.operation, texts: test.texts,
                patterns: test.operation == .matches ? test.texts.compactMap { CellPattern($0) } : [])
        }
    }

    func holds(_ record: Record) -> Bool { tests.allSatisfy { CellCondition.holds($0, record) } }

    private static func holds(_ test: Test, _ record: Record) -> Bool {
        let cell = test.column.map { CellText.trimmed(record[$0]) } ?? Cell(start: nil, count: 0)
        switch test.operation {
        case .matches: return test.patterns.contains { $0.isFound(in: cell) }
        case .is:
            let text = CellText.string(cell).lowercased()
            return test.texts.contains(text)
        case .contains:
            let text = CellText.string(cell).lowercased()
            return test.texts.contains { text.contains($0) }
        case .lacks:
            let text = CellText.string(cell).lowercased()
            return !test.texts.contains { text.contains($0) }
        }
    }
}

/// A rule, ready to look at records.
private struct CellRule {
    private enum What {
        case set([(meaning: Meaning, value: String)])
        case find(columns: [Int], pattern: CellPattern, meaning: Meaning)
        case nothing
    }

    private let condition: CellCondition
    private let what: What

    init(_ rule: FactRule, _ columns: CellColumns) {
        condition = CellCondition(rule.condition, columns)
        switch rule.what {
        case .set(let values): what = .set(values)
        case .find(let headers, let pattern, let meaning):
            what =
                CellPattern(pattern).map {
                    .find(columns: headers.compactMap { columns[$0] }, pattern: $0, meaning: meaning)
                } ?? .nothing
        }
    }

    func add(_ record: Record, to batch: inout ObservationBatch) {
        guard condition.holds(record) else { return }
        switch what {
        case .nothing: break
        case .set(let values):
            for (meaning, value) in values { _ = MeaningValue.add(meaning, value, to: &batch) }
        case .find(let columns, let pattern, let meaning):
            guard let cell = columns.map({ CellText.trimmed(record[$0]) }).first(where: { !$0.isEmpty }) else { return }
            let found = pattern.all(in: cell)
            for value in meaning.mayRepeat ? found[...] : found.prefix(1) {
                _ = MeaningValue.add(meaning, value, to: &batch)
            }
        }
    }
}
