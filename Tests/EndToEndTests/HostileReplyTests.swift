import Foundation
import TestSupport
import Testing

/// Studio's answer is foreign text: nothing in it may bring a byte to a place outside the destination.
@Suite struct HostileReplyTests {
    /// Everything below a folder, links not followed, with what is in the files.
    private func snapshot(_ folder: String) throws -> [String: Data?] {
        var found: [String: Data?] = [:]
        for path in try FileManager.default.subpathsOfDirectory(atPath: folder) where !path.hasPrefix("home")
        {
            found[path] = FileManager.default.contents(atPath: "\(folder)/\(path)")
        }
        return found
    }

    private func reply(_ paths: [String], url: String = "{objects}/x") throws -> Fault {
        let members = try paths.map { path in
            "\(String(decoding: try JSONEncoder().encode(path), as: UTF8.self)): \"\(url)\""
        }
        return Fault("reply", ["body": .string("{\(members.joined(separator: ", "))}")])
    }

    @Test(arguments: [
        ["../x"], ["/tmp/dvc-model-x"], ["a//b"], ["./a"], ["a/../../x"], [".git/hooks/pre-commit"],
        [".GIT/config"],
        [".dvc/config"], ["sub/.git/config"], ["a\u{0}b"], ["a\nb"], ["a\u{1B}[31mb"], ["a\\..\\b"], ["C:/x"],
        [""],
        ["Model.bin", "model.bin"], ["caf\u{E9}", "cafe\u{301}"], ["models", "models/a"], ["good", "../x"],
    ])
    func `a path that could do harm is refused before the first transfer`(paths: [String]) async throws {
        let bed = try await TestBed("single", hasTags: false)
        try await bed.studio.setFaults(["studio": reply(paths)])
        let before = try snapshot(bed.scratch.path)
        let result = try await bed.run("dvc-model-pull", "--force")
        #expect(result.exit == .status(73), "\(result.errorOutput)")
        #expect(try await bed.objects.requests().isEmpty)
        #expect(try snapshot(bed.scratch.path) == before)
        #expect(!result.errorOutput.unicodeScalars.contains { $0 == "\u{1B}" || $0 == "\u{0}" })
    }

    @Test(arguments: ["file:///etc/passwd", "ftp://127.0.0.1/x", "gopher://127.0.0.1/x", "/etc/passwd", ""])
    func `an address that is not http or https is refused`(url: String) async throws {
        let bed = try await TestBed("single")
        try await bed.studio.setFaults(["studio": reply(["model.bin"], url: url)])
        let result = try await bed.run("dvc-model-pull")
        #expect(result.exit == .status(65), "\(result.errorOutput)")
        #expect(bed.contents("model.bin") == nil)
    }

    @Test func `a redirect to a file is refused`() async throws {
        let bed = try await TestBed("single")
        try await bed.objects.setFaults(["*": Fault("redirect", ["to": "file:///etc/passwd"])])
        let result = try await bed.run("dvc-model-pull")
        #expect(result.exit == .status(69), "\(result.errorOutput)")
        #expect(bed.contents("model.bin") == nil)
    }

    @Test func `a linked folder in the checkout is not written through`() async throws {
        let bed = try await TestBed("folder")
        let outside = try bed.scratch.makeFolder("outside")
        try FileManager.default.removeItem(atPath: "\(bed.checkout)/models")
        try FileManager.default.createSymbolicLink(
            atPath: "\(bed.checkout)/models",
            withDestinationPath: outside
        )
        let result = try await bed.run("dvc-model-pull", "--force")
        #expect(result.exit == .status(73), "\(result.errorOutput)")
        #expect(try FileManager.default.contentsOfDirectory(atPath: outside) == [])
        #expect(try await bed.objects.requests().isEmpty)
    }

    @Test(arguments: ["curl", "aria2"])
    func `no other program is told to write where these tools would not`(format: String) async throws {
        let bed = try await TestBed("single", hasTags: false)
        try await bed.studio.setFaults(["studio": reply(["../x"])])
        let result = try await bed.run("dvc-model-uris", "--format", format)
        #expect(result.exit == .status(73), "\(result.errorOutput)")
        #expect(result.output == "")
    }
}
