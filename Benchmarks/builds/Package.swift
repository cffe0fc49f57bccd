// swift-tools-version: 6.1
import PackageDescription

// The modules that judge, compiled once more with the benchmark: what they offer is for one package's eyes only. The
// folders are links into the project.

let strict: [SwiftSetting] = [.swiftLanguageMode(.v6)]

let package = Package(
    name: "builds",
    targets: [
        .systemLibrary(name: "CLibcsv"),
        .target(name: "Inventory", swiftSettings: strict),
        .target(name: "Knowledge", dependencies: ["Inventory", "CLibcsv"], exclude: ["Data"], swiftSettings: strict),
        .target(name: "Assessment", dependencies: ["Knowledge", "Inventory"], swiftSettings: strict),
        .executableTarget(
            name: "builds", dependencies: ["Assessment", "Knowledge", "Inventory"], swiftSettings: strict),
    ]
)
