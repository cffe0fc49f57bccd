import Foundation
import GRDB
import Inventory

/// A follow-up by what it is about.
package struct FollowUpKey: Hashable, Sendable {
    package let tenantID: Int
    package let asset: Int
    package let threat: String
    package let episode: Int

    package init(tenantID: Int, asset: Int, threat: String, episode: Int) {
        self.tenantID = tenantID
        self.asset = asset
        self.threat = threat
        self.episode = episode
    }
}

/// The numbers of one tenant's follow-ups, past ones too.
package struct FollowUpNumbers: Hashable, Sendable {
    fileprivate struct Place: Hashable, Sendable {
        /// The first of those that share the block.
        let first: Int
        let page: Int

        init(asset: Int, page: Int) {
            first = asset - asset % BlockPlace.assets
            self.page = page
        }
    }

    fileprivate var blocks: [Place: Int] = [:]
    fileprivate let slots: [String: Int]

    /// The number of a follow-up, from 1; nil where it was never given one.
    package func number(asset: Int, threat: String, episode: Int) -> Int? {
        guard let slot = slots[threat], let place = BlockPlace(slot: slot, episode: episode),
            let block = blocks[Place(asset: asset, page: place.page)]
        else { return nil }
        return (block - 1) * BlockPlace.size + asset % BlockPlace.assets * BlockPlace.share + place.offset + 1
    }
}

/// Where the number of a follow-up lies: 64 threats of 4 episodes to a page, which is 256 numbers of each asset; 64
/// assets share a block.
private struct BlockPlace {
    static let assets = 64
    static let share = 256
    static let size = assets * share
    private static let episodes = 4
    static let threats = 64
    /// Pages of further threats begin so far apart that no number of episodes reaches the next.
    static let stride = 1 << 20

    let page: Int
    let offset: Int

    /// Nil where no server comes to have that many episodes.
    init?(slot: Int, episode: Int) {
        let row = (episode - 1) / BlockPlace.episodes
        guard episode > 0, row < BlockPlace.stride else { return nil }
        page = slot / BlockPlace.threats * BlockPlace.stride + row
        offset = slot % BlockPlace.threats * BlockPlace.episodes + (episode - 1) % BlockPlace.episodes
    }

    /// The slot and episode at a place.
    static func key(page: Int, offset: Int) -> (slot: Int, episode: Int) {
        (
            page / stride * threats + offset / episodes, page % stride * episodes + offset % episodes + 1
        )
    }
}

extension Transaction {
    /// The numbers of a tenant's follow-ups.
    package func followUpNumbers(of tenantID: Int) throws -> FollowUpNumbers {
        var numbers = FollowUpNumbers(slots: try threatSlots())
        let select = try statement("select asset_no, page, block from followup_block where tenant_id = ?")
        select.bind(1, tenantID)
        while try select.step() {
            numbers.blocks[.init(asset: select.int(0), page: select.int(1))] = select.int(2)
        }
        return numbers
    }

    /// The numbers of one server's follow-ups.
    package func followUpNumbers(of tenantID: Int, asset: Int) throws -> FollowUpNumbers {
        var numbers = FollowUpNumbers(slots: try threatSlots())
        let select = try statement("select page, block from followup_block where tenant_id = ? and asset_no = ?")
        select.bind(1, tenantID)
        select.bind(2, asset - asset % BlockPlace.assets)
        while try select.step() { numbers.blocks[.init(asset: asset, page: select.int(0))] = select.int(1) }
        return numbers
    }

    /// The follow-up of a number, if its server was ever given it.
    package func followUp(number: Int) throws -> FollowUpKey? {
        guard number > 0 else { return nil }
        let select = try statement("select tenant_id, asset_no, page from followup_block where block = ?")
        select.bind(1, (number - 1) / BlockPlace.size + 1)
        defer { select.reset() }
        guard try select.step() else { return nil }
        let place = (number - 1) % BlockPlace.size
        let key = BlockPlace.key(page: select.int(2), offset: place % BlockPlace.share)
        guard let threat = try threatSlots().first(where: { $0.value == key.slot })?.key else { return nil }
        return FollowUpKey(
            tenantID: select.int(0), asset: select.int(1) + place / BlockPlace.share, threat: threat,
            episode: key.episode)
    }

    /// Rows of the numbers that cannot have been given: they are given one after the other, page by page, to assets that
    /// there are, and never taken back.
    package func followUpNumberFaults() throws -> [(table: String, tenantID: Int, words: String)] {
        var faults: [(table: String, tenantID: Int, words: String)] = []
        let select = try statement(
            """
            select b.tenant_id, b.asset_no, b.page, exists (
              select 1 from subject_block s
              where s.tenant_id = b.tenant_id and s.first_no < b.asset_no + ? and s.first_no + s.entries > b.asset_no),
              b.page % ? = 0 or exists (
              select 1 from followup_block p
              where p.tenant_id = b.tenant_id and p.asset_no = b.asset_no and p.page = b.page - 1)
            from followup_block b
            """)
        select.bind(1, BlockPlace.assets)
        select.bind(2, BlockPlace.stride)
        let slots = try threatSlots()
        while try select.step() {
            let (tenantID, asset, page) = (select.int(0), select.int(1), select.int(2))
            let isKnownPage = page / BlockPlace.stride * BlockPlace.threats < slots.count
            if !select.bool(3) {
                faults.append(("followup_block", tenantID, "assets from \(asset) on have numbers and are not there"))
            } else if !select.bool(4) || !isKnownPage {
                faults.append(
                    ("followup_block", tenantID, "assets from \(asset) on have page \(page) and none before it"))
            }
        }
        let ends = try statement("select count(*), ifnull(max(block), 0) from followup_block")
        defer { ends.reset() }
        if try ends.step(), ends.int(0) != ends.int(1) {
            faults.append(("followup_block", 0, "\(ends.int(0)) blocks are numbered up to \(ends.int(1))"))
        }
        if let last = slots.values.max(), last != slots.count - 1 {
            faults.append(("threat_slot", 0, "\(slots.count) threats are numbered up to \(last + 1)"))
        }
        return faults
    }

