import Inventory
import Storage
import TestSupport

/// A store of a test's own.
struct TestStore {
    static let now = Instant(iso: "2021-08-20T12:00:00Z")!
    static let holder = Holder(actor: "jane", what: "tests", since: now)

    let folder: TemporaryFolder
    let store: Store
    var path: String { folder.path(of: "muster.db") }

    init(wait: Double = 5) throws {
        folder = try TemporaryFolder()
        store = try Store.create(path: folder.path(of: "muster.db"), now: TestStore.now, wait: wait)
    }

    static let fabrikam = Tenant(
        id: 1, slug: "fabrikam", name: "Fabrikam GmbH", zone: Zone("Europe/Berlin")!, language: "de",
        mode: .collaborate, impact: .veryHigh, start: CalendarDay(iso: "2021-01-01")!, staleDays: 21)

    @discardableResult
    func write<T>(_ body: (Transaction) throws -> T) throws -> T { try store.write(TestStore.holder, body) }
}

/// An import's ledger row as short as tests need it.
func ledgerRow(_ id: Int, takenAt: Instant, kind: ImportKind = .inventory, vantage: Vantage = .reported) -> ImportRecord
{
    var record = ImportRecord(
        id: id, fileName: "hosts.csv", sha256: [UInt8(id)], recordedAt: TestStore.now, recordedBy: "jane")
    record.kind = kind
    record.format = "inventory-csv"
    record.source = "inventory"
    record.vantage = vantage
    record.takenAt = takenAt
    return record
}
