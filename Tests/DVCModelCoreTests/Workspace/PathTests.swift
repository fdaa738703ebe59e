import Testing

@testable import DVCModelCore

@Suite struct PathTests {
    @Test(arguments: [
        ("/a", "b", "/a/b"), ("/a/", "b", "/a/b"), ("/a", "/b", "/b"), ("", "b", "b"), ("/", "b", "/b"),
        ("/a", "", "/a"), ("/a", "../b", "/a/../b"),
    ])
    func `join takes a relative path as seen from the folder`(folder: String, path: String, joined: String) {
        #expect(Path.join(folder, path) == joined)
    }

    @Test(arguments: [
        ("/a/b", "/a", "b"), ("/a/b/", "/a", "b"), ("/a", "/", "a"), ("/", "/", ""), ("a", "", "a"),
        ("a/b", "a", "b"), ("//a", "/", "a"), ("/modèles/é", "/modèles", "é"), ("", "", ""),
        ("a/\u{301}b", "a", "\u{301}b"),
    ])
    func `a path is its parent and its last component`(path: String, parent: String, last: String) {
        #expect(Array(Path.parent(path).utf8) == Array(parent.utf8))
        #expect(Array(Path.lastComponent(path).utf8) == Array(last.utf8))
    }

    @Test(arguments: [
        ("/a/./b//c/", "/a/b/c"), ("/a/../b", "/b"), ("/../a", "/a"), ("a/..", "."), ("../a/../..", "../.."),
        ("", "."), ("/", "/"), ("//a", "/a"), ("./a", "a"), ("/a/...", "/a/..."), ("a/é/../ü", "a/ü"),
    ])
    func `normalised takes out what says nothing`(path: String, normalised: String) {
        #expect(Path.normalised(path) == normalised)
    }

    @Test(arguments: [
        ("/a/b/c", "/a", "b/c"), ("/a", "/a/b", ".."), ("/a/b", "/a/c", "../b"), ("/a/", "/a", "."),
        ("/b", "/", "b"), ("/a/../b", "/a", "../b"), ("/ab", "/a", "../ab"), ("/a/b/./c//d/", "/a", "b/c/d"),
        ("/a/b/../c", "/a/b", "../c"), ("/a/.b/c", "/a", ".b/c"), ("/a/b", "/a/", "b"),
        ("/a/b", "/x/../a", "b"),
    ])
    func `relative gives the way between two absolute paths`(path: String, folder: String, way: String) {
        #expect(Path.relative(path, to: folder) == way)
    }

    @Test func `folders that differ only in Unicode form are different folders`() {
        #expect(Path.relative("/e\u{301}/x", to: "/\u{e9}").utf8.elementsEqual("../e\u{301}/x".utf8))
    }
}
