import Assessment
import Inventory
import Storage

/// Fills a slice, tenant by tenant, with the views that are asked for.
struct SliceFilling {
    private let source: ReadingSource
    private let need: SliceNeed
    private let tenants: TenantTable?
    private let assets: AssetTable?
    private let servers: [ServerTable]
    private let endpoints: EndpointTable?
    private let verdicts: VerdictTable?
    private let followUps: FollowUpTable?
    private let checks: CheckTable?
    private let evidence: EvidenceTable?

    /// - Parameter tenants: all that will be added.
    init(_ slice: Slice, _ analysis: Analysis, _ tenants: [Tenant], _ transaction: Transaction) throws {
        let source = try ReadingSource(transaction, analysis.asOf, analysis.projector, fromLog: analysis.fromLog)
        self.source = source
        need = slice.need
        self.tenants = try TenantTable(slice, source, isAlone: analysis.tenant != nil)
        assets = try AssetTable(slice, source)
        servers = try ["exchange_servers", "exposures"].compactMap { try ServerTable($0, slice, source) }
        endpoints = try EndpointTable(slice, source)
        verdicts = try VerdictTable(slice, source)
        followUps = try FollowUpTable(slice, source)
        checks = try CheckTable(slice, source)
        let imports = ImportIDs(key: try transaction.followUpKey())
        evidence = try EvidenceTable(slice, source, imports)
        let isPortfolio = analysis.tenant == nil
        try ImportTable(slice, source, imports)?.fill(tenants, isPortfolio: isPortfolio)
        try RejectTable(slice, source, imports)?.fill(tenants, isPortfolio: isPortfolio)
        try FrozenTables(slice, source).fill(tenants)
        try KnowledgeTables(slice, source).fill()
    }

    /// Which follow-ups the views need; nil where they need no servers either.
    private var scope: FollowUpScope? {
        if need.wants("followups") || need.wants("checks") { return .all }
        if need.wants("exchange_servers", "open_followups") || need.wants("exchange_servers", "to_collect") {
            return .open
        }
        let ofServers = ["exchange_servers", "exposures", "endpoints", "verdicts", "assets"]
        return ofServers.contains(where: need.wants) ? FollowUpScope.none : nil
    }

    mutating func add(_ tenant: Tenant) throws {
        try tenants?.add(tenant)
        try evidence?.add(tenant)
        guard let scope else { return }
        let reading = try source.reading(of: tenant, scope, withIDs: need.wants("followups", "followup"))
        try assets?.add(reading)
        for table in servers { try table.add(reading) }
        try endpoints?.add(reading)
        try verdicts?.add(reading)
        try followUps?.add(reading)
        try checks?.add(reading)
    }

    mutating func finish() throws {
        try verdicts?.finish()
        try followUps?.finish()
    }
}
