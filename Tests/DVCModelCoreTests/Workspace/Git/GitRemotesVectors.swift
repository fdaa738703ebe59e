import Foundation
import TestSupport
import Testing

@testable import DVCModelCore

/// The repository URL that goes to Studio, against what DVC's Studio client and git make of the same checkout.
@Suite struct GitRemotesVectors {
    struct Case: Decodable, Sendable, CustomTestStringConvertible {
        struct Client: Decodable, Sendable {
            let url: String?
        }

        let id: String
        let layout: String
        let git_config: String?
        let git_config_whole: String?
        let head: String
        let files: [String: String]?
        let global_config: String?
        let config_worktree: String?
        let env: [String: String]?
        let client: Client
        let git_ls_remote_get_url: String?

        var testDescription: String { id }
    }

    /// Where we differ from DVC's client, and why.
    private static let onPurpose = [
        "userinfo-token": "no user name and password of an http(s) URL leaves the machine",
        "userinfo-user": "no user name and password of an http(s) URL leaves the machine",
        "file-path": "a path means nothing to Studio",
        "relative-path": "a path means nothing to Studio",
        "file-url": "a path means nothing to Studio",
        "only-upstream": "git's answer: the only remote",
        "detached-no-origin": "git's answer: the only remote",
        "subsection-case": "git's answer: the only remote",
        "escaped-quote-name": "git's answer: the only remote",
        "branch-remote-missing-section": "the name of a remote that does not exist is no URL",
        "branch-remote-dot": "'.' is no URL",
        "head-at-remote-ref": "git's answer; the client fails",
        "two-urls": "git's answer: the first",
        "section-twice": "git's answer: the first",
        "include-override": "git's answer: the first",
        "section-case": "git's answer: a section's name in any case",
        "empty-url": "an empty URL is none",
        "bool-url": "git refuses a url without a value",
    ]

    @Test(arguments: try Vectors.cases("git-remotes", as: Case.self))
    func `the repository URL is git's, without secrets, and one that Studio can know`(vector: Case) throws {
        let folder = try TemporaryFolder()
        let place = try Checkout(vector, in: folder).place
        let answer = Self.answer(in: place, home: folder.path("home"))
        // Older gits turn a tab in a value into a space.
        #expect(answer?.replacing("\t", with: " ") == Self.expected(vector)?.replacing("\t", with: " "))
        if Self.onPurpose[vector.id] != nil { #expect(answer != vector.client.url) }
    }

    private static func answer(in place: String, home: String) -> String? {
        let environment = Environment(["HOME": home])
        do throws(DVCModelError) {
            let settings = try StudioSettings(
                options: .init(),
                environment: environment,
                config: DVCConfig(for: place, environment: environment),
            )
            return try settings.repoURL(in: GitLayout.find(from: place), environment: environment).value.text
        } catch {
            let codes: [ErrorCode] = [
                .repoURLMissing, .repoURLNotUsable, .gitConfigInvalid, .noGitRepository,
            ]
            #expect(codes.contains(error.code))
            #expect(error.hint != nil || error.code == .gitConfigInvalid)
            return nil
        }
    }

    /// git's answer, but without `insteadOf` and what git reads beyond the repository, where the client's counts;
    /// nil for an error.
    private static func expected(_ vector: Case) -> String? {
        let written = [vector.git_config, vector.git_config_whole, vector.config_worktree].compactMap(\.self)
        let texts = written + (vector.files ?? [:]).values
        let isRewritten = texts.contains { $0.lowercased().contains("insteadof") }
        let isClients = isRewritten || vector.global_config != nil || vector.env != nil
        // Where git finds an empty text, one of its newer releases may find more, as the client does.
        let isEmpty = vector.git_ls_remote_get_url?.isEmpty ?? false
        guard let url = isClients || isEmpty ? vector.client.url : vector.git_ls_remote_get_url else {
            return nil
        }
        guard url.contains(":"), !url.hasPrefix("/"), !url.hasPrefix("file:") else { return nil }
        return url.replacing(/^(https?:\/\/)[^\/@]*@/.ignoresCase()) { $0.output.1 }
    }
}

/// A checkout made by git in one of the layouts that the recorded answers name.
private struct Checkout {
    /// Where the question is asked.
    let place: String

    init(_ vector: GitRemotesVectors.Case, in folder: TemporaryFolder) throws {
        let work = try folder.makeFolder("w")
        if let text = vector.global_config { try folder.write(text, to: "home/.gitconfig") }
        switch vector.layout {
        case "none":
            place = work
            return
        case "gitfile-broken":
            try folder.write("gitdir: /nonexistent/modules/x\n", to: "w/.git")
            place = work
            return
        case "bare": try Program.git("init", "-q", "-b", "main", "--bare", in: work)
        default: try Program.git("init", "-q", "-b", "main", in: work)
        }
        place = try Self.arrange(vector.layout, in: folder)
        let git = vector.layout == "bare" ? "w" : "w/.git"
        if vector.head == "detached" {
            try Program.git("commit", "-q", "--allow-empty", "-m", "x", in: work)
            try Program.git("checkout", "-q", "--detach", in: work)
        } else {
            try folder.write("ref: \(vector.head)\n", to: "\(git)/HEAD")
        }
        for (path, text) in vector.files ?? [:] { try folder.write(text, to: "w/\(path)") }
        if let text = vector.config_worktree { try folder.write(text, to: "\(git)/config.worktree") }
        let core = "[core]\n\trepositoryformatversion = 0\n\tbare = \(vector.layout == "bare")\n"
        try folder.write(vector.git_config_whole ?? core + (vector.git_config ?? ""), to: "\(git)/config")
    }

    /// Makes what the layout has beside the plain checkout.
    private static func arrange(_ layout: String, in folder: TemporaryFolder) throws -> String {
        let work = folder.path("w")
        switch layout {
        case "plain", "bare": return work
        case "subdir": return try folder.makeFolder("w/a/b")
        case "worktree", "worktree-detached":
            try Program.git("commit", "-q", "--allow-empty", "-m", "x", in: work)
            try Program.git(
                "worktree",
                "add",
                "-q",
                layout == "worktree" ? "-bwt" : "--detach",
                "../linked",
                in: work
            )
            return folder.path("linked")
        case "submodule":
            try folder.makeFolder("w/.git/modules")
            try Program.git("init", "-q", "--separate-git-dir", ".git/modules/sub", "sub", in: work)
            try Program.git("remote", "add", "origin", "https://example.com/sub", in: folder.path("w/sub"))
            return folder.path("w/sub")
        default: throw UnknownLayout(name: layout)
        }
    }

    private struct UnknownLayout: Error {
        let name: String
    }
}
