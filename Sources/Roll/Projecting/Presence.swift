import Assessment
import Inventory
import Storage

/// Whether a machine is still listed: `seen`, or `not_seen` since a full inventory of a source that listed it before no
/// longer does.
struct Presence {
    private(set) var timeline = Timeline<String>()
    private(set) var citations: [Citation?] = []

    init(_ sightings: [ReadSighting], _ log: TenantLog) {
        var events: [(at: Instant, citation: Citation, isSeen: Bool)] = sightings.map {
            // Being listed counts when the list was taken.
            (max($0.file.takenAt, $0.sighting.seenAt), $0.citation, true)
        }
        let bySource = Dictionary(grouping: sightings, by: \.file.source)
        for file in log.imports.values where file.isFull && file.kind == .inventory {
            guard let own = bySource[file.source], own.contains(where: { $0.file.takenAt < file.takenAt }),
                !own.contains(where: { $0.file.takenAt == file.takenAt })
            else { continue }
            events.append(
                (
                    file.takenAt,
                    Citation(importID: file.id, line: 0, seenAt: file.takenAt, takenAt: file.takenAt), false
                ))
        }
        // At one instant absence comes first, so that a sighting of another source stands.
        for event in events.sorted(by: { $0.at != $1.at ? $0.at < $1.at : !$0.isSeen && $1.isSeen }) {
            let before = timeline.spans.count
            let last = timeline.spans.last
            timeline.append(event.isSeen ? "seen" : "not_seen", from: event.at)
            if timeline.spans.count > before {
                citations.append(event.citation)
            } else if last?.from == event.at || last?.value == timeline.spans.last?.value {
                if let old = citations[citations.count - 1], old.isNewer(than: event.citation) { continue }
                citations[citations.count - 1] = event.citation
            }
        }
    }
}
