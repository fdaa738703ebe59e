import Foundation
import TestSupport
import Testing

/// `dvc-model-verify --all` over the whole registry: one table, by either route.
@Suite struct RegistryTableTests {
    /// 50 models in 5 versions each, of which three are other bytes.
    private static let fleet = Task {
        let folder = try TemporaryFolder()
        try await TestEnvironment.runServerProgram("make_fleet.py", [folder.path("fleet")])
        return (folder: folder, repositories: try Repositories(folder: folder.path("fleet")))
    }

    private func fleet() async throws -> Repositories { try await Self.fleet.value.repositories }

    private func table(_ result: ToolResult) -> [[String]] {
        result.output.split(separator: "\n").map { line in
            line.split(separator: " ", omittingEmptySubsequences: true).map(String.init)
        }
    }

    // MARK: Fifty models

    @Test func `50 models in 5 versions are one table, and each object is asked for once`() async throws {
        let bed = try await TestBed("fleet", of: fleet())
        let result = try await bed.run("dvc-model-verify", "--remote", "--all", "--no-progress")
        #expect(result.exit == .status(0), "\(result.errorOutput)")
        let table = table(result)
        #expect(table.count == 251)
        #expect(table.first == ["MODEL", "VERSION", "STAGES", "FILES", "SIZE", "VERDICT"])
        #expect(
            table[1...5]
                == [
                    ["model-00", "v2.0.1", "-", "1", "18", "B", "ok"],
                    ["model-00", "v2.0.0", "-", "1", "18", "B", "ok"],
                    ["model-00", "v1.2.0", "prod", "1", "18", "B", "ok"],
                    ["model-00", "v1.1.0", "-", "1", "18", "B", "ok"],
                    ["model-00", "v1.0.0", "-", "1", "18", "B", "ok"],
                ]
        )
        #expect(
            result.errorOutput == "dvc-model-verify: 250 of 250 versions can be downloaded\n"
        )
        #expect(try await bed.studio.requests().count == 250)
        #expect(try await bed.objects.requests().count == 150)
    }

    @Test func `by the DVC remote, too, each object is asked for once`() async throws {
        let repositories = try await fleet()
        let bed = try await RemoteBed("fleet", of: repositories)
        let server = try await ServerProcess.start("http_remote.py", [repositories.storagePath])
        try bed.use(["url": "\(server.url)/fleet"])
        let result = try await bed.run("dvc-model-verify", "--remote", "--all")
        #expect(result.exit == .status(0), "\(result.errorOutput)")
        #expect(table(result).count == 251)
        #expect(try await server.requests().count == 150)
    }

    @Test func `--name chooses among the artifacts`() async throws {
        let bed = try await RemoteBed("fleet", of: fleet())
        let result = try await bed.run("dvc-model-verify", "--remote", "--all", "--name", "model-1?")
        #expect(Set(table(result).dropFirst().map(\.first)) == Set((10..<20).map { "model-\($0)" }))
    }

    @Test func `--name that no artifact has says which there are`() async throws {
        let bed = try await RemoteBed("mono")
        let result = try await bed.run("dvc-model-verify", "--remote", "--all", "--name", "bert")
        #expect(result.exit == .status(66))
        #expect(result.errorOutput.contains("    nlp:tokenizer\n"), "\(result.errorOutput)")
    }

    // MARK: Verdicts

    @Test func `a missing object is a verdict on each version that has it`() async throws {
        let repositories = try await fleet()
        let bed = try await RemoteBed("fleet", of: repositories, .folder(isOwn: true))
        let lost = try #require(try bed.model("model-07").files(at: "v1.0.0").first)
        try FileManager.default.removeItem(atPath: bed.objectPath(lost))
        let result = try await bed.run("dvc-model-verify", "--remote", "--all", "--name", "model-07")
        #expect(result.exit == .status(66))
        #expect(
            table(result).dropFirst().map { Array($0.dropFirst(6)) }
                == [["ok"], ["ok"], ["ok"], ["1", "missing"], ["1", "missing"]]
        )
        for version in ["v1.0.0", "v1.1.0"] {
            let command = "  try: git checkout model-07@\(version) && dvc push model-07.bin\n"
            #expect(result.errorOutput.contains(command), "\(result.errorOutput)")
        }
    }

    @Test func `what cannot be resolved is a verdict, and the others have theirs`() async throws {
        let bed = try await RemoteBed("stages")
        let result = try await bed.run("dvc-model-verify", "--remote", "--all")
        #expect(result.exit == .status(66), "\(result.errorOutput)")
        let verdicts = Dictionary(uniqueKeysWithValues: table(result).dropFirst().map { ($0[0], $0.last) })
        #expect(verdicts["never"] == "record-missing")
        #expect(Set(verdicts.values) == ["ok", "record-missing"])
    }

    @Test func `what is gone from the registry is not looked at, and stages are told`() async throws {
        let bed = try await RemoteBed("registry")
        let result = try await bed.run("dvc-model-verify", "--remote", "--all")
        #expect(result.exit == .status(0), "\(result.errorOutput)")
        #expect(
            table(result).dropFirst().map { Array($0.prefix(3)) }
                == [
                    ["again", "v1.0.0", "-"], ["again", "v0.9.0", "prod"],
                    ["ranker", "v2.0.0-rc.1", "staging"], ["ranker", "v1.1.0", "-"],
                    ["ranker", "v1.0.0", "prod"],
                ]
        )
    }

    @Test func `many failures alike are told as one`() async throws {
        let bed = try await TestBed("fleet", of: fleet())
        try await bed.objects.setFaults(["*": "404"])
        let result = try await bed.run("dvc-model-verify", "--remote", "--all", "--no-progress")
        #expect(result.exit == .status(66))
        let errors = result.errorOutput.split(separator: "\n").filter { $0.contains(" error: ") }
        #expect(errors.count == 1, "\(result.errorOutput)")
        #expect(errors.first?.contains("250 versions failed alike") == true, "\(result.errorOutput)")
    }

    @Test func `the report has every version with what is wrong with it`() async throws {
        let bed = try await TestBed("registry")
        let file = try #require(try bed.model("ranker").files(at: "v1.1.0").first)
        try await bed.objects.setFaults(["/\(file.key)": "404"])
        let result = try await bed.run("dvc-model-verify", "--remote", "--all", "--json")
        let report = try JSONValue(result.standardOutput)
        #expect(
            report.column("versions", "version") == ["v1.0.0", "v0.9.0", "v2.0.0-rc.1", "v1.1.0", "v1.0.0"]
        )
        #expect(report.column("versions", "result") == ["ok", "ok", "ok", "missing", "ok"])
        let error = report["versions"]?.elements[3]["error"]
        #expect(error?["code"] == "object-missing")
        #expect(error?["hint"] == "git checkout ranker@v1.1.0 && dvc push ranker.bin")
        #expect(report.column("files", "path") == ["ranker.bin"])
        #expect(report["summary"]?["ok"] == 4)
        #expect(report["summary"]?["missing"] == 1)
    }

    @Test func `a clone without tags has nothing to look at, and is told how to get them`() async throws {
        let bed = try await TestBed("single", hasTags: false)
        let result = try await bed.run("dvc-model-verify", "--remote", "--all")
        #expect(result.exit == .status(66))
        #expect(result.errorOutput.contains("  try: git fetch --tags\n"), "\(result.errorOutput)")
    }

    // MARK: Wrong calls

    @Test(arguments: [
        ["--remote", "--all", "ranker"], ["--remote", "--name", "x"], ["--all", "--name", "x"],
        ["--remote", "--all", "--wait", "1m"], ["--full"], ["--remote", "--offline"],
    ])
    func `what does not go together is a wrong call`(arguments: [String]) async throws {
        let bed = try await RemoteBed("registry")
        #expect(try await bed.start("dvc-model-verify", arguments).result().exit == .status(64))
    }
}
