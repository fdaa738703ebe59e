import DVCModelCore
import Testing

@Suite struct LayoutTests {
    private func places(
        _ layout: Layout,
        of artifactPath: String? = nil,
        _ paths: String...,
    ) throws(DVCModelError) -> [String] {
        let objects = paths.map { RemoteObject(path: $0, url: SignedURL("https://h/\($0)")) }
        return try layout.place(objects, artifactPath: artifactPath).map(\.text)
    }

    @Test func `files land at their paths in the repository`() throws {
        #expect(try places(.repository, "models/a", "models/b/c") == ["models/a", "models/b/c"])
    }

    @Test func `flat drops the folders above a declared folder and keeps the folder`() throws {
        #expect(
            try places(.flat, of: "models/resnet", "models/resnet/a", "models/resnet/b/c") == [
                "resnet/a", "resnet/b/c",
            ]
        )
    }

    @Test func `flat drops the folders above a declared file`() throws {
        #expect(try places(.flat, of: "models/m.bin", "models/m.bin") == ["m.bin"])
    }

    @Test func `flat goes by what the files have in common where nothing is declared`() throws {
        #expect(try places(.flat, "models/r/a", "models/r/b/c") == ["r/a", "r/b/c"])
        #expect(try places(.flat, "models/deep/m.bin") == ["m.bin"])
    }

    @Test func `flat goes by the files where they are not at the declared place`() throws {
        #expect(try places(.flat, of: "models", "old/place/m.bin") == ["m.bin"])
    }

    private func modelFolder(_ layout: Layout, of artifactPath: String?, _ paths: String...) throws
        -> [String]?
    {
        let objects = paths.map { RemoteObject(path: $0, url: SignedURL("https://h/x")) }
        let places = try layout.place(objects, artifactPath: artifactPath)
        return try layout.modelFolder(objects, places: places, artifactPath: artifactPath)
    }

    @Test func `a folder model's folder is the declared one, wherever it was placed`() throws {
        #expect(try modelFolder(.repository, of: "models/r", "models/r/a/x") == ["models", "r"])
        #expect(try modelFolder(.flat, of: "models/r", "models/r/a/x", "models/r/a/y") == ["r"])
        #expect(try modelFolder(.repository, of: nil, "models/r/x", "models/r/a/y") == ["models", "r"])
    }

    @Test func `a model that is a file has no folder of its own`() throws {
        #expect(try modelFolder(.repository, of: "models/m.bin", "models/m.bin") == nil)
        #expect(try modelFolder(.file("n"), of: "models", "models/m.bin") == nil)
        #expect(try modelFolder(.repository, of: nil, "models/m.bin") == nil)
        #expect(try modelFolder(.repository, of: nil, "a", "b") == nil)
    }

    @Test func `one file takes the name that was chosen for it`() throws {
        #expect(try places(.file(".dvc"), "models/m.bin") == [".dvc"])
    }

    @Test func `several files do not become one`() {
        #expect(throws: DVCModelError.self) { try places(.file("x"), "a", "b") }
    }

    @Test func `a foreign path is refused even where its folders would be dropped`() {
        #expect(throws: DVCModelError.self) { try places(.file("x"), "../a") }
    }
}
