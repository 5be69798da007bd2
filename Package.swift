// swift-tools-version: 6.2
import PackageDescription

let root = Context.packageDirectory
let strict = Context.environment["PARURE_STRICT"] == "1"

// Everything that set-up brings lives in `.deps`; see Scripts/setup.
let denoiserFolder = "\(root)/.deps/oidn/lib"
let inferenceHeaders = "\(root)/.deps/openvino/include"

let common: [SwiftSetting] =
    [.enableUpcomingFeature("InternalImportsByDefault"), .enableUpcomingFeature("MemberImportVisibility")]
    + (strict ? [.treatAllWarnings(as: .error)] : [])

// Eight-wide vectors for the pixel and ray loops: every x86-64 machine since 2013 has them.
let hot: [SwiftSetting] = common + [.unsafeFlags(["-Xcc", "-march=x86-64-v3"])]

func library(_ name: String, _ dependencies: [Target.Dependency], _ settings: [SwiftSetting] = hot) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: settings)
}

func tests(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .testTarget(
        name: "\(name)Tests", dependencies: [.byName(name: name)] + dependencies, swiftSettings: common)
}

let package = Package(
    name: "Parure",
    products: [.executable(name: "parure", targets: ["parure"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
        .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", exact: "2.28.1"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", exact: "2.1.1"),
        // What Hummingbird brings anyway; named because its types are used here.
        .package(url: "https://github.com/apple/swift-http-types", exact: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", exact: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-extras", exact: "1.35.2"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", exact: "2.13.0"),
    ],
    targets: [
        .systemLibrary(name: "CEmbree"),
        .systemLibrary(name: "CZlib"),
        .systemLibrary(name: "CLibVips", pkgConfig: "vips"),
        .systemLibrary(name: "CLibRaw", pkgConfig: "libraw"),
        .target(name: "CVips", dependencies: ["CLibVips"]),
        .target(
            name: "COpenImageDenoise",
            linkerSettings: [
                .unsafeFlags(["-L\(denoiserFolder)", "-Xlinker", "-rpath", "-Xlinker", denoiserFolder]),
                .linkedLibrary("OpenImageDenoise"),
            ]),
        // Loaded when the first network is opened, so it is not linked.
        .target(name: "COpenVINO", cSettings: [.unsafeFlags(["-I\(inferenceHeaders)"])]),

        library("Geometry", []),
        library("Imaging", ["CVips", "CLibRaw", "Geometry"]),
        library("Anatomy", ["CZlib", "Imaging", "Geometry"]),
        library("Rendering", ["CEmbree", "COpenImageDenoise", "Imaging", "Geometry"]),
        library("Appraisal", ["COpenVINO", "Imaging", "Geometry"]),
        library("Plates", ["Anatomy", "Rendering", "Imaging", "Geometry"]),
        library("Specimens", ["Rendering", "Appraisal", "Imaging", "Geometry"]),
        library("Wearing", ["Plates", "Appraisal", "Anatomy", "Rendering", "Imaging", "Geometry"]),
        library("Studio", ["Wearing", "Appraisal", "Anatomy", "Plates", "Imaging", "Geometry"]),
        library(
            "Persistence", ["Studio", "Appraisal", "Anatomy", .product(name: "GRDB", package: "GRDB.swift")], common),
        .target(name: "CConfinement"),
        library(
            "StudioServer",
            [
                "CConfinement", "Studio", "Persistence", "Wearing", "Plates", "Appraisal", "Anatomy", "Imaging",
                "Geometry",
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Mustache", package: "swift-mustache"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ]),
        library(
            "Benchmarks",
            [
                "Studio", "Wearing", "Plates", "Specimens", "Appraisal", "Anatomy", "Rendering", "Imaging", "Geometry",
            ]),
        .executableTarget(
            name: "parure",
            dependencies: [
                "Benchmarks", "StudioServer", "Persistence", "Studio", "Wearing", "Plates", "Specimens", "Appraisal",
                "Anatomy", "Rendering", "Imaging", "Geometry",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: common),

        tests("Geometry"),
        tests("Imaging", ["Geometry"]),
        tests("Anatomy", ["Geometry", "Imaging"]),
        tests("Rendering", ["Geometry", "Imaging"]),
        tests("Appraisal", ["Geometry", "Imaging"]),
        tests("Plates", ["Anatomy", "Rendering", "Geometry", "Imaging"]),
        tests("Specimens", ["Rendering", "Appraisal", "Geometry", "Imaging"]),
        tests("Wearing", ["Plates", "Appraisal", "Anatomy", "Rendering", "Specimens", "Geometry", "Imaging"]),
        tests("Studio", ["Wearing", "Plates", "Appraisal", "Anatomy", "Imaging", "Geometry"]),
        tests("StudioServer", ["Persistence", "Studio", "Appraisal", "Anatomy", "Imaging"]),
        tests("Persistence", ["Studio", "Wearing", "Appraisal", "Anatomy", "Imaging"]),
        tests(
            "Benchmarks",
            ["Studio", "Wearing", "Specimens", "Appraisal", "Anatomy", "Rendering", "Geometry", "Imaging"]),
        .testTarget(name: "parureTests", dependencies: ["Specimens", "Imaging", "Geometry"], swiftSettings: common),
    ]
)
