import Inventory
import Storage

/// What an import did, or what a dry run would do.
package struct ImportSummary: Sendable {
    /// The import's number; nil for a dry run and where there was nothing to do.
    package var importID: Int?
    package var file: IncomingFile
    package var source: String
    package var vantage: Vantage?
    package var takenAt: Instant?
    package var isDryRun: Bool
    package var isFull: Bool
    /// The import in force of the same bytes and options: there was nothing to do.
    package var sameAs: ImportRecord?
    /// What the reader learned of the file; nil where there was nothing to do.
    package var report: FileReport?
    package var counts = ImportCounts()
    /// Tenants that the file says something about.
    package var tenants = 0
    /// Slugs of tenants that were made for it.
    package var createdTenants: [String] = []
    /// Open follow-ups of these tenants, what is only to be collected left out.
    package var openBefore = 0
    package var openAfter = 0
    /// Cause → number of follow-ups that closed for it.
    package var closedByCause: [String: Int] = [:]
    /// Pieces of evidence that nobody had found before, or that are open again.
    package var evidenceFound = 0
    /// The assets that they lie on: `SLUG NAME`.
    package var evidenceOn: Set<String> = []
    /// The first follow-ups that are new, closed or reopened.
    package var followUpChanges: [FollowUpChange] = []
    /// The first subjects that are new or changed.
    package var subjectChanges: [SubjectChange] = []
    /// The first rejected rows.
    package var firstRejects: [Reject] = []
    /// A dry run only: why the import itself would be refused.
    package var refusal: Complaint?

    /// As many changes as are kept for showing.
    package static let shown = 20

    init(file: IncomingFile, declaration: Declaration) {
        self.file = file
        source = declaration.source ?? ""
        vantage = declaration.vantage
        isDryRun = declaration.isDryRun
        isFull = declaration.isFull
    }
}

/// A follow-up that an import opens or closes.
package struct FollowUpChange: Hashable, Sendable {
    package enum Kind: String, Sendable { case new, closed, reopened }

    package let kind: Kind
    package let tenant: String
    package let server: String
    package let threat: String
    package let cause: String
}

/// A subject that an import introduces, or brings into a new newest state.
package struct SubjectChange: Hashable, Sendable {
    package struct Difference: Hashable, Sendable {
        package let field: Field
        /// Values joined by `;`; nil where there was none.
        package let old: String?
        package let new: String?
    }

    package let tenant: String
    package let name: String
    package let isNew: Bool
    /// What differs from its newest state before; empty for a new subject.
    package let differences: [Difference]
}

/// How far an import has come.
package struct ImportProgress: Sendable {
    package enum Phase: Sendable { case reading, computing }

    package let phase: Phase
    package let rows: Int
    package let tenantsDone: Int
    package let tenants: Int
}
