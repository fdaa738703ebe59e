import Foundation
import TestSupport
import Testing

/// The hook around real pushes of real git.
@Suite struct PushHookTests {
    private func installed(wait: String = "1s") async throws -> PushBed<RemoteBed> {
        let push = try PushBed(await RemoteBed("single", .folder(isOwn: true)), wait: wait)
        #expect(try await push.install().exit == .status(0))
        return push
    }

    // MARK: After the push

    @Test func `a push of a model whose data is missing succeeds, and the status names what mends it`()
        async throws
    {
        let push = try await installed()
        try await push.release("fresh@v1.0.0")
        let pushed = try await push.git("push", "-q", "origin", "fresh@v1.0.0")
        #expect(pushed.exit == .status(0))
        #expect(pushed.errorOutput.isEmpty, "\(pushed.errorOutput)")
        #expect(await push.finalVerdicts() == ["fresh@v1.0.0": "failed"])

        let status = try await push.status()
        #expect(status.exit == .status(66))
        #expect(status.output.hasPrefix("fresh@v1.0.0: FAILED (20"), "\(status.output)")
        let command = "git checkout fresh@v1.0.0 && dvc push fresh.bin"
        #expect(status.output.contains("        fresh.bin\n"), "\(status.output)")
        #expect(status.output.contains("try: \(command)\n"), "\(status.output)")
        #expect(status.errorOutput.hasSuffix("  try: dvc-model-verify --remote --tag fresh@v1.0.0\n"))

        try await push.bed.paste(command)
        #expect(
            try await push.bed.run("dvc-model-verify", "--remote", "--tag", "fresh@v1.0.0").exit == .status(0)
        )
        #expect(try await push.status().output.hasPrefix("fresh@v1.0.0: OK ("))
        try Program.git("tag", "-a", "-m", "again", "fresh@v1.0.1", in: push.bed.checkout)
        _ = try await push.git("push", "-q", "origin", "fresh@v1.0.1")
        #expect(
            await push.finalVerdicts() == ["fresh@v1.0.0": "arrived", "fresh@v1.0.1": "arrived"]
        )
    }

    @Test func `what the check still waits for is known while it waits, and the push has ended`() async throws
    {
        let push = try await installed(wait: "1h")
        try await push.release("fresh@v1.0.0")
        // Git's output ends only when nobody has it open any more.
        let pushed = try await push.bed.start(
            "sh",
            ["-c", "git push -q origin fresh@v1.0.0 2>&1 | cat"],
            with: push.variables
        ).result()
        #expect(pushed.exit == .status(0))
        _ = await push.verdicts { $0["lines"]?.elements.isEmpty == false }
        let status = try await push.status()
        #expect(status.exit == .status(0))
        #expect(status.output.hasPrefix("fresh@v1.0.0: WAITING ("), "\(status.output)")
        #expect(status.output.contains("git checkout fresh@v1.0.0 && dvc push fresh.bin"), "\(status.output)")

        guard case .integer(let process)? = push.verdicts.first?["process"] else {
            throw TestSupportFailure("nobody checks: \(push.verdicts)")
        }
        #if os(Linux)
            let limits = try String(contentsOfFile: "/proc/\(process)/limits", encoding: .utf8)
            let limit = try #require(limits.split(separator: "\n").first { $0.hasPrefix("Max file size ") })
            #expect(limit.contains(" 1048576 "), "\(limit)")
            let opened = try FileManager.default.contentsOfDirectory(atPath: "/proc/\(process)/fd")
                .compactMap {
                    try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(process)/fd/\($0)")
                }
            #expect(!opened.contains { $0.hasPrefix(push.origin) || $0.hasPrefix("/dev/pts") }, "\(opened)")
        #endif
        #expect(kill(pid_t(process), SIGKILL) == 0)
        while kill(pid_t(process), 0) == 0 { await Task.yield() }
        #expect(try await push.status().output.hasPrefix("fresh@v1.0.0: STOPPED before there was a verdict"))
    }

    @Test func `a verdict is told once, by the next run of any tool`() async throws {
        let push = try await installed()
        try await push.release("fresh@v1.0.0")
        _ = try await push.git("push", "-q", "origin", "fresh@v1.0.0")
        _ = await push.finalVerdicts()
        let first = try await push.bed.run("dvc-model-uris", "fresh")
        let line =
            "dvc-model-uris: warning: the tag 'fresh@v1.0.0' that was pushed cannot be downloaded; "
            + "dvc-model-verify --hook-status says more\n"
        #expect(first.errorOutput == line)
        #expect(try await push.bed.run("dvc-model-uris", "fresh").errorOutput.isEmpty)
    }

    @Test func `branches, deletions and tags that select nothing are not checked`() async throws {
        let push = try await installed()
        try Program.git("tag", "release-1", in: push.bed.checkout)
        try Program.git("tag", "-a", "-m", "gone", "text-classifier@v1.0.0!", in: push.bed.checkout)
        let refs = ["HEAD:refs/heads/main", "release-1", "text-classifier@v1.0.0!"]
        let pushed = try await push.git("push", "-q", "origin", refs[0], refs[1], refs[2])
        #expect(pushed.exit == .status(0), "\(pushed.errorOutput)")
        #expect(try await push.git("push", "-q", "origin", ":release-1").exit == .status(0))
        #expect(push.verdicts.isEmpty)
        #expect(
            try await push.status().errorOutput
                == "dvc-model-verify: no tag was pushed here since the hook was installed\n"
        )
    }

    @Test func `several tags of one push have a verdict each`() async throws {
        let push = try await installed()
        try await push.release("fresh@v1.0.0")
        let branch = try Program.git("branch", "--show-current", in: push.bed.checkout)
        let pushed = try await push.git("push", "-q", "--follow-tags", "origin", branch)
        #expect(pushed.exit == .status(0), "\(pushed.errorOutput)")
        let verdicts = await push.finalVerdicts()
        #expect(verdicts["fresh@v1.0.0"] == "failed")
        #expect(verdicts["text-classifier@v1.1.0"] == "arrived")
    }

    @Test func `a push that is rejected has no verdict`() async throws {
        let push = try await installed()
        try Program.write(script: "#!/bin/sh\nexit 1\n", to: "\(push.origin)/hooks/pre-receive")
        #expect(try await push.git("push", "-q", "origin", "text-classifier@v1.1.0").exit != .status(0))
        while !push.verdicts.isEmpty { await Task.yield() }
    }

    @Test func `a tag that is moved by force is checked again`() async throws {
        let push = try await installed()
        let tag = "text-classifier@v1.1.0"
        _ = try await push.git("push", "-q", "origin", tag)
        #expect(await push.finalVerdicts() == [tag: "arrived"])
        try await push.release("fresh@v1.0.0")
        try Program.git("tag", "-f", "-a", "-m", "moved", tag, in: push.bed.checkout)
        try push.bed.write("artifacts:\n  text-classifier: {path: fresh.bin, type: model}\n", to: "dvc.yaml")
        try Program.git("commit", "-q", "-a", "-m", "moved", in: push.bed.checkout)
        try Program.git("tag", "-f", "-a", "-m", "moved", tag, in: push.bed.checkout)
        _ = try await push.git("push", "-q", "-f", "origin", tag)
        #expect(await push.finalVerdicts() == [tag: "failed"])
    }

    @Test func `where nothing is to be pushed there is nothing to check`() async throws {
        let push = try await installed()
        #expect(try await push.git("push", "-q", "origin", "HEAD:refs/heads/main").exit == .status(0))
        let again = try await push.git("push", "origin", "HEAD:refs/heads/main")
        #expect(again.exit == .status(0))
        #expect(again.errorOutput == "Everything up-to-date\n")
        #expect(push.verdicts.isEmpty)
    }

    @Test func `in a submodule the verdict is the submodule's`() async throws {
        let push = try await installed()
        try Program.git("push", "-q", "--no-verify", "origin", "HEAD:refs/heads/main", in: push.bed.checkout)
        let outer = push.bed.scratch.path("outer")
        try Program.git("init", "-q", outer, in: push.bed.scratch.path)
        let allowed = "protocol.file.allow=always"
        try Program.git(
            "-c",
            allowed,
            "submodule",
            "-q",
            "add",
            "-b",
            "main",
            push.origin,
            "inner",
            in: outer
        )
        #expect(try await push.install("\(outer)/inner").exit == .status(0))
        try Program.git("config", "dvc-model.wait", "1s", in: "\(outer)/inner")
        try Program.git("tag", "-a", "-m", "x", "text-classifier@v9.0.0", in: "\(outer)/inner")
        let pushed = try await push.git(
            "-C",
            "\(outer)/inner",
            "push",
            "-q",
            "origin",
            "text-classifier@v9.0.0"
        )
        #expect(pushed.exit == .status(0), "\(pushed.errorOutput)")
        let file = "\(outer)/.git/modules/inner/dvc-model/pushed/text-classifier%40v9.0.0.json"
        var state: JSONValue?
        while state == nil || state == "waiting" {
            state = FileManager.default.contents(atPath: file).flatMap { try? JSONValue($0)["state"] }
            await Task.yield()
        }
        #expect(push.verdicts.isEmpty)
    }

    // MARK: Before the push

    @Test func `records that lack something are told before the push, which goes on`() async throws {
        let push = try await installed()
        try push.bed.write("artifacts:\n  fresh: {path: nowhere.bin, type: model}\n", to: "dvc.yaml")
        try push.bed.commit(tag: "fresh@v1.0.0")
        try Program.git("config", "dvc-model.prePushLimit", "1h", in: push.bed.checkout)
        let pushed = try await push.git("push", "-q", "origin", "fresh@v1.0.0")
        #expect(pushed.exit == .status(0))
        #expect(
            pushed.errorOutput.hasPrefix("dvc-model-verify: warning: what is pushed: "),
            "\(pushed.errorOutput)"
        )
    }

    @Test func `with dvc-model.prePush = block such a push fails, and with off nothing is said`() async throws
    {
        let push = try await installed()
        try push.bed.write("artifacts:\n  fresh: {path: nowhere.bin, type: model}\n", to: "dvc.yaml")
        try push.bed.commit(tag: "fresh@v1.0.0")
        try Program.git("config", "dvc-model.prePush", "block", in: push.bed.checkout)
        try Program.git("config", "dvc-model.prePushLimit", "1h", in: push.bed.checkout)
        let stopped = try await push.git("push", "-q", "origin", "fresh@v1.0.0")
        #expect(stopped.exit != .status(0))
        #expect(
            stopped.errorOutput.contains("git push --no-verify goes on all the same"),
            "\(stopped.errorOutput)"
        )
        #expect(try Program.git("tag", in: push.origin).isEmpty)
        #expect(push.verdicts.isEmpty)

        try Program.git("config", "dvc-model.prePush", "off", in: push.bed.checkout)
        let pushed = try await push.git("push", "-q", "origin", "fresh@v1.0.0")
        #expect(pushed.exit == .status(0))
        #expect(pushed.errorOutput.isEmpty, "\(pushed.errorOutput)")
    }

    @Test(arguments: [["DVC_MODEL_HOOK": "0"], ["PATH": "/usr/local/bin:/usr/bin:/bin"]])
    func `without the tool, and where it is not wanted, a push is a push`(variables: [String: String])
        async throws
    {
        let push = try await installed()
        let pushed = try await push.git("push", "-q", "origin", "text-classifier@v1.1.0", with: variables)
        #expect(pushed.exit == .status(0))
        #expect(pushed.errorOutput.isEmpty, "\(pushed.errorOutput)")
        #expect(push.verdicts.isEmpty)
    }

    @Test func `where no verdict can be written the push goes on`() async throws {
        let push = try await installed()
        try push.bed.write("in the way", to: ".git/dvc-model")
        let pushed = try await push.git("push", "-q", "origin", "text-classifier@v1.1.0")
        #expect(pushed.exit == .status(0))
        #expect(
            pushed.errorOutput.hasPrefix(
                "dvc-model-verify: warning: whether 'text-classifier@v1.1.0' arrives is not checked: "
            ),
            "\(pushed.errorOutput)"
        )
    }

    @Test(.enabled(if: SmallDisk.isAvailable, "a file system cannot be mounted here"))
    func `with a git folder that is read-only the push goes on, unchecked`() async throws {
        let push = try await installed()
        let disk = try SmallDisk(in: push.bed.scratch, mebibytes: 16)
        let git = "\(push.bed.checkout)/.git"
        try FileManager.default.copyItem(atPath: git, toPath: "\(disk.path)/git")
        try FileManager.default.removeItem(atPath: git)
        try Data("gitdir: \(disk.path)/git\n".utf8).write(to: URL(filePath: git))
        try disk.makeReadOnly()
        let pushed = try await push.git("push", "-q", "origin", "text-classifier@v1.1.0")
        #expect(pushed.exit == .status(0), "\(pushed.errorOutput)")
        #expect(pushed.errorOutput.contains("arrives is not checked: "), "\(pushed.errorOutput)")
        #expect(try Program.git("tag", in: push.origin) == "text-classifier@v1.1.0")
        #expect(try await push.bed.run("dvc-model-uris").exit == .status(0))
    }

    @Test func `a setting that makes no sense is told, and the push goes on`() async throws {
        let push = try await installed()
        try Program.git("config", "dvc-model.wait", "soon", in: push.bed.checkout)
        let pushed = try await push.git("push", "-q", "origin", "text-classifier@v1.1.0")
        #expect(pushed.exit == .status(0))
        #expect(pushed.errorOutput.contains("'dvc-model.wait' is 'soon'"), "\(pushed.errorOutput)")
    }

    @Test func `the login in a remote's URL comes into no verdict and no log`() async throws {
        let push = try await installed()
        let ref = "refs/tags/text-classifier@v1.1.0"
        let object = try Program.git("rev-parse", ref, in: push.bed.checkout)
        let hook = try await push.bed.run(
            "dvc-model-verify",
            "--hook",
            "pre-push",
            "http://ana:hunter2@127.0.0.1:9/x.git",
            // No process has so great a number.
            with: ["DVC_MODEL_PUSH_PROCESS": "\(Int32.max)"],
            input: Data("\(ref) \(object) \(ref) \(String(repeating: "0", count: 40))\n".utf8)
        )
        #expect(hook.exit == .status(0), "\(hook.errorOutput)")
        #expect(await push.finalVerdicts() == ["text-classifier@v1.1.0": "unknown"])
        let status = try await push.status().output
        #expect(status.contains("http://127.0.0.1:9/x.git"), "\(status)")
        let log = try String(contentsOfFile: "\(push.folder)/text-classifier%40v1.1.0.log", encoding: .utf8)
        #expect(!"\(status)\(log)\(hook.errorOutput)".contains("hunter2"))
    }

    @Test func `the README's alias pushes, and then verifies in the foreground`() async throws {
        let push = try PushBed(await RemoteBed("single"))
        let readme = try Fixtures.readme()
        let line = try #require(
            readme.split(separator: "\n").first { $0.hasPrefix("git config alias.release ") }
        )
        let made = try await push.bed.start("sh", ["-c", String(line)], with: push.variables).result()
        #expect(made.exit == .status(0), "\(made.errorOutput)")
        let released = try await push.git("release", "text-classifier@v1.1.0")
        #expect(released.exit == .status(0), "\(released.errorOutput)")
        #expect(released.output == "model.bin: OK\n")
        #expect(try Program.git("tag", in: push.origin) == "text-classifier@v1.1.0")
    }

    // MARK: On the receiving side

    @Test func `a bare repository checks what it receives, by Studio`() async throws {
        let bed = try await TestBed("single")
        let push = try PushBed(bed)
        let result = try await push.install(push.origin)
        #expect(result.exit == .status(0), "\(result.errorOutput)")
        try Program.git("config", "dvc-model.repo", bed.repository.repoURL, in: push.origin)
        try Program.git("config", "dvc-model.wait", "1s", in: push.origin)
        let pushed = try await push.git(
            "push",
            "-q",
            "origin",
            "text-classifier@v1.1.0",
            with: bed.environment
        )
        #expect(pushed.exit == .status(0))
        #expect(pushed.errorOutput.isEmpty, "\(pushed.errorOutput)")
        let folder = "\(push.origin)/dvc-model/pushed"
        let file = "\(folder)/text-classifier%40v1.1.0.json"
        var state: JSONValue?
        while state == nil || state == "waiting" {
            state = FileManager.default.contents(atPath: file).flatMap { try? JSONValue($0)["state"] }
            await Task.yield()
        }
        #expect(state == "arrived")
        #expect(try await bed.studio.requests().count == 1)
    }
}
