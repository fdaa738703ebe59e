import Foundation
import TestSupport
import Testing

/// `scripts/install-hook` beside the hooks of others.
@Suite struct InstallHookTests {
    private func fresh() async throws -> PushBed<RemoteBed> {
        try PushBed(await RemoteBed("single", .folder(isOwn: true)))
    }

    private func hook(_ push: PushBed<RemoteBed>) -> String { "\(push.bed.checkout)/.git/hooks/pre-push" }

    private func write(hook text: String, _ push: PushBed<RemoteBed>, at path: String? = nil) throws {
        try Program.write(script: text, to: path ?? hook(push))
    }

    @Test func `it is installed once, told of, and taken away`() async throws {
        let push = try await fresh()
        #expect(try await push.install("--status").exit == .status(1))
        #expect(
            try await push.install().errorOutput == "install-hook: installed: \(hook(push))\n"
        )
        #expect(
            try await push.install().errorOutput == "install-hook: is installed already: \(hook(push))\n"
        )
        #expect(try await push.install("--status").exit == .status(0))
        #expect(try await push.install("--uninstall").exit == .status(0))
        #expect(!FileManager.default.fileExists(atPath: hook(push)))
        #expect(try await push.install("--status").exit == .status(1))
    }

    @Test func `a hook that is there is left alone, and the lines to add work beside it`() async throws {
        let push = try await fresh()
        let log = push.bed.scratch.path("log")
        try write(hook: "#!/bin/sh\nexec cat >'\(log)'\n", push)
        let before = FileManager.default.contents(atPath: hook(push))
        let result = try await push.install()
        #expect(result.exit == .status(1))
        #expect(FileManager.default.contents(atPath: hook(push)) == before)
        #expect(
            result.errorOutput.hasSuffix(
                "put these lines behind the first one of \(hook(push)), or run this again with --chain:\n"
            ),
            "\(result.errorOutput)"
        )

        try write(hook: "#!/bin/sh\n\(result.output)exec cat >'\(log)'\n", push)
        let pushed = try await push.git("push", "-q", "origin", "text-classifier@v1.1.0")
        #expect(pushed.exit == .status(0), "\(pushed.errorOutput)")
        #expect(await push.finalVerdicts() == ["text-classifier@v1.1.0": "arrived"])
        let heard = try String(contentsOfFile: log, encoding: .utf8)
        #expect(heard.hasPrefix("refs/tags/text-classifier@v1.1.0 "), "\(heard)")
        #expect(try await push.install("--status").exit == .status(0))
        #expect(try await push.install("--uninstall").exit == .status(1))
    }

    @Test func `a chained hook runs first with all of its input, and its status counts`() async throws {
        let push = try await fresh()
        let log = push.bed.scratch.path("log")
        try write(hook: "#!/bin/sh\necho \"$@\" >'\(log)'\ncat >>'\(log)'\nexit 7\n", push)
        let before = FileManager.default.contents(atPath: hook(push))
        #expect(try await push.install("--chain").exit == .status(0))
        #expect(try await push.git("push", "-q", "origin", "text-classifier@v1.1.0").exit != .status(0))
        let heard = try String(contentsOfFile: log, encoding: .utf8)
        #expect(heard.hasPrefix("origin \(push.origin)\nrefs/tags/text-classifier@v1.1.0 "), "\(heard)")
        #expect(push.verdicts.isEmpty)

        #expect(try await push.install("--uninstall").exit == .status(0))
        #expect(FileManager.default.contents(atPath: hook(push)) == before)
        #expect(!FileManager.default.fileExists(atPath: "\(hook(push)).chained"))
    }

    @Test func `beside DVC's own hook both work: DVC pushes the data, and then it is there`() async throws {
        let push = try await fresh()
        try await push.release("fresh@v1.0.0")
        try await push.bed.dvc("install")
        #expect(try await push.install().exit == .status(1))
        #expect(try await push.install("--chain").exit == .status(0))
        let pushed = try await push.git("push", "-q", "origin", "fresh@v1.0.0", with: push.bed.environment)
        #expect(pushed.exit == .status(0), "\(pushed.errorOutput)")
        #expect(await push.finalVerdicts() == ["fresh@v1.0.0": "arrived"])
    }

    @Test func `beside git-lfs's hook both work`() async throws {
        let push = try await fresh()
        #expect(try await push.git("lfs", "install", "--local").exit == .status(0))
        #expect(try await push.install("--chain").exit == .status(0))
        #expect(try await push.git("lfs", "track", "*.large").exit == .status(0))
        try push.bed.write("large bytes of git-lfs", to: "some.large")
        #expect(try await push.git("add", "-A").exit == .status(0))
        #expect(try await push.git("commit", "-q", "-m", "large").exit == .status(0))
        let pushed = try await push.git("push", "-q", "origin", "HEAD:refs/heads/x", "text-classifier@v1.1.0")
        #expect(pushed.exit == .status(0), "\(pushed.errorOutput)")
        #expect(await push.finalVerdicts() == ["text-classifier@v1.1.0": "arrived"])
        let stored = try FileManager.default.subpathsOfDirectory(atPath: "\(push.origin)/lfs/objects")
        #expect(stored.count { $0.count > 64 } == 1, "\(stored)")
    }

    @Test func `beside a hook of both DVC and git-lfs all three work`() async throws {
        let push = try await fresh()
        try await push.release("fresh@v1.0.0")
        try await push.bed.dvc("install")
        // git-lfs does not touch a hook that is there; this is what it asks its user to do.
        #expect(try await push.git("lfs", "install", "--local", "--skip-repo").exit == .status(0))
        let dvc = try String(contentsOfFile: hook(push), encoding: .utf8)
        let exec = try #require(dvc.firstRange(of: "exec dvc"))
        try write(
            hook: dvc.replacingCharacters(in: exec, with: "git lfs pre-push \"$@\" || exit\nexec dvc"),
            push
        )
        #expect(try await push.install("--chain").exit == .status(0))

        #expect(try await push.git("lfs", "track", "*.large").exit == .status(0))
        try push.bed.write("large bytes of git-lfs", to: "some.large")
        #expect(try await push.git("add", "-A", with: push.bed.environment).exit == .status(0))
        let made = try await push.git("commit", "-q", "-m", "large", with: push.bed.environment)
        #expect(made.exit == .status(0), "\(made.errorOutput)")
        let refs = ["HEAD:refs/heads/x", "fresh@v1.0.0"]
        let pushed = try await push.git("push", "-q", "origin", refs[0], refs[1], with: push.bed.environment)
        #expect(pushed.exit == .status(0), "\(pushed.errorOutput)")
        #expect(await push.finalVerdicts() == ["fresh@v1.0.0": "arrived"])
        let stored = try FileManager.default.subpathsOfDirectory(atPath: "\(push.origin)/lfs/objects")
        #expect(stored.count { $0.count > 64 } == 1, "\(stored)")
    }

    @Test func `beside pre-commit's hook both work, also where that one skips a push of tags alone`()
        async throws
    {
        let push = try await fresh()
        let log = push.bed.scratch.path("log")
        try push.bed.write(
            """
            repos:
            - repo: local
              hooks:
              - {id: x, name: x, entry: "sh -c 'echo ran >>\(log)'", language: system, stages: [pre-push],
                 always_run: true, pass_filenames: false}

            """,
            to: ".pre-commit-config.yaml"
        )
        try Program.git("add", "-A", in: push.bed.checkout)
        try Program.git("commit", "-q", "-m", "hooks", in: push.bed.checkout)
        let made = try await push.bed.start(
            TestEnvironment.program("pre-commit"),
            ["install", "--hook-type", "pre-push"],
            with: push.variables
        ).result()
        #expect(made.exit == .status(0), "\(made.output)\(made.errorOutput)")
        #expect(try await push.install("--chain").exit == .status(0))

        let tag = "text-classifier@v1.1.0"
        let first = try await push.git("push", "-q", "origin", "HEAD:refs/heads/x")
        #expect(first.exit == .status(0), "\(first.output)\(first.errorOutput)")
        let second = try await push.git("push", "-q", "origin", tag)
        #expect(second.exit == .status(0), "\(second.output)\(second.errorOutput)")
        #expect(await push.finalVerdicts() == [tag: "arrived"])
        #expect(try String(contentsOfFile: log, encoding: .utf8) == "ran\n")
    }

    @Test func `a hooks folder of core.hooksPath is not written to`() async throws {
        let push = try await fresh()
        let folder = push.bed.scratch.path("hooks")
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try Program.git("config", "core.hooksPath", folder, in: push.bed.checkout)
        let result = try await push.install()
        #expect(result.exit == .status(1))
        #expect(result.errorOutput.contains("put this there yourself"), "\(result.errorOutput)")
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder).isEmpty)
    }

    @Test func `with husky the lines go into its own file`() async throws {
        let push = try await fresh()
        try write(
            hook: "#!/usr/bin/env sh\n. \"$(dirname \"$0\")/h\"\n",
            push,
            at: "\(push.bed.checkout)/.husky/_/pre-push"
        )
        try Program.git("config", "core.hooksPath", ".husky/_", in: push.bed.checkout)
        let result = try await push.install()
        #expect(result.exit == .status(1))
        #expect(
            result.errorOutput.contains("behind the first one of \(push.bed.checkout)/.husky/pre-push"),
            "\(result.errorOutput)"
        )
        #expect(try await push.install("--chain").exit == .status(1))
    }

    @Test func `in a linked worktree it is the hook of all worktrees`() async throws {
        let push = try await fresh()
        let tree = push.bed.scratch.path("tree")
        try Program.git("worktree", "add", "-q", tree, in: push.bed.checkout)
        let result = try await push.install(tree)
        #expect(result.errorOutput == "install-hook: installed: \(hook(push))\n")
        let pushed = try await push.bed.start(
            "git",
            ["-C", tree, "push", "-q", "origin", "text-classifier@v1.1.0"],
            with: push.variables
        ).result()
        #expect(pushed.exit == .status(0), "\(pushed.errorOutput)")
        #expect(await push.finalVerdicts() == ["text-classifier@v1.1.0": "arrived"])
    }

    // MARK: Git 2.54 and later

    @Test func `a newer git has it in its configuration, and the command there does the work`() async throws {
        let push = try PushBed(await RemoteBed("single", .folder(isOwn: true)), gitVersion: "2.54.0")
        #expect(
            try await push.install().errorOutput
                == "install-hook: installed in git's configuration: hook.dvc-model-verify\n"
        )
        #expect(!FileManager.default.fileExists(atPath: hook(push)))
        let event = try Program.git("config", "hook.dvc-model-verify.event", in: push.bed.checkout)
        #expect(event == "pre-push")

        // As git runs it, for want of one that does: by a shell, of a process that then ends.
        let command = try Program.git("config", "hook.dvc-model-verify.command", in: push.bed.checkout)
        try Program.git("push", "-q", "origin", "text-classifier@v1.1.0", in: push.bed.checkout)
        let object = try Program.git("rev-parse", "text-classifier@v1.1.0", in: push.bed.checkout)
        let ref = "refs/tags/text-classifier@v1.1.0"
        let run = try await push.bed.start(
            "sh",
            ["-c", #"sh -c "$1 \"\$@\"" hook origin "$2"; exit $?"#, "git", command, push.origin],
            with: push.variables,
            input: Data("\(ref) \(object) \(ref) \(String(repeating: "0", count: 40))\n".utf8)
        ).result()
        #expect(run.exit == .status(0), "\(run.errorOutput)")
        #expect(await push.finalVerdicts() == ["text-classifier@v1.1.0": "arrived"])

        #expect(try await push.install("--status").exit == .status(0))
        #expect(try await push.install("--uninstall").exit == .status(0))
        #expect(
            try Program.run("git", ["config", "hook.dvc-model-verify.event"], in: push.bed.checkout).status
                == 1
        )
    }

    private static let hasConfigHooks: Bool = {
        let words = (try? Program.git("version", in: "/"))?.split(separator: " ") ?? []
        let numbers = words.count > 2 ? words[2].split(separator: ".").compactMap { Int($0) } : []
        return numbers.count > 1 && (numbers[0], numbers[1]) >= (2, 54)
    }()

    @Test(.enabled(if: hasConfigHooks, "git is older than 2.54"))
    func `git itself runs what stands in its configuration, beside a hook file`() async throws {
        let push = try PushBed(await RemoteBed("single", .folder(isOwn: true)), gitVersion: nil)
        let log = push.bed.scratch.path("log")
        try write(hook: "#!/bin/sh\ncat >'\(log)'\n", push)
        #expect(try await push.install().exit == .status(0))
        let tag = "text-classifier@v1.1.0"
        #expect(try await push.git("push", "-q", "origin", tag).exit == .status(0))
        #expect(await push.finalVerdicts() == [tag: "arrived"])
        #expect(try String(contentsOfFile: log, encoding: .utf8).hasPrefix("refs/tags/\(tag) "))
    }
}
