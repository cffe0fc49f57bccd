import Inventory
import Knowledge
import Testing

@testable import Assessment

/// Rule 4: some CVEs need more than a build.
struct ConditionTests {
    let judge = shared.judge

    typealias Case = (build: String, cve: String, seen: [String: Bool], verdict: Verdict)

    @Test(
        arguments: [
            // Switched on by hand: undetermined on a fixed build until seen.
            ("15.1.2507.12", "CVE-2022-24516", [:], .undetermined(.condition)),
            ("15.1.2507.12", "CVE-2022-24516", ["extended_protection_enabled": true], .fixed),
            ("15.1.2507.12", "CVE-2022-24516", ["extended_protection_enabled": false], .vulnerable),
            ("15.1.2507.9", "CVE-2022-24516", ["extended_protection_enabled": true], .vulnerable),
            ("15.1.2507", "CVE-2022-24516", [:], .undetermined(.build)),
            ("15.1.2507", "CVE-2022-24516", ["extended_protection_enabled": false], .vulnerable),
            // Switched on by setup from 2019 CU14 on.
            ("15.2.1258.39", "CVE-2024-21410", [:], .undetermined(.condition)),
            ("15.2.1544.4", "CVE-2024-21410", [:], .fixed),
            ("15.2.1544.4", "CVE-2024-21410", ["extended_protection_enabled": false], .vulnerable),
            ("15.2.2562.17", "CVE-2024-21410", [:], .notAffected),
            // Facts of the forest.
            ("15.1.2308.14", "CVE-2021-34470", [:], .undetermined(.condition)),
            ("15.1.2308.14", "CVE-2021-34470", ["schema_updated": true], .fixed),
            ("15.1.2242.10", "CVE-2021-34470", ["schema_updated": true], .vulnerable),
            // Fixed unless seen switched off.
            ("15.2.2562.46", "CVE-2025-59248", [:], .fixed),
            ("15.2.2562.46", "CVE-2025-59248", ["setting_override_absent": false], .vulnerable),
            ("15.2.2562.46", "CVE-2025-59248", ["setting_override_absent": true], .fixed),
            ("15.1.2507.35", "CVE-2023-36439", ["serialized_data_signing_on": false], .vulnerable),
            ("15.1.2507.37", "ADV24199947", [:], .fixed),
            ("15.1.2507.37", "ADV24199947", ["outside_in_override_absent": false], .vulnerable),
            // Edge is not touched; it applies unless Edge is seen.
            ("15.1.2507.6", "CVE-2022-24516", [:], .vulnerable),
            ("15.1.2507.6", "CVE-2022-24516", ["edge": false], .vulnerable),
            ("15.1.2507.6", "CVE-2022-24516", ["edge": true], .notAffected),
            ("15.1.2507.6", "CVE-2022-24516", ["not_edge": false], .notAffected),
            ("15.1.2507", "CVE-2022-24516", ["edge": true], .notAffected),
            ("15.1.2507.6", "CVE-2022-41082", ["edge": true], .vulnerable),
            // Unified Messaging: absent in 2019, else not known until looked at.
            ("15.1.2176.2", "CVE-2021-26857", [:], .undetermined(.condition)),
            ("15.1.2176.2", "CVE-2021-26857", ["unified_messaging_role": true], .vulnerable),
            ("15.1.2176.2", "CVE-2021-26857", ["unified_messaging_role": false], .notAffected),
            ("15.1.2176.9", "CVE-2021-26857", [:], .fixed),
            ("15.2.792.3", "CVE-2021-26857", [:], .notAffected),
            ("15.2.792.3", "CVE-2021-26857", ["unified_messaging_role": true], .vulnerable),
            ("15.2", "CVE-2021-26857", [:], .notAffected),
            // Hybrid: both halves of the fix, and only where there is a hybrid at all.
            ("15.1.2308.8", "CVE-2025-53786", [:], .undetermined(.condition)),
            ("15.1.2308.8", "CVE-2025-53786", ["hybrid": false], .notAffected),
            ("15.1.2308.8", "CVE-2025-53786", ["hybrid": true], .vulnerable),
            ("15.1.2507.55", "CVE-2025-53786", [:], .undetermined(.condition)),
            ("15.1.2507.55", "CVE-2025-53786", ["hybrid": true], .undetermined(.condition)),
            ("15.1.2507.55", "CVE-2025-53786", ["hybrid": true, "hybrid_app_configured": true], .fixed),
            ("15.1.2507.55", "CVE-2025-53786", ["hybrid": true, "hybrid_app_configured": false], .vulnerable),
            ("15.1.2507.55", "CVE-2025-53786", ["hybrid_app_configured": false], .undetermined(.condition)),
            ("15.1.2507.55", "CVE-2025-53786", ["hybrid_app_configured": true], .fixed),
            ("15.1.2507.44", "CVE-2025-53786", ["hybrid": true, "hybrid_app_configured": true], .vulnerable),
            // A condition alone decides, whatever the build.
            ("15.1.2308.8", "CVE-2022-21978", [:], .undetermined(.condition)),
            ("15.1.2308.8", "CVE-2022-21978", ["domain_prepared": true], .fixed),
            ("15.1.2507.9", "CVE-2022-21978", ["domain_prepared": false], .vulnerable),
            ("15.1.2507.9", "CVE-2022-21978", ["domain_prepared": false, "edge": true], .notAffected),
            ("15.2.2562.17", "CVE-2021-1730", [:], .undetermined(.condition)),
            ("15.2.2562.17", "CVE-2021-1730", ["download_domains_configured": true], .fixed),
            ("15.2.2562.17", "CVE-2021-1730", ["download_domains_configured": false], .vulnerable),
            // A condition never mends a product that is not listed, nor one nobody assessed.
            ("15.0.1497.48", "CVE-2024-21410", ["extended_protection_enabled": false], .notAffected),
            ("14.3.513.0", "CVE-2022-24516", ["extended_protection_enabled": true], .undetermined(.notAssessed)),
        ] as [Case])
    func `decides beside the build`(_ test: Case) {
        #expect(judge.judge(test.build, test.cve, Conditions(test.seen)).verdict == test.verdict)
    }

    @Test func `names the condition to look at`() {
        let judgement = judge.judge("15.1.2308.14", "CVE-2021-34470")
        #expect(judgement.condition == "schema_updated")
        #expect(judgement.reason == "schema update not looked at")
        #expect(judge.judge("15.1.2176.2", "CVE-2021-26857").condition == "unified_messaging_role")
    }

    @Test func `a condition never makes a verdict better but by saying that the CVE does not apply`() {
        let knowledge = shared.knowledge
        for cve in knowledge.cves.indices {
            for condition in knowledge.conditions(of: cve) where condition.kind == .optIn || condition.kind == .optOut {
                for update in knowledge.updates {
                    let base = judge.verdicts(for: BuildEvidence(exactly: update.base))[cve]
                    let seen = Conditions([condition.name: true, "hybrid": true])
                    let verdict = judge.verdict(cve: cve, base: base, conditions: seen).verdict
                    if base.verdict == .vulnerable { #expect(verdict == .vulnerable) }
                    if base.verdict == .undetermined(.notAssessed) { #expect(verdict == base.verdict) }
                }
            }
        }
    }

    @Test func `conditions are the same whatever order they were seen in`() {
        var first = Conditions(["edge": false])
        first["hybrid"] = true
        var second = Conditions(["hybrid": true])
        second["not_edge"] = true
        #expect(first == second)
        #expect(first["not_edge"] == true)
        #expect(first["schema_updated"] == nil)
    }
}
