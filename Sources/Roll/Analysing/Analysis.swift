import Inventory
import Storage

/// What analysts' questions see: the views, filled for one tenant or all of them, as of a moment.
///
///     let analysis = Analysis(roll, projector, tenant: "fabrikam", asOf: .now(.now))
///     let question = SliceQuestion("select asset, build from exchange_servers")
///     let answer = try analysis.slice(answering: [question]).answer(question)
package struct Analysis {
    package let roll: CustomerRoll
    package let projector: Projector
    /// The slug of the only tenant that is seen; nil for all.
    package let tenant: String?
    package let asOf: AsOf
    /// Never from what is kept, because `projector` judges by other terms than those it was kept by.
    let fromLog: Bool

    package init(
        _ roll: CustomerRoll, _ projector: Projector, tenant: String?, asOf: AsOf, fromLog: Bool = false
    ) {
        self.roll = roll
        self.projector = projector
        self.tenant = tenant
        self.asOf = asOf
        self.fromLog = fromLog
    }

    /// The parameters that every question may use: `:now` in seconds since 1970, and `:today`, the day in days since then;
    /// of one tenant by its zone.
    package var moment: [String: SliceValue] {
        get throws {
            let zone =
                try tenant == nil
                ? .utc : roll.store.read { try roll.tenants(tenant, asOf, $0).first?.zone ?? .utc }
            let instant = asOf.instant(in: zone)
            return ["now": .integer(instant.seconds), "today": .integer(zone.day(of: instant).number)]
        }
    }

    /// A closed slice with what some questions ask for, and nothing else.
    ///
    /// - Throws: a `Complaint` as `Slice.need` for a question that is none, and where there is no such tenant.
    package func slice(answering questions: [SliceQuestion]) throws -> Slice {
        let slice = try Slice()
        for question in questions { slice.ask(for: try slice.need(of: question)) }
        try fill(slice)
        return slice
    }

    /// A slice with every view, as a new file that other programs read; to be closed once it has what it needs beside.
    package func file(at path: String) throws -> Slice {
        let slice = try Slice(at: path)
        slice.ask(for: .everything)
        try filled(slice)
        return slice
    }

    private func fill(_ slice: Slice) throws {
        if slice.need != .nothing { try filled(slice) }
        try slice.close()
    }

    private func filled(_ slice: Slice) throws {
        try roll.store.read { transaction in
            let tenants = try roll.tenants(tenant, asOf, transaction)
            var filling = try SliceFilling(slice, self, tenants, transaction)
            for tenant in tenants { try filling.add(tenant) }
            try filling.finish()
        }
    }
}
