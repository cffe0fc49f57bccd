import Foundation
import Inventory
import Testing

@testable import Knowledge

/// The playbooks of this checkout, read once.
let playbooks: PlaybookLibrary = {
    do { return try knowledge.playbooks() } catch { fatalError("\(error)") }
}()

/// The playbooks that are shipped.
struct PlaybookTests {
    @Test func `nothing is wrong with those that are shipped`() {
        let all = playbooks.playbooks
        #expect(all.count >= 15)
        #expect(all.flatMap { PlaybookLint.faults(of: $0, knowledge) }.map(\.description) == [])
        #expect(PlaybookLint.faults(between: all).map(\.description) == [])
    }

    @Test(arguments: [
        "ProxyLogon", "ProxyShell", "ProxyOracle", "ProxyToken", "ProxyNotShell", "OWASSRF", "NTLM relay (no EP)",
        "ECP validation key", "OWA XSS 2026", "Unpatched",
    ])
    func `the threats that make work have one of their own`(threat: String) throws {
        let playbook = try #require(playbooks.playbook(ofThreat: threat))
        #expect(!playbook.requiredLogs.isEmpty)
        // Of the flaw of May 2026 nobody has told a trace yet.
        #expect(playbook.indicators.isEmpty == (threat == "OWA XSS 2026"))
        #expect(!playbook.queries.isEmpty)
        #expect(!playbook.techniques.isEmpty)
        #expect(Set(playbook.measures.map(\.phase)) == Set(Playbook.Measure.Phase.allCases))
    }

    @Test func `an actor has one that no follow-up is about`() throws {
        let hafnium = try #require(playbooks.playbook(named: "hafnium"))
        #expect(hafnium.subject == .actor("HAFNIUM/Silk Typhoon"))
        #expect(!knowledge.threats.contains { $0.name == hafnium.name })
    }

    @Test func `every technique stands in the knowledge and is in use`() throws {
        let used = playbooks.playbooks.flatMap { playbook in
            playbook.techniques.map(\.id) + playbook.indicators.compactMap(\.technique)
        }
        #expect(used.count > 50)
        for id in Set(used) {
            let technique = try #require(knowledge.techniques.first { $0.id == id }, "\(id)")
            #expect(!technique.isRevoked, "\(id)")
            #expect(!technique.tactics.isEmpty && technique.tactics.count == technique.tacticIDs.count, "\(id)")
        }
    }

    @Test func `every indicator matches its hits and none of its misses`() {
        let all = playbooks.playbooks.flatMap(\.indicators)
        #expect(all.count > 70)
        for indicator in all {
            #expect(!indicator.examples.isEmpty && !indicator.counterexamples.isEmpty, "\(indicator.id)")
            for trace in indicator.examples { #expect(indicator.matches(trace), "\(indicator.id): \(trace.stored)") }
            for trace in indicator.counterexamples {
                #expect(!indicator.matches(trace), "\(indicator.id): \(trace.stored)")
            }
        }
    }

    @Test func `every pattern of an indicator is needed for what it finds`() {
        for indicator in playbooks.playbooks.flatMap(\.indicators) {
            #expect(!indicator.kinds.isEmpty && !indicator.all.isEmpty, "\(indicator.id)")
            for example in indicator.examples { #expect(indicator.kinds.contains(example.kind), "\(indicator.id)") }
        }
    }

    @Test func `what one playbook says is healthy is evidence of no other`() {
        for trace in playbooks.playbooks.flatMap(\.indicators).flatMap(\.counterexamples) where isOfHealthyServer(trace)
        {
            #expect(playbooks.hits(trace).map(\.indicator.id) == [], "\(trace.stored)")
        }
    }

    /// Answers that refuse a request are no sign of anything, whoever asks.
    private func isOfHealthyServer(_ trace: Trace) -> Bool {
        guard trace.kind == .request else { return false }
        let words = trace.text.split(separator: " ")
        return words.count > 2 && ["400", "401", "403", "404"].contains(words[2])
    }

    @Test(arguments: [
        (Trace(.path, #"C:\inetpub\wwwroot\aspnet_client\xbpjq.aspx"#), true),
        (Trace(.command, #"New-MailboxExportRequest -Mailbox a -FilePath "\\127.0.0.1\C$\inetpub\x.aspx""#), true),
        (Trace(.command, #"New-MailboxExportRequest -Mailbox a -FilePath "\\fs01\pst\a.pst""#), false),
        (
            Trace(.path, #"C:\Program Files\Microsoft\Exchange Server\V15\FrontEnd\HttpProxy\owa\auth\logon.aspx"#),
            false
        ),
        (Trace(.tag, "webshell"), true),
    ])
    func `a trace is evidence or it is not`(trace: Trace, isEvidence: Bool) {
        #expect(playbooks.hits(trace).isEmpty != isEvidence)
    }
}
