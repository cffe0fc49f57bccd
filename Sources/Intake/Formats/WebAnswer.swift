import Inventory

/// What the answer of a web server says of Exchange.
struct WebAnswer {
    private(set) var isExchange = false
    /// Versions that Exchange shows to the web, as found.
    private(set) var versions: [String] = []
    /// Names of products of Exchange.
    private var products: [String] = []
    /// Names of other products: a proxy, a WAF.
    private var others: [String] = []

    /// A server's or a product's name, perhaps with a version behind a colon: `Outlook Web App:15.1.2308`.
    mutating func read(product text: String, version: String? = nil) {
        let parts = text.split(separator: ":", maxSplits: 1).map(String.init)
        let name = (parts.first ?? text).trimmingBlanks
        if name.lowercased().contains("exchange online") { return }
        switch WebProduct(name) {
        case .exchange:
            isExchange = true
            if !products.contains(name) { products.append(name) }
            if let version = version ?? (parts.count == 2 ? parts[1] : nil) { add(version: version) }
        case .other: if !others.contains(text) { others.append(text) }
        case .open: break
        }
    }

    mutating func read(title: String) {
        let text = title.lowercased()
        let words = text.split { !$0.isLetter && !$0.isNumber }
        if text.contains("outlook") || text.contains("microsoft exchange") || words.first == "exchange"
            || words.contains("owa")
        {
            isExchange = true
        } else if WebProduct(title) == .other {
            others.append(title)
        }
    }

    /// Where an answer leads to: `/owa/auth/logon.aspx?…`.
    mutating func read(location: String) {
        let text = location.lowercased()
        if text.contains("/owa/auth") || text.hasSuffix("/owa/") || text.hasSuffix("/owa") { isExchange = true }
    }

    /// That somebody else recognised Exchange.
    mutating func readExchange() { isExchange = true }

    /// The value of `X-OWA-Version`.
    mutating func read(owaVersion text: String) {
        isExchange = true
        add(version: text)
    }

    /// Headers, and perhaps the page behind them, as they came over the wire.
    mutating func read(response text: String) {
        var text = text
        text.withUTF8 { bytes in
            let head = WebAnswer.head(bytes)
            if let version = WebAnswer.header("x-owa-version", in: head) { read(owaVersion: version) }
            if let server = WebAnswer.header("server", in: head) { read(product: server) }
            if let location = WebAnswer.header("location", in: head) { read(location: location) }
            readPage(Cell(rebasing: bytes[head.count...]))
        }
    }

    /// A page: Exchange's own names the version in the paths of its style sheets, `/owa/auth/15.1.2308/`.
    mutating func read(page text: String) {
        var text = text
        text.withUTF8 { readPage($0) }
    }

    private mutating func readPage(_ bytes: Cell) {
        var from = 0
        while let place = WebAnswer.find("/owa/", in: bytes, from: from) {
            from = place
            var rest = bytes[place...]
            for folder in ["auth/", "prem/"] where rest.starts(with: folder.utf8) {
                rest = rest.dropFirst(folder.utf8.count)
            }
            let version = rest.prefix { isDigit($0) || $0 == UInt8(ascii: ".") }
            let end = version.endIndex
            guard end < bytes.endIndex, bytes[end] == UInt8(ascii: "/") else { continue }
            let found = String(decoding: version, as: UTF8.self)
            if VersionText.isVersion(found) { read(owaVersion: found) }
        }
    }

    private mutating func add(version: String) {
        let version = version.trimmingBlanks
        guard VersionText.isVersion(version),
            !versions.contains(where: { $0 == version || $0.hasPrefix(version + ".") })
        else { return }
        versions.removeAll { version.hasPrefix($0 + ".") }
        versions.append(version)
    }

    // MARK: Facts

    /// Adds what answers at an address and port.
    func addFacts(_ address: String, _ port: Int?, to batch: inout ObservationBatch) {
        for product in products { batch.add(.product, product) }
        for version in versions { batch.add(.webVersion, version) }
        guard let port else { return }
        if isExchange { batch.add(.exchangeWeb, "\(address) \(port)") }
        for other in others { batch.add(.otherWeb, "\(address) \(port) \(other)") }
    }

    /// Adds the products and versions only: what answers is no web server.
    func addProducts(to batch: inout ObservationBatch) { addFacts("-", nil, to: &batch) }

    // MARK: Bytes

    /// Status line and headers with the blank line behind them; all of it where there is none.
    private static func head(_ bytes: Cell) -> Cell {
        var i = 0
        while i + 1 < bytes.count {
            if bytes[i] == 0x0A {
                let k = bytes[i + 1] == 0x0D ? i + 2 : i + 1
                if k < bytes.count, bytes[k] == 0x0A { return Cell(rebasing: bytes[...k]) }
            }
            i += 1
        }
        return bytes
    }

    /// The value of a header, whose name is given in lower case.
    private static func header(_ name: String, in head: Cell) -> String? {
        let wanted = Array(name.utf8) + [UInt8(ascii: ":")]
        for line in head.split(whereSeparator: { $0 == 0x0A || $0 == 0x0D })
        where line.count > wanted.count && line.prefix(wanted.count).map(lower).elementsEqual(wanted) {
            return String(decoding: line.dropFirst(wanted.count), as: UTF8.self).trimmingBlanks
        }
        return nil
    }

    /// The place behind a text, without regard to the case of ASCII letters.
    private static func find(_ text: StaticString, in bytes: Cell, from: Int) -> Int? {
        let length = text.utf8CodeUnitCount
        var i = from
        while i + length <= bytes.count {
            var k = 0
            while k < length, lower(bytes[i + k]) == text.utf8Start[k] { k += 1 }
            if k == length { return i + length }
            i += 1
        }
        return nil
    }
}

/// Versions as text.
enum VersionText {
    /// Three or four numbers with dots between, as Exchange's are: `15.1.2308`, `15.1.2308.8`.
    static func isVersion(_ text: String) -> Bool {
        let parts = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard (3...4).contains(parts.count), text.utf8.allSatisfy({ isDigit($0) || $0 == UInt8(ascii: ".") }) else {
            return false
        }
        let numbers = parts.compactMap { Int(Substring($0)) }
        return numbers.count == parts.count && numbers[0] < 20 && numbers.allSatisfy { $0 <= 65_535 }
    }

    /// All versions in a text, in order.
    static func all(in text: String) -> [String] {
        text.split { !$0.isNumber && $0 != "." }.map(String.init).filter(isVersion)
    }
}
