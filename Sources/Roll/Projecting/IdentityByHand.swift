import Storage

/// What people said about which subjects are one machine.
///
/// A merge joins machines, whatever their identifiers say; a split makes two machines of one, whatever joined them. Both
/// hold for all time, not only from the day on which they were said: the machines always were one, or two. The later act
/// overrules the earlier.
struct IdentityByHand {
    /// Subjects that belong together, each in one set at most.
    private(set) var together: [Set<Int>] = []
    /// Subjects that must not meet, a pair of sets per split.
    private(set) var apart: [(one: Set<Int>, other: Set<Int>)] = []

    /// - Parameter acts: in any order; those of other kinds are passed over.
    init(_ acts: [Act]) {
        for act in acts.lazy.filter(\.isAboutIdentity).sorted(by: { $0.number < $1.number }) {
            if act.what == Act.merge {
                merge(Set(act.numbers("subject")))
            } else {
                split(Set(act.numbers("apart")), from: Set(act.numbers("rest")))
            }
        }
    }

    var isEmpty: Bool { together.isEmpty && apart.isEmpty }

    private mutating func merge(_ subjects: Set<Int>) {
        let all = join(subjects)
        for index in apart.indices where !apart[index].one.isDisjoint(with: all) {
            guard !apart[index].other.isDisjoint(with: all) else { continue }
            apart[index].one.subtract(all)
            apart[index].other.subtract(all)
        }
    }

    private mutating func split(_ subjects: Set<Int>, from rest: Set<Int>) {
        together = together.flatMap { [$0.intersection(subjects), $0.subtracting(subjects)] }.filter { $0.count > 1 }
        _ = join(subjects)
        let remaining = join(rest)
        apart.append((subjects, remaining.subtracting(subjects)))
    }

    /// Makes one set of the subjects and of every set that holds one of them, and returns it.
    private mutating func join(_ subjects: Set<Int>) -> Set<Int> {
        var all = subjects
        for set in together where !set.isDisjoint(with: subjects) { all.formUnion(set) }
        together.removeAll { !$0.isDisjoint(with: all) }
        if all.count > 1 { together.append(all) }
        return all
    }
}
