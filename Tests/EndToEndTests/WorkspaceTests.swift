import Foundation
import TestSupport
import Testing

/// Checkouts of every form that git makes, and settings from every place that DVC reads.
@Suite struct WorkspaceTests {
    private static let request = "repo=https%3A%2F%2Fgit.example.com%2Facme%2Fsingle.git&name=text-classifier"

    /// Pulls the only model in `folder`, which must bring `model.bin` to `place`, and gives what Studio was asked.
    private func pull(
        _ bed: TestBed,
        in folder: String,
        to place: String,
        with variables: [String: String] = [:],
    ) async throws -> [String] {
        let result = try await bed.run("dvc-model-pull", "-C", folder, with: variables)
        #expect(result.exit == .status(0), "\(result.errorOutput)")
        let file = try #require(try bed.model("text-classifier").files().first)
        let placed = FileManager.default.contents(atPath: place)
        #expect(try placed == bed.repositories.contents(of: file), "nothing right at \(place)")
        return try await bed.studio.requests().map(\.query)
    }

    // MARK: Forms of checkouts

    @Test func `a linked worktree is a checkout of the same repository`() async throws {
        let bed = try await TestBed("single")
        let tree = bed.scratch.path("tree")
        try Program.git("worktree", "add", "-q", "-b", "topic", tree, in: bed.checkout)
        #expect(try await pull(bed, in: tree, to: "\(tree)/model.bin") == [Self.request])
        #expect(bed.contents("model.bin") == nil)
    }

    @Test func `a submodule is a checkout of its own`() async throws {
        let bed = try await TestBed("single")
        let above = try bed.scratch.makeFolder("above")
        try Program.git("init", "-q", in: above)
        try Program.git("remote", "add", "origin", "https://git.example.com/acme/above.git", in: above)
        try Program.git(
            "-c",
            "protocol.file.allow=always",
            "submodule",
            "add",
            "-q",
            bed.checkout,
            "models/single",
            in: above
        )
        let module = "\(above)/models/single"
        try Program.git("remote", "set-url", "origin", bed.repository.repoURL, in: module)
        #expect(try await pull(bed, in: module, to: "\(module)/model.bin") == [Self.request])
    }

