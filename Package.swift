// swift-tools-version: 6.2
import PackageDescription

let settings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

let package = Package(
    name: "dvc-model",
    platforms: [.macOS(.v15)],
    targets: [
        .systemLibrary(
            name: "CCurl",
            pkgConfig: "libcurl",
            providers: [.apt(["libcurl4-openssl-dev"]), .brew(["curl"])],
        ),
        .systemLibrary(
            name: "CYAML",
            pkgConfig: "yaml-0.1",
            providers: [.apt(["libyaml-dev"]), .brew(["libyaml"])],
        ),
        .systemLibrary(
            name: "CCrypto",
            pkgConfig: "libcrypto",
            providers: [.apt(["libssl-dev"]), .brew(["openssl@3"])],
        ),
        .target(name: "CShims"),
        .target(
            name: "DVCModelCore",
            dependencies: ["CCurl", "CYAML", "CCrypto", "CShims"],
            swiftSettings: settings,
        ),
        .target(name: "DVCModelCLI", dependencies: ["DVCModelCore"], swiftSettings: settings),
        .executableTarget(name: "dvc-model-uris", dependencies: ["DVCModelCLI"], swiftSettings: settings),
        .executableTarget(name: "dvc-model-pull", dependencies: ["DVCModelCLI"], swiftSettings: settings),
        .executableTarget(name: "dvc-model-verify", dependencies: ["DVCModelCLI"], swiftSettings: settings),
        .target(name: "TestSupport", path: "Tests/TestSupport", swiftSettings: settings),
        .testTarget(
            name: "DVCModelCoreTests",
            dependencies: ["DVCModelCore", "TestSupport"],
            swiftSettings: settings,
        ),
        .testTarget(
            name: "DVCModelCLITests",
            dependencies: ["DVCModelCLI", "TestSupport"],
            swiftSettings: settings,
        ),
        .testTarget(
            name: "EndToEndTests",
            dependencies: ["dvc-model-uris", "dvc-model-pull", "dvc-model-verify", "TestSupport"],
            swiftSettings: settings,
        ),
    ],
    swiftLanguageModes: [.v6],
)
