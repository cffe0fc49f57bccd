import Inventory
import Storage

/// Finds what is wrong with a report: header, parameters, SQL that other engines do not take, and whether it runs.
package enum ReportLint {
    /// All that is wrong with one file, in the order of its lines.
    package static func faults(at path: String) -> [Complaint] {
        do {
            let report = try ReportFile(path: path)
            var faults = PortableSQL.faults(in: report.sql).map {
                Complaint(.badData, $0.what, file: path, line: $0.line)
            }
            let used = PortableSQL.parameters(of: report.sql).subtracting(["now", "today"])
            let declared = Set(report.parameters.map(\.name))
            for name in used.subtracting(declared).sorted() {
                faults.append(
                    Complaint(.badData, ":\(name) stands in no header", file: path, line: report.headerLines + 1))
            }
            for parameter in report.parameters where !used.contains(parameter.name) {
                faults.append(
                    Complaint(.badData, "the parameter \(parameter.name) is not used", file: path, line: parameter.line)
                )
            }
            if faults.isEmpty { faults += try run(report) }
            return faults
        } catch let fault as Complaint {
            return [fault]
        } catch {
            return [Complaint(.failed, "\(error)", file: path)]
        }
    }

    /// Asks it of views without rows: its columns must be those of the header.
    private static func run(_ report: ReportFile) throws -> [Complaint] {
        var given: [String: String] = [:]
        for parameter in report.parameters where parameter.initial == nil {
            given[parameter.name] = parameter.kind == .day ? "2021-08-20" : "0"
        }
        var question = try report.question(given: given)
        question.parameters.merge(["now": .integer(1_629_417_600), "today": .integer(18_859)]) { own, _ in own }
        let slice = try Slice()
        slice.ask(for: try slice.need(of: question))
        try slice.close()
        let columns = try slice.answer(question).columns
        let told = report.columns.map(\.name)
        guard columns != told else { return [] }
        return [
            Complaint(
                .badData,
                "the header's columns are \(told.joined(separator: ", ")); the answer's \(columns.joined(separator: ", "))",
                file: report.path, line: report.columns.first?.line ?? nil)
        ]
    }
}
