import Inventory
import Testing

@testable import Intake

/// Names, addresses and times in their canonical forms.
struct NormalisingTests {
    private func cell<T>(_ text: String, _ body: (Cell) throws -> T) rethrows -> T {
        try Array(text.utf8).withUnsafeBufferPointer(body)
    }

    @Test(
        arguments: [
            ("MAIL01", "mail01"), ("mail01.acme.example.", "mail01.acme.example"), (" ACME\\MAIL01 ", "mail01"),
            ("\\\\MAIL01", "mail01"), ("MAIL01$", "mail01"), ("web_01", "web_01"), ("1mail", "1mail"),
            ("BÜRO01", "büro01"),
            ("xn--bro-hoa.example.org", "xn--bro-hoa.example.org"), ("42", "42"),
        ]) func `names meet in one form`(_ text: String, _ name: String)
    {
        #expect(HostName.read(text)?.name == name)
    }

    @Test(
        arguments: [
            "", ".", "a b", "a..b", "-a", "a-", "a.-b", "192.0.2.1", "203.0.113.300", "mail01;x", "a@b",
            String(repeating: "a", count: 64), "<script>",
        ]) func `what is no host name is none`(_ text: String)
    {
        #expect(HostName.read(text) == nil)
    }

    @Test(
        arguments: [
            ("192.0.2.1", "192.0.2.1"), ("192.0.2.1:443", "192.0.2.1"), ("[2001:DB8::1]:443", "2001:db8::1"),
            ("[2001:db8::1]", "2001:db8::1"), ("fe80::1%eth0", "fe80::1"), ("192.0.2.1/32", "192.0.2.1"),
            ("2001:0db8:0:0:0:0:0:1", "2001:db8::1"), ("::ffff:192.0.2.1", "192.0.2.1"),
        ]) func `addresses meet in one form`(_ text: String, _ address: String)
    {
        #expect(AddressText.read(text)?.description == address)
        var out: [UInt8] = []
        #expect(cell(text) { AddressText.append($0, to: &out) })
        #expect(String(decoding: out, as: UTF8.self) == address)
    }

    @Test(
        arguments: [
            "203.0.113.300", "010.0.0.1", "192.0.2", "192.0.2.1.5", "192.0.2.1:x", "192.0.2.0/24", "mail01", "",
            "1.2.3.4:99999",
            "[2001:db8::1", "2001:db8::1::2", "192.0.2.1 x",
        ]) func `what is no address is none`(_ text: String)
    {
        #expect(AddressText.read(text) == nil)
        var out: [UInt8] = []
        #expect(!cell(text) { AddressText.append($0, to: &out) })
        #expect(out.isEmpty)
    }

    private func instant(_ text: String, _ order: DateOrder? = nil, zone: Zone = .utc) -> String? {
        var clock = LocalClock(zone)
        return cell(text) { TimeText($0) }.flatMap { clock.instant(of: $0, order: order) }?.description
    }

    @Test(
        arguments: [
            ("2021-08-16", "2021-08-16T00:00:00Z"), ("2021-08-16 03:12", "2021-08-16T03:12:00Z"),
            ("2021-08-16T03:12:45.123Z", "2021-08-16T03:12:45Z"),
            ("2021-08-16T03:12:45,5+0200", "2021-08-16T01:12:45Z"),
            ("2021-08-16T03:12:45-05:30", "2021-08-16T08:42:45Z"), ("2021-08-16 03:12:45 UTC", "2021-08-16T03:12:45Z"),
            ("16.08.2021", "2021-08-16T00:00:00Z"), ("16.8.2021 3:12:01", "2021-08-16T03:12:01Z"),
            ("16.08.2021, 03:12 Uhr", "2021-08-16T03:12:00Z"), ("16. August 2021 03:12", "2021-08-16T03:12:00Z"),
            ("2021/08/16 3:12", "2021-08-16T03:12:00Z"), ("2021年8月16日", "2021-08-16T00:00:00Z"),
            ("2021年8月16日 3時12分", "2021-08-16T03:12:00Z"), ("2021年8月16日 午後3時12分45秒", "2021-08-16T15:12:45Z"),
            ("1629083520", "2021-08-16T03:12:00Z"), ("1629083520.25", "2021-08-16T03:12:00Z"),
            ("1629083520123", "2021-08-16T03:12:00Z"),
            ("20210816", "2021-08-16T00:00:00Z"), ("20210816T031200Z", "2021-08-16T03:12:00Z"),
            ("20210816031200.0Z", "2021-08-16T03:12:00Z"), ("Mon, 16 Aug 2021 03:12:00 +0200", "2021-08-16T01:12:00Z"),
            ("Monday, August 16, 2021 3:12:00 AM", "2021-08-16T03:12:00Z"),
            ("Mon Aug 16 03:12:00 2021", "2021-08-16T03:12:00Z"),
            ("16-Aug-2021 12:00 AM", "2021-08-16T00:00:00Z"), ("16 Dez 2021", "2021-12-16T00:00:00Z"),
            ("2021-Aug-16", "2021-08-16T00:00:00Z"),
        ]) func `times are read in the forms that exports write`(_ text: String, _ expected: String)
    {
        #expect(instant(text) == expected)
    }

    @Test(
        arguments: [
            "yesterday", "16.08.21", "8/16/21", "2021-02-30", "2021-08-16 25:00", "2021-08-16 03:61", "2021-08-16T",
            "13:12",
            "2021-08-16 03:12 PT", "99.99.2021", "13/13/2021", "2021-08-16 13:00 PM x", "2021", "45123.5", "00/01/2021",
        ]) func `what is no time is none`(_ text: String)
    {
        #expect(instant(text, .dayFirst) == nil)
    }

    @Test func `day and month change places with the order`() {
        #expect(instant("3/4/2021 3:12:00 PM", .dayFirst) == "2021-04-03T15:12:00Z")
        #expect(instant("3/4/2021 3:12:00 PM", .monthFirst) == "2021-03-04T15:12:00Z")
        #expect(instant("3/4/2021") == nil)
        #expect(instant("5/5/2021") == "2021-05-05T00:00:00Z")
        #expect(instant("13/8/2021", .monthFirst) == nil)
    }

    @Test func `a local time is an instant of its zone, in summer and in winter`() throws {
        let berlin = try #require(Zone("Europe/Berlin"))
        #expect(instant("2021-08-16 03:12", zone: berlin) == "2021-08-16T01:12:00Z")
        #expect(instant("2021-01-16 03:12", zone: berlin) == "2021-01-16T02:12:00Z")
        #expect(instant("2021-01-16 03:12Z", zone: berlin) == "2021-01-16T03:12:00Z")
    }

    @Test(
        arguments: [
            ("Öffentliche IP-Adresse", "public_address"), ("ＩＰアドレス", "address"), ("Last Seen (UTC)", "last_seen"),
            ("SERVER_NAME", "host"),
            ("AdminDisplayVersion", "admin_display_version"), ("ExSetup.exe", "file_version"), ("サーバー名", "host"),
            ("confirmed", nil),
        ]) func `headers are understood however they are spelled`(_ header: String, _ meaning: String?)
    {
        #expect(HeaderSynonyms.inventory.entry(header)?.meaning.name == meaning)
    }
}
