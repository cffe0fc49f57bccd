import ArgumentParser

/// The page of `muster --help`: what there is, what works everywhere, where to start.
enum FrontPage {
    static var text: String {
        """
        muster keeps the roll of your customers' Exchange servers and says who must act next

        usage: muster <command> [options]            muster help <command>            muster help exit-codes

        \(Muster.sections.filter { !$0.commands.isEmpty }.map(section).joined())
        Everywhere
          -t, --tenant SLUG   one tenant            -o, --output FORMAT   table, csv, json, ndjson, md, xlsx
          --as-of DATE        read as on that day   --db PATH             else MUSTER_DB
          --limit N           rows, 0 for all       --columns A,B         only these
          --stale-after DAYS  exposure's age (14)   --wait SECONDS        for a busy database (30)
          -q  -v  --no-color  --actor NAME          -h, --help            --version

        Start with:  muster import FILE -t TENANT -n      what is in this file, nothing is changed
                     muster followup list                 who must act next

        """
    }

    private static func section(_ section: CommandSection) -> String {
        section.title + "\n" + section.commands.map(line).joined()
    }

    private static func line(_ entry: CommandSection.Entry) -> String {
        let name = entry.argument.isEmpty ? entry.type.word : "\(entry.type.word) \(entry.argument)"
        let blanks = String(repeating: " ", count: max(2, 18 - name.count))
        return "  \(name)\(blanks)\(entry.summary ?? summary(of: entry.type))\n"
    }

    /// A group: the names of its commands, with what it does where it has but one. Else the first sentence of the
    /// abstract, as half a sentence.
    private static func summary(of command: any ParsableCommand.Type) -> String {
        let parts = command.configuration.subcommands
        switch parts.count {
        case 0: return half(command.configuration.abstract)
        case 1: return "\(parts[0].word): \(half(parts[0].configuration.abstract))"
        default: return parts.map { $0.word }.joined(separator: ", ")
        }
    }

    private static func half(_ abstract: String) -> String {
        let sentence = abstract.prefix { $0 != "." }
        return sentence.prefix(1).lowercased() + sentence.dropFirst()
    }
}
