import Inventory

/// What an import is to a tenant.
package struct HeldImport: Sendable {
    package let tenantID: Int
    package let importID: Int
    package let source: String
    /// Whether what it leaves out of this tenant counts as missing, if it is full.
    package let listsAll: Bool
    /// Rows and identities that it lists of the tenant; nil where they were handed to it later.
    package let listed: (rows: Int, subjects: Int)?

    package init(
        tenantID: Int, importID: Int, source: String, listsAll: Bool, listed: (rows: Int, subjects: Int)?
    ) {
        self.tenantID = tenantID
        self.importID = importID
        self.source = source
        self.listsAll = listsAll
        self.listed = listed
    }
}

extension Transaction {
    /// The imports that tell of a tenant, or of any, nobody included, by themselves or by a handover in force; by number.
    package func heldImports(of tenantID: Int? = nil) throws -> [HeldImport] {
        let select = try statement(
            """
            select h.tenant_id, h.import_id, h.source, h.lists_all, h.handover_id, c.listed_rows, c.listed_subjects
            from held_coverage h
            left join coverage c on h.handover_id = 0 and c.tenant_id = h.tenant_id and c.import_id = h.import_id
            \(tenantID == nil ? "where ?1 is null" : "where h.tenant_id = ?1")
            order by h.import_id, h.tenant_id, h.handover_id
            """)
        select.bind(1, tenantID.map(Int64.init))
        var found: [HeldImport] = []
        try select.forEachRow {
            found.append(
                HeldImport(
                    tenantID: select.int(0), importID: select.int(1), source: select.text(2), listsAll: select.bool(3),
                    listed: select.int(4) == 0 ? (select.int(5), select.int(6)) : nil))
        }
        return found
    }
}
