import Foundation
import TestSupport
import Testing

@testable import DVCModelCore

struct RegistryTests {
    private static let model = ArtifactName(directory: nil, name: "model")

    private static func registry(
        _ repository: GitRepository,
        only artifact: ArtifactName? = nil,
    ) throws -> Registry {
        try Registry(reading: repository.layout, only: artifact, environment: .tests)
    }

    /// Two versions on two commits, prod on the first.
    private static func twoVersions() throws -> (repository: GitRepository, commits: [String]) {
        let repository = try GitRepository()
        let commits = [try repository.commit(), try repository.commit()]
        try repository.tag("model@v1.0.0", commits[0], time: 10)
        try repository.tag("model@v1.1.0", commits[1], time: 20)
        try repository.tag("model#prod#1", commits[0], time: 30)
        return (repository, commits)
    }

    private static func error(
        _ selector: Selector,
        _ repository: GitRepository,
        of artifact: ArtifactName = model,
    ) throws -> DVCModelError {
        try #require(throws: DVCModelError.self) { try registry(repository).version(selector, of: artifact) }
    }

    @Test func `a version knows its commit, its stages and the tag that decided`() throws {
        let (repository, commits) = try Self.twoVersions()
        let registry = try Self.registry(repository)
        let first = RegisteredVersion(
            version: "v1.0.0",
            commit: commits[0],
            stages: ["prod"],
            isActive: true,
            tag: try #require(GTOTag("model@v1.0.0")),
        )
        let second = RegisteredVersion(
            version: "v1.1.0",
            commit: commits[1],
            stages: [],
            isActive: true,
            tag: try #require(GTOTag("model@v1.1.0")),
        )
        #expect(try registry.versions(of: Self.model) == [second, first])
        #expect(try registry.version(.latest, of: Self.model) == second)
        #expect(try registry.version(.version("v1.0.0"), of: Self.model) == first)
        #expect(try registry.version(.stage("prod"), of: Self.model).tag == GTOTag("model#prod#1"))
        #expect(registry.artifacts == [Self.model])
    }

    @Test func `what was deregistered is listed as not active`() throws {
        let (repository, commits) = try Self.twoVersions()
        try repository.tag("model@v1.1.0!", commits[1], time: 40)
        let registry = try Self.registry(repository)
        #expect(try registry.versions(of: Self.model).map(\.isActive) == [false, true])
        #expect(try registry.version(.latest, of: Self.model).version == "v1.0.0")
    }

    @Test func `DVC's own answer can be had where it is another one`() throws {
        let (repository, commits) = try Self.twoVersions()
        try repository.tag("model@v1.1.0!", commits[1], time: 40)
        try repository.tag("model#prod!#2", commits[1], time: 50)
        let registry = try Self.registry(repository)
        #expect(registry.dvcCommit(.latest, of: Self.model) == commits[1])
        #expect(registry.dvcCommit(.stage("prod"), of: Self.model) == commits[1])
        #expect(registry.dvcCommit(.version("v9.0.0"), of: Self.model) == nil)
        #expect(try registry.version(.stage("prod"), of: Self.model).commit == commits[0])
    }

    @Test func `a tag of a version's tag means that version`() throws {
        let (repository, commits) = try Self.twoVersions()
        try repository.tag("model#dev", "model@v1.1.0", time: 40)
        try repository.tag("model#qa", "model#dev", time: 50)
        try repository.tag("model@v2.0.0", "model#qa", time: 60)
        let registry = try Self.registry(repository)
        let dev = try registry.version(.stage("dev"), of: Self.model)
        #expect(dev.commit == commits[1])
        #expect(dev.tag == GTOTag("model#dev"))
        #expect(try registry.version(.stage("qa"), of: Self.model).commit == commits[1])
        #expect(try registry.version(.latest, of: Self.model).commit == commits[1])
        #expect(registry.dvcCommit(.stage("qa"), of: Self.model) == commits[1])
    }

    @Test func `a stage that a tag of a version's tag assigns is that version's`() throws {
        let (repository, _) = try Self.twoVersions()
        try repository.tag("model#dev", "model@v1.1.0", time: 40)
        #expect(try Self.registry(repository).version(.stage("dev"), of: Self.model).version == "v1.1.0")
    }

    @Test func `a stage on a commit without a version is that commit`() throws {
        let (repository, _) = try Self.twoVersions()
        let commit = try repository.commit()
        try repository.tag("model#dev#7", commit, time: 40)
        let expected = RegisteredVersion(
            version: nil,
            commit: commit,
            stages: ["dev"],
            isActive: true,
            tag: try #require(GTOTag("model#dev#7")),
        )
        #expect(try Self.registry(repository).version(.stage("dev"), of: Self.model) == expected)
    }

