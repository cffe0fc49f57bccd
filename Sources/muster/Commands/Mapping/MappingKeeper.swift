import Glibc
import Intake
import Inventory
import Reporting

/// Keeps how a file was read as a mapping of the team: `import … --save-mapping NAME`.
struct MappingKeeper {
    private let name: String
    private let path: String
    private let folder: String
    private let command: ImportCommand

    /// Nil where nothing is to be kept. Throws a `Complaint` where the name is none, or is taken.
    init?(_ command: ImportCommand, _ library: MappingLibrary) throws {
        guard let name = command.kind.saveMapping else { return nil }
        guard Mapping.isName(name), !SourceFile.formats.contains(name) else {
            throw Complaint(
                .usage, "--save-mapping takes a name of letters, digits, dots and dashes; found \"\(name)\"",
                facts: ["names of formats are taken: \(SourceFile.formats.joined(separator: ", "))"])
        }
        self.name = name
        self.command = command
        folder = library.folder
        path = "\(folder)/\(name).yaml"
        guard access(path, F_OK) != 0 else {
            throw Complaint(
                .cannotWrite, "there is a mapping '\(name)' already; nothing was changed", file: path,
                next: ["take another name, or change that file, or take it away"])
        }
    }

    /// Throws a `Complaint` (usage): how one file is read is kept, not how many are.
    func refuse(files: Int) throws {
        throw Complaint(
            .usage, "--save-mapping keeps how one file is read; found \(files) files; nothing was changed",
            next: ["import one with --save-mapping \(name), then the others"])
    }

    /// The file, read by what will be kept: next week's file is then read as this one. A preview shows it as it was
    /// recognised. Throws a `Complaint` where its format has no columns to name.
    func reread(_ source: SourceFile, _ options: IntakeOptions) throws -> SourceFile {
        let yaml = try yaml(of: source)
        let mapping = try Mapping(yaml: yaml, file: path, origin: .own)
        return command.care.dryRun ? source : try source.reread(by: mapping, options)
    }

    private func yaml(of source: SourceFile) throws -> String {
        var saved = SavedMapping(name: name)
        saved.tenant = command.global.tenant
        saved.source = command.kind.source ?? (source.format == "inventory-csv" ? "inventory" : nil)
        saved.isFull = command.claims.coverage
        saved.vantage = command.claims.vantage
        return try saved.yaml(of: source)
    }

    /// Writes it, or says in a preview what would be written. Throws a `Complaint` (cannot write).
    func keep(_ source: SourceFile, _ console: Console) throws {
        if command.care.dryRun {
            console.note("would write \(path):")
            for line in try yaml(of: source).split(separator: "\n") { console.note("  \(String(line))") }
            return
        }
        guard let yaml = source.mapping?.text else { return }
        guard mkdir(folder, 0o777) == 0 || errno == EEXIST else {
            throw Complaint(
                .cannotWrite, "cannot make the folder of mappings: \(String(cString: strerror(errno)).lowercased())",
                file: folder)
        }
        try TextFile.write(Array(yaml.utf8), to: path)
        try share()
        console.note("mapping \(name): \(path); used by itself when the header matches")
        console.next("muster mapping show \(name)")
    }

    /// Who may read and write the database may do so with its mappings.
    private func share() throws {
        var facts = stat()
        guard stat(command.global.databasePath, &facts) == 0 else { return }
        chmod(path, facts.st_mode & 0o666)
        if facts.st_mode & 0o060 != 0 {
            _ = chown(path, uid_t.max, facts.st_gid)
            _ = chown(folder, uid_t.max, facts.st_gid)
            chmod(folder, 0o2770)
        }
    }
}