    @Test func `a git folder elsewhere is found through the file that stands for it`() async throws {
        let bed = try await TestBed("single")
        let gitFolder = bed.scratch.path("elsewhere.git")
        try Program.git("init", "-q", "--separate-git-dir", gitFolder, in: bed.checkout)
        #expect(
            try String(contentsOfFile: "\(bed.checkout)/.git", encoding: .utf8) == "gitdir: \(gitFolder)\n"
        )
        #expect(try await pull(bed, in: bed.checkout, to: "\(bed.checkout)/model.bin") == [Self.request])
    }

    @Test func `a folder below finds the dvc.yaml above, and the file goes to the root`() async throws {
        let bed = try await TestBed("single")
        let below = try bed.scratch.makeFolder("single/a/b")
        #expect(try await pull(bed, in: below, to: "\(bed.checkout)/model.bin") == [Self.request])
    }

    @Test func `a link to a folder of the checkout is as good as the folder`() async throws {
        let bed = try await TestBed("single")
        try bed.scratch.makeFolder("single/a/b")
        try bed.scratch.link("link", to: "single/a/b")
        let link = bed.scratch.path("link")
        #expect(try await pull(bed, in: link, to: "\(bed.checkout)/model.bin") == [Self.request])
    }

    @Test func `a detached HEAD is no obstacle`() async throws {
        let bed = try await TestBed("single")
        try Program.git("checkout", "-q", "--detach", "HEAD~1", in: bed.checkout)
        #expect(
            try await pull(bed, in: bed.checkout, to: "\(bed.checkout)/model.bin") == [Self.request]
        )
    }

    /// As `dvc init --subdir` makes it.
    @Test func `a DVC project below the git root has its folder as prefix, and its own settings`()
        async throws
    {
        let bed = try await TestBed("mono")
        let project = "\(bed.checkout)/nlp"
        let made = try await bed.start(TestEnvironment.program("dvc"), ["init", "-q", "--subdir"], in: "nlp")
            .result()
        #expect(made.exit == .status(0), "\(made.errorOutput)")
        try bed.scratch.write("[studio]\n    token = \(TestBed.token)\n", to: "mono/nlp/.dvc/config.local")
        let result = try await bed.run("dvc-model-pull", in: "nlp", with: ["DVC_STUDIO_TOKEN": ""])
        #expect(result.exit == .status(0), "\(result.errorOutput)")
        #expect(FileManager.default.fileExists(atPath: "\(project)/tokenizer.bin"))
        #expect(
            try await bed.studio.requests().map(\.query)
                == ["repo=https%3A%2F%2Fgit.example.com%2Facme%2Fmono.git&name=nlp%3Atokenizer"]
        )
    }

    // MARK: The git remote

    @Test func `a single remote of another name is the one`() async throws {
        let bed = try await TestBed("single")
        try Program.git("remote", "rename", "origin", "forge", in: bed.checkout)
        #expect(try await pull(bed, in: bed.checkout, to: "\(bed.checkout)/model.bin") == [Self.request])
    }

    @Test func `the remote that the branch follows goes before origin`() async throws {
        let bed = try await TestBed("single")
        try Program.git(
            "remote",
            "set-url",
            "origin",
            "https://git.example.com/ana/fork.git",
            in: bed.checkout
        )
        try Program.git("remote", "add", "upstream", bed.repository.repoURL, in: bed.checkout)
        try Program.git("config", "branch.main.remote", "upstream", in: bed.checkout)
        #expect(try await pull(bed, in: bed.checkout, to: "\(bed.checkout)/model.bin") == [Self.request])
    }

    @Test(arguments: ["include.path", "includeIf.onbranch:main.path", "includeIf.gitdir:single/.path"])
    func `a remote that an included file names is found`(key: String) async throws {
        let bed = try await TestBed("single")
        try Program.git("remote", "remove", "origin", in: bed.checkout)
        try bed.scratch.write(
            "[remote \"origin\"]\n\turl = \(bed.repository.repoURL)\n",
            to: "single/.git/shared/remotes"
        )
        try Program.git("config", key, "shared/remotes", in: bed.checkout)
        #expect(try await pull(bed, in: bed.checkout, to: "\(bed.checkout)/model.bin") == [Self.request])
    }

    @Test func `a checkout without a remote says how to name the repo`() async throws {
        let bed = try await TestBed("single")
        try Program.git("remote", "remove", "origin", in: bed.checkout)
        let result = try await bed.run("dvc-model-pull")
        #expect(result.exit == .status(78), "\(result.errorOutput)")
        #expect(result.errorOutput.contains("--repo"), "\(result.errorOutput)")
        let variables = ["DVC_STUDIO_REPO_URL": bed.repository.repoURL]
        #expect(
            try await pull(bed, in: bed.checkout, to: "\(bed.checkout)/model.bin", with: variables) == [
                Self.request
            ]
        )
    }

    @Test func `outside of any checkout the name and the repo must be given`() async throws {
        let bed = try await TestBed("single")
        let empty = try bed.scratch.makeFolder("empty")
        let nothing = try await bed.run("dvc-model-pull", "-C", empty)
        #expect(nothing.exit == .status(66), "\(nothing.errorOutput)")
        let name = try await bed.run("dvc-model-pull", "-C", empty, "text-classifier")
        #expect(name.exit == .status(78), "\(name.errorOutput)")
        #expect(name.errorOutput.contains("--repo"), "\(name.errorOutput)")
        #expect(try await bed.studio.requests() == [])
    }

    // MARK: DVC's settings

    /// The files of the four levels, the strongest last, below the test's scratch folder.
    private static let levels = [
        ("system", "home/system/config"), ("global", "home/.config/dvc/config"),
        ("repo", "single/.dvc/config"),
        ("local", "single/.dvc/config.local"),
    ]

    private func write(_ section: String, to file: String, _ bed: TestBed) throws {
        let before = FileManager.default.contents(atPath: bed.scratch.path(file)) ?? Data()
        try bed.scratch.write(before + Data("\n\(section)\n".utf8), to: file)
    }

    @Test(arguments: levels.map(\.1))
    func `token and address may stand in any level of DVC's config`(file: String) async throws {
        let bed = try await TestBed("single")
        let section = "[studio]\n    url = \(bed.studio.url)\n    token = \(TestBed.token)"
        try write(section, to: file, bed)
        let result = try await bed.run(
            "dvc-model-pull",
            "-v",
            with: ["DVC_STUDIO_URL": "", "DVC_STUDIO_TOKEN": ""]
        )
        #expect(result.exit == .status(0), "\(result.errorOutput)")
        #expect(bed.contents("model.bin") != nil)
        #expect(result.errorOutput.contains("token from \(bed.scratch.path(file)):"), "\(result.errorOutput)")
    }

    @Test(arguments: zip(levels.dropLast().map(\.1), levels.dropFirst().map(\.1)))
    func `a level goes before the ones below it`(weaker: String, stronger: String) async throws {
        let bed = try await TestBed("single")
        try write("[studio]\n    token = wrong", to: weaker, bed)
        try write("[studio]\n    token = \(TestBed.token)", to: stronger, bed)
        let result = try await bed.run("dvc-model-uris", with: ["DVC_STUDIO_TOKEN": ""])
        #expect(result.exit == .status(0), "\(result.errorOutput)")
    }

    @Test func `what dvc config sets is what is read`() async throws {
        let bed = try await TestBed("single")
        let dvc = try TestEnvironment.program("dvc")
        for (level, key, value) in [
            ("--global", "studio.token", TestBed.token), ("--local", "studio.url", bed.studio.url),
            ("--local", "studio.repo_url", bed.repository.repoURL),
        ] {
            let set = try await bed.start(dvc, ["config", level, key, value]).result()
            #expect(set.exit == .status(0), "\(set.errorOutput)")
        }
        try Program.git("remote", "remove", "origin", in: bed.checkout)
        #expect(
            try await pull(
                bed,
                in: bed.checkout,
                to: "\(bed.checkout)/model.bin",
                with: ["DVC_STUDIO_URL": "", "DVC_STUDIO_TOKEN": ""]
            ) == [Self.request]
        )
    }

    @Test func `a config that cannot be understood is named with its line`() async throws {
        let bed = try await TestBed("single")
        try write("[studio\n    token = x", to: "single/.dvc/config.local", bed)
        let result = try await bed.run("dvc-model-uris")
        #expect(result.exit == .status(65), "\(result.errorOutput)")
        #expect(
            result.errorOutput.contains("  at: \(bed.checkout)/.dvc/config.local:2\n"),
            "\(result.errorOutput)"
        )
    }
}
