import Inventory

/// One row of the ledger: a file that was taken in, or the undoing of one.
package struct ImportRecord: Hashable, Sendable {
    package var id: Int
    /// The import that this row takes back; nil for an import.
    package var undoes: Int?
    /// Nil for an undo, as is `vantage`.
    package var kind: ImportKind?
    package var fileName: String
    package var sha256: [UInt8]
    package var bytes: Int
    package var format: String
    package var source: String
    package var vantage: Vantage?
    package var isFull: Bool
    package var isAllowListed: Bool
    /// Everything that was declared with the file, canonical.
    package var options: String
    package var encoding: String
    package var delimiter: String
    package var takenAt: Instant
    package var recordedAt: Instant
    package var recordedBy: String
    package var counts: ImportCounts
    /// The row that took this import back, if one did.
    package var undoneBy: Int?

    package init(id: Int, fileName: String, sha256: [UInt8], recordedAt: Instant, recordedBy: String) {
        self.id = id
        self.fileName = fileName
        self.sha256 = sha256
        self.recordedAt = recordedAt
        self.recordedBy = recordedBy
        bytes = 0
        format = ""
        source = ""
        isFull = false
        isAllowListed = false
        options = ""
        encoding = ""
        delimiter = ""
        takenAt = Instant(0)
        counts = ImportCounts()
    }
}

/// What an import counted. `records = accepted + unattributed + rejected`; `accepted = new + changed + unchanged`.
package struct ImportCounts: Hashable, Sendable {
    package var lines = 0
    package var headerLines = 0
    package var records = 0
    package var accepted = 0
    package var rejected = 0
    package var blank = 0
    package var unattributed = 0
    /// Rows that name someone the tenant had not, until now.
    package var new = 0
    /// Rows that put someone known into a new newest state.
    package var changed = 0
    package var unchanged = 0
    /// Who was listed by the source before and is missing now; nil where the file does not claim to be full.
    package var notSeen: Int?
    package var followUpsNew = 0
    package var followUpsClosed = 0
    package var followUpsReopened = 0

    package init() {}
}

/// What an import claims to have looked at, for one tenant.
package struct Coverage: Hashable, Sendable {
    package let tenantID: Int
    package let importID: Int
    package let source: String
    /// Address ranges beside what is listed.
    package let targets: [Network]
    package let listedRows: Int
    package let listedSubjects: Int

    package init(
        tenantID: Int, importID: Int, source: String, targets: [Network], listedRows: Int, listedSubjects: Int
    ) {
        self.tenantID = tenantID
        self.importID = importID
        self.source = source
        self.targets = targets
        self.listedRows = listedRows
        self.listedSubjects = listedSubjects
    }
}
