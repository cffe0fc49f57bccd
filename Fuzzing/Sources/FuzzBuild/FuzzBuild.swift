import CFuzzer
import Glibc
import Inventory
import Knowledge

private let knowledge: ExchangeKnowledge = {
    do { return try ExchangeKnowledge.load(from: ExchangeKnowledge.locate()) } catch { fatalError("\(error)") }
}()

private let fields: [Field] = [.build, .fileVersion, .product, .adminDisplayVersion, .webVersion]

/// A text as each field that can hold a build: evidence is a range that is not empty, in builds that can be written and
/// read again.
private func fuzzBuild(_ data: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
    let text = String(decoding: UnsafeBufferPointer(start: data, count: count), as: UTF8.self)
    for field in fields {
        guard let evidence = knowledge.evidence(text, as: field) else { continue }
        precondition(evidence.lower <= evidence.upper, "an empty range")
        precondition((evidence.lower == evidence.upper) == (evidence.precision == .exact), "a precision that is none")
        for build in [evidence.lower, evidence.upper] {
            precondition(ExchangeBuild("\(build)") == build, "a build that cannot be read again")
        }
    }
    return 0
}

@main
struct FuzzBuild {
    static func main() {
        var count = CommandLine.argc
        var arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = CommandLine.unsafeArgv
        exit(LLVMFuzzerRunDriver(&count, &arguments) { fuzzBuild($0, $1) })
    }
}
