// swift-tools-version: 6.2
import PackageDescription

let platforms = [
    "Falkor",
    "Instruqt",
    "Knolyx",
    "Konstantly",
    "LearnHouse",
    "LearnWorlds",
    "Thinkific",
]
let everyPlatform: [Target.Dependency] = ["Catalog"] + platforms.map { .byName(name: $0) }
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let nio = ["NIOCore", "NIOPosix", "NIOHTTP1"].map { Target.Dependency.product(name: $0, package: "swift-nio") }
let nioSSL = [
    Target.Dependency.product(name: "NIOSSL", package: "swift-nio-ssl"),
    .product(name: "NIOTLS", package: "swift-nio"),
]
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
/// SwiftPM itself needs the library, and not its header; a program that is fully static takes the archive.
let sqlite: [LinkerSetting] =
    Context.environment["LEARNHOOKS_STATIC"] == nil
    ? [
        .linkedLibrary(":libsqlite3.so.0", .when(platforms: [.linux])),
        .linkedLibrary("sqlite3", .when(platforms: [.macOS])),
    ]
    : [.linkedLibrary("sqlite3"), .linkedLibrary("m")]
/// The library alone, as with SQLite: it is asked for where the trait is on.
let libpq: [LinkerSetting] = [
    .linkedLibrary(":libpq.so.5", .when(platforms: [.linux], traits: ["PostgreSQL"])),
    .linkedLibrary("pq", .when(platforms: [.macOS], traits: ["PostgreSQL"])),
]
let postgreSQL = Target.Dependency.target(name: "PostgreSQLJournal", condition: .when(traits: ["PostgreSQL"]))
let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")

