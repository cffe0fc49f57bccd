import Intake
import Inventory
import Reporting

/// What a file was taken for, as `import -n` shows it: each choice with its proof and the option that overrides it, then
/// what each column means.
struct ImportPreview {
    let file: SourceFile

    /// The choices and the columns; `taken` adds what is known of time and coverage once the rows have been read.
    func lines(taken: [Recognition.Choice]) -> [StyledText] {
        let heading = StyledText("\(file.name)   preview, nothing is changed")
        return [heading] + choices(taken) + columns
    }

    private func choices(_ taken: [Recognition.Choice]) -> [StyledText] {
        let seen = file.recognition
        var rows: [[StyledText]] = []
        func add(_ name: String, _ choice: Recognition.Choice?) {
            guard let choice else { return }
            let proof = choice.proof.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
            let value = StyledText(choice.value == "\t" ? "tab" : choice.value)
            rows.append([StyledText(name), value, StyledText(proof.first ?? ""), StyledText(choice.option ?? "", .dim)])
            for line in proof.dropFirst() { rows.append(["", "", StyledText(line), ""]) }
        }
        add("as", seen.kind)
        add("encoding", seen.encoding)
        add("delimiter", seen.delimiter)
        add("quoting", seen.quoting)
        add("header", seen.header)
        add("dates", seen.dates)
        add("zone", seen.zone)
        add("vantage", seen.vantage)
        for (name, choice) in zip(["taken at", "coverage", "targets"], taken) { add(name, choice) }
        return aligned(rows)
    }

    private var columns: [StyledText] {
        guard !file.recognition.columns.isEmpty else { return [] }
        let rows = file.recognition.columns.map { column in
            [
                StyledText(column.header.isEmpty ? "(no name)" : column.header),
                StyledText(column.meaning ?? "kept, not used", column.meaning == nil ? .yellow : .plain),
                StyledText(column.proof),
            ]
        }
        return aligned([["COLUMN", "TAKEN AS", "PROOF"]] + rows)
    }
}
