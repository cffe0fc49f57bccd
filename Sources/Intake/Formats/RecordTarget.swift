import Inventory

/// What a scanner looked at, as its objects name it: an address, names of it, or names only.
struct RecordTarget {
    private(set) var address: IPAddress?
    private(set) var names: [(name: String, form: HostName.Form)] = []
    /// Names of a certificate and of a reverse lookup: they name the address, and never a machine.
    private(set) var addressNames: [String] = []
    /// Such names that are none of a host: `*.example.org`.
    private var otherNames: [String] = []

    /// Takes the member that holds an address, if it is there. Throws where it holds something else.
    mutating func take(address object: JSONValue, _ member: String) throws {
        guard let text = object[member]?.text else { return }
        guard let read = AddressText.read(text) else { throw RecordFault(member, .address, "not an address") }
        address = read
    }

    /// Takes an address or a name, as people aim scanners at both; false for what is neither.
    @discardableResult
    mutating func take(host text: String) -> Bool {
        if let read = AddressText.read(text) {
            if address == nil { address = read }
            return true
        }
        guard let name = HostName.read(text) else { return false }
        if !names.contains(where: { $0.name == name.name }) { names.append(name) }
        return true
    }

    /// Takes a name that only names the address.
    mutating func take(addressName text: String) {
        if let name = HostName.read(text), name.form == .full {
            addressNames.append(name.name)
        } else {
            otherNames.append(text)
        }
    }

    /// Adds the row's identity; gives the address as endpoints name it, `-` where only a host is named.
    ///
    /// Throws where neither is there.
    func add(to batch: inout ObservationBatch, wanted: String) throws -> String {
        if let address {
            batch.add(.identityAddress, address.description)
            for (name, form) in names {
                if form == .full { batch.add(.addressName, name) } else { batch.add(.other, "host=\(name)") }
            }
            addAddressNames(to: &batch)
            return address.description
        }
        guard let (name, form) = names.first else { throw RecordFault(nil, .noIdentity, "no \(wanted)") }
        batch.add(form == .full ? .fqdn : .hostName, name)
        for (name, form) in names.dropFirst() where form == .full { batch.add(.addressName, name) }
        addAddressNames(to: &batch)
        return "-"
    }

    private func addAddressNames(to batch: inout ObservationBatch) {
        for name in addressNames { batch.add(.addressName, name) }
        for name in otherNames { batch.add(.other, "name=\(name)") }
    }
}

/// The parts of `https://mail.example.org:8443/owa/`, of `mail.example.org:443`, of `mail.example.org`.
struct WebPlace {
    let scheme: String?
    let host: String
    let port: Int?

    init(_ text: String) {
        var rest = text[...]
        if let mark = rest.range(of: "://") {
            scheme = rest[..<mark.lowerBound].lowercased()
            rest = rest[mark.upperBound...]
        } else {
            scheme = nil
        }
        rest = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        if let at = rest.lastIndex(of: "@") { rest = rest[rest.index(after: at)...] }
        var named: Int?
        if rest.hasPrefix("["), let end = rest.firstIndex(of: "]") {
            named = Int(rest[rest.index(after: end)...].dropFirst())
            host = String(rest[rest.index(after: rest.startIndex)..<end])
        } else if let colon = rest.firstIndex(of: ":"), rest.lastIndex(of: ":") == colon {
            named = Int(rest[rest.index(after: colon)...])
            host = String(rest[..<colon])
        } else {
            host = String(rest)
        }
        if let named, (1...65_535).contains(named) {
            port = named
        } else {
            port = scheme == "https" || scheme == "wss" ? 443 : scheme == "http" || scheme == "ws" ? 80 : nil
        }
    }
}

extension JSONValue {
    /// A port; nil where the member is not there. Throws for what is no port.
    func port(_ name: String) throws -> Int? {
        guard let member = self[name] else { return nil }
        guard let port = member.int, (1...65_535).contains(port) else {
            throw RecordFault(name, .port, member.int == 0 ? "port 0 is no port" : "not a port")
        }
        return port
    }
}
