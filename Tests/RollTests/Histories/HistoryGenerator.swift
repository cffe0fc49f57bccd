import Assessment
import Inventory
import TestSupport

/// Makes small random histories in which names, addresses and times meet often. A seed always makes the same one.
struct HistoryGenerator {
    private struct Machine {
        let tenant: Int
        let serial: String
        let agent: String
        var name: String
        var addresses: [String]
        var build: String
        let isExchange: Bool
        /// Whether it has nothing to do with any other: it goes by its one name, and nobody has its addresses.
        let isAlone: Bool
    }

    private let seed: UInt64
    private var random: SeededRandom
    private var machines: [Machine] = []

    private static let builds = [
        "15.1.2242.4", "15.1.2242.12", "15.1.2308", "15.1.2308.8", "15.1.2308.14", "Version 15.1 (Build 2242.4)",
        "15.2.858.5", "15.2.986.5",
    ]
    private static let publicAddresses = (1...4).map { "203.0.113.\($0)" } + ["2001:db8::1"]
    private static let privateAddresses = ["10.0.0.1", "10.0.0.2", "172.16.0.1"]

    init(seed: UInt64) {
        self.seed = seed
        random = SeededRandom(seed: seed &* 7_919 &+ 17)
    }

    static func history(seed: UInt64) -> History {
        var generator = HistoryGenerator(seed: seed)
        return generator.make()
    }

    private mutating func make() -> History {
        let tenants = chance(3) ? 2 : 1
        for number in 1...Int.random(in: 3...8, using: &random) {
            machines.append(machine(number, tenant: Int.random(in: 0..<tenants, using: &random)))
        }
        var files: [HistoryFile] = []
        for number in 1...Int.random(in: 3...9, using: &random) {
            for _ in 0..<2 { change() }
            let file = file(number, tenants)
            if !file.rows.isEmpty { files.append(file) }
            if chance(4), let again = again(files, number: 100 + number) { files.append(again) }
        }
        return History(seed: seed, files: files, steps: steps(files.count))
    }

    private mutating func steps(_ files: Int) -> [HistoryStep] {
        var steps: [HistoryStep] = []
        for index in 0..<files {
            steps.append(.take(index))
            if chance(2) { steps.append(act(of: index + 1)) }
            if chance(2) { steps.append(work()) }
        }
        for _ in 0..<3 where files > 0 { steps.append(act(of: files)) }
        for _ in 0..<5 where files > 0 { steps.append(work()) }
        if chance(3), files > 0 {
            steps.append(.undo(Int.random(in: 0..<files, using: &random)))
            steps.append(.takeAgain(Int.random(in: 0..<1_000, using: &random)))
        }
        if chance(3), files > 0 { steps.append(.undo(Int.random(in: 0..<files, using: &random))) }
        // At the end: what is taken for a tenant that is archived waits until it is brought back.
        if chance(2) {
            let one = Int.random(in: 0..<1_000, using: &random)
            steps += Array(repeating: .archive(one), count: Int.random(in: 1...2, using: &random))
        }
        return steps
    }

    private mutating func act(of taken: Int) -> HistoryStep {
        let one = Int.random(in: 0..<1_000, using: &random)
        let other = Int.random(in: 0..<1_000, using: &random)
        switch Int.random(in: 0..<20, using: &random) {
        case 0...2: return .merge(one, other)
        case 3...6: return .split(one)
        case 7, 8:
            let bodies = [
                "file_version=15.1.2308.14", "hybrid=no", "role=edge", "when_created=2019-01-01", "build=15.1.2242.4",
            ]
            return .set(one, pick(bodies))
        case 9: return .tenantFact(pick(["schema=yes", "schema=no"]))
        case 10...12: return .takeBack(one)
        case 13...15: return .takeAgain(one)
        default: return .undo(one % taken)
        }
    }

    private mutating func work() -> HistoryStep {
        let one = Int.random(in: 0..<1_000, using: &random)
        switch Int.random(in: 0..<12, using: &random) {
        case 0...7:
            return .work(
                one, pick([.assign, .assign, .snooze, .snooze, .accept, .accept, .close, .close, .close, .reopen]))
        case 8: return .work(one, pick([.note, .ticket]))
        case 9: return .check(one)
        default: return .judge(one)
        }
    }

    // MARK: The world

    private mutating func machine(_ number: Int, tenant: Int) -> Machine {
        if chance(3) {
            return Machine(
                tenant: tenant, serial: "s\(number)", agent: "a\(number)", name: "web\(number)",
                addresses: chance(3) ? ["198.51.100.\(number)"] : [],
                build: pick(["15.1.2242.4", "15.1.2308.8"]), isExchange: !chance(8), isAlone: true)
        }
        return Machine(
            tenant: tenant, serial: "s\(number)", agent: "a\(number)", name: pick(["mx1", "mx2", "mx3", "mx4", "mx5"]),
            addresses: (0..<Int.random(in: 0...2, using: &random)).map { _ in
                pick(chance(4) ? HistoryGenerator.privateAddresses : HistoryGenerator.publicAddresses)
            }, build: pick(HistoryGenerator.builds), isExchange: !chance(6), isAlone: false)
    }

