/// Where the parts of a Git repository lie, as git itself finds them from a folder inside it.
///
/// Plain checkout: `.git` is the git folder. Linked worktree and submodule: `.git` is a file
/// `gitdir: <folder>`, and a worktree's git folder holds `commondir`, the way to the folder with the
/// configuration, the refs and the objects. Bare repository: the folder itself.
///
/// `GIT_DIR` is ignored on purpose, as DVC's Studio client does: git sets it for every hook, and in a linked
/// worktree to that worktree's own folder, while the tools are asked about the folder they stand in.
package struct GitLayout: Sendable, Equatable {
    /// The folder with the checked-out files; nil in a bare repository, and inside a `.git` folder.
    package let workTree: String?
    /// `HEAD` and `config.worktree` of this checkout.
    package let gitFolder: String
    /// `config`, refs and objects, shared by all worktrees.
    package let commonFolder: String
    package let head: GitHead

    /// The repository that holds `folder`, an absolute path; nil when none does.
    ///
    /// - Throws: `no-git-repository` where a `.git` file leads nowhere; git does not look further up then either.
    package static func find(from folder: String) throws(DVCModelError) -> GitLayout? {
        guard var current = Files.resolved(folder) else { return nil }
        while true {
            if let found = try repository(at: current) { return found }
            let parent = Path.parent(current)
            if parent == current { return nil }
            current = parent
        }
    }

    private static func repository(at folder: String) throws(DVCModelError) -> GitLayout? {
        let dotGit = Path.join(folder, ".git")
        switch Files.kind(dotGit) {
        case .file:
            let target = try gitFile(dotGit)
            guard let found = GitLayout(gitFolder: target, workTree: folder) else {
                throw .gitFileBroken(dotGit, "it names '\(target)', which is no git folder")
            }
            return found
        case .folder:
            if let found = GitLayout(gitFolder: dotGit, workTree: folder) { return found }
        case .other, nil: break
        }
        return GitLayout(gitFolder: folder, workTree: nil)
    }

    /// The folder that a `.git` file names. Source: `read_gitfile_gently` in git's setup.c.
    private static func gitFile(_ path: String) throws(DVCModelError) -> String {
        let text = try Files.text(path) ?? ""
        guard text.utf8.starts(with: "gitdir: ".utf8) else {
            throw .gitFileBroken(path, "it does not begin with 'gitdir: '")
        }
        let target = withoutFinalLineEnds(text.utf8.dropFirst("gitdir: ".utf8.count))
        guard !target.isEmpty else { throw .gitFileBroken(path, "it names no folder") }
        return Path.normalised(Path.join(Path.parent(path), target))
    }

    private static func commonFolder(of gitFolder: String) -> String {
        // A `commondir` that cannot be read is as good as none: the folder is then judged by itself.
        guard let text = try? Files.text(Path.join(gitFolder, "commondir")) else { return gitFolder }
        return Path.normalised(Path.join(gitFolder, withoutFinalLineEnds(text.utf8[...])))
    }

    private static func withoutFinalLineEnds(_ text: Substring.UTF8View) -> String {
        let end = text.lastIndex { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") }
        return end.map { String(Substring(text[...$0])) } ?? ""
    }
}

extension GitLayout {
    /// nil when `gitFolder` does not look like one. Source: `is_git_directory` in git's setup.c.
    private init?(gitFolder: String, workTree: String?) {
        let common = Self.commonFolder(of: gitFolder)
        guard
            let head = GitHead(gitFolder: gitFolder, commonFolder: common),
            Files.kind(Path.join(common, "objects")) == .folder,
            Files.kind(Path.join(common, "refs")) == .folder
        else { return nil }
        self.workTree = workTree
        self.gitFolder = gitFolder
        self.commonFolder = common
        self.head = head
    }
}

/// What is checked out.
package enum GitHead: Sendable, Equatable {
    /// A branch by its name below `refs/heads/`; it need not have a commit yet.
    case branch(String)
    /// A ref elsewhere, by its full name.
    case otherRef(String)
    /// A commit without a branch.
    case detached
}

extension GitHead {
    /// As deep as git follows refs that name refs. Source: SYMREF_MAXDEPTH in git's refs-internal.h.
    private static let maximumDepth = 5

    /// nil when `HEAD` is missing or is neither a ref nor a commit. With the reftable format it names the
    /// branch `.invalid`, which no setting mentions.
    fileprivate init?(gitFolder: String, commonFolder: String) {
        guard let content = Self.content(of: Path.join(gitFolder, "HEAD")) else { return nil }
        guard var ref = Self.refName(in: content) else {
            let digits = content.prefix { $0.isASCII && $0.isHexDigit }
            guard digits.count == 40 || digits.count == 64 else { return nil }
            self = .detached
            return
        }
        guard ref.hasPrefix("refs/") else { return nil }
        for _ in 1..<Self.maximumDepth {
            guard !ref.split(separator: "/").contains(".."),
                let content = Self.content(of: Path.join(commonFolder, ref)),
                let next = Self.refName(in: content)
            else { break }
            ref = next
        }
        let heads = "refs/heads/"
        self = ref.hasPrefix(heads) ? .branch(String(ref.dropFirst(heads.count))) : .otherRef(ref)
    }

    /// The text of a ref's file. Ancient repositories have a symbolic link there instead of `ref: …`.
    private static func content(of path: String) -> String? {
        if let target = Files.linkTarget(path), target.hasPrefix("refs/") { return "ref: \(target)" }
        // A file that cannot be read says as little as one that is missing.
        return try? Files.text(path)
    }

    private static func refName(in content: String) -> String? {
        guard content.hasPrefix("ref:") else { return nil }
        let blanks = " \t\r\n".unicodeScalars
        let words = content.unicodeScalars.dropFirst("ref:".count).split(whereSeparator: blanks.contains)
        return words.first.map { String($0) }
    }
}

extension DVCModelError {
    fileprivate static func gitFileBroken(_ path: String, _ why: String) -> Self {
        .init(
            .noGitRepository,
            "'\(path)' does not lead to a git repository: \(why)",
            at: .file(path),
            hint: "git worktree repair, or git submodule update --init",
        )
    }
}
