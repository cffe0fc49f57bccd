extension Meaning {
    /// The meaning of a name as in `--map` and in mappings; nil for any other word.
    init?(name: String) {
        if let known = Meaning.named[name] {
            self = known
        } else if let slash = name.firstIndex(of: "/"), let port = Int(name[..<slash]), (1...65_535).contains(port),
            ["tcp", "udp"].contains(name[name.index(after: slash)...])
        {
            self = .stateOfPort(port, String(name[name.index(after: slash)...]))
        } else {
            return nil
        }
    }

    /// All names, for errors; columns per port (`443/tcp`) come beside them.
    static let names: [String] = named.keys.sorted()

    private static let named: [String: Meaning] = {
        let plain: [Meaning] = [
            .tenant, .host, .domain, .fqdn, .address, .publicAddress, .build, .adminDisplayVersion, .fileVersion,
            .webVersion, .product, .role, .operatingSystem, .edition, .owner, .criticality, .site, .internetFacing,
            .seenAt, .installedOn, .whenCreated, .agentID, .adGUID, .serial, .tag, .mitigation, .provedCVE, .port,
            .portState, .portProtocol, .banner, .vantage, .trace(.path), .trace(.hash), .trace(.address),
            .trace(.command), .trace(.event), .trace(.account), .requestMethod, .requestTarget, .requestQuery,
            .requestStatus, .requestAgent, .occurredAt, .occurredDay, .occurredClock, .indicator,
        ]
        return Dictionary(
            (plain + HeaderSynonyms.inventory.conditions).map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first }
        )
    }()

    /// Whether it can be said of a row without a column: by a constant, a rule, or a regular expression.
    var canBeSaid: Bool {
        switch self {
        case .build, .adminDisplayVersion, .fileVersion, .webVersion, .product, .role, .operatingSystem, .edition,
            .owner, .criticality, .site, .internetFacing, .tag, .mitigation, .provedCVE, .condition:
            true
        default: false
        }
    }
}
