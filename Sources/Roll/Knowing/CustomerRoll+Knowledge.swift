import Inventory
import Knowledge
import Storage

extension CustomerRoll {
    /// Puts the program's knowledge in force in the store, where another version is: its rows are replaced and all
    /// projections computed anew, since they were computed with what was known before.
    ///
    /// - Returns: whether anything had to be done.
    @discardableResult
    package func adopt(_ knowledge: ExchangeKnowledge, now: Instant, by actor: String) throws -> Bool {
        let isInForce = try store.read { try $0.loadedKnowledge().first?.fingerprint == knowledge.terms() }
        if isInForce { return false }
        try store.write(Holder(actor: actor, what: "loads knowledge \(knowledge.version)", since: now)) { transaction in
            try transaction.replaceKnowledge(KnowledgeRows(knowledge))
            try transaction.insert(
                LoadedKnowledge(
                    version: knowledge.version, fingerprint: try knowledge.terms(), published: knowledge.buildsTo,
                    loadedAt: now, loadedBy: actor))
            for tenant in try transaction.tenantIDs() { try recompute(tenant, in: transaction) }
            try transaction.pruneSituations()
        }
        return true
    }
}

extension ExchangeKnowledge {
    /// By what the kept projections were computed: this knowledge, and the edition of the rules that this program
    /// follows. Where either is another one, all is computed anew at the next write.
    func terms() throws -> String { "\(try fingerprint())-\(Projector.edition)" }
}

extension KnowledgeRows {
    /// The rows that stand for a loaded knowledge.
    init(_ knowledge: ExchangeKnowledge) {
        self.init()
        builds = knowledge.builds.map {
            BuildRow(
                build: $0.build, product: $0.product, cu: $0.cu, su: $0.su ?? "", kind: $0.kind.rawValue,
                released: $0.released, kb: $0.kb ?? "")
        }
        cves = knowledge.cves.map {
            CVERow(
                id: $0.id, title: $0.title, impact: $0.impact, technicalImpact: $0.technicalImpact.rawValue,
                auth: $0.auth.rawValue, publicFrom: $0.publicFrom, kevAdded: $0.kevAdded, isRansomware: $0.ransomware)
        }
        fixes = knowledge.fixes.flatMap { fix in
            zip(knowledge.updates(of: fix.product), fix.statuses).map { update, status in
                let words = KnowledgeRows.words(status, knowledge, update)
                return FixRow(
                    cve: knowledge.cves[fix.cve].id, product: knowledge.products[fix.product].name,
                    cu: knowledge.updates[update].name, status: words.status, fixedBuild: words.build)
            }
        }
        threats = knowledge.threats.map { threat in
            ThreatRow(
                name: threat.name, exploitedSince: threat.exploitedSince, knownFrom: threat.exploitationKnownFrom,
                needs443: threat.needs443, isPreAuthChain: threat.preAuthChain,
                cves: threat.cves.map { knowledge.cves[$0].id })
        }
    }

    private static func words(
        _ status: Fix.Status, _ knowledge: ExchangeKnowledge, _ update: Int
    ) -> (status: String, build: ExchangeBuild?) {
        switch status {
        case .update(let index): ("su", knowledge.builds[index].build)
        case .shipped: ("ships_fixed", knowledge.updates[update].base)
        case .none: ("no_fix_in_cu", nil)
        }
    }
}
