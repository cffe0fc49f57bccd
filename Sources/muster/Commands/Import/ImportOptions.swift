import ArgumentParser
import Inventory
import Roll

/// What a file is; recognised by its content where nothing is said.
struct FileOptions: ParsableArguments {
    @Option(name: .customLong("as"), help: ArgumentHelp("inventory, scan or evidence.", valueName: "kind"))
    var kind: ImportKind?

    @Option(help: ArgumentHelp("One of the formats of \"muster help formats\", or a mapping.", valueName: "name"))
    var format: String?

    @Option(
        help: ArgumentHelp("Read it by this one of \"muster mapping list\", or by a YAML file.", valueName: "name|file")
    )
    var mapping: String?

    @Option(
        help: ArgumentHelp(
            "What a column means, e.g. Rechner=host; - for nothing. May be repeated.", valueName: "header=meaning"))
    var map: [String] = []

    @Option(help: ArgumentHelp("Keep how it was read as a mapping, used by itself next time.", valueName: "name"))
    var saveMapping: String?

    @Option(help: ArgumentHelp("The stream it belongs to; else its format and vantage.", valueName: "name"))
    var source: String?

    @Option(help: ArgumentHelp("The machine of hunting results that name none.", valueName: "name"))
    var host: String?

    @Option(help: ArgumentHelp("The encoding, by any name that iconv knows.", valueName: "name"))
    var encoding: String?

    @Option(help: ArgumentHelp("dmy or mdy: which comes first in 03/04/2021.", valueName: "order"))
    var dates: String?
}

/// What a file claims, where it does not say so itself.
struct ClaimOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("When it was taken; needed if the file does not say.", valueName: "time"),
        transform: ClaimOptions.instant)
    var seenAt: Instant?

    @Option(help: ArgumentHelp("internet or internal: from where a scan looked.", valueName: "place"))
    var vantage: Vantage?

    @Option(
        help: ArgumentHelp("full or partial; full: what it does not list is gone (else partial).", valueName: "part"),
        transform: { text in
            guard text == "full" || text == "partial" else { throw ValidationError("full or partial") }
            return text == "full"
        })
    var coverage: Bool?

    @Option(help: ArgumentHelp("A file of the addresses and networks that the scan looked at.", valueName: "file"))
    var targets: String?

    @Flag(help: "The scanner is let through where it looked: what it saw proves nothing about the internet.")
    var allowListed = false

    @Sendable static func instant(_ text: String) throws -> Instant {
        guard let instant = Instant(iso: text) else {
            throw ValidationError("a time such as 2021-08-20, 2021-08-20T03:12Z or 2021-08-20T03:12+02:00")
        }
        return instant
    }
}

/// How careful to be.
struct CareOptions: ParsableArguments {
    @Flag(name: [.customShort("n"), .long], help: "Preview; same exit code as the import would have.")
    var dryRun = false

    @Option(help: ArgumentHelp("Refuse the file above this many rejected rows (5%).", valueName: "n|n%"))
    var maxRejects = RejectLimit.standard

    @Option(help: ArgumentHelp("Also write the rejected rows there, as they were.", valueName: "file"))
    var rejects: String?

    @Flag(help: "Take a full file that lists less than half of the last one.")
    var acceptShrink = false

    @Flag(help: "Make tenants that a tenant column names.")
    var createTenants = false
}

extension ImportKind: ExpressibleByArgument {}
extension Vantage: ExpressibleByArgument {}

extension RejectLimit: ExpressibleByArgument {
    /// Reads `20` or `2.5%`.
    public init?(argument: String) { self.init(argument) }
}
