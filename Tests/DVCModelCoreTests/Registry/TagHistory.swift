import Foundation
import TestSupport

@testable import DVCModelCore

/// A repository of empty commits and of tags, with commits known by labels.
struct TagHistory {
    struct Tag: Decodable, Sendable {
        let tag: String
        /// A commit's label, or `tag:<name>`.
        let target: String
        /// `annotated` or `lightweight`.
        let kind: String
        let time: Int?
        let tz: String?
        let object_name: String?
    }

    struct Row: Equatable {
        let version: String?
        let commit: String
        let stages: [String]
    }

    let path: String
    private let commits: [String: String]

    /// A repository that is there already.
    init(path: String, commits: [String: String]) {
        self.path = path
        self.commits = commits
    }

    /// Makes one with git.
    init(_ labels: [String], _ tags: [Tag], in folder: TemporaryFolder) throws {
        path = folder.path("repository")
        try folder.makeFolder("repository")
        try Program.git("init", "-q", "-b", "main", in: path)
        var commits: [String: String] = [:]
        var parent: [String] = []
        let tree = try Self.write("", as: "tree", in: path)
        for (index, label) in labels.enumerated() {
            let who = "Test <test@example.com> \(1_600_000_000 + index) +0000"
            let text = (["tree \(tree)"] + parent + ["author \(who)", "committer \(who)", "", "\(label)\n"])
            let commit = try Self.write(text.joined(separator: "\n"), as: "commit", in: path)
            parent = ["parent \(commit)"]
            commits[label] = commit
        }
        var objects = commits
        for tag in tags {
            guard var target = objects[tag.target] else {
                throw TestSupportFailure("no '\(tag.target)' before '\(tag.tag)'")
            }
            commits["tag:\(tag.tag)"] = commits[tag.target]
            if tag.kind == "annotated" {
                let kind = tag.target.hasPrefix("tag:") ? "tag" : "commit"
                let who = "Test <test@example.com> \(tag.time ?? 0) \(tag.tz ?? "+0000")"
                let name = tag.object_name ?? tag.tag
                let text = "object \(target)\ntype \(kind)\ntag \(name)\ntagger \(who)\n\n\(name)\n"
                target = try Self.write(text, as: "tag", in: path)
            }
            objects["tag:\(tag.tag)"] = target
            try folder.write("\(target)\n", to: "repository/.git/refs/tags/\(tag.tag)")
        }
        self.commits = commits
    }

    private static func write(_ text: String, as kind: String, in path: String) throws -> String {
        let made = try Program.run(
            "git",
            ["hash-object", "-t", kind, "-w", "--stdin"],
            in: path,
            input: Data(text.utf8)
        )
        guard made.status == 0 else { throw TestSupportFailure("git hash-object: \(made.errorOutput)") }
        return made.output.trimmingCharacters(in: .newlines)
    }

    func registry(only artifact: ArtifactName? = nil) throws -> Registry {
        let layout = try GitLayout.find(from: path)
        guard let layout else { throw TestSupportFailure("no repository in \(path)") }
        return try Registry(reading: layout, only: artifact, environment: .tests)
    }

    /// The commit that a label leads to in the end.
    func commit(_ label: String) -> String? { commits[label] }

    /// What gto shows, as we show it: an unregistered commit, which it lists anew for each of its tags, once.
    func peeled(_ rows: [RecordedAnswers.Row]) -> [Row] {
        var seen: Set<RecordedAnswers.Row> = []
        return rows.compactMap { row in
            let isVersion = row.version != row.commit
            guard isVersion || seen.insert(row).inserted else { return nil }
            return Row(
                version: isVersion ? row.version : nil,
                commit: commits[row.commit] ?? row.commit,
                stages: row.stages ?? []
            )
        }
    }
}
