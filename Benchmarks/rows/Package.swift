// swift-tools-version: 6.1
import PackageDescription

// The modules that take rows in, compiled once more with the benchmark: what they offer is for one package's eyes only.
// The folders are links into the project.

let strict: [SwiftSetting] = [.swiftLanguageMode(.v6)]

let package = Package(
    name: "rows",
    dependencies: [
        .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
        .package(url: "https://github.com/jpsim/Yams", exact: "6.2.2"),
    ],
    targets: [
        .systemLibrary(name: "CLibarchive"),
        .systemLibrary(name: "CLibcsv"),
        .systemLibrary(name: "CLibcrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
        .target(name: "Inventory", swiftSettings: strict),
        .target(
            name: "Documents", dependencies: ["Inventory", .product(name: "Yams", package: "Yams")],
            swiftSettings: strict),
        .target(
            name: "Knowledge",
            dependencies: ["Documents", "Inventory", "CLibcsv", "CLibcrypto", .product(name: "Yams", package: "Yams")],
            exclude: ["Data", "Mappings", "Playbooks"], swiftSettings: strict),
        .target(
            name: "Intake",
            dependencies: [
                "Documents", "Inventory", "CLibarchive", "CLibcsv", "CLibcrypto", .product(name: "Yams", package: "Yams"),
            ],
            swiftSettings: strict),
        .target(name: "Assessment", dependencies: ["Knowledge", "Inventory"], swiftSettings: strict),
        .target(
            name: "Storage",
            dependencies: [
                "Inventory", .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "GRDBSQLite", package: "GRDB.swift"),
            ],
            resources: [.embedInCode("Schema")],
            swiftSettings: strict),
        .target(
            name: "Roll", dependencies: ["Storage", "Assessment", "Knowledge", "Inventory", "CLibcrypto"],
            swiftSettings: strict),
        .executableTarget(
            name: "rows", dependencies: ["Roll", "Intake", "Storage", "Inventory"], swiftSettings: strict),
    ]
)
