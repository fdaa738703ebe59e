import Foundation
import TestSupport
import Testing

/// What the tools tell a shell that completes.
@Suite struct CompletionTests {
    private func words(
        _ bed: some Bed,
        _ words: String...,
        tool: String = "dvc-model-pull",
        in folder: String = "",
    ) async throws -> [String] {
        let result = try await bed.start(tool, ["__complete", "words"] + words, in: folder).result()
        #expect(result.exit == .status(0))
        #expect(result.errorOutput.isEmpty)
        return result.output.split(separator: "\n").map { $0.replacingOccurrences(of: "\t", with: " | ") }
    }

    // MARK: Models

    @Test func `models are those of the dvc yaml here, and those that tags speak of`() async throws {
        let found = try await words(RemoteBed("mono"), "")
        #expect(
            found == [
                "words", "corpus | dataset", "ranker | model", "notes | ", "nlp:tokenizer | by a tag",
                "vision/models:detector | by a tag", "vision/models:segmenter | by a tag",
            ]
        )
    }

    @Test func `a folder's models have their bare names in it`() async throws {
        let found = try await words(RemoteBed("mono"), "to", in: "nlp")
        #expect(
            found == [
                "words", "tokenizer | model", "tokenizer@ | a version, such as v1.0.0-rc.1",
                "tokenizer# | a stage, such as prod",
            ]
        )
    }

    @Test(arguments: [("vision/models:", ""), ("vision/models:", "nlp"), ("./vision/models/:", "")])
    func `another folder's models are told behind its name`(prefix: String, folder: String) async throws {
        let found = try await words(RemoteBed("mono"), prefix, in: folder)
        #expect(found == ["words", "\(prefix)detector | model", "\(prefix)segmenter | model"])
    }

    @Test func `a folder given by -C counts`() async throws {
        let found = try await words(RemoteBed("mono"), "-C", "nlp", "tokenizer@")
        #expect(found.dropFirst().first == "tokenizer@v1.0.0-rc.1 | ")
    }

    @Test func `the root's own models are told behind a colon`() async throws {
        #expect(try await words(RemoteBed("mono"), ":no", in: "nlp") == ["words", ":notes | "])
    }

    // MARK: Versions, stages, tags

    @Test(arguments: ["speech@", ":speech@"])
    func `versions are told newest first, with their stages`(prefix: String) async throws {
        #expect(
            try await words(RemoteBed("folder"), prefix) == [
                "words", "\(prefix)v0.2.0 | staging", "\(prefix)v0.1.0 | prod",
                "\(prefix)latest | the greatest version",
            ]
        )
    }

    @Test func `stages are told with their versions`() async throws {
        let expected = ["words", "staging | v0.2.0", "prod | v0.1.0"]
        let bed = try await RemoteBed("folder")
        #expect(try await words(bed, "--stage", "") == expected)
        #expect(try await words(bed, "speech", "--stage", "") == expected)
        #expect(try await words(bed, "--stage=p") == ["words", "--stage=prod | v0.1.0"])
        #expect(try await words(bed, "speech#p") == ["words", "speech#prod | v0.1.0"])
    }

    @Test func `a version that was taken away is none to offer`() async throws {
        let bed = try await RemoteBed("folder")
        try Program.git("tag", "-a", "-m", "gone", "speech@v0.2.0!", in: bed.checkout)
        #expect(
            try await words(bed, "--rev", "v") == ["words", "v0.1.0 | prod"]
        )
    }

    @Test func `of very many tags versions are told by the tags' names`() async throws {
        let bed = try await RemoteBed("folder")
        let commit = try Program.git("rev-parse", "HEAD", in: bed.checkout)
        for patch in 1...300 {
            let ref = URL(filePath: "\(bed.checkout)/.git/refs/tags/speech@v1.0.\(patch)")
            try Data("\(commit)\n".utf8).write(to: ref)
        }
        try Program.git("pack-refs", "--all", in: bed.checkout)
        let found = try await words(bed, "speech@v")
        #expect(found.prefix(2) == ["words", "speech@v1.0.300 | "])
        #expect(found.count == 1 + 300 + 2)
    }

    @Test func `tags are those that select something`() async throws {
        let bed = try await RemoteBed("mono")
        try Program.git("tag", "-a", "-m", "gone", "ranker@v2.0.0!", in: bed.checkout)
        try Program.git("tag", "release-1", in: bed.checkout)
        #expect(try await words(bed, "--tag", "r") == ["words", "ranker@v2.0.0 | "])
        #expect(
            try await words(bed, "nlp=t") == [
                "words", "nlp=tokenizer#prod#1 | ", "nlp=tokenizer@v0.9.0 | ", "nlp=tokenizer@v1.0.0-rc.1 | ",
            ]
        )
        #expect(try await words(bed, "refs/tags/c") == ["words", "refs/tags/corpus@v1.0.0 | "])
    }

    // MARK: Options

    @Test func `an option that cannot be given any more is not offered`() async throws {
        let bed = try await RemoteBed("single")
        #expect(
            try await words(bed, "--rev", "v1.0.0", "--", "--r").dropFirst().isEmpty,
            "behind -- there are no options"
        )
        let found = try await words(bed, "--rev", "v1.0.0", "--").dropFirst().map {
            String($0.prefix { $0 != " " })
        }
        #expect(!found.contains("--rev") && !found.contains("--stage") && !found.contains("--tag"))
        #expect(found.contains("--path") && found.contains("--json"))
    }

    @Test func `values of a choice are offered, and what is free text is not`() async throws {
        let bed = try await RemoteBed("single")
        #expect(try await words(bed, "--source", "") == ["words", "auto | ", "studio | ", "remote | "])
        #expect(
            try await words(bed, "--format=", tool: "dvc-model-uris")
                == ["url", "tsv", "map", "curl", "aria2", "null"].reduce(into: ["words"]) {
                    $0.append("--format=\($1) | ")
                }
        )
        #expect(try await words(bed, "--jobs", "") == ["words"])
        #expect(try await words(bed, "-o", "") == ["folders"])
        #expect(try await words(bed, "--uris", "") == ["files"])
    }

    @Test func `DVC remotes are offered by name`() async throws {
        let bed = try await RemoteBed("single")
        try bed.use(["url": "s3://b/x"], named: "spare")
        #expect(try await words(bed, "--remote", "s").contains("spare | "))
    }

    // MARK: Nothing goes wrong

    @Test func `a dvc yaml that is broken gives no candidates of its own, and no noise`() async throws {
        let bed = try await RemoteBed("folder")
        try bed.write("artifacts: [", to: "dvc.yaml")
        #expect(try await words(bed, "") == ["words"])
        #expect(try await words(bed, "speech@v0.1") == ["words", "speech@v0.1.0 | prod"])
    }

    @Test func `outside of a checkout, and with a repository that is elsewhere, there are no models`()
        async throws
    {
        let bed = try await RemoteBed("folder")
        #expect(try await words(bed, "-C", bed.scratch.path("home"), "s") == ["words"])
        #expect(try await words(bed, "--repo", "https://h/r.git", "s") == ["words"])
        #expect(try await words(bed, "-C", "/nowhere", "s") == ["words"])
    }

    @Test func `a name with control characters is not offered`() async throws {
        let bed = try await RemoteBed("folder")
        try bed.write(
            "artifacts:\n  \"bad\\e[2Jname\": {path: a}\n  \"good\": {path: a, desc: \"red \\e[31m\"}\n",
            to: "dvc.yaml"
        )
        #expect(try await words(bed, "") == ["words", "good | red \u{FFFD}[31m"])
    }

    @Test(arguments: [[], ["bash"], ["bash", "x"], ["tcsh", "a", "b"], ["words"]])
    func `a question that makes no sense is answered with nothing`(arguments: [String]) async throws {
        let bed = try await RemoteBed("single")
        let result = try await bed.start("dvc-model-pull", ["__complete"] + arguments).result()
        #expect(result.exit == .status(0))
        #expect(result.output.isEmpty && result.errorOutput.isEmpty)
    }

    @Test func `no program of the repository's configuration is started`() async throws {
        let bed = try await RemoteBed("folder")
        let trap = bed.scratch.path("sprung")
        let program = bed.scratch.path("trap")
        try Data("#!/bin/sh\ntouch '\(trap)'\n".utf8).write(to: URL(filePath: program))
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: program)
        for key in ["core.fsmonitor", "core.hooksPath", "core.sshCommand", "credential.helper", "core.pager"]
        {
            try Program.git("config", key, program, in: bed.checkout)
        }
        #expect(try await words(bed, "speech@").count == 4)
        #expect(try await words(bed, "--remote", "").count == 2)
        #expect(!FileManager.default.fileExists(atPath: trap))
    }
}
