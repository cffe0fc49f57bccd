import Inventory

extension Transaction {
    /// The greatest number of a tenant's subjects; 0 where it has none.
    package func newestSubject(of tenantID: Int) throws -> Int {
        let select = try statement(
            "select first_no + entries - 1 from subject_block where tenant_id = ? order by first_no desc limit 1")
        select.bind(1, tenantID)
        defer { select.reset() }
        return try select.step() ? select.int(0) : 0
    }

    /// Calls with each state of each subject of a tenant, by their numbers from 0: the subject's identity, the state's
    /// facts, and whether it is the subject's newest.
    package func forEachState(
        of tenantID: Int,
        _ visit: (
            _ number: Int, _ identity: UnsafeRawBufferPointer, _ state: Int, _ facts: UnsafeRawBufferPointer,
            _ isNewest: Bool
        ) -> Void
    ) throws {
        let blocks = try statement(
            "select first_no, body from subject_block where tenant_id = ? order by first_no")
        let states = try statement(
            "select subject_no, state_no, facts from subject_state where tenant_id = ? order by subject_no, state_no")
        blocks.bind(1, tenantID)
        states.bind(1, tenantID)
        defer {
            blocks.reset()
            states.reset()
        }
        var hasState = try states.step()
        while try blocks.step() {
            let isWhole = try SubjectBlock.forEach(in: blocks.borrowed(1), from: blocks.int(0)) {
                number, identity, first in
                var hasFurther: Bool { hasState && states.int(0) == number }
                visit(number, identity, 0, first, !hasFurther)
                while hasFurther {
                    let state = states.int(1)
                    let facts = states.blob(2)
                    hasState = try states.step()
                    facts.withUnsafeBytes { visit(number, identity, state, $0, !hasFurther) }
                }
            }
            guard isWhole else { throw Transaction.damaged(blocks.int(0), of: tenantID) }
        }
    }

    /// Some subjects of a tenant by their numbers, ascending, each with all of its states; a number that is none is left
    /// out.
    ///
    /// - Parameter haveOneState: that none of them has a second one, where that is known.
    package func subjects(_ numbers: [Int], of tenantID: Int, haveOneState: Bool = false) throws -> [Subject] {
        let states = try statement(
            "select facts from subject_state where tenant_id = ? and subject_no = ? order by state_no")
        var block: SubjectBlock?
        return try numbers.compactMap { number in
            if block?.contains(number) != true { block = try self.block(of: tenantID, holding: number) }
            guard
                let found = block?.read(number, { (FactList(stored: [UInt8]($0)), FactList(stored: [UInt8]($1))) })
            else { return nil }
            var facts = [found.1]
            if !haveOneState {
                states.bind(1, tenantID)
                states.bind(2, number)
                while try states.step() { facts.append(FactList(stored: states.blob(0))) }
            }
            return Subject(number: number, identity: found.0, states: facts)
        }
    }

    /// A tenant's subjects by number, each with all of its states.
    package func subjects(of tenantID: Int) throws -> [Subject] {
        var subjects: [Subject] = []
        var states: [FactList] = []
        try forEachState(of: tenantID) { number, identity, _, facts, isNewest in
            states.append(FactList(stored: [UInt8](facts)))
            guard isNewest else { return }
            subjects.append(Subject(number: number, identity: FactList(stored: [UInt8](identity)), states: states))
            states = []
        }
        return subjects
    }

    /// The block that holds a subject of a tenant; nil where there is no such subject.
    func block(of tenantID: Int, holding subject: Int) throws -> SubjectBlock? {
        let select = try statement(
            """
            select first_no, body from subject_block where tenant_id = ? and first_no <= ? order by first_no desc limit 1
            """)
        select.bind(1, tenantID)
        select.bind(2, subject)
        defer { select.reset() }
        guard try select.step() else { return nil }
        guard let block = SubjectBlock(of: tenantID, from: select.int(0), stored: select.borrowed(1)) else {
            throw Transaction.damaged(select.int(0), of: tenantID)
        }
        return block.contains(subject) ? block : nil
    }

    func insert(_ block: SubjectBlock, by insert: Statement) throws {
        insert.bind(1, block.tenantID)
        insert.bind(2, block.first)
        insert.bind(3, block.entries)
        try block.body.withUnsafeBytes {
            insert.bind(4, borrowed: $0)
            try insert.run()
        }
    }

    private static func damaged(_ first: Int, of tenantID: Int) -> Complaint {
        Complaint(
            .failed, "the log is damaged: subjects of tenant \(tenantID) from \(first) on cannot be read",
            next: ["muster db check"])
    }
}
