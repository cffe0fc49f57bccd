/// Yes and no in the words of people, in English, German and Japanese.
enum YesNo {
    /// Nil for any other word.
    static func read(_ text: Cell) -> Bool? {
        let word = CellText.trimmed(text)
        if word.isEmpty { return nil }
        if yes.contains(word) { return true }
        return no.contains(word) ? false : nil
    }

    private static let yes = WordSet([
        "yes", "y", "true", "1", "on", "x", "enabled", "enable", "active", "required", "require", "ok", "wahr", "ja",
        "j", "an", "aktiv",
        "aktiviert", "はい", "有", "あり", "有り", "有効", "○", "〇", "◯", "公開", "する", "済",
    ])
    private static let no = WordSet([
        "no", "n", "false", "0", "off", "disabled", "disable", "inactive", "none", "falsch", "nein", "aus", "inaktiv",
        "deaktiviert",
        "いいえ", "無", "なし", "無し", "無効", "×", "非公開", "しない", "未",
    ])
}

/// The roles of an Exchange server in the words of inventories and of PowerShell.
enum RoleName {
    /// The canonical role; nil for what is no role of Exchange.
    static func read(_ text: String) -> String? {
        roles[String(text.lowercased().unicodeScalars.filter { $0.properties.isAlphabetic })]
    }

    private static let roles: [String: String] = [
        "mailbox": "mailbox", "mbx": "mailbox", "mailboxserver": "mailbox", "mailboxrole": "mailbox",
        "postfach": "mailbox",
        "postfachserver": "mailbox", "メールボックス": "mailbox",
        "clientaccess": "clientaccess", "cas": "clientaccess", "clientaccessserver": "clientaccess",
        "cafe": "clientaccess",
        "clientzugriff": "clientaccess", "クライアントアクセス": "clientaccess",
        "hubtransport": "hubtransport", "hub": "hubtransport", "ht": "hubtransport",
        "hubtransportserver": "hubtransport",
        "unifiedmessaging": "unifiedmessaging", "um": "unifiedmessaging",
        "edge": "edge", "edgetransport": "edge", "edgeserver": "edge", "edgetransportserver": "edge", "エッジ": "edge",
        "managementtools": "managementtools", "admintools": "managementtools", "verwaltungstools": "managementtools",
        "管理ツール": "managementtools",
    ]
}
