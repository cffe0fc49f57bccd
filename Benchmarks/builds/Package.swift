// swift-tools-version: 6.1
import PackageDescription

// The modules that judge, compiled once more with the benchmark: what they offer is for one package's eyes only. The
// folders are links into the project.

let strict: [SwiftSetting] = [.swiftLanguageMode(.v6)]

let package = Package(
    name: "builds",
    dependencies: [.package(url: "https://github.com/jpsim/Yams", exact: "6.2.2")],
    targets: [
        .systemLibrary(name: "CLibcsv"),
        .systemLibrary(name: "CLibcrypto", pkgConfig: "libcrypto"),
        .target(name: "Inventory", swiftSettings: strict),
        .target(
            name: "Documents", dependencies: ["Inventory", .product(name: "Yams", package: "Yams")],
            swiftSettings: strict),
        .target(
            name: "Knowledge",
            dependencies: ["Documents", "Inventory", "CLibcsv", "CLibcrypto", .product(name: "Yams", package: "Yams")],
            exclude: ["Data", "Mappings", "Playbooks"], swiftSettings: strict),
        .target(name: "Assessment", dependencies: ["Knowledge", "Inventory"], swiftSettings: strict),
        .executableTarget(
            name: "builds", dependencies: ["Assessment", "Knowledge", "Inventory"], swiftSettings: strict),
    ]
)
