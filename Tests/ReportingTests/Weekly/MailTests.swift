import Foundation
import Inventory
import Testing

@testable import Reporting

struct MailTests {
    private func mail(_ contacts: String, subject: String = "Weekly") -> Mail {
        Mail(
            to: Mail.recipients(contacts), subject: subject, date: Instant(iso: "2021-09-13T06:00:00Z")!,
            id: "t-2021-W36",
            html: "<p>ü</p>", text: "ü", attachments: [.init(name: "a b\".csv", kind: "text/csv", bytes: [1, 2, 3])])
    }

    @Test func `goes to contacts that have an address, with their role before it`() {
        let message = mail("IT jane@fabrikam.example.org;nobody;情報 aoi@contoso.example.org").message
        #expect(message.contains("To: IT <jane@fabrikam.example.org>,\r\n =?UTF-8?B?"))
        #expect(message.contains(" <aoi@contoso.example.org>\r\n"))
        #expect(message.hasPrefix("Date: Mon, 13 Sep 2021 06:00:00 +0000\r\n"))
        #expect(!mail("nobody;x@y z").hasRecipients)
    }

    @Test func `a line end in a name begins no header`() {
        let message = mail("IT a@b.example.org", subject: "x\r\nBcc: evil@example.org").message
        let head = message.components(separatedBy: "\r\n\r\n")[0]
        #expect(!head.contains("\r\nBcc:"))
        #expect(head.components(separatedBy: "\r\n").allSatisfy { $0.utf8.count <= 78 })
        #expect(message.contains("filename=\"a_b_.csv\""))
    }
}