    /// Something happens to some machine between two files.
    private mutating func change() {
        let index = Int.random(in: machines.indices, using: &random)
        guard !machines[index].isAlone else {
            if chance(2) { machines[index].build = pick(["15.1.2242.4", "15.1.2308.8"]) }
            return
        }
        switch Int.random(in: 0..<6, using: &random) {
        case 0, 1: machines[index].build = pick(HistoryGenerator.builds)
        case 2: machines[index].name = pick(["mx1", "mx2", "mx3", "mx4"])
        case 3:
            let other = Int.random(in: machines.indices, using: &random)
            guard !machines[other].isAlone else { return }
            machines[other].addresses = machines[index].addresses
            machines[index].addresses = []
        case 4: machines[index].addresses.append(pick(HistoryGenerator.publicAddresses))
        default: break
        }
    }

    // MARK: Files

    private mutating func file(_ number: Int, _ tenants: Int) -> HistoryFile {
        let tenant = tenants > 1 && chance(2) ? nil : Int.random(in: 0..<tenants, using: &random)
        let kind: ImportKind = chance(2) ? .inventory : chance(2) ? .evidence : .scan
        // Of evidence some is a feed's, about addresses; the rest is what somebody found on machines.
        let isHunt = kind == .evidence && chance(2)
        let day = Int.random(in: 1...14, using: &random)
        let takenAt = Instant(iso: "2021-08-\(day < 10 ? "0" : "")\(day)T06:00:00Z") ?? .distantPast
        let mine = machines.filter { tenant == nil || $0.tenant == tenant }
        var rows: [HistoryFile.Row] = []
        // Most machines without kin are never scanned.
        for machine in mine where !chance(3) && (kind == .inventory || !machine.isAlone || chance(6)) {
            for _ in 0..<(chance(8) ? 2 : 1) {
                switch kind {
                case .inventory: rows.append(inventoryRow(machine))
                case .scan: rows.append(scanRow(machine))
                case .evidence: rows.append(isHunt ? huntRow(machine) : feedRow(machine))
                }
            }
        }
        for index in rows.indices where chance(6) {
            rows[index].seenAt = takenAt + Int64(-Int.random(in: 0...3, using: &random)) * 43_200
        }
        return HistoryFile(
            number: number, kind: kind,
            format: isHunt
                ? "hunting-csv"
                : kind == .inventory ? chance(8) ? "get-exchangeserver" : "inventory-csv" : "\(kind)-csv",
            source: chance(4) ? pick(["a", "b"]) : nil,
            vantage: kind == .inventory || isHunt ? nil : chance(4) ? .internal : .internet, takenAt: takenAt,
            isFull: chance(3),
            isAllowListed: kind == .scan && chance(10),
            targets: kind == .scan && chance(5) ? [pick(["203.0.113.0/30", "203.0.113.0/24", "10.0.0.0/8"])] : [],
            tenant: tenant, rows: rows)
    }

    /// A partial file's rows once more, mostly with one left out, changed or new, or in another order.
    private mutating func again(_ files: [HistoryFile], number: Int) -> HistoryFile? {
        guard let old = files.filter({ !$0.isFull && $0.targets.isEmpty }).randomElement(using: &random) else {
            return nil
        }
        var rows = old.rows
        switch Int.random(in: 0..<5, using: &random) {
        case 0: rows.remove(at: Int.random(in: rows.indices, using: &random))
        case 1:
            let machine = machines.filter { old.tenant == nil || $0.tenant == old.tenant }.randomElement(using: &random)
            if let machine { rows.append(inventoryRow(machine)) }
        case 2: rows[Int.random(in: rows.indices, using: &random)].seenAt = old.takenAt + -3_600
        case 3: rows.reverse()
        default: break
        }
        guard !rows.isEmpty else { return nil }
        return HistoryFile(
            number: number, kind: old.kind, format: old.format, source: old.source, vantage: old.vantage,
            takenAt: old.takenAt, isFull: false, isAllowListed: old.isAllowListed, targets: [], tenant: old.tenant,
            rows: rows, isRepetition: true)
    }

    private func fqdn(_ machine: Machine) -> String { "\(machine.name).\(History.tenants[machine.tenant]).example.org" }

    private mutating func identity(_ machine: Machine) -> [(field: Field, value: String)] {
        if machine.isAlone { return [(.fqdn, fqdn(machine))] }
        var facts: [(field: Field, value: String)] = []
        if chance(3) { facts.append((.serial, machine.serial)) }
        if chance(5) { facts.append((.agentID, machine.agent)) }
        if chance(2) { facts.append((.fqdn, fqdn(machine))) } else { facts.append((.hostName, machine.name)) }
        if chance(20) { facts.append((.fqdn, "\(machine.name).lab.example.org")) }
        return facts
    }