    @Test func `a repository without tags is told from one without this artifact`() throws {
        let repository = try GitRepository()
        try repository.commit()
        let empty = try Self.registry(repository)
        #expect(!empty.hasTags)
        #expect(throws: DVCModelError.self) { try empty.versions(of: Self.model) }
        try repository.git("tag", "v1")
        #expect(try Self.registry(repository).hasTags)
        #expect(try Self.registry(repository, only: Self.model).hasTags)
    }

    @Test func `an unknown artifact is compared with those that the tags know`() throws {
        let (repository, _) = try Self.twoVersions()
        let name = ArtifactName(directory: nil, name: "modle")
        let expected = DVCModelError(
            .artifactUnknown,
            "no tag here registers or assigns anything of the artifact 'modle'",
            hint: "git fetch --tags, or model   (here: model)",
        )
        #expect(try Self.error(.latest, repository, of: name) == expected)
        let alone = try Self.registry(repository, only: name)
        #expect(throws: expected) { try alone.version(.latest, of: name) }
    }

    @Test func `an unknown version lists those that are here, greatest first`() throws {
        let (repository, _) = try Self.twoVersions()
        let expected = DVCModelError(
            .versionUnknown,
            "'model' has no active version 'v3.0.0' here",
            hint: "git fetch --tags, or model@v1.1.0   (here: v1.1.0, v1.0.0)",
        )
        #expect(try Self.error(.version("v3.0.0"), repository) == expected)
    }

    @Test func `an unknown stage lists those that are here`() throws {
        let (repository, _) = try Self.twoVersions()
        let expected = DVCModelError(
            .stageUnknown,
            "no version of 'model' is in the stage 'dev' here",
            hint: "git fetch --tags, or model#prod   (here: prod)",
        )
        #expect(try Self.error(.stage("dev"), repository) == expected)
    }

