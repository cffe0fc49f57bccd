import Inventory

/// What a column of a table is about.
enum Meaning: Hashable, Sendable {
    case tenant
    case host, domain, fqdn, address, publicAddress
    case build, adminDisplayVersion, fileVersion, webVersion
    case product, role, operatingSystem, edition
    case owner, criticality, site, internetFacing
    case seenAt, installedOn, whenCreated
    case agentID, adGUID, serial
    case tag, mitigation
    /// A CVE that was proved by trying.
    case provedCVE
    /// A condition as the knowledge names it.
    case condition(String)
    case port, portState, portProtocol, banner, vantage
    /// One column per port.
    case stateOfPort(Int, String)
    /// What a hunting query found.
    case trace(Trace.Kind)
    /// The parts of a request to the front end.
    case requestMethod, requestTarget, requestQuery, requestStatus, requestAgent
    /// When what was found happened; IIS writes the day and the clock apart.
    case occurredAt, occurredDay, occurredClock
    /// The indicator or rule that found it.
    case indicator

    /// The meaning's name, as in `--map`.
    var name: String {
        switch self {
        case .publicAddress: "public_address"
        case .adminDisplayVersion: "admin_display_version"
        case .fileVersion: "file_version"
        case .webVersion: "web_version"
        case .operatingSystem: "os"
        case .internetFacing: "internet_facing"
        case .seenAt: "last_seen"
        case .installedOn: "installed_on"
        case .whenCreated: "when_created"
        case .agentID: "agent_id"
        case .adGUID: "ad_guid"
        case .provedCVE: "proved_cve"
        case .portState: "state"
        case .portProtocol: "protocol"
        case .condition(let name): name
        case .trace(.address): "remote_address"
        case .trace(let kind): kind.rawValue
        case .requestMethod: "request_method"
        case .requestTarget: "request"
        case .requestQuery: "request_query"
        case .requestStatus: "request_status"
        case .requestAgent: "request_agent"
        case .occurredAt: "occurred_at"
        case .occurredDay: "occurred_day"
        case .occurredClock: "occurred_clock"
        case .stateOfPort(let port, let transport): "\(port)/\(transport)"
        default: "\(self)"
        }
    }

    /// The field that its values become, where they become one.
    var field: Field? {
        switch self {
        case .host: .hostName
        case .fqdn: .fqdn
        case .address, .publicAddress: .address
        case .build: .build
        case .adminDisplayVersion: .adminDisplayVersion
        case .fileVersion: .fileVersion
        case .webVersion: .webVersion
        case .product, .banner: .product
        case .role: .role
        case .operatingSystem: .operatingSystem
        case .edition: .edition
        case .owner: .owner
        case .criticality: .criticality
        case .site: .site
        case .internetFacing: .internetFacing
        case .installedOn: .installedOn
        case .whenCreated: .whenCreated
        case .agentID: .agentID
        case .adGUID: .adGUID
        case .serial: .serial
        case .tag: .tag
        case .mitigation: .mitigation
        case .provedCVE: .provedCVE
        case .condition: .condition
        case .port, .portState, .portProtocol, .stateOfPort: .endpoint
        case .vantage: .vantage
        case .trace, .requestMethod, .requestTarget, .requestQuery, .requestStatus, .requestAgent: .trace
        case .indicator: .indicator
        case .tenant, .domain, .seenAt, .occurredAt, .occurredDay, .occurredClock: nil
        }
    }

    /// Whether its values are times.
    var isTime: Bool {
        self == .seenAt || self == .installedOn || self == .whenCreated || self == .occurredAt || self == .occurredDay
    }

    /// Whether one row may take it from several columns.
    var mayRepeat: Bool {
        switch self {
        case .address, .publicAddress, .tag, .mitigation, .role, .provedCVE, .stateOfPort, .trace, .indicator: true
        default: false
        }
    }

    /// Whether it says what a hunting query found.
    var isTrace: Bool {
        switch self {
        case .trace, .requestTarget: true
        default: false
        }
    }

    /// Whether it says which machine or address a row is about.
    var identifies: Bool {
        switch self {
        case .host, .fqdn, .address, .publicAddress, .agentID, .adGUID, .serial: true
        default: false
        }
    }
}
