import Inventory

extension Transaction {
    /// The newest import in force, but for the record's own, of the record's source, format, vantage and time, that does
    /// not claim to list everything; nil where there is none.
    package func importLike(_ record: ImportRecord) throws -> Int? {
        let select = try statement(
            """
            select i.import_id from import i
            where i.kind = 'import' and i.import_id <> ?1 and i.source = ?2 and i.format = ?3 and i.file_kind = ?4
              and i.vantage = ?5 and i.taken_at = ?6 and i.is_allow_listed = ?7 and i.is_full = 0
              and \(Transaction.isImportInForce)
            order by i.import_id desc limit 1
            """)
        select.bind(1, record.id)
        select.bind(2, record.source)
        select.bind(3, record.format)
        select.bind(4, record.kind?.rawValue ?? "")
        select.bind(5, record.vantage?.rawValue ?? "")
        select.bind(6, record.takenAt)
        select.bind(7, record.isAllowListed)
        defer { select.reset() }
        return try select.step() ? select.int(0) : nil
    }

    /// Whether exactly two imports in force are of a source, and no tenant ever got rows of another one.
    package func hasTwoImports(ofSource source: String) throws -> Bool {
        let select = try statement(
            """
            select count(*) = 2 and not exists (select 1 from handover) from import i
            where i.kind = 'import' and i.source = ? and \(Transaction.isImportInForce)
            """)
        select.bind(1, source)
        defer { select.reset() }
        return try select.step() && select.bool(0)
    }

    /// Whether what an import says of a tenant is in the rows that it lists: it looked at nothing beside them.
    package func listsOnly(_ importID: Int, of tenantID: Int) throws -> Bool {
        let select = try statement("select targets = '' from coverage where tenant_id = ? and import_id = ?")
        select.bind(1, tenantID)
        select.bind(2, importID)
        defer { select.reset() }
        return try select.step() && select.bool(0)
    }

    /// A tenant's sightings by an import, part by part as they are stored.
    package func sightingBodies(of tenantID: Int, by importID: Int) throws -> [[UInt8]] {
        let select = try statement(
            "select body from sighting where tenant_id = ? and import_id = ? order by part_no")
        select.bind(1, tenantID)
        select.bind(2, importID)
        var bodies: [[UInt8]] = []
        try select.forEachRow { bodies.append(select.blob(0)) }
        return bodies
    }

    /// Whether a subject of a tenant was ever seen in a second state.
    package func hasFurtherStates(of tenantID: Int) throws -> Bool {
        let select = try statement("select 1 from subject_state where tenant_id = ? limit 1")
        select.bind(1, tenantID)
        defer { select.reset() }
        return try select.step()
    }
}
