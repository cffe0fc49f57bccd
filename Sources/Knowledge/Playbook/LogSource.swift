/// Where traces of an attack lie: what a compromise check looks at. Playbooks say which of them theirs needs.
package enum LogSource: String, Sendable, CaseIterable, Comparable {
    /// IIS: every request that reached the front end.
    case iis
    /// The Windows event log "MSExchange Management": every cmdlet.
    case msexchange
    /// The files on the disk, and what wrote them.
    case files
    /// Exchange's own folder `Logging`: HttpProxy, ECP, OABGeneratorLog, CmdletInfra.
    case exchange
    /// The Windows event log "Application".
    case application
    /// The Windows event log "Security".
    case security
    /// Processes and their command lines: Sysmon, an agent, event 4688.
    case processes
    /// Which accounts and roles there are: mailboxes, role groups, role assignments.
    case directory

    package static func < (a: LogSource, b: LogSource) -> Bool {
        allCases.firstIndex(of: a)! < allCases.firstIndex(of: b)!
    }

    /// What it is, in words.
    package var title: String {
        switch self {
        case .iis: "IIS logs"
        case .msexchange: "event log MSExchange Management"
        case .files: "files on the disk"
        case .exchange: "Exchange's folder Logging"
        case .application: "event log Application"
        case .security: "event log Security"
        case .processes: "processes and command lines"
        case .directory: "accounts, mailboxes and roles"
        }
    }
}
