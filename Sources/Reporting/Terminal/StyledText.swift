/// One line for a person: pieces of text, each with what its colour means. Always visible text: control characters are
/// escaped the moment a piece is made, so no name from a file can reach the terminal raw.
///
///     "checks owed \(red: "3")"      StyledText("15.1.2242.4", .dim)
package struct StyledText: Hashable, Sendable {
    /// Colour is meaning, and every meaning is in the words too.
    package enum Tone: UInt8, Sendable {
        case plain
        /// Overdue, owed or refused.
        case red
        /// Unknown or stale.
        case yellow
        /// Proof.
        case dim
    }

    package struct Piece: Hashable, Sendable {
        package let text: String
        package let tone: Tone
    }

    package internal(set) var pieces: [Piece] = []

    package init() {}

    package init(_ text: String, _ tone: Tone = .plain) { append(text, tone) }

    package mutating func append(_ text: String, _ tone: Tone = .plain) {
        guard !text.isEmpty else { return }
        pieces.append(Piece(text: VisibleText.of(text), tone: tone))
    }

    package static func + (a: StyledText, b: StyledText) -> StyledText {
        var sum = a
        sum.pieces += b.pieces
        return sum
    }

    package static func += (a: inout StyledText, b: StyledText) { a.pieces += b.pieces }

    /// The words without colour.
    package var plain: String { pieces.map(\.text).joined() }

    package var isEmpty: Bool { pieces.isEmpty }

    /// Cells of a terminal.
    package var width: Int { pieces.reduce(0) { $0 + DisplayWidth.of($1.text) } }

    /// As sent to a terminal; without colour it is `plain`.
    package func rendered(colour: Bool) -> String {
        guard colour else { return plain }
        return pieces.map { piece in
            switch piece.tone {
            case .plain: piece.text
            case .red: "\u{1b}[31m\(piece.text)\u{1b}[0m"
            case .yellow: "\u{1b}[33m\(piece.text)\u{1b}[0m"
            case .dim: "\u{1b}[2m\(piece.text)\u{1b}[0m"
            }
        }.joined()
    }
}

extension StyledText: ExpressibleByStringInterpolation {
    package init(stringLiteral value: String) { self.init(value) }
    package init(stringInterpolation: Interpolation) { self = stringInterpolation.text }

    package struct Interpolation: StringInterpolationProtocol {
        var text = StyledText()

        package init(literalCapacity: Int, interpolationCount: Int) {}
        package mutating func appendLiteral(_ literal: String) { text.append(literal) }
        package mutating func appendInterpolation(_ value: some CustomStringConvertible) {
            text.append(value.description)
        }
        package mutating func appendInterpolation(_ styled: StyledText) { text += styled }
        package mutating func appendInterpolation(red value: some CustomStringConvertible) {
            text.append(value.description, .red)
        }
        package mutating func appendInterpolation(yellow value: some CustomStringConvertible) {
            text.append(value.description, .yellow)
        }
        package mutating func appendInterpolation(dim value: some CustomStringConvertible) {
            text.append(value.description, .dim)
        }
    }
}
