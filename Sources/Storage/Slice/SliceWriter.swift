import GRDBSQLite
import Inventory

/// Fills one table of a slice, the columns that are asked for only.
///
///     let rows = try slice.writer("exposures")
///     let asset = rows["asset"]
///     rows.set(asset, server.name)
///     try rows.add()
package final class SliceWriter {
    /// A column's place in the statement; 0 where nobody asks for it.
    package struct Place: Sendable {
        fileprivate let index: Int32
        /// Whether it is asked for: what is costly is computed only then.
        package var isWanted: Bool { index > 0 }
    }

    private let statement: Statement
    private let places: [String: Int32]
    private let all: Set<String>
    /// Rows so far; the last one's number in its table.
    package private(set) var count = 0

    init(_ connection: OpaquePointer, table: String, all: [String], wanted: [String]) throws {
        // A row of a table without any wanted column counts all the same.
        let names = wanted.isEmpty ? Array(all.prefix(1)) : wanted
        let values = wanted.isEmpty ? "null" : Array(repeating: "?", count: names.count).joined(separator: ", ")
        statement = try Statement(
            connection: connection, "insert into \(table)(\(names.joined(separator: ", "))) values (\(values))")
        places = Dictionary(uniqueKeysWithValues: wanted.enumerated().map { ($1, Int32($0 + 1)) })
        self.all = Set(all)
    }

    /// The place of a column, which the table must have.
    package subscript(column: String) -> Place {
        precondition(all.contains(column), "no column \(column)")
        return Place(index: places[column] ?? 0)
    }

    package func set(_ place: Place, _ value: @autoclosure () -> String?) {
        guard place.isWanted else { return }
        if let value = value() { statement.bind(place.index, value) } else { statement.bindNull(place.index) }
    }

    package func set(_ place: Place, _ value: @autoclosure () -> Int?) {
        guard place.isWanted else { return }
        statement.bind(place.index, value().map(Int64.init))
    }

    package func set(_ place: Place, key value: @autoclosure () -> Int64?) {
        guard place.isWanted else { return }
        statement.bind(place.index, value())
    }

    package func set(_ place: Place, flag value: @autoclosure () -> Bool?) {
        guard place.isWanted else { return }
        statement.bind(place.index, value().map { $0 ? Int64(1) : 0 })
    }

    package func set(_ place: Place, list values: @autoclosure () -> [String]) {
        set(place, values().joined(separator: ";"))
    }

    /// A day as text.
    package func set(_ place: Place, _ day: @autoclosure () -> CalendarDay?) {
        guard place.isWanted else { return }
        set(place, day()?.description)
    }

    /// An instant as text.
    package func set(_ place: Place, _ instant: @autoclosure () -> Instant?) {
        guard place.isWanted else { return }
        set(place, instant()?.description)
    }

    /// Ends the row; what was not set in it is NULL.
    package func add() throws {
        try statement.run()
        statement.clearBindings()
        count += 1
    }
}

/// A day or an instant that stands in a table as text and as a number.
package struct SlicePair {
    fileprivate let text: SliceWriter.Place
    fileprivate let number: SliceWriter.Place
    package var isWanted: Bool { text.isWanted || number.isWanted }
}

extension SliceWriter {
    /// The places of `NAME_on` and `NAME_day`.
    package func day(_ name: String) -> SlicePair { SlicePair(text: self["\(name)_on"], number: self["\(name)_day"]) }
    /// The places of `NAME_at` and `NAME_epoch`.
    package func instant(_ name: String) -> SlicePair {
        SlicePair(text: self["\(name)_at"], number: self["\(name)_epoch"])
    }

    package func set(_ pair: SlicePair, _ day: CalendarDay?) {
        set(pair.text, day)
        set(pair.number, key: day?.number)
    }

    package func set(_ pair: SlicePair, _ instant: Instant?) {
        set(pair.text, instant)
        set(pair.number, key: instant?.seconds)
    }
}
