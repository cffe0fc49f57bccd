import Foundation
import TestSupport
import Testing

/// The tour of the README, command by command, as a reader would type it.
struct TourTests {
    @Test func `every command of the tour ends as the README says`() throws {
        let tour = try Tour(readme: String(contentsOfFile: Checkout.path(of: "README.md"), encoding: .utf8))
        #expect(tour.steps.count >= 15)
        let folder = try TemporaryFolder()
        // The tour begins in a checkout; its database lies elsewhere, so that the checkout stays as it is.
        let program = (try MusterProcess.executable() as NSString).deletingLastPathComponent
        let path = program + ":" + (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin")
        for step in tour.steps {
            let result = try Checkout.run(
                "bash", "-c", step.command,
                environment: ["PATH": path, "MUSTER_DB": folder.path(of: "tour.db"), "COLUMNS": "100"])
            #expect(result.exitCode == step.exitCode, "\(step.command)\n\(result.errors)")
            #expect(!(result.output + result.errors).isEmpty, "\(step.command) says nothing")
        }
    }
}

/// The commands of the README's ```console blocks: lines that begin with `$ `. A block says `exit=65` behind `console`
/// where its commands do not end with 0.
private struct Tour {
    struct Step {
        let command: String
        let exitCode: Int32
    }

    private(set) var steps: [Step] = []

    init(readme: String) {
        var exitCode: Int32?
        for line in readme.components(separatedBy: "\n") {
            if line.hasPrefix("```") {
                if exitCode != nil {
                    exitCode = nil
                } else if line.hasPrefix("```console") {
                    exitCode = line.split(separator: "=").dropFirst().first.flatMap { Int32($0) } ?? 0
                }
            } else if let exitCode, line.hasPrefix("$ ") {
                steps.append(Step(command: String(line.dropFirst(2)), exitCode: exitCode))
            }
        }
    }
}
