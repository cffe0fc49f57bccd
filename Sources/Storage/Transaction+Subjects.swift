import Inventory

extension Transaction {
    /// The greatest number of a tenant's subjects; 0 where it has none.
    package func newestSubject(of tenantID: Int) throws -> Int {
        let select = try statement("select max(subject_no) from subject where tenant_id = ?")
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
        let subjects = try statement(
            "select subject_no, identity, facts from subject where tenant_id = ? order by subject_no")
        let states = try statement(
            "select subject_no, state_no, facts from subject_state where tenant_id = ? order by subject_no, state_no")
        subjects.bind(1, tenantID)
        states.bind(1, tenantID)
        defer {
            subjects.reset()
            states.reset()
        }
        var hasState = try states.step()
        while try subjects.step() {
            let number = subjects.int(0)
            var hasFurther: Bool { hasState && states.int(0) == number }
            visit(number, subjects.borrowed(1), 0, subjects.borrowed(2), !hasFurther)
            while hasFurther {
                let state = states.int(1)
                let facts = states.blob(2)
                hasState = try states.step()
                facts.withUnsafeBytes { visit(number, subjects.borrowed(1), state, $0, !hasFurther) }
            }
        }
    }

    /// Some subjects of a tenant, each with all of its states, in the order asked for; a number that is none is left out.
    ///
    /// - Parameter haveOneState: that none of them has a second one, where that is known.
    package func subjects(_ numbers: [Int], of tenantID: Int, haveOneState: Bool = false) throws -> [Subject] {
        let select = try statement("select identity, facts from subject where tenant_id = ? and subject_no = ?")
        let states = try statement(
            "select facts from subject_state where tenant_id = ? and subject_no = ? order by state_no")
        return try numbers.compactMap { number in
            select.bind(1, tenantID)
            select.bind(2, number)
            defer { select.reset() }
            guard try select.step() else { return nil }
            var facts = [FactList(stored: select.blob(1))]
            if !haveOneState {
                states.bind(1, tenantID)
                states.bind(2, number)
                while try states.step() { facts.append(FactList(stored: states.blob(0))) }
            }
            return Subject(number: number, identity: FactList(stored: select.blob(0)), states: facts)
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
}
