// swift-tools-version: 6.1
import PackageDescription

// The reader of files, compiled once more with a door to the raw cells. The folders are links into the project.

let strict: [SwiftSetting] = [.swiftLanguageMode(.v6), .unsafeFlags(["-enable-testing"])]

let package = Package(
    name: "conservation",
    dependencies: [.package(url: "https://github.com/jpsim/Yams", exact: "6.2.2")],
    targets: [
        .systemLibrary(name: "CLibarchive"),
        .systemLibrary(name: "CLibcsv"),
        .systemLibrary(name: "CLibcrypto", pkgConfig: "libcrypto"),
        .target(name: "Inventory", swiftSettings: strict),
        .target(
            name: "Documents", dependencies: ["Inventory", .product(name: "Yams", package: "Yams")],
            swiftSettings: strict),
        .target(
            name: "Intake",
            dependencies: [
                "Documents", "Inventory", "CLibarchive", "CLibcsv", "CLibcrypto", .product(name: "Yams", package: "Yams"),
            ],
            swiftSettings: strict),
        .executableTarget(name: "dump", dependencies: ["Intake", "Inventory"], swiftSettings: strict),
    ]
)
