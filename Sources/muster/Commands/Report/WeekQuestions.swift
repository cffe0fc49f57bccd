import Inventory
import Reporting
import Roll
import Storage

/// The questions of a weekly report: the files of `Reports/weekly`, and those that a team puts into the folder
/// `reports/weekly` beside its database.
struct WeekQuestions {
    let files: [ReportFile]

    /// Where they lie below a folder of reports.
    static let folder = "/weekly"

    /// Throws a `Complaint` (configuration) with file and line where a header is none.
    init(_ shelf: ReportShelf, _ global: GlobalOptions) throws {
        var found: [String: ReportFile] = [:]
        for folder in try shelf.folders(global) {
            for path in ReportFile.paths(in: folder.path + WeekQuestions.folder) {
                let file = try ReportFile(path: path)
                found[file.name] = file
            }
        }
        files = found.values.sorted { $0.name < $1.name }
    }

    /// The titles of the questions by name.
    var titles: [String: String] { Dictionary(uniqueKeysWithValues: files.map { ($0.name, $0.title) }) }

    /// What they come to for a tenant at the end of a week, by name.
    func answers(_ roll: CustomerRoll, _ projector: Projector, _ slug: String, _ week: IsoWeek) throws
        -> [String: SliceAnswer]
    {
        let analysis = Analysis(roll, projector, tenant: slug, asOf: .day(week.sunday))
        let moment = try analysis.moment
        let questions = try files.map { file -> (String, SliceQuestion) in
            var question = try file.question(given: [:])
            question.parameters.merge(moment) { own, _ in own }
            return (file.name, question)
        }
        let slice = try analysis.slice(answering: questions.map(\.1))
        return try Dictionary(
            uniqueKeysWithValues: questions.map { name, question in
                (name, try slice.answer(question, SliceLimits(seconds: 600, rows: nil)))
            })
    }
}
