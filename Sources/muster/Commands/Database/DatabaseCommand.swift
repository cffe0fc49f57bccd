import ArgumentParser

/// `muster db`: the database as a file.
struct DatabaseCommand: CommandList {
    static let configuration = CommandConfiguration(
        commandName: "db", abstract: "The database: make it, check it, compute it anew.",
        subcommands: [DatabaseInit.self, DatabaseCheck.self, DatabaseRebuild.self])
}
