import ArgumentParser

/// Where the answer goes in place of standard output.
struct AnswerFile: ParsableArguments {
    @Option(help: ArgumentHelp("Write the answer to a file, whole or not at all.", valueName: "file"))
    var to: String?
}
