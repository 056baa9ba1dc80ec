// swift-tools-version:6.1
import PackageDescription

#if canImport(Glibc)
  import Glibc

  /// glibc knows packed relocations since the version that brought `arc4random`, 2.36.
  let packsRelocations = dlsym(nil, "arc4random") != nil
#else
  let packsRelocations = false
#endif

/// 18 KB of relocations instead of 2.2 MB, which each start reads, and so 4 MiB less memory. Of the
/// linkers only lld packs them.
let packedRelocations: [LinkerSetting] =
  !packsRelocations
  ? []
  : [
    .unsafeFlags(
      ["-use-ld=lld", "-Xlinker", "-z", "-Xlinker", "pack-relative-relocs"],
      .when(platforms: [.linux], configuration: .release))
  ]

let grdb: Target.Dependency = .product(name: "GRDB", package: "GRDB.swift")
let sqlite: Target.Dependency = .product(name: "GRDBSQLite", package: "GRDB.swift")
let argumentParser: Target.Dependency = .product(
  name: "ArgumentParser", package: "swift-argument-parser")

/// Days of numbers take ten times as long unoptimised, and the tests go through many.
let optimised: [SwiftSetting] = [.unsafeFlags(["-O"], .when(configuration: .debug))]

let package = Package(
  name: "doorstats",
  platforms: [.macOS(.v14)],
  products: [
    .executable(name: "doorstats", targets: ["doorstats"]),
    .executable(name: "historian-standin", targets: ["historian-standin"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/LebJe/TOMLKit", from: "0.6.0"),
    .package(url: "https://github.com/swhitty/FlyingFox", from: "0.27.0"),
  ],
  targets: [
    // libcurl and OpenBLAS are loaded at their first use, so nothing is linked with them here.
    .target(name: "CCurl"),
    .target(name: "COpenBLAS"),
    .systemLibrary(
      name: "CZlib", pkgConfig: "zlib",
      providers: [.apt(["zlib1g-dev"])]),
    .systemLibrary(name: "CMemory"),
    .target(
      name: "CColumns", cSettings: [.unsafeFlags(["-O2"], .when(configuration: .debug))]),
    .target(
      name: "CDocuments",
      cxxSettings: [.define("NDEBUG", .when(configuration: .release))],
      linkerSettings: [.linkedLibrary("simdjson")]),

    .target(name: "Readings"),
    .target(name: "Parallel"),
    .target(name: "CSpawn"),
    .target(name: "ChildProcesses", dependencies: ["Parallel", "CSpawn"]),
    .target(
      name: "Store", dependencies: ["Readings", "Parallel", "CColumns", "CZlib", grdb, sqlite]),
    .target(
      name: "Ingest",
      dependencies: ["Readings", "Parallel", "Store", "CCurl", "CDocuments", "CZlib"]),
    .target(
      name: "Detect", dependencies: ["Readings", "CColumns", "COpenBLAS"],
      swiftSettings: optimised),
    .target(name: "Report", dependencies: ["Readings"]),
    .target(name: "Simulate", dependencies: ["Readings"], swiftSettings: optimised),
    .target(
      name: "ConfigurationSyntax", dependencies: [.product(name: "TOMLKit", package: "TOMLKit")]),
    .target(
      name: "HistorianStandIn",
      dependencies: ["Simulate", "CZlib", .product(name: "FlyingFox", package: "FlyingFox")]),

    .executableTarget(
      name: "doorstats",
      dependencies: [
        "Readings", "Parallel", "ChildProcesses", "Store", "Ingest", "Detect", "Report", "Simulate",
        "CMemory", "ConfigurationSyntax", argumentParser,
        .product(name: "TOMLKit", package: "TOMLKit"),
      ], linkerSettings: packedRelocations),
    .executableTarget(
      name: "historian-standin", dependencies: ["HistorianStandIn", argumentParser]),

    .executableTarget(
      name: "benchmark-store", dependencies: ["Readings", "Store", sqlite],
      path: "Benchmarks/store"),
    .executableTarget(
      name: "accuracy",
      dependencies: ["Readings", "Parallel", "Detect", "Simulate", "TestSupport", "CMemory"],
      path: "Benchmarks/accuracy"),

    .executableTarget(
      name: "fuzz",
      dependencies: [
        "Readings", "ChildProcesses", "Store", "Ingest", "Report", "ConfigurationSyntax",
        "TestSupport",
      ],
      path: "Fuzzing/inputs"),

    .testTarget(name: "ReadingsTests", dependencies: ["Readings", "TestSupport"]),
    .testTarget(name: "ParallelTests", dependencies: ["Parallel"]),
    .testTarget(name: "ChildProcessesTests", dependencies: ["ChildProcesses", "Parallel"]),
    .testTarget(
      name: "ConfigurationSyntaxTests",
      dependencies: ["ConfigurationSyntax", .product(name: "TOMLKit", package: "TOMLKit")]),
    .testTarget(
      name: "StoreTests", dependencies: ["Store", "ChildProcesses", "TestSupport", grdb]),
    .testTarget(
      name: "IngestTests",
      dependencies: ["Ingest", "Parallel", "ChildProcesses", "TestSupport", "HistorianStandIn"]),
    .testTarget(name: "DetectTests", dependencies: ["Detect", "Simulate", "TestSupport"]),
    .testTarget(name: "ReportTests", dependencies: ["Report", "TestSupport"]),
    .testTarget(name: "SimulateTests", dependencies: ["Simulate", "TestSupport"]),
    .testTarget(
      name: "HistorianStandInTests", dependencies: ["HistorianStandIn", "TestSupport"]),
    .testTarget(
      name: "CommandLineTests",
      dependencies: ["Parallel", "ChildProcesses", "TestSupport", "doorstats", "historian-standin"]),
    .testTarget(name: "ProgramTests", dependencies: ["doorstats", argumentParser]),
    .target(
      name: "TestSupport", dependencies: ["Readings", "Parallel", "ChildProcesses"],
      path: "Tests/Support"),
  ],
  swiftLanguageModes: [.v6],
  cxxLanguageStandard: .cxx17
)
