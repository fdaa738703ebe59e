import Foundation
import TestSupport
import Testing

/// Tab in real shells, with the scripts of `completions/`.
@Suite struct ShellCompletionTests {
    private static let shells = ["bash", "bash-completion", "zsh", "zsh-extended", "fish"]

    /// The command line after the keys were typed, with `|` where the cursor is, and what the screen showed meanwhile.
    private func type(
        _ keys: String,
        in shell: String,
        _ bed: some Bed,
        folder: String = "",
    ) async throws -> (line: String, screen: String) {
        let completions = TestEnvironment.checkout.appending(path: "completions").path
        let result = try await bed.start(
            TestEnvironment.python(),
            [TestEnvironment.servers.appending(path: "shell.py").path, shell, completions, keys],
            in: folder,
            with: ["PATH": "\(ToolRunner.folder()):\(TestEnvironment.variables["PATH"] ?? "")"]
        ).result()
        guard result.exit == .status(0) else {
            throw TestSupportFailure("\(shell): \(result.errorOutput)")
        }
        return (String(result.output.dropLast()), result.errorOutput)
    }

    @Test(
        arguments: shells,
        [
            (#"dvc-model-pull spe\t@v0.1\t"#, "dvc-model-pull speech@v0.1.0 |"),
            (#"dvc-model-pull spe\t@v\t"#, "dvc-model-pull speech@v0.|"),
            (#"dvc-model-pull --rev v0.1\t"#, "dvc-model-pull --rev v0.1.0 |"),
            (#"dvc-model-pull --rev=v0.1\t"#, "dvc-model-pull --rev=v0.1.0 |"),
            (#"dvc-model-verify --strict --offl\t"#, "dvc-model-verify --strict --offline |"),
            (#"dvc-model-pull -o mod\t"#, "dvc-model-pull -o models/|"),
            (#"dvc-model-pull --out=mod\t"#, "dvc-model-pull --out=models/|"),
            (#"dvc-model-pull --uris=dvc\t"#, "dvc-model-pull --uris=dvc.yaml |"),
            (#"dvc-model-uris --format cu\t"#, "dvc-model-uris --format curl |"),
            (#"dvc-model-pull --jobs \t"#, "dvc-model-pull --jobs |"),
        ]
    )
    func `the line is completed`(shell: String, keys: (typed: String, line: String)) async throws {
        let bed = try await RemoteBed("folder")
        #expect(try await type(keys.typed, in: shell, bed).line == keys.line)
    }

    @Test(arguments: shells)
    func `a stage behind a number sign is completed`(shell: String) async throws {
        let bed = try await RemoteBed("folder")
        let line = try await type(#"dvc-model-pull spe\t#pr\t"#, in: shell, bed).line
        // Where it might be a pattern, zsh itself puts a backslash before it.
        #expect(line.replacing("\\", with: "") == "dvc-model-pull speech#prod |")
    }

    @Test(arguments: shells)
    func `a name with its folder is completed across the colon`(shell: String) async throws {
        let bed = try await RemoteBed("mono")
        let line = try await type(#"dvc-model-pull vis\tdet\t@v\t"#, in: shell, bed).line
        #expect(line.hasPrefix("dvc-model-pull vision/models:detector@v3.1.4"), "\(line)")
    }

    @Test(arguments: shells)
    func `a word in quotes is completed`(shell: String) async throws {
        let bed = try await RemoteBed("folder")
        let line = try await type(#"dvc-model-pull "spe\t@v0.1\t"#, in: shell, bed).line
        #expect(line.hasPrefix(#"dvc-model-pull "speech@v0.1.0""#), "\(line)")
    }

    @Test(arguments: shells)
    func `what stands behind the cursor is left alone`(shell: String) async throws {
        let bed = try await RemoteBed("folder")
        let line = try await type(
            #"dvc-model-pull spe --json\x1b[D\x1b[D\x1b[D\x1b[D\x1b[D\x1b[D\x1b[D\t"#,
            in: shell,
            bed
        )
        .line
        #expect(
            line.replacing("|", with: "").replacing("  ", with: " ") == "dvc-model-pull speech --json",
            "\(line)"
        )
    }

    @Test(arguments: shells)
    func `in the middle of a word its end stays behind the cursor`(shell: String) async throws {
        let bed = try await RemoteBed("folder")
        let line = try await type(#"dvc-model-pull spx\x1b[D\t"#, in: shell, bed).line
        // zsh and fish look for what ends as the word does, and there is nothing.
        let completed = shell.hasPrefix("bash") ? "speech|x" : "sp|x"
        #expect(line == "dvc-model-pull \(completed)")
    }

    @Test(arguments: ["zsh", "fish"])
    func `versions are listed newest first, with their stages`(shell: String) async throws {
        let bed = try await RemoteBed("folder")
        let screen = try await type(#"dvc-model-pull speech@\t\t"#, in: shell, bed).screen
        let staging = try #require(screen.firstRange(of: "staging"), "\(screen)")
        let prod = try #require(screen.firstRange(of: "prod"), "\(screen)")
        #expect(staging.lowerBound < prod.lowerBound)
    }
}
