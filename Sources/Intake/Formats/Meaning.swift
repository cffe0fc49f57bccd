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
        case .tenant, .domain, .seenAt: nil
        }
    }

    /// Whether its values are times.
    var isTime: Bool { self == .seenAt || self == .installedOn || self == .whenCreated }

    /// Whether one row may take it from several columns.
    var mayRepeat: Bool {
        switch self {
        case .address, .publicAddress, .tag, .mitigation, .role, .provedCVE, .stateOfPort: true
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
