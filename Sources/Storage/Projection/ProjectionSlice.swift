/// The part of a tenant's projection that follows from some of its subjects, which have nothing to do with the others.
package struct ProjectionSlice: Sendable {
    /// Ascending. Every asset of theirs has the number of one of them.
    package let subjects: [Int]
    /// The addresses that they are at or speak of.
    package let endpointAddresses: Set<String>
    /// Whether they are few among those of the tenant: then each is asked for, else all are read.
    package let isSparse: Bool

    package init(subjects: [Int], endpointAddresses: Set<String>, isSparse: Bool) {
        self.subjects = subjects
        self.endpointAddresses = endpointAddresses
        self.isSparse = isSparse
    }

    func contains(_ number: Int) -> Bool {
        var low = 0
        var high = subjects.count
        while low < high {
            let middle = (low + high) / 2
            if subjects[middle] < number { low = middle + 1 } else { high = middle }
        }
        return low < subjects.count && subjects[low] == number
    }
}

extension TenantProjection.EndpointRow {
    /// Without the port.
    package var address: String { String(endpoint[..<(endpoint.lastIndex(of: ":") ?? endpoint.endIndex)]) }
}
