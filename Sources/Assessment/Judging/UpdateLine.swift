import Inventory
import Knowledge

/// The updates of a product as they were known on a day.
///
/// A cumulative update still receives updates as long as no update has come out for a newer one alone: that is how one
/// sees from outside that it has been left behind.
struct UpdateLine {
    let knowledge: ExchangeKnowledge
    let product: Int
    let day: CalendarDay

    init(_ knowledge: ExchangeKnowledge, product: Int, until day: CalendarDay) {
        self.knowledge = knowledge
        self.product = product
        self.day = day
    }

    /// The listed builds of a cumulative update, oldest first.
    func builds(of update: Int) -> [KnownBuild] {
        knowledge.builds[knowledge.updates[update].builds].filter { $0.released <= day }
    }

    /// The newest build of a cumulative update.
    func latest(of update: Int) -> KnownBuild? { builds(of: update).last }

    /// The newest cumulative update that was out.
    var newest: Int? { knowledge.updates(of: product).last { knowledge.updates[$0].released <= day } }

    /// The newest build of the product.
    var newestBuild: KnownBuild? { newest.flatMap(latest) }

    /// The updates that came out for newer cumulative updates only, after the last one of this: oldest first, each once, as
    /// the build of the newest cumulative update that has it.
    func roundsWithout(_ update: Int) -> [KnownBuild] {
        guard let last = latest(of: update) else { return [] }
        var rounds: [String: KnownBuild] = [:]
        for newer in knowledge.updates(of: product) where newer > update {
            for build in builds(of: newer) where build.released > last.released && build.isUpdate {
                rounds[build.name] = build
            }
        }
        return rounds.values.sorted { ($0.released, $0.build) < ($1.released, $1.build) }
    }

    /// The first full release, where this is a preview of it.
    func release(after update: Int) -> KnownBuild? {
        guard knowledge.updates[update].isPreview else { return nil }
        return knowledge.updates(of: product).first { $0 > update }.flatMap { builds(of: $0).first }
    }
}
