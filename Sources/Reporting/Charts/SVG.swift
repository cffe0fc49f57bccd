/// The text of one inline SVG: geometry as presentation attributes, colour as classes of the page's style sheet.
///
/// Texts are escaped; numbers are written in tenths, the same on every machine. It carries its title and its reading for
/// who cannot see it.
struct SVG {
    private var body = ""
    let width: Int
    let height: Int
    private let id: String
    private let title: String
    private let reading: String
    private let isSmall: Bool

    /// - Parameters:
    ///   - id: unique on its page.
    ///   - title: what it shows.
    ///   - reading: what is to be seen on it, with its numbers; empty where the title says that.
    init(_ id: String, width: Int, height: Int, title: String, reading: String = "", isSmall: Bool = false) {
        self.id = id
        self.width = width
        self.height = height
        self.title = title
        self.reading = reading
        self.isSmall = isSmall
    }

    mutating func line(_ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, _ style: String) {
        body += "<line x1=\"\(n(x1))\" y1=\"\(n(y1))\" x2=\"\(n(x2))\" y2=\"\(n(y2))\" class=\"\(style)\"/>"
    }

    mutating func rect(_ x: Double, _ y: Double, _ width: Double, _ height: Double, _ style: String) {
        body +=
            "<rect x=\"\(n(x))\" y=\"\(n(y))\" width=\"\(n(width))\" height=\"\(n(height))\" class=\"\(style)\"/>"
    }

    mutating func circle(_ x: Double, _ y: Double, _ radius: Double, _ style: String) {
        body += "<circle cx=\"\(n(x))\" cy=\"\(n(y))\" r=\"\(n(radius))\" class=\"\(style)\"/>"
    }

    mutating func polyline(_ points: [(Double, Double)], _ style: String) {
        guard points.count > 1 else { return }
        let words = points.map { "\(n($0.0)),\(n($0.1))" }.joined(separator: " ")
        body += "<polyline class=\"\(style)\" points=\"\(words)\"/>"
    }

    mutating func text(_ x: Double, _ y: Double, _ words: String, _ style: String = "", anchor: String = "start") {
        let end = anchor == "start" ? "" : " text-anchor=\"\(anchor)\""
        let kind = style.isEmpty ? "" : " class=\"\(style)\""
        body += "<text x=\"\(n(x))\" y=\"\(n(y))\"\(end)\(kind)>\(SVG.escaped(words))</text>"
    }

    var markup: String {
        let kind = isSmall ? " class=\"sp\"" : ""
        let named = reading.isEmpty ? "\(id)-t" : "\(id)-t \(id)-d"
        let described = reading.isEmpty ? "" : "<desc id=\"\(id)-d\">\(SVG.escaped(reading))</desc>"
        return
            "<svg\(kind) viewBox=\"0 0 \(width) \(height)\" role=\"img\" aria-labelledby=\"\(named)\">"
            + "<title id=\"\(id)-t\">\(SVG.escaped(title))</title>\(described)\(body)</svg>"
    }

    static func escaped(_ text: String) -> String {
        var safe = ""
        for scalar in VisibleText.of(text).unicodeScalars {
            switch scalar {
            case "&": safe += "&amp;"
            case "<": safe += "&lt;"
            case ">": safe += "&gt;"
            case "\"": safe += "&quot;"
            case "'": safe += "&#39;"
            default: safe.unicodeScalars.append(scalar)
            }
        }
        return safe
    }

    /// A number in tenths.
    private func n(_ value: Double) -> String {
        let tenths = Int((value * 10).rounded())
        let sign = tenths < 0 ? "-" : ""
        let size = abs(tenths)
        return size % 10 == 0 ? "\(sign)\(size / 10)" : "\(sign)\(size / 10).\(size % 10)"
    }
}

/// An axis from zero to a round number not below a value.
struct ChartScale {
    let top: Int
    /// The numbers that are written beside it, 0 included.
    let ticks: [Int]

    init(_ highest: Int) {
        var step = 1
        // 1, 2, 5, 10, 20, 50 …: at most four steps.
        while step * 4 < highest {
            let isTwo = String(step).first == "2"
            step = isTwo ? step / 2 * 5 : step * 2
        }
        let count = max(1, (highest + step - 1) / step)
        top = count * step
        ticks = (0...count).map { $0 * step }
    }
}