    private mutating func inventoryRow(_ machine: Machine) -> HistoryFile.Row {
        var facts = identity(machine)
        if !machine.isExchange {
            facts += [(.product, "Windows Server 2019"), (.build, "10.0.17763")]
        } else if !chance(5) {
            facts.append((pick([.build, .build, .build, .adminDisplayVersion, .fileVersion]), machine.build))
        }
        if machine.isExchange, chance(3) { facts.append((.product, "Microsoft Exchange Server 2016")) }
        if machine.isAlone || chance(2) { facts += machine.addresses.map { (.address, $0) } }
        if machine.isAlone { return HistoryFile.Row(facts: facts, seenAt: nil, tenant: machine.tenant) }
        if chance(5) { facts.append((.role, pick(["edge", "mailbox", "managementtools"]))) }
        if chance(6) { facts.append((.condition, pick(["hybrid=yes", "hybrid=no", "extended_protection=yes"]))) }
        if chance(8) { facts.append((.whenCreated, "2019-05-01T00:00:00Z")) }
        if chance(8) { facts.append((.owner, pick(["jane", "joe"]))) }
        return HistoryFile.Row(facts: facts, seenAt: nil, tenant: machine.tenant)
    }

    private mutating func scanRow(_ machine: Machine) -> HistoryFile.Row {
        let address = machine.addresses.first ?? pick(HistoryGenerator.publicAddresses)
        let state = pick(Array(EndpointState.allCases))
        var facts: [(field: Field, value: String)] = []
        if chance(4) {
            facts = identity(machine)
            facts.append((.endpoint, "\(chance(2) ? "-" : address) 443/tcp \(state.rawValue)"))
        } else {
            facts = [(.identityAddress, address), (.endpoint, "\(address) 443/tcp \(state.rawValue)")]
            if chance(6) { facts += second(beside: address) }
            if chance(3) { facts.append((.addressName, fqdn(machine))) }
        }
        if chance(6) { facts.append((.endpoint, "\(address) 8443/tcp open")) }
        if chance(4) { facts.append((.exchangeWeb, "\(address) \(pick([443, 8443]))")) }
        if chance(4) { facts.append((.webVersion, pick(["15.1.2242", "15.1.2308", "15.1.2308.14"]))) }
        if chance(15) { facts.append((.vantage, "internal")) }
        return HistoryFile.Row(facts: facts, seenAt: nil, tenant: machine.tenant)
    }

    /// A host that answers at two addresses, IPv4 and IPv6 or of two networks.
    private mutating func second(beside address: String) -> [(field: Field, value: String)] {
        let other = pick(HistoryGenerator.publicAddresses + HistoryGenerator.privateAddresses)
        guard other != address else { return [] }
        let found: (field: Field, value: String) = (.endpoint, "\(other) 443/tcp \(pick(["open", "closed"]))")
        return chance(2) ? [(.identityAddress, other), found] : [(.identityAddress, other)]
    }

    private mutating func feedRow(_ machine: Machine) -> HistoryFile.Row {
        let address = machine.addresses.last ?? pick(HistoryGenerator.publicAddresses)
        var facts: [(field: Field, value: String)] = [(.identityAddress, address), (.tag, "exchange")]
        if chance(2) { facts.append((.tag, "webshell")) }
        if chance(3) { facts.append((.provedCVE, pick(["CVE-2021-26855", "CVE-2021-34473"]))) }
        if chance(2) { facts.append((.endpoint, "\(address) 443/tcp open")) }
        if chance(3) { facts.append((.addressName, fqdn(machine))) }
        if chance(3) { facts.append((.webVersion, "15.1.2242.4")) }
        return HistoryFile.Row(facts: facts, seenAt: nil, tenant: machine.tenant)
    }

    private mutating func huntRow(_ machine: Machine) -> HistoryFile.Row {
        let traces = [
            #"event 2021-08-03T03:13:20Z New-MailboxExportRequest -Mailbox "a" -FilePath "\\127.0.0.1\C$\inetpub\x.aspx""#,
            "request 2021-08-04T10:00:00Z POST /ecp/y.js 200 python-requests/2.25.1",
            #"path - C:\inetpub\wwwroot\aspnet_client\k2.aspx"#,
            #"path 2021-08-02T00:00:00Z C:\inetpub\wwwroot\aspnet_client\k3.aspx"#,
            #"path - C:\inetpub\wwwroot\iisstart.htm"#,
        ]
        var facts = identity(machine)
        for _ in 0..<Int.random(in: 1...2, using: &random) { facts.append((.trace, pick(traces))) }
        if chance(6) { facts += machine.addresses.prefix(1).map { (.address, $0) } }
        return HistoryFile.Row(facts: facts, seenAt: nil, tenant: machine.tenant)
    }

    // MARK: Chance

    /// True once in `n` times.
    private mutating func chance(_ n: Int) -> Bool { Int.random(in: 0..<n, using: &random) == 0 }

    private mutating func pick<Value>(_ values: [Value]) -> Value {
        values[Int.random(in: values.indices, using: &random)]
    }
}
