import Inventory

/// Finds in a statement what SQLite takes and other engines do not, or take otherwise: reports are to run on PostgreSQL too.
package enum PortableSQL {
    package struct Fault: Hashable, Sendable {
        /// From 1.
        package let line: Int
        package let what: String
    }

    /// Words that a report does without, each with why.
    private static let words: [String: String] = [
        "date": "dates are text columns, or numbers of days: pass :today",
        "datetime": "times are columns, or seconds: pass :now", "julianday": "pass :today", "strftime": "pass :now",
        "unixepoch": "pass :now", "current_timestamp": "pass :now", "current_date": "pass :today",
        "group_concat": "texts are joined by the program", "string_agg": "texts are joined by the program",
        "avg": "divide whole numbers and round by yourself", "round": "divide whole numbers and round by yourself",
        "total": "use sum", "printf": "the program writes numbers", "format": "the program writes numbers",
        "iif": "use case", "ifnull": "use coalesce", "glob": "use like", "ilike": "use like on folded text",
        "nocase": "text is compared in binary order", "lateral": "use row_number()", "rollup": "use union all",
        "offset": "page by key", "recursive": "use calendar_week or values", "instr": "use like",
        "greatest": "use case", "least": "use case", "json_extract": "reports read no JSON", "rowid": "use the key",
        "typeof": "types are fixed",
    ]

    /// In the order of the lines.
    package static func faults(in sql: String) -> [Fault] {
        var faults: [Fault] = []
        let tokens = tokens(of: sql)
        var depth = 0
        var ordersAtTop: Int?
        var hasNullsAtTop = false
        for (place, token) in tokens.enumerated() {
            let next = place + 1 < tokens.count ? tokens[place + 1].text : ""
            let word = token.text.lowercased()
            switch word {
            case "(": depth += 1
            case ")": depth -= 1
            case "::": faults.append(Fault(line: token.line, what: "'::' is no cast here: cast(x as type)"))
            case "max", "min":
                if next == "(", commas(tokens[(place + 2)...]) > 0 {
                    faults.append(Fault(line: token.line, what: "'\(word)' of several values: use case"))
                }
            case "sum":
                if next == "(", compares(tokens[(place + 2)...]) {
                    faults.append(Fault(line: token.line, what: "a sum of comparisons: use count(*) filter (where …)"))
                }
            case "order" where depth == 0: ordersAtTop = token.line
            case "nulls" where depth == 0: hasNullsAtTop = true
            case _ where token.isQuoted:
                faults.append(
                    Fault(line: token.line, what: "\(token.text): double quotes are names elsewhere, use single ones"))
            default:
                if let why = words[word], next == "(" || !functions.contains(word) {
                    faults.append(Fault(line: token.line, what: "'\(word)': \(why)"))
                }
            }
        }
        if let ordersAtTop {
            if !hasNullsAtTop {
                faults.append(
                    Fault(line: ordersAtTop, what: "order by must say where NULL stands: nulls first, or nulls last"))
            }
        } else {
            faults.append(Fault(line: tokens.last?.line ?? 1, what: "the rows have no order: order by …"))
        }
        return faults.sorted { ($0.line, $0.what) < ($1.line, $1.what) }
    }

    /// These are columns elsewhere: they are meant only with a parenthesis behind.
    private static let functions: Set<String> = [
        "date", "datetime", "total", "format", "round", "avg", "instr", "least", "greatest", "typeof", "printf", "iif",
        "ifnull", "strftime", "julianday", "unixepoch", "group_concat", "string_agg", "json_extract",
    ]

    private struct Token {
        let text: String
        let line: Int
        var isQuoted = false
    }

    /// Names, signs; comments and single-quoted texts left out.
    private static func tokens(of sql: String) -> [Token] {
        var tokens: [Token] = []
        var line = 1
        let signs = Array(sql)
        var i = 0
        while i < signs.count {
            let sign = signs[i]
            let next = i + 1 < signs.count ? signs[i + 1] : " "
            if sign.isNewline { line += 1 }
            if sign == "-", next == "-" {
                while i < signs.count, !signs[i].isNewline { i += 1 }
                continue
            }
            if sign == "/", next == "*" {
                i += 2
                while i + 1 < signs.count, !(signs[i] == "*" && signs[i + 1] == "/") {
                    if signs[i].isNewline { line += 1 }
                    i += 1
                }
                i += 2
                continue
            }
            if sign == "'" || sign == "\"" {
                let start = i
                i += 1
                while i < signs.count, signs[i] != sign {
                    if signs[i].isNewline { line += 1 }
                    i += 1
                }
                i += 1
                if sign == "\"" {
                    tokens.append(Token(text: String(signs[start..<min(i, signs.count)]), line: line, isQuoted: true))
                }
                continue
            }
            if sign.isLetter || sign == "_" || sign == ":" && next != ":" {
                let start = i
                i += 1
                while i < signs.count, signs[i].isLetter || signs[i].isNumber || signs[i] == "_" { i += 1 }
                tokens.append(Token(text: String(signs[start..<i]), line: line))
                continue
            }
            if sign == ":", next == ":" {
                tokens.append(Token(text: "::", line: line))
                i += 2
                continue
            }
            if !sign.isWhitespace { tokens.append(Token(text: String(sign), line: line)) }
            i += 1
        }
        return tokens
    }

    /// The commas between a parenthesis, of which the tokens are the inside, and its end.
    private static func commas(_ tokens: ArraySlice<Token>) -> Int {
        var depth = 0
        var count = 0
        for token in tokens {
            if token.text == ")" { if depth == 0 { return count } else { depth -= 1 } }
            if token.text == "(" { depth += 1 }
            if token.text == ",", depth == 0 { count += 1 }
        }
        return count
    }

    private static func compares(_ tokens: ArraySlice<Token>) -> Bool {
        var depth = 0
        for token in tokens {
            let word = token.text.lowercased()
            if word == "case" { return false }
            if word == ")" { if depth == 0 { return false } else { depth -= 1 } }
            if word == "(" { depth += 1 }
            if depth == 0, ["=", "<", ">"].contains(word) { return true }
        }
        return false
    }

    /// The names of the parameters that a statement uses, without their sign.
    package static func parameters(of sql: String) -> Set<String> {
        Set(
            tokens(of: sql).map(\.text).filter { $0.hasPrefix(":") && $0.count > 1 && $0 != "::" }.map {
                String($0.dropFirst())
            })
    }
}
