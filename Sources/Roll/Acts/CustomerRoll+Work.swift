import Assessment
import Inventory
import Knowledge
import Storage

/// One thing to be done about one follow-up.
package struct WorkOrder: Hashable, Sendable {
    package let id: FollowUpID
    package let wish: WorkWish
    /// The line of the file that asks for it; nil where no file does.
    package let line: Int?

    package init(_ id: FollowUpID, _ wish: WorkWish, line: Int? = nil) {
        self.id = id
        self.wish = wish
        self.line = line
    }
}

/// What became of an order.
package struct WorkOutcome: Sendable {
    package let order: WorkOrder
    package let tenant: Tenant
    /// What the server is called.
    package let asset: String
    package let threat: String
    /// The number of the act; nil for a dry run.
    package let act: Int?
    /// As of the time from which the order holds, without it and with it.
    package let before: FollowUpStep
    package let after: FollowUpStep
    /// As of now: what came since the order holds may have ended what it set.
    package let today: FollowUpStep
}

extension CustomerRoll {
    /// Does what orders say, all or nothing, and computes anew what depends on it.
    ///
    /// - Parameters:
    ///   - slug: the tenant whose they must be; nil: of any.
    ///   - at: when they hold from; not after `now`.
    ///   - file: whose lines the orders name.
    /// - Throws: a complaint (65) that names every follow-up that is not there or does not let it be done.
    package func carryOut(
        _ orders: [WorkOrder], of slug: String? = nil, at: Instant, now: Instant, by actor: String,
        isDryRun: Bool = false,
        file: String? = nil, _ projector: Projector
    ) throws -> [WorkOutcome] {
        guard at <= now else { throw Complaint(.badData, "\(at) has not come yet; nothing was changed") }
        let holder = Holder(actor: actor, what: "works on \(orders.count) follow-ups", since: now)
        return try store.write(holder, ending: { _ in isDryRun ? .rollBack : .commit }) { transaction in
            let ids = FollowUpIDs(key: try transaction.followUpKey())
            var keys: [FollowUpID: FollowUpKey] = [:]
            var faults: [String] = []
            func fault(_ order: WorkOrder, _ why: String) {
                faults.append((order.line.map { "line \($0): " } ?? "") + "\(order.id) \(why)")
            }
            let wanted = try slug.map { try CustomerRoll.tenant($0, in: transaction) }
            for order in orders where keys[order.id] == nil {
                guard let key = try transaction.followUp(number: ids.number(order.id)),
                    wanted.map({ $0.id == key.tenantID }) ?? true
                else {
                    fault(order, "is no follow-up" + (wanted.map { " of \($0.slug)" } ?? ""))
                    continue
                }
                keys[order.id] = key
            }
            var outcomes: [WorkOutcome] = []
            let byTenant = Dictionary(grouping: orders.filter { keys[$0.id] != nil }) { keys[$0.id]!.tenantID }
            for (tenantID, own) in byTenant.sorted(by: { $0.key < $1.key }) {
                let desk = try WorkDesk(tenantID, Set(own.compactMap { keys[$0.id]?.asset }), projector, transaction)
                for order in own {
                    guard let key = keys[order.id] else { continue }
                    guard let item = desk.item(key), let step = item.history.step(at: at) else {
                        fault(order, "was not there yet at \(at)")
                        continue
                    }
                    if let why = order.wish.obstacle(step, threat: key.threat, on: desk.tenant.zone.day(of: at)) {
                        fault(order, "(\(desk.tenant.slug), \(item.name), \(key.threat)) \(why)")
                    }
                }
                if faults.isEmpty {
                    outcomes += try carryOut(own, keys, desk, at, now, actor, isDryRun, projector, transaction)
                }
            }
            guard faults.isEmpty else {
                throw Complaint(
                    .badData,
                    faults.count == 1
                        ? "\(faults[0]); nothing was changed"
                        : "\(faults.count) of \(orders.count) cannot be done; nothing was changed", file: file,
                    facts: faults.count == 1
                        ? []
                        : Array(faults.prefix(20))
                            + (faults.count > 20 ? ["and \(faults.count - 20) more"] : []))
            }
            try transaction.pruneSituations()
            return outcomes
        }
    }

    /// What people have set on some follow-ups by a moment; those that there are none of, or were not yet, are left out.
    package func work(on ids: Set<FollowUpID>, at: Instant, _ projector: Projector) throws -> [FollowUpID: Work] {
        try store.read { transaction in
            let numbers = FollowUpIDs(key: try transaction.followUpKey())
            var keys: [FollowUpID: FollowUpKey] = [:]
            for id in ids { keys[id] = try transaction.followUp(number: numbers.number(id)) }
            var found: [FollowUpID: Work] = [:]
            for (tenantID, own) in Dictionary(grouping: keys, by: \.value.tenantID) {
                let desk = try WorkDesk(tenantID, Set(own.map(\.value.asset)), projector, transaction)
                for (id, key) in own { found[id] = desk.item(key)?.history.step(at: at)?.work }
            }
            return found
        }
    }

    private func carryOut(
        _ orders: [WorkOrder], _ keys: [FollowUpID: FollowUpKey], _ desk: WorkDesk, _ at: Instant, _ now: Instant,
        _ actor: String, _ isDryRun: Bool, _ projector: Projector, _ transaction: Transaction
    ) throws -> [WorkOutcome] {
        let first = try transaction.nextActNumber(of: desk.tenant.id)
        for (index, order) in orders.enumerated() {
            guard let key = keys[order.id] else { continue }
            try transaction.insert(
                Act(
                    number: first + index, at: at, by: actor, what: order.wish.what, subject: key.asset,
                    body: Act.body(order.wish.body(threat: key.threat))),
                of: desk.tenant.id, recordedAt: now)
        }
        let assets = Set(orders.compactMap { keys[$0.id]?.asset })
        try recompute(desk.tenant.id, touched: NumberSet(assets), in: transaction)
        let after = try WorkDesk(desk.tenant.id, assets, projector, transaction)
        return orders.enumerated().compactMap { index, order in
            guard let key = keys[order.id], let before = desk.item(key)?.history.step(at: at),
                let item = after.item(key), let step = item.history.step(at: at)
            else { return nil }
            return WorkOutcome(
                order: order, tenant: desk.tenant, asset: item.name, threat: key.threat,
                act: isDryRun ? nil : first + index, before: before, after: step,
                today: item.history.step(at: now) ?? step)
        }
    }
}

/// The follow-ups of some servers of a tenant, through all time.
private struct WorkDesk {
    struct Item {
        let name: String
        let history: FollowUpHistory
    }

    let tenant: Tenant
    private var items: [FollowUpKey: Item] = [:]

    init(_ tenantID: Int, _ assets: Set<Int>, _ projector: Projector, _ transaction: Transaction) throws {
        guard let log = try transaction.log(of: tenantID) else {
            throw Complaint(.bug, "tenant \(tenantID) is not in the store")
        }
        tenant = log.tenant
        for server in try projector.roll(log, of: assets).servers where assets.contains(server.row.asset) {
            for history in projector.followUps(of: server, log.tenant) {
                let key = FollowUpKey(
                    tenantID: tenantID, asset: server.row.asset, threat: history.threat, episode: history.episode)
                items[key] = Item(name: server.row.name, history: history)
            }
        }
    }

    func item(_ key: FollowUpKey) -> Item? { items[key] }
}
