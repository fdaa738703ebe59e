import DVCModelCore
import Testing

@Suite struct SafePathTests {
    @Test(arguments: [
        "a", "models/m.bin", "a b/é&%#+", ".gitignore", "a/.dvcignore", "...", "a/..b", "git", "x.git/y",
    ])
    func `an ordinary path is taken as it is`(path: String) throws {
        #expect(try SafePath(path).text == path)
    }

    @Test(arguments: [
        ("", "it is empty"), ("/x", "it is absolute"), ("../x", "it has the part '..'"),
        ("a/../../x", "it has the part '..'"),
        ("a//b", "it has an empty part"), ("a/", "it has an empty part"), ("./a", "it has the part '.'"),
        ("a/.", "it has the part '.'"), ("a\u{0}b", "it holds a control character"),
        ("a\nb", "it holds a control character"),
        ("a\u{85}b", "it holds a control character"), ("a\u{7F}", "it holds a control character"),
        ("a\\b", "it holds a backslash"), ("C:/x", "it begins with a drive letter"),
        ("c:x", "it begins with a drive letter"),
        (".git/hooks/pre-commit", "it reaches into '.git'"), ("a/.GIT/x", "it reaches into '.git'"),
        (".g\u{200C}it/config", "it reaches into '.git'"), ("git~1/config", "it reaches into '.git'"),
        (".dvc/config", "it reaches into '.dvc'"), ("sub/.Dvc/cache", "it reaches into '.dvc'"),
        // A slash with a mark on it is one character to Swift, and a slash to the file system.
        ("../\u{301}x", "it has the part '..'"), (".git/\u{200D}x", "it reaches into '.git'"),
        ("a/\u{301}/../\u{301}/..", "it has the part '..'"), ("/\u{301}x", "it is absolute"),
        ("\\\u{301}x", "it holds a backslash"), ("a\r\nb", "it holds a control character"),
        ("\(String(repeating: "a/", count: 2_048))a", "it is longer than 4096 bytes"),
    ])
    func `a path that could do harm is refused, with the reason`(path: String, reason: String) {
        #expect(throws: DVCModelError(.destinationUnsafe, "refused to write to '\(path)': \(reason)")) {
            try SafePath(path)
        }
    }

    @Test func `a name too long for any file system is refused`() {
        #expect(throws: DVCModelError.self) { try SafePath("a/" + String(repeating: "é", count: 128)) }
    }

    @Test func `parts are what the file system takes for parts`() throws {
        #expect(try SafePath("a/\u{301}b/c").components == ["a", "\u{301}b", "c"])
    }

    @Test(arguments: [
        ["a/x", "a/X"], ["\u{E9}", "e\u{301}"], ["straße", "STRASSE"], ["A/x", "a/x"],
    ])
    func `names that some file system calls equal collide`(paths: [String]) throws {
        let paths = try paths.map { try SafePath($0) }
        let error = #expect(throws: DVCModelError.self) { try SafePath.requireDistinct(paths) }
        #expect(
            error?.what
                == "'\(paths[0].text)' and '\(paths[1].text)' are one file where names ignore case or Unicode form"
        )
    }

    @Test(arguments: [["a", "a/b"], ["a/b/c", "A"], ["x/y/z", "x/y"], ["x/y/a", "x/y/b", "x/y/c/d", "x"]])
    func `a file cannot be another file's folder`(paths: [String]) throws {
        let paths = try paths.map { try SafePath($0) }
        let error = #expect(throws: DVCModelError.self) { try SafePath.requireDistinct(paths) }
        #expect(error?.code == .destinationUnsafe)
        #expect(error?.what.contains("is to be a file and also the folder of") == true)
    }

    @Test func `paths side by side are fine`() throws {
        try SafePath.requireDistinct(["a/b", "a/c", "ab", "a/b.txt", "b"].map { try SafePath($0) })
    }
}
