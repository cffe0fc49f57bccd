import Foundation
import Inventory

/// A mail with a page and its attachments, ready for `sendmail -t`: RFC 5322 and MIME, lines of at most 76 bytes, the same
/// bytes for the same week.
package struct Mail {
    package struct Attachment {
        let name: String
        let kind: String
        let bytes: [UInt8]

        package init(name: String, kind: String, bytes: [UInt8]) {
            self.name = name
            self.kind = kind
            self.bytes = bytes
        }
    }

    private let to: [(name: String, address: String)]
    private let subject: String
    private let date: Instant
    /// What tells it from other mails: tenant and week.
    private let id: String
    private let html: String
    private let text: String
    private let attachments: [Attachment]

    /// - Parameter recipients: addresses, each with the words before it; one that is no address is left out.
    package init(
        to recipients: [(name: String, address: String)], subject: String, date: Instant, id: String, html: String,
        text: String, attachments: [Attachment]
    ) {
        to = recipients.filter { Mail.isAddress($0.address) }
        self.subject = subject
        self.date = date
        self.id = id
        self.html = html
        self.text = text
        self.attachments = attachments
    }

    package var hasRecipients: Bool { !to.isEmpty }

    package var message: String {
        let outer = "muster-outer-\(id)"
        let inner = "muster-inner-\(id)"
        var lines = [
            "Date: \(Mail.written(date))", "Message-ID: <\(id)@muster.invalid>",
            "To: "
                + to.map { "\(Mail.encoded($0.name).map { "\($0) " } ?? "")<\($0.address)>" }.joined(
                    separator: ",\r\n "),
            "Subject: \(Mail.encoded(subject) ?? "")", "MIME-Version: 1.0", "Auto-Submitted: auto-generated",
            "Content-Type: multipart/mixed; boundary=\"\(outer)\"", "", "--\(outer)",
            "Content-Type: multipart/alternative; boundary=\"\(inner)\"", "",
        ]
        lines += part("text/plain; charset=utf-8", Array(text.utf8), inner)
        lines += part("text/html; charset=utf-8", Array(html.utf8), inner)
        lines += ["--\(inner)--", ""]
        for attachment in attachments {
            lines += part(
                attachment.kind, attachment.bytes, outer,
                disposition: "Content-Disposition: attachment; filename=\"\(Mail.fileName(attachment.name))\"")
        }
        lines += ["--\(outer)--", ""]
        return lines.joined(separator: "\r\n")
    }

    private func part(_ kind: String, _ bytes: [UInt8], _ boundary: String, disposition: String? = nil) -> [String] {
        var lines = ["--\(boundary)", "Content-Type: \(kind)", "Content-Transfer-Encoding: base64"]
        if let disposition { lines.append(disposition) }
        lines.append("")
        lines.append(
            Data(bytes).base64EncodedString(options: [
                .lineLength76Characters, .endLineWithCarriageReturn, .endLineWithLineFeed,
            ]))
        return lines
    }

    /// Contacts as `ROLE ADDRESS`, joined by `;`.
    package static func recipients(_ contacts: String) -> [(name: String, address: String)] {
        contacts.split(separator: ";").compactMap { contact in
            let words = contact.split(separator: " ")
            guard let address = words.last.map(String.init), isAddress(address) else { return nil }
            return (words.dropLast().joined(separator: " "), address)
        }
    }

    /// Whether it can stand in a header between < and >: nothing in it ends either.
    static func isAddress(_ text: String) -> Bool {
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        let allowed = Set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.!#$%&'*+-/=?^_`{|}~")
        return parts.count == 2 && text.count <= 254
            && parts.allSatisfy { !$0.isEmpty && $0.allSatisfy(allowed.contains) }
    }

    /// Words of a header: encoded where they are not plain ASCII, so that no line end in them begins another header.
    private static func encoded(_ words: String) -> String? {
        guard !words.isEmpty else { return nil }
        let isPlain =
            words.count <= 60 && words.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || " -,".contains($0)) }
        if isPlain { return words.contains(",") ? "\"\(words)\"" : words }
        var pieces: [String] = []
        var piece: [UInt8] = []
        for character in VisibleText.of(String(words.prefix(200))) {
            let bytes = Array(String(character).utf8)
            if piece.count + bytes.count > 42, !piece.isEmpty {
                pieces.append(Data(piece).base64EncodedString())
                piece = []
            }
            piece += bytes
        }
        pieces.append(Data(piece).base64EncodedString())
        return pieces.map { "=?UTF-8?B?\($0)?=" }.joined(separator: "\r\n ")
    }

    private static func fileName(_ name: String) -> String {
        String(name.map { $0.isASCII && ($0.isLetter || $0.isNumber || "-_.".contains($0)) ? $0 : "_" })
    }

    /// `Mon, 13 Sep 2021 06:00:00 +0000`.
    private static func written(_ instant: Instant) -> String {
        let day = instant.utcDay
        let parts = day.components
        let names = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
        let seconds = Int(instant.seconds - day.number * 86_400)
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        let clock = "\(two(seconds / 3600)):\(two(seconds / 60 % 60)):\(two(seconds % 60))"
        let name = names[Int(((day.number % 7) + 7) % 7)]
        return "\(name), \(parts.day) \(MonthName.short(parts.month)) \(parts.year) \(clock) +0000"
    }
}
