import Foundation
import Inventory
import Roll
import Storage
import Synchronization
import TestSupport

/// A roll over a store of a test's own, with a projection that is easy to foresee: every subject is a server whose newest
/// state gives its build, and a follow-up that is open unless that ends in `.99`.
struct TestRoll {
    static let now = Instant(iso: "2021-09-20T12:00:00Z")!

    let folder: TemporaryFolder
    let roll: CustomerRoll

    init(_ project: @escaping @Sendable (TenantLog) throws -> TenantProjection = TestRoll.project) throws {
        folder = try TemporaryFolder()
        let store = try Store.create(path: folder.path(of: "muster.db"), now: TestRoll.now)
        roll = CustomerRoll(store, project: project)
    }

    var path: String { folder.path(of: "muster.db") }

    @discardableResult
    func add(_ slug: String, name: String? = nil, domains: [String] = [], networks: [String] = []) throws -> Tenant {
        var edit = TenantEdit()
        edit.slug = slug
        edit.name = name
        edit.addedDomains = domains
        edit.addedNetworks = networks
        return try roll.addTenant(edit, now: TestRoll.now, by: "jane").tenant
    }

    func log(_ slug: String) throws -> TenantLog {
        try roll.store.read { try $0.log(of: CustomerRoll.tenant(slug, in: $0).id)! }
    }

    func projection(_ slug: String) throws -> TenantProjection {
        try roll.store.read { try $0.projection(of: CustomerRoll.tenant(slug, in: $0).id) }
    }

    /// Who waits unattributed.
    func unattributed() throws -> [String] {
        try roll.store.read { try $0.subjects(of: 0).map(\.identity.name) }
    }

    func names(_ slug: String) throws -> [String] { try log(slug).subjects.map(\.identity.name) }

    @discardableResult
    func take(_ file: TestFile, _ edit: (inout Declaration) -> Void = { _ in }) throws -> ImportSummary {
        var declaration = Declaration(actor: "jane")
        edit(&declaration)
        return try roll.take(file.incoming, declaration, now: TestRoll.now) { sink in
            try file.read(sink)
        }
    }

    static func project(_ log: TenantLog) -> TenantProjection {
        var projection = TenantProjection()
        for subject in log.subjects {
            let seen = log.sightings.filter { $0.subject == subject.number }
            guard let newest = seen.max(by: { ($0.seenAt, $0.importID, $0.line) < ($1.seenAt, $1.importID, $1.line) }),
                let first = seen.map(\.seenAt).min()
            else { continue }
            let build = subject.states[newest.state].first(.build) ?? "?"
            let isOpen = !build.hasSuffix(".99")
            let cause = isOpen ? "appeared" : "patched"
            projection.servers.append(
                .init(
                    asset: subject.number, name: subject.identity.name, kind: "server", firstSeen: first,
                    lastSeen: newest.seenAt, answersFrom: newest.seenAt, published: "",
                    situation: Situation(
                        content: "build @1 \(build)\nfollowup ProxyShell 1 @0\nstep @1 end \(cause)",
                        items: [.init(threat: "ProxyShell", episode: 1, isOpen: isOpen, cause: cause)]),
                    moments: [first, newest.seenAt]))
            projection.memberships.append(.init(subject: subject.number, asset: subject.number))
            if let address = subject.states[newest.state].first(.address) {
                projection.endpoints.append(.init(endpoint: "\(address):443", openAt: newest.seenAt))
            }
        }
        projection.endpoints.sort { $0.endpoint < $1.endpoint }
        return projection
    }
}

/// A file as a reader hands it on.
struct TestFile {
    struct Row {
        var facts: [(Field, String)]
        var seenAt: Instant?
        var tenant: String?
    }

    var name = "hosts.csv"
    var format = "inventory-csv"
    var kind = ImportKind.inventory
    var vantage: Vantage?
    var rows: [Row] = []
    var rejects: [Reject] = []
    var endStamp: Instant?
    /// Thrown after the first batch.
    var failure: (any Error)?
    var batchSize = 4096

    init(_ rows: [Row] = []) { self.rows = rows }

    /// Hosts of one build each: `("mail01", "15.1.2242.4")`.
    init(hosts: [(String, String)], seenAt: Instant? = nil) {
        rows = hosts.map {
            Row(facts: [($0.0.contains(".") ? .fqdn : .hostName, $0.0), (.build, $0.1)], seenAt: seenAt, tenant: nil)
        }
    }

    /// A scan of addresses with port 443 open.
    init(scan addresses: [String]) {
        format = "scan-csv"
        kind = .scan
        vantage = .internet
        rows = addresses.map {
            Row(facts: [(.identityAddress, $0), (.endpoint, "\($0) 443/tcp open")], seenAt: nil, tenant: nil)
        }
    }

    /// Distinct for distinct contents.
    var incoming: IncomingFile {
        let text =
            "\(rows.map { "\($0.facts)\(String(describing: $0.seenAt))\(String(describing: $0.tenant))" })\(rejects)"
        return IncomingFile(
            name: name, fingerprint: Fingerprint(Array(text.utf8.suffix(4000))), bytes: text.utf8.count, format: format,
            kind: kind)
    }

    func read(_ sink: (ObservationBatch, [Reject]) throws -> Void) throws -> FileReport {
        var batch = ObservationBatch()
        var waiting = rejects
        var isFirst = true
        for (index, row) in rows.enumerated() {
            for (field, value) in row.facts { batch.add(field, value) }
            batch.endRow(line: index + 2, record: index + 1, seenAt: row.seenAt, tenant: row.tenant)
            if batch.count == batchSize {
                try sink(batch, waiting)
                if isFirst, let failure { throw failure }
                (batch, waiting, isFirst) = (ObservationBatch(), [], false)
            }
        }
        try sink(batch, waiting)
        if let failure { throw failure }
        var report = FileReport(format: format, kind: kind, encoding: "utf-8", delimiter: ",")
        report.vantage = vantage
        report.endStamp = endStamp
        report.newestRowTime = rows.compactMap(\.seenAt).max()
        report.lines = rows.count + rejects.count + 1
        report.headerLines = 1
        report.records = rows.count + rejects.count
        report.accepted = rows.count
        report.rejected = rejects.count
        report.columns = [ColumnMeaning(header: "Host", meaning: "host", field: .hostName, proof: "synonym")]
        return report
    }

    static func reject(line: Int) -> Reject {
        Reject(
            line: line, record: line - 1, byteOffset: 0, column: "IP", reason: .address, detail: "not an address",
            raw: Array("203.0.113.300".utf8))
    }
}

let august2 = Instant(iso: "2021-08-02T00:00:00Z")!
let august16 = Instant(iso: "2021-08-16T00:00:00Z")!
let august23 = Instant(iso: "2021-08-23T00:00:00Z")!
