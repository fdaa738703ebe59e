/// A git tag by which GTO keeps its registry (`gto/constants.py`, `tag_re`):
/// ```
/// resnet@v1.2.3          registers a version       resnet@v1.2.3!         takes it away
/// nlp=tokenizer#prod#4   assigns a stage           nlp=tokenizer#prod!#5  takes it away
/// resnet@deprecated      takes the artifact away   resnet@created         does nothing
/// ```
package struct GTOTag: Hashable, Sendable {
    package enum Event: Hashable, Sendable {
        /// With its `v`: `v1.2.3`.
        case register(version: String)
        case deregister(version: String)
        case assign(stage: String)
        case unassign(stage: String)
        case deprecate
        /// GTO reads such a tag and then fails on it.
        case create
    }

    /// The directory is what the tag says, which may be no normal path.
    package let artifact: ArtifactName
    package let event: Event
    /// The digits after the last `#`, as many as there are; nil without one. GTO orders nothing by it.
    package let counter: String?

    package init(_ artifact: ArtifactName, _ event: Event, counter: String? = nil) {
        self.artifact = artifact
        self.event = event
        self.counter = counter
    }

    /// The tag of this name, without `refs/tags/`; nil when it is none of GTO's.
    ///
    /// Stricter than GTO, which also takes one final line feed and other scripts' digits within a number.
    package init?(_ text: String) {
        self.init(text.utf8[...])
    }

    /// The tag of this ref, with or without `refs/tags/`.
    package init?(ref: String) {
        let prefix = "refs/tags/".utf8
        self.init(ref.utf8.starts(with: prefix) ? ref.utf8.dropFirst(prefix.count) : ref.utf8[...])
    }

    private init?(_ text: Substring.UTF8View) {
        guard let mark = text.firstIndex(where: { $0 == atSign || $0 == numberSign }),
            let artifact = ArtifactName(inTag: text[..<mark])
        else { return nil }
        let parts = text[text.index(after: mark)...]
            .split(separator: numberSign, maxSplits: 1, omittingEmptySubsequences: false)
        guard let event = Self.event(parts[0], isVersion: text[mark] == atSign) else { return nil }
        let counter = parts.dropFirst().first
        guard counter.map({ !$0.isEmpty && $0.allSatisfy(ASCII.isDigit) }) ?? true else { return nil }
        self.init(artifact, event, counter: counter.map { String(Substring($0)) })
    }

    private static func event(_ text: Substring.UTF8View, isVersion: Bool) -> Event? {
        let isTakenAway = text.last == UInt8(ascii: "!")
        let bytes = isTakenAway ? text.dropLast() : text
        let word = String(Substring(bytes))
        if isVersion {
            if SemanticVersion(gtoVersion: word) != nil {
                return isTakenAway ? .deregister(version: word) : .register(version: word)
            }
            if text.elementsEqual("deprecated".utf8) { return .deprecate }
            return text.elementsEqual("created".utf8) ? .create : nil
        }
        guard ArtifactName.isName(bytes) else { return nil }
        return isTakenAway ? .unassign(stage: word) : .assign(stage: word)
    }
}

private let atSign = UInt8(ascii: "@")
private let numberSign = UInt8(ascii: "#")

extension GTOTag: CustomStringConvertible {
    /// The tag's name, without `refs/tags/`.
    package var description: String {
        let event =
            switch event {
            case .register(let version): "@\(version)"
            case .deregister(let version): "@\(version)!"
            case .assign(let stage): "#\(stage)"
            case .unassign(let stage): "#\(stage)!"
            case .deprecate: "@deprecated"
            case .create: "@created"
            }
        return artifact.inTag + event + (counter.map { "#\($0)" } ?? "")
    }
}
