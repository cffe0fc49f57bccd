import Foundation
import TestSupport
import Testing

/// Tenants that a file names and the roll did not have.
struct CreatedTenantsTests {
    private let fixture: CommandFixture

    init() throws { fixture = try CommandFixture() }

    /// A list of so many customers' machines, one each.
    private func write(_ name: String, _ customers: Range<Int>, day: String = "2021-08-16") throws {
        let rows = customers.map { "mail\($0),customer \($0),\(day)T03:12:00Z\n" }
        try fixture.folder.write("Hostname,Customer,Last Seen\n" + rows.joined(), to: name)
    }

    @Test func `are told by name while they are few`() throws {
        try write("few.csv", 1..<4)
        let result = try fixture.muster("import", "few.csv", "--create-tenants")
        #expect(result.exitCode == 0, "\(result.errors)")
        #expect(result.output.contains("  new tenants: customer-1, customer-2, customer-3\n"))
    }

    @Test func `are cut to the first few and a count where there are many`() throws {
        try write("many.csv", 1..<1_201)
        let would = try fixture.muster("import", "many.csv", "--create-tenants", "-n")
        #expect(
            would.output.contains(
                "1,200 tenants that would be new: customer-1, customer-2, customer-3 and 1,197 more\n"
            ), "\(would.output)")
        let done = try fixture.muster("import", "many.csv", "--create-tenants")
        #expect(
            done.output.contains(
                "  1,200 new tenants: customer-1, customer-2, customer-3 and 1,197 more; "
                    + "muster tenant list\n"), "\(done.output)")
    }

    @Test func `are told once for several files`() throws {
        try write("inbox/a.csv", 1..<7)
        try write("inbox/b.csv", 4..<10, day: "2021-08-17")
        let would = try fixture.muster("import", "inbox", "--create-tenants", "-n")
        #expect(would.output.contains("9 tenants that would be new: customer-1, "), "\(would.output)")
        let done = try fixture.muster("import", "inbox", "--create-tenants")
        #expect(
            done.output.contains(
                "9 new tenants: customer-1, customer-2, customer-3 and 6 more; "
                    + "muster tenant list\n"), "\(done.output)")
    }
}
