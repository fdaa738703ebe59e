import Foundation
import TestSupport
import Testing

@testable import DVCModelCore

@Suite struct ExtraFilesTests {
    private let scratch: TemporaryFolder

    init() throws { scratch = try TemporaryFolder() }

    private func list(_ modelFolder: String..., known: String...) throws -> [String] {
        let folder = try #require(try DestinationFolder.open(scratch.path, making: false))
        return try ExtraFiles.list(
            in: folder,
            modelFolder: modelFolder,
            known: try known.map { try SafePath($0) }
        )
    }

    @Test func `what is not the model's is listed, sorted, from all folders below its own`() throws {
        for path in ["m/a", "m/z", "m/sub/b", "m/sub/deep/c", "m/sub/é", "other/x", "m.bin"] {
            try scratch.write("x", to: path)
        }
        #expect(
            try list("m", known: "m/a", "m/sub/b") == ["m/sub/deep/c", "m/sub/é", "m/z"]
        )
    }

    @Test func `what DVC leaves out and unfinished downloads are passed over`() throws {
        let part = try PartFile.name(for: SafePath("m/a"), expecting: nil)
        for name in [".gitignore", ".dvcignore", part, ".hidden"] { try scratch.write("x", to: "m/\(name)") }
        #expect(try list("m") == ["m/.hidden"])
    }

    @Test func `a link is listed and not followed`() throws {
        let outside = try TemporaryFolder()
        try outside.write("x", to: "secret")
        try scratch.makeFolder("m")
        try scratch.link("m/link", to: outside.path)
        try scratch.link("m/broken", to: "nowhere")
        try scratch.link("m/loop", to: "../m")
        #expect(try list("m") == ["m/broken", "m/link", "m/loop"])
    }

    @Test func `a folder that is not there holds nothing`() throws {
        #expect(try list("m", "sub") == [])
        try scratch.makeFolder("m/sub")
        #expect(try list("m", "sub") == [])
    }

    @Test func `a file or a link in place of the model's folder is refused`() throws {
        try scratch.write("x", to: "m")
        let error = #expect(throws: DVCModelError.self) { try list("m") }
        #expect(error?.code == .destinationUnsafe)
    }

    @Test func `folders without number are listed with few descriptors`() throws {
        let paths = (0..<1_500).map { "m/\($0)/x" }
        for path in paths { try scratch.write("x", to: path) }
        #expect(try list("m").count == 1_500)
    }
}
