import Foundation
import TestSupport
import Testing

/// `scripts/install`, with the tools that were built for the tests.
@Suite struct InstallTests {
    private static let tools = ["dvc-model-pull", "dvc-model-uris", "dvc-model-verify"]

    /// Below the prefix.
    private static let files = tools.flatMap { tool in
        [
            "bin/\(tool)", "share/bash-completion/completions/\(tool)",
            "share/fish/vendor_completions.d/\(tool).fish", "share/man/man1/\(tool).1",
            "share/zsh/site-functions/_\(tool)",
        ]
    }.sorted()

    private let scratch: TemporaryFolder
    private var prefix: String { scratch.path("a prefix") }

    init() throws {
        scratch = try TemporaryFolder()
        try scratch.makeFolder("home")
    }

    private func install(_ arguments: String..., with variables: [String: String] = [:]) async throws
        -> ToolResult
    {
        try await ToolRunner.run(
            TestEnvironment.checkout.appending(path: "scripts/install").path,
            arguments,
            in: scratch.path,
            environment: ["DVC_MODEL_BIN": ToolRunner.folder(), "HOME": scratch.path("home")]
                .merging(variables) { $1 }
        )
    }

    private func found(below folder: String) throws -> [String] {
        try FileManager.default.subpathsOfDirectory(atPath: folder).filter { path in
            try FileManager.default.attributesOfItem(atPath: "\(folder)/\(path)")[.type] as? FileAttributeType
                == .typeRegular
        }.sorted()
    }

    @Test func `tools, completions and manual pages are where they are looked for, and go again`()
        async throws
    {
        let result = try await install("--prefix", prefix)
        #expect(result.exit == .status(0), "\(result.errorOutput)")
        #expect(try found(below: prefix) == Self.files)
        try Data("a user's own".utf8).write(to: URL(filePath: "\(prefix)/bin/other"))
        #expect(try await install("--prefix", prefix, "--uninstall").exit == .status(0))
        #expect(try found(below: prefix) == ["bin/other"])
    }

    @Test func `a packager's folder goes before the prefix`() async throws {
        let result = try await install("--prefix=/usr", with: ["DESTDIR": scratch.path("package")])
        #expect(result.exit == .status(0), "\(result.errorOutput)")
        #expect(try found(below: scratch.path("package/usr")) == Self.files)
    }

    @Test func `what a shell does not find by itself is said`() async throws {
        let result = try await install("--prefix", prefix)
        #expect(
            result.errorOutput.contains("fpath=('\(prefix)/share/zsh/site-functions' $fpath)"),
            "\(result.errorOutput)"
        )
        #expect(result.errorOutput.contains("note: \(prefix)/bin is not on the PATH"))
    }

    #if os(Linux)
        @Test func `tools that need Swift where they run are not packed`() async throws {
            let result = try await install("--dist", scratch.path("dist"))
            #expect(result.exit == .status(1))
            #expect(result.errorOutput.contains("libswiftCore.so"), "\(result.errorOutput)")
            #expect(!FileManager.default.fileExists(atPath: scratch.path("dist")))
        }
    #endif

    @Test func `an installed page can be read`() async throws {
        _ = try await install("--prefix", prefix)
        let result = try Program.run("mandoc", ["-a", "\(prefix)/share/man/man1/dvc-model-pull.1"], in: "/")
        #expect(result.status == 0)
        #expect(result.output.contains("dvc-model-pull"))
    }

    @Test(arguments: ["bash-completion", "zsh", "fish"])
    func `a new shell completes with what is installed`(shell: String) async throws {
        let bed = try await RemoteBed("folder")
        _ = try await install("--prefix", prefix)
        let folders = [
            "bash-completion": "bash-completion/completions", "zsh": "zsh/site-functions",
            "fish": "fish/vendor_completions.d",
        ]
        let folder = try #require(folders[shell])
        let result = try await bed.start(
            TestEnvironment.python(),
            [
                TestEnvironment.servers.appending(path: "shell.py").path, shell, "\(prefix)/share/\(folder)",
                #"dvc-model-pull spe\t@v0.1\t"#,
            ],
            with: ["PATH": "\(prefix)/bin:\(TestEnvironment.variables["PATH"] ?? "")"]
        ).result()
        #expect(result.output == "dvc-model-pull speech@v0.1.0 |\n", "\(result.errorOutput)")
    }
}
