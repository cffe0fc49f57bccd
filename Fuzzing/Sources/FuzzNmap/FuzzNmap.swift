import CFuzzer
import Glibc
import Intake
import Inventory

/// A file in memory that has a path.
private let memory = memfd_create("input", 0)

/// Bytes behind `<nmaprun`: the file is refused with a `Complaint`, or what was told of it is what was given.
private func fuzzNmap(_ data: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
    guard let data, count > 0 else { return 0 }
    precondition(ftruncate(memory, 0) == 0 && pwrite(memory, data, count, 0) == count)
    let options = IntakeOptions(now: Instant(1_893_456_000), vantage: .internet)
    do {
        let file = try SourceFile.open(path: "/proc/self/fd/\(memory)", shownAs: "input", options: options)
        var rows = 0
        var rejects = 0
        let report = try file.read { batch, rejected in
            for i in 0..<batch.count {
                precondition(batch[i].line > 0)
                for (_, value) in batch[i].identity.facts + batch[i].state.facts { precondition(!value.isEmpty) }
            }
            rows += batch.count
            rejects += rejected.count
        }
        precondition(report.accepted == rows && report.rejected == rejects, "rows told are not rows given")
        precondition(report.records == rows + rejects, "a record that is neither accepted nor rejected")
    } catch is Complaint {
    } catch {
        fatalError("an error for nobody: \(error)")
    }
    return 0
}

@main
struct FuzzNmap {
    static func main() {
        var count = CommandLine.argc
        var arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = CommandLine.unsafeArgv
        exit(LLVMFuzzerRunDriver(&count, &arguments) { fuzzNmap($0, $1) })
    }
}
