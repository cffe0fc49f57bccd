import CFuzzer
import Glibc
import Inventory

@testable import Intake

/// A file in memory that has a path.
private let memory = memfd_create("input", 0)

/// The mappings that are shipped with the program, as every import has them at hand.
private let mappings: [Mapping] = {
    let here = #filePath.dropLast("Fuzzing/Sources/FuzzCSV/FuzzCSV.swift".count)
    do { return try Mapping.load(folder: here + "Sources/Knowledge/Mappings", origin: .shipped) } catch {
        fatalError("\(error)")
    }
}()

/// Bytes as a file: whatever they are, the file is refused with a `Complaint`, or each of its lines is accounted for.
///
/// The first byte chooses what the operator said, so that options meet every kind of file.
private func fuzzCSV(_ data: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
    guard let data, count > 1 else { return 0 }
    precondition(ftruncate(memory, 0) == 0 && pwrite(memory, data + 1, count - 1, 0) == count - 1)
    var options = IntakeOptions(now: Instant(1_629_460_800))
    options.mappings = mappings
    options.vantage = data[0] & 1 == 0 ? nil : .internet
    options.dateOrder = data[0] & 2 == 0 ? nil : .dayFirst
    options.kind = data[0] & 4 == 0 ? nil : .scan
    options.encoding = data[0] & 8 == 0 ? nil : ["cp932", "utf-8", "utf-16le", "windows-1252"][Int(data[0] >> 6)]
    do {
        let file = try SourceFile.open(path: "/proc/self/fd/\(memory)", shownAs: "input", options: options)
        var rows = 0
        var rejects = 0
        let report = try file.read { batch, rejected in
            for i in 0..<batch.count {
                precondition(batch[i].line > 0 && batch[i].line <= 1 << 32)
                for (_, value) in batch[i].identity.facts + batch[i].state.facts { precondition(!value.isEmpty) }
            }
            rows += batch.count
            rejects += rejected.count
        }
        precondition(report.accepted == rows && report.rejected == rejects, "rows told are not rows given")
        precondition(report.records == rows + rejects, "a record that is neither accepted nor rejected")
        // Objects of JSON may stand in one line.
        precondition(
            report.delimiter == nil || report.lines >= report.headerLines + report.blankLines + report.records,
            "more than there is")
    } catch is Complaint {
    } catch {
        fatalError("an error for nobody: \(error)")
    }
    return 0
}

@main
struct FuzzCSV {
    static func main() {
        var count = CommandLine.argc
        var arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = CommandLine.unsafeArgv
        exit(LLVMFuzzerRunDriver(&count, &arguments) { fuzzCSV($0, $1) })
    }
}