    @Test func `a lightweight tag is named where it would have been the answer`() throws {
        let (repository, _) = try Self.twoVersions()
        try repository.git("tag", "model@v3.0.0")
        try repository.git("tag", "model#dev#1")
        try repository.git("tag", "other@v1.0.0")
        let version = try Self.error(.version("v3.0.0"), repository)
        #expect(
            version.what == "'model' has no active version 'v3.0.0' here; "
                + "the tag 'model@v3.0.0' is a lightweight one, which GTO does not count"
        )
        #expect(
            version.hint
                == """
                git fetch --tags --force
                git tag -a -f -m model@v3.0.0 model@v3.0.0 'model@v3.0.0^{}'   # if it never was annotated
                """
        )
        #expect(try Self.error(.stage("dev"), repository).what.contains("'model#dev#1' is a lightweight one"))
        let other = ArtifactName(directory: nil, name: "other")
        #expect(
            try Self.error(.latest, repository, of: other).what.contains(
                "'other@v1.0.0' is a lightweight one"
            )
        )
    }

    @Test func `a deprecated artifact is gone`() throws {
        let (repository, _) = try Self.twoVersions()
        try repository.tag("model@deprecated", time: 4_000_000_000)
        let expected = DVCModelError(
            .artifactUnknown,
            "the artifact 'model' was deprecated, and nothing was registered since",
        )
        #expect(try Self.error(.latest, repository) == expected)
        #expect(try Self.error(.version("v1.0.0"), repository) == expected)
        #expect(try Self.registry(repository).versions(of: Self.model).map(\.isActive) == [false, false])
    }

    @Test func `an artifact of which all versions were deregistered has no latest one`() throws {
        let (repository, commits) = try Self.twoVersions()
        try repository.tag("model@v1.0.0!", commits[0], time: 40)
        try repository.tag("model@v1.1.0!", commits[1], time: 40)
        #expect(
            try Self.error(.latest, repository)
                == DVCModelError(.versionUnknown, "all versions of 'model' were deregistered")
        )
    }

    @Test func `a stage's tag on a commit of two versions is an error of that artifact alone`() throws {
        let (repository, commits) = try Self.twoVersions()
        try repository.tag("model@v1.2.0", commits[0], time: 40)
        try repository.tag("other@v1.0.0", commits[0], time: 40)
        let expected = DVCModelError(
            .registryInvalid,
            "the tag 'model#prod#1' means the version at its commit, which has several: 'v1.0.0', 'v1.2.0'",
            hint: "git tag -d 'model#prod#1', or the tag of one of those versions",
        )
        #expect(try Self.error(.latest, repository) == expected)
        let other = ArtifactName(directory: nil, name: "other")
        #expect(try Self.registry(repository).version(.latest, of: other).version == "v1.0.0")
    }

    @Test(arguments: [
        ("model@created", "object HEAD\ntype commit\ntag model@created\ntagger T <t@e> 1 +0000\n\nx\n"),
        ("model@v9.0.0", "object HEAD\ntype commit\ntag model@v9.0.0\n\nx\n"),
        ("model@v9.0.0", "object HEAD\ntype commit\ntag model@v9.0.0\ntagger T <t@e>\n\nx\n"),
        (
            "model@v9.0.0",
            "object HEAD\ntype commit\ntag model@v9.0.0\ntagger T <t@e> 99999999999999999999 +0000\n\nx\n"
        ),
        ("model@v9.0.0", "object HEAD\ntype commit\ntag v9\ntagger T <t@e> 1 +0000\n\nx\n"),
        ("model@v9.0.0", "object HEAD\ntype commit\ntag model@created\ntagger T <t@e> 1 +0000\n\nx\n"),
        ("model@v9.0.0", "object TREE\ntype tree\ntag model@v9.0.0\ntagger T <t@e> 1 +0000\n\nx\n"),
        ("model@v9.0.0", "object 1234\ntype commit\ntag model@v9.0.0\ntagger T <t@e> 1 +0000\n\nx\n"),
        ("model@v9.0.0", ""),
    ])
    func `a tag at which GTO fails is an error of its artifact`(name: String, text: String) throws {
        let (repository, commits) = try Self.twoVersions()
        try repository.tag("other@v1.0.0", commits[0])
        let tree = try repository.git("rev-parse", "HEAD^{tree}")
        let object = try repository.write(
            text.replacing("HEAD", with: commits[1]).replacing("TREE", with: tree),
            as: "tag"
        )
        try repository.folder.write("\(object)\n", to: "repository/.git/refs/tags/\(name)")
        let error = try Self.error(.latest, repository)
        #expect(error.code == .registryInvalid)
        #expect(error.what.contains("'\(name)'"))
        let other = ArtifactName(directory: nil, name: "other")
        #expect(try Self.registry(repository).version(.latest, of: other).commit == commits[0])
    }

    @Test func `a broken tag of another artifact is no obstacle`() throws {
        let (repository, commits) = try Self.twoVersions()
        let broken = try repository.tag("other@v1.0.0")
        try repository.damage(broken)
        let registry = try Self.registry(repository, only: Self.model)
        #expect(try registry.version(.latest, of: Self.model).commit == commits[1])
        let error = try #require(throws: DVCModelError.self) { try Self.registry(repository) }
        #expect(error.code == .gitFailed)
        #expect(error.what.contains(String(broken.dropFirst(2))))
    }

    @Test func `a tag whose object is not here is passed over, as GTO does`() throws {
        let (repository, commits) = try Self.twoVersions()
        let nowhere = String(repeating: "1", count: 40)
        try repository.folder.write("\(nowhere)\n", to: "repository/.git/refs/tags/model@v9.0.0")
        #expect(try Self.registry(repository).version(.latest, of: Self.model).commit == commits[1])
    }

    @Test(arguments: [false, true])
    func `ten thousand tags are read`(isPacked: Bool) throws {
        let repository = try GitRepository()
        let commit = try repository.commit()
        let tags = (0..<10_000).map { number in
            """
            tag \(number % 100)=model@v1.\(number / 100).0
            from refs/heads/main
            tagger Test <test@example.com> \(number) +0000
            data 0

            """
        }
        try repository.fastImport(tags.joined())
        if isPacked { try repository.git("pack-refs", "--all") }
        let artifact = ArtifactName(directory: "42", name: "model")
        for only in [artifact, nil] {
            let registry = try Self.registry(repository, only: only)
            #expect(registry.artifacts.count == 100)
            let latest = try registry.version(.latest, of: artifact)
            #expect([latest.version, latest.commit] == ["v1.99.0", commit])
            #expect(try registry.versions(of: artifact).count == 100)
        }
    }

    @Test func `a worktree and a shallow clone have the registry that their tags make`() throws {
        let (repository, commits) = try Self.twoVersions()
        try repository.git("worktree", "add", "-q", "../linked")
        let linked = try #require(try GitLayout.find(from: repository.folder.path("linked")))
        let registry = try Registry(reading: linked, environment: .tests)
        #expect(try registry.version(.latest, of: Self.model).commit == commits[1])

        let source = "file://\(repository.path)"
        try repository.git("clone", "-q", "--depth", "1", "--no-tags", source, "../shallow")
        let shallow = try #require(try GitLayout.find(from: repository.folder.path("shallow")))
        #expect(try !Registry(reading: shallow, environment: .tests).hasTags)
        try repository.git("-C", "../shallow", "fetch", "-q", "--depth", "1", "origin", "tag", "model@v1.0.0")
        let fetched = try Registry(reading: shallow, environment: .tests)
        #expect(try fetched.version(.latest, of: Self.model).commit == commits[0])
    }
}
