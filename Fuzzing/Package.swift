// swift-tools-version: 6.1
import PackageDescription

// The modules that read what strangers wrote, compiled once more with the fuzzer's eyes in them. The folders are links
// into the project, so that users never build this, and what is for one package's eyes only can be called.

let watched: [SwiftSetting] = [
    .swiftLanguageMode(.v6), .unsafeFlags(["-sanitize=fuzzer,address", "-parse-as-library", "-enable-testing"]),
]
let sanitized: [LinkerSetting] = [.unsafeFlags(["-sanitize=fuzzer,address", "-use-ld=lld"])]

let package = Package(
    name: "fuzzing",
    dependencies: [.package(url: "https://github.com/jpsim/Yams", exact: "6.2.2")],
    targets: [
        .systemLibrary(name: "CFuzzer"),
        .systemLibrary(name: "CLibarchive"),
        .systemLibrary(name: "CLibcsv"),
        .systemLibrary(name: "CLibcrypto", pkgConfig: "libcrypto"),
        .target(name: "Inventory", swiftSettings: watched),
        .target(
            name: "Documents", dependencies: ["Inventory", .product(name: "Yams", package: "Yams")],
            swiftSettings: watched),
        .target(
            name: "Knowledge",
            dependencies: ["Documents", "Inventory", "CLibcsv", "CLibcrypto", .product(name: "Yams", package: "Yams")],
            exclude: ["Data", "Mappings", "Playbooks"], swiftSettings: watched),
        .target(
            name: "Intake",
            dependencies: [
                "Documents", "Inventory", "CLibarchive", "CLibcsv", "CLibcrypto",
                .product(name: "Yams", package: "Yams"),
            ],
            swiftSettings: watched),
        .executableTarget(
            name: "FuzzCSV", dependencies: ["CFuzzer", "Intake", "Inventory"], swiftSettings: watched,
            linkerSettings: sanitized),
        .executableTarget(
            name: "FuzzNmap", dependencies: ["CFuzzer", "Intake", "Inventory"], swiftSettings: watched,
            linkerSettings: sanitized),
        .executableTarget(
            name: "FuzzBuild", dependencies: ["CFuzzer", "Knowledge", "Inventory"], swiftSettings: watched,
            linkerSettings: sanitized),
    ]
)