    /// Takes out the rows that cannot have been given, before the follow-ups that have no numbers get theirs.
    package func removeFollowUpNumberFaults() throws {
        try closeGaps("slot", in: "threat_slot", from: 0)
        knownThreatSlots = nil
        let pages = (try threatSlots().count + BlockPlace.threats - 1) / BlockPlace.threats
        try database.execute(
            sql: """
                delete from followup_block where page / \(BlockPlace.stride) >= \(pages) or not exists (
                  select 1 from subject_block s
                  where s.tenant_id = followup_block.tenant_id
                    and s.first_no < followup_block.asset_no + \(BlockPlace.assets)
                    and s.first_no + s.entries > followup_block.asset_no)
                """)
        let skips = """
            delete from followup_block where page % \(BlockPlace.stride) > 0 and not exists (
              select 1 from followup_block p where p.tenant_id = followup_block.tenant_id
                and p.asset_no = followup_block.asset_no and p.page = followup_block.page - 1)
            """
        repeat { try database.execute(sql: skips) } while database.changesCount > 0
        nextFollowUpBlock = nil
        lastFollowUpBlock = nil
    }

    /// Gives blocks that are numbered beyond their count the numbers that are missing, as far as possible those that the
    /// same rows had.
    package func closeGapsOfFollowUpNumbers() throws {
        try closeGaps("block", in: "followup_block", from: 1)
        nextFollowUpBlock = nil
        lastFollowUpBlock = nil
    }

    private func closeGaps(_ column: String, in table: String, from first: Int) throws {
        let numbers = try Int.fetchAll(database, sql: "select \(column) from \(table) order by \(column)")
        let known = Set(numbers)
        let missing = (first..<first + numbers.count).filter { !known.contains($0) }
        for (old, new) in zip(numbers.suffix(missing.count), missing) {
            try database.execute(
                sql: "update \(table) set \(column) = ? where \(column) = ?", arguments: [new, old])
        }
    }

    /// Gives the follow-ups of a server the numbers that they do not have yet.
    func number(_ situation: Situation, of asset: Int, of tenantID: Int) throws {
        for page in try pages(of: situation) {
            let first = asset - asset % BlockPlace.assets
            if let last = lastFollowUpBlock, last == (tenantID, first, page) { continue }
            lastFollowUpBlock = (tenantID, first, page)
            let next = try nextFollowUpBlock ?? self.next("block", in: "followup_block")
            let insert = try statement(
                """
                insert into followup_block(tenant_id, asset_no, page, block) values (?, ?, ?, ?)
                on conflict(tenant_id, asset_no, page) do nothing
                """)
            insert.bind(1, tenantID)
            insert.bind(2, first)
            insert.bind(3, page)
            insert.bind(4, next)
            try insert.run()
            nextFollowUpBlock = changesOfLastStatement > 0 ? next + 1 : next
        }
    }

    /// The pages that the follow-ups of a situation stand on, ascending.
    private func pages(of situation: Situation) throws -> [Int] {
        if let known = followUpPages[situation] { return known }
        var pages: Set<Int> = []
        for item in situation.items {
            guard let place = BlockPlace(slot: try slot(of: item.threat), episode: item.episode) else {
                throw Complaint(.bug, "a follow-up of \(item.threat) has episode \(item.episode)")
            }
            pages.insert(place.page)
        }
        if followUpPages.count >= Transaction.situationsHeld { followUpPages = [:] }
        followUpPages[situation] = pages.sorted()
        return pages.sorted()
    }

    private func slot(of threat: String) throws -> Int {
        if let known = try threatSlots()[threat] { return known }
        let slot = try threatSlots().count
        let insert = try statement("insert into threat_slot(threat, slot) values (?, ?)")
        insert.bind(1, threat)
        insert.bind(2, slot)
        try insert.run()
        knownThreatSlots?[threat] = slot
        return slot
    }

    private func threatSlots() throws -> [String: Int] {
        if let knownThreatSlots { return knownThreatSlots }
        let select = try statement("select threat, slot from threat_slot")
        var slots: [String: Int] = [:]
        while try select.step() { slots[select.text(0)] = select.int(1) }
        knownThreatSlots = slots
        return slots
    }

    /// The secret that turns numbers into the ids of follow-ups.
    package func followUpKey() throws -> [UInt8] {
        let sql = "select value from meta where name = 'followup_key'"
        guard let key = try Data.fetchOne(database, sql: sql) else {
            throw Complaint(.failed, "the database has lost the key of its follow-up ids", next: ["muster db check"])
        }
        return [UInt8](key)
    }
}
