import Foundation
import Inventory

/// The browser that prints pages to PDF: Chromium, without a window and without a network.
struct PageBrowser {
    let program: String

    /// Nil where none is installed. MUSTER_CHROMIUM names another one.
    init?() {
        if let named = Environment["MUSTER_CHROMIUM"] {
            guard access(named, X_OK) == 0 else { return nil }
            program = named
            return
        }
        let folders = (Environment["PATH"] ?? "").split(separator: ":")
        let names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]
        let paths: [String] = names.flatMap { name in folders.map { "\($0)/\(name)" } }
        let found = paths.first { access($0, X_OK) == 0 }
        guard let found else { return nil }
        program = found
    }

    /// The scripts of a text that this machine has no letters for: what is printed of them would be boxes. Empty where
    /// nobody can say.
    static func missingScripts(in text: String) -> [String] {
        let scripts: [(name: String, language: String, range: ClosedRange<UInt32>)] = [
            ("Japanese", "ja", 0x3040...0x30FF), ("Korean", "ko", 0xAC00...0xD7AF), ("Chinese", "zh", 0x4E00...0x9FFF),
        ]
        return scripts.filter { script in
            text.unicodeScalars.contains { script.range.contains($0.value) }
                && fonts(for: script.language).map(\.isEmpty) ?? false
        }.map(\.name)
    }

    private static func fonts(for language: String) -> String? {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/fc-list")
        process.arguments = [":lang=\(language)"]
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = FileHandle.nullDevice
        guard (try? process.run()) != nil else { return nil }
        let text = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        return text
    }

    /// Prints a page. Throws a `Complaint` (failed) where the browser does not within a minute.
    func print(_ html: [UInt8], to path: String) throws {
        let folder = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
        try TextFile.write(html, to: folder + "/page.html")
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        process.currentDirectoryURL = URL(fileURLWithPath: folder)
        process.arguments =
            [
                "--headless", "--disable-gpu", "--no-pdf-header-footer", "--disable-extensions", "--no-first-run",
                "--disable-background-networking", "--disable-component-update", "--proxy-server=127.0.0.1:9",
                "--user-data-dir=\(folder)/profile", "--print-to-pdf=\(path)",
            ] + (geteuid() == 0 ? ["--no-sandbox"] : []) + ["file://\(folder)/page.html"]
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        do {
            try process.run()
        } catch {
            throw Complaint(.failed, "the browser does not start", file: program)
        }
        let watch = DispatchWorkItem { process.terminate() }
        DispatchQueue.global().asyncAfter(deadline: .now() + 60, execute: watch)
        process.waitUntilExit()
        watch.cancel()
        guard process.terminationStatus == 0,
            FileManager.default.contents(atPath: path)?.starts(with: Array("%PDF".utf8)) ?? false
        else { throw Complaint(.failed, "the browser printed no PDF", file: program) }
    }
}
