// swift-tools-version: 6.1
import PackageDescription

// The map of the project: targets bottom-up. A module may import any lower one on its own path, nothing sideways
// (`make check` proves it).

// `make check` sets MUSTER_WARNINGS=error: a warning in our own code then stops the build.
let warnings: [SwiftSetting] =
    Context.environment["MUSTER_WARNINGS"] == "error" ? [.unsafeFlags(["-warnings-as-errors"])] : []

// Accesses are proved exclusive by the compiler and by the tests, which check them at run time; the program need not.
let strict: [SwiftSetting] =
    [
        .swiftLanguageMode(.v6),
        .unsafeFlags(["-enforce-exclusivity=unchecked"], .when(configuration: .release)),
    ] + warnings

// The tests read thousands of files and judge thousands of generated histories: what they spend their time in is optimised in
// debug builds too.
let judged: [SwiftSetting] = strict + [.unsafeFlags(["-O"], .when(configuration: .debug))]

let package = Package(
    name: "muster",
    products: [.executable(name: "muster", targets: ["muster"])],
    dependencies: [
        // Arguments, help and completions of the command.
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
        // SQLite: connection, migrations, prepared statements over the system's libsqlite3.
        .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
        // YAML of mappings and playbooks; keeps the line of every key for our errors.
        .package(url: "https://github.com/jpsim/Yams", exact: "6.2.2"),
        // HTML from templates: whatever is put in is escaped unless a template says otherwise.
        .package(url: "https://github.com/hummingbird-project/swift-mustache", exact: "2.1.1"),
    ],
    targets: [
        // C libraries of the system, as modules.
        .systemLibrary(name: "CLibarchive"),
        .systemLibrary(name: "CLibcsv"),
        .systemLibrary(name: "CLibxlsxwriter"),
        .systemLibrary(name: "CLibcrypto"),

        // The vocabulary: plain values, no I/O.
        .target(name: "Inventory", swiftSettings: judged),

        // Documents that people write: YAML, whose faults name their line.
        .target(
            name: "Documents", dependencies: ["Inventory", .product(name: "Yams", package: "Yams")],
            swiftSettings: judged),

        // What is known of Exchange: builds, CVEs, fixes, threats, policies. Data files are found at run time.
        .target(
            name: "Knowledge",
            dependencies: ["Documents", "Inventory", "CLibcsv", "CLibcrypto", .product(name: "Yams", package: "Yams")],
            exclude: ["Data", "Mappings", "Playbooks"], swiftSettings: judged),

        // Files become observations; knows nothing of Exchange's builds.
        .target(
            name: "Intake",
            dependencies: [
                "Documents", "Inventory", "CLibarchive", "CLibcsv", "CLibcrypto",
                .product(name: "Yams", package: "Yams"),
            ],
            swiftSettings: judged),

        // Pure: evidence + knowledge -> verdicts, exposure, decision, rank. No clock, no database.
        .target(name: "Assessment", dependencies: ["Knowledge", "Inventory"], swiftSettings: judged),

        // The SQLite file: schema, log, projections' tables.
        .target(
            name: "Storage",
            dependencies: [
                "Inventory", .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "GRDBSQLite", package: "GRDB.swift"),
            ],
            resources: [
                .embedInCode("Schema/v001_log_and_projections.sql"),
                .embedInCode("Schema/v002_knowledge_tables.sql"),
                .embedInCode("Schema/v003_situations.sql"),
                .embedInCode("Schema/v004_handovers.sql"),
                .embedInCode("Schema/v005_subject_blocks.sql"),
                .embedInCode("Schema/v006_situations_of_tenants.sql"),
                .embedInCode("Schema/v007_evidence.sql"),
                .embedInCode("Schema/v008_weeks.sql"),
            ],
            swiftSettings: judged),

        // What keeps the roll: import transaction, attribution, identity, projections, people's acts.
        .target(
            name: "Roll",
            dependencies: ["Storage", "Assessment", "Knowledge", "Inventory", "CLibcrypto"],
            swiftSettings: judged),

        // Rows become tables, CSV, JSON, Markdown.
        .target(
            name: "Reporting",
            dependencies: [
                "CLibcrypto", "CLibxlsxwriter", "Documents", "Storage", "Inventory",
                .product(name: "Mustache", package: "swift-mustache"),
                .product(name: "Yams", package: "Yams"),
            ],
            exclude: ["Exports", "Templates"], swiftSettings: judged),

        // The command.
        .executableTarget(
            name: "muster",
            dependencies: [
                "Intake", "Roll", "Reporting", "Assessment", "Storage", "Knowledge", "Inventory",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: strict),

        // Tests: one folder per target.
        .target(name: "TestSupport", dependencies: ["Inventory"], path: "Tests/TestSupport", swiftSettings: strict),
        .testTarget(name: "InventoryTests", dependencies: ["Inventory", "TestSupport"], swiftSettings: strict),
        .testTarget(
            name: "KnowledgeTests", dependencies: ["Knowledge", "TestSupport"], exclude: ["Fixtures"],
            swiftSettings: strict),
        .testTarget(
            name: "IntakeTests", dependencies: ["Intake", "TestSupport"], exclude: ["Fixtures"],
            swiftSettings: strict),
        .testTarget(
            name: "AssessmentTests", dependencies: ["Assessment", "TestSupport"], exclude: ["Fixtures"],
            swiftSettings: strict),
        .testTarget(
            name: "StorageTests",
            dependencies: ["Storage", "TestSupport", .product(name: "GRDB", package: "GRDB.swift")],
            swiftSettings: strict),
        .testTarget(
            name: "RollTests",
            dependencies: ["Roll", "Intake", "TestSupport", .product(name: "GRDB", package: "GRDB.swift")],
            swiftSettings: strict),
        .testTarget(name: "ReportingTests", dependencies: ["Reporting", "TestSupport"], swiftSettings: strict),
        .testTarget(
            name: "MusterTests",
            dependencies: ["muster", "TestSupport", .product(name: "GRDB", package: "GRDB.swift")],
            exclude: ["Fixtures"], swiftSettings: strict),
    ]
)