let package = Package(
    name: "learnhooks",
    platforms: [.macOS(.v26)],
    products: [
        .library(name: "LearnHooks", targets: ["LearnHooks"]),
        .executable(name: "learnhooks", targets: ["Runner"]),
        .executable(name: "learnhooks-function", targets: ["Function"]),
    ],
    traits: [
        .trait(
            name: "Faults",
            description: "Kills itself at the points that the proofs of the journal ask for: not for use."),
        .trait(
            name: "PostgreSQL", description: "A journal in PostgreSQL, which several replicas share; it takes libpq."),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
    ],
    targets: [
        .target(name: "Faults"),
        .target(name: "JSON"),
        .target(name: "LearnHooks", dependencies: ["JSON"]),
        .target(name: "Receiving", dependencies: ["LearnHooks", crypto]),
        .target(name: "ActionFormats", dependencies: ["LearnHooks"]),
        .target(name: "Journal", dependencies: ["Faults", "LearnHooks", "Receiving", "ActionFormats"] + nio),
        .target(name: "CSQLite", linkerSettings: sqlite),
        .target(name: "SQLiteJournal", dependencies: ["CSQLite", "Faults", "LearnHooks", "Receiving", "Journal"]),
        .target(name: "CPostgreSQL", linkerSettings: libpq),
        .target(
            name: "PostgreSQLJournal", dependencies: ["CPostgreSQL", "Faults", "LearnHooks", "Receiving", "Journal"]),
        .target(
            name: "Inspector", dependencies: ["LearnHooks", "Receiving", "ActionFormats", "Journal"] + nio,
            exclude: ["Page"], plugins: ["PageEmbedding"]),
        .plugin(name: "PageEmbedding", capability: .buildTool(), path: "Sources/Inspector/Page/Embedding"),
        .target(name: "HTTPClient", dependencies: ["Faults"] + nio + nioSSL),
        .target(name: "Simulation", dependencies: ["LearnHooks", "Receiving", "ActionFormats"]),
        .target(name: "Calling", dependencies: ["LearnHooks", "HTTPClient"] + nio),
        .target(
            name: "Dispatching",
            dependencies: ["Faults", "LearnHooks", "ActionFormats", "Journal", "HTTPClient", "Calling"] + nio),
        .target(
            name: "FunctionRuntime",
            dependencies: [
                "Faults", "LearnHooks", "Receiving", "ActionFormats", "HTTPClient", "Calling", "Journal",
                "SQLiteJournal", postgreSQL, "Dispatching", "Inspector", logging,
            ]
                + nio + nioSSL),

        .target(
            name: "LambdaEmulator",
            dependencies: ["LearnHooks", "FunctionRuntime", logging] + nio),

        .target(
            name: "Catalog", dependencies: ["LearnHooks"] + platforms.map { .byName(name: $0) },
            path: "functions/Catalog"),

        .executableTarget(
            name: "Function", dependencies: ["FunctionRuntime", "Catalog"], path: "functions/Function"),
        .executableTarget(
            name: "Runner",
            dependencies: [
                "LearnHooks", "Receiving", "ActionFormats", "HTTPClient", "Calling", "Dispatching", "FunctionRuntime",
                "LambdaEmulator", "Inspector", "Catalog", "Simulation", argumentParser,
                logging,
            ] + nio,
            path: "runner"),

        .executableTarget(name: "BareServer", dependencies: nio, path: "Tests/Benchmarks/BareServer"),
        .executableTarget(name: "RogueFunction", dependencies: ["LearnHooks", "Support"], path: "Tests/RogueFunction"),
        .executableTarget(
            name: "UnusualFunction", dependencies: ["LearnHooks", "FunctionRuntime", "Support"],
            path: "Tests/UnusualFunction"),
        .target(
            name: "Support",
            dependencies: ["LearnHooks", "Receiving", "ActionFormats", "Journal", "Catalog", crypto] + nio + nioSSL,
            path: "Tests/Support"),
        .target(name: "Traits", path: "Tests/Traits"),
        .testTarget(name: "JSONTests", dependencies: ["JSON", "LearnHooks", "Support"]),
        .testTarget(name: "LearnHooksTests", dependencies: ["LearnHooks", "Support"]),
        .testTarget(name: "ReceivingTests", dependencies: ["LearnHooks", "Receiving", "Support"] + everyPlatform),
        .testTarget(
            name: "ActionFormatsTests",
            dependencies: ["LearnHooks", "ActionFormats", "Receiving", "Catalog", "Support"]),
        .testTarget(
            name: "FunctionsTests", dependencies: ["LearnHooks", "Catalog", "Receiving", "ActionFormats", "Support"]),
        .testTarget(
            name: "FunctionRuntimeTests",
            dependencies: [
                "LearnHooks", "Receiving", "FunctionRuntime", "Inspector", "Journal", "SQLiteJournal", "Support",
            ] + everyPlatform + nio),
        .testTarget(
            name: "SQLiteJournalTests",
            dependencies: ["LearnHooks", "Receiving", "Journal", "SQLiteJournal", "CSQLite", "Support", "Traits"] + nio),
        .testTarget(
            name: "PostgreSQLJournalTests",
            dependencies: ["LearnHooks", "Journal", "SQLiteJournal", postgreSQL, "Support", "Traits"] + nio),
        .testTarget(
            name: "SimulationTests",
            dependencies: ["LearnHooks", "Receiving", "ActionFormats", "Simulation", "Catalog", "Support"]),
        .testTarget(name: "HTTPClientTests", dependencies: ["HTTPClient", "Support", "Traits"] + nio + nioSSL),
        .testTarget(
            name: "CallingTests",
            dependencies: ["LearnHooks", "Calling", "HTTPClient", "Catalog", "Support", "Traits"] + nio),
        .testTarget(
            name: "DispatchingTests",
            dependencies: [
                "LearnHooks", "ActionFormats", "Journal", "SQLiteJournal", "Dispatching", "HTTPClient", "Calling",
                "Catalog", "Support", "Traits",
            ] + nio),
        .testTarget(
            name: "FunctionTests",
            dependencies: [
                "LearnHooks", "Receiving", "ActionFormats", "Function", "UnusualFunction", "Support", "Traits",
            ]
                + everyPlatform),
        .testTarget(
            name: "LambdaTests",
            dependencies: [
                "LearnHooks", "Receiving", "ActionFormats", "HTTPClient", "FunctionRuntime", "LambdaEmulator",
                "Function",
                "Runner", "RogueFunction", "UnusualFunction", "Support", "Traits", logging,
            ] + everyPlatform),
        .testTarget(
            name: "RunnerTests",
            dependencies: [
                "LearnHooks", "Receiving", "FunctionRuntime", "Catalog", "Function", "Runner", "Support", "Traits",
            ]),
    ]
        + platforms.map { .target(name: $0, dependencies: ["LearnHooks"], path: "functions/\($0)") }
)

// Every target is held to the same rules: the language's coming defaults, and no warning left standing.
for target in package.targets where target.type != .plugin {
    target.swiftSettings = [
        .enableUpcomingFeature("ExistentialAny"),  // SE-0335
        .enableUpcomingFeature("InternalImportsByDefault"),  // SE-0409
        .enableUpcomingFeature("MemberImportVisibility"),  // SE-0444
        .enableUpcomingFeature("NonisolatedNonsendingByDefault"),  // SE-0461
        .enableUpcomingFeature("InferIsolatedConformances"),  // SE-0470
        .enableUpcomingFeature("ImmutableWeakCaptures"),  // SE-0481
        .strictMemorySafety(),  // SE-0458
        .treatAllWarnings(as: .error),  // SE-0480
        .treatWarning("ExplicitSendable", as: .error),
    ]
}
