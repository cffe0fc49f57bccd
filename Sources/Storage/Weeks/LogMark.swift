/// What the log of a tenant comes to: another one after each import, undo, handover and act that is its own.
package struct LogMark: Hashable, Sendable {
    /// What has a greater number came in later, even within the same second; 0 for none.
    package let newestImport: Int
    let undone: Int
    let handovers: Int
    /// Likewise.
    package let newestAct: Int

    init(newestImport: Int, undone: Int, handovers: Int, newestAct: Int) {
        self.newestImport = newestImport
        self.undone = undone
        self.handovers = handovers
        self.newestAct = newestAct
    }
}

extension LogMark {
    /// As it is kept: its four numbers.
    var stored: String { "\(newestImport) \(undone) \(handovers) \(newestAct)" }

    /// A number that a damaged row does not have is 0.
    init(stored: String) {
        let numbers = stored.split(separator: " ").map { Int($0) ?? 0 } + [0, 0, 0, 0]
        self.init(newestImport: numbers[0], undone: numbers[1], handovers: numbers[2], newestAct: numbers[3])
    }
}
