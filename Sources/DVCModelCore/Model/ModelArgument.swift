/// Which of a model's versions is meant.
package enum Selector: Hashable, Sendable {
    /// The greatest version that is registered.
    case latest
    /// With its `v`: `v1.2.3`.
    case version(String)
    case stage(String)
}

extension Selector {
    /// A version as it stands after `@` or `--rev`; nil for anything else.
    init?(version text: String) {
        switch text {
        // GTO's own words (`gto/constants.py`, `shortcut_re`).
        case "latest", "greatest": self = .latest
        default:
            guard SemanticVersion(gtoVersion: text) != nil else { return nil }
            self = .version(text)
        }
    }

    /// The version that is named; nil for any other selector.
    package var version: String? {
        if case .version(let version) = self { version } else { nil }
    }

    /// The stage that is named; nil for any other selector.
    package var stage: String? {
        if case .stage(let stage) = self { stage } else { nil }
    }

    /// As it stands behind a name in an argument; nothing for the latest version.
    var suffix: String {
        switch self {
        case .latest: ""
        case .version(let version): "@\(version)"
        case .stage(let stage): "#\(stage)"
        }
    }
}

/// One `MODEL` of the command line, read but not yet compared with what is declared.
package struct ModelArgument: Hashable, Sendable {
    package enum Name: Hashable, Sendable {
        /// None: the model declared here is meant.
        case inferred
        /// `NAME`, a key of the dvc.yaml that counts here. Possibly no valid name.
        case bare(String)
        /// A name that says its folder, or comes from a tag.
        case full(ArtifactName)
    }

    package let name: Name
    /// nil when the argument has none.
    package let selector: Selector?

    package init(_ name: Name, _ selector: Selector? = nil) {
        self.name = name
        self.selector = selector
    }

    /// Reads `NAME`, `DIR:NAME`, `:NAME`, each also with `@v1.2.3`, `@latest` or `#STAGE`, such a selector alone,
    /// and the tags of GTO that select something: `DIR=NAME@v1.2.3`, `NAME#STAGE#4`, `refs/tags/…`.
    ///
    /// - Throws: `usage`.
    package static func parse(_ text: String) throws(DVCModelError) -> ModelArgument {
        guard !text.isEmpty else { throw DVCModelError(.usage, "a MODEL is empty") }
        if text.utf8.starts(with: "refs/tags/".utf8) {
            guard let tag = GTOTag(ref: text) else { throw .notATag(text) }
            return try selected(by: tag)
        }
        let mark = text.utf8.firstIndex { "@#".utf8.contains($0) } ?? text.endIndex
        let name = String(text[..<mark])
        guard mark < text.endIndex else { return ModelArgument(try parse(name: name)) }

        let rest = String(text[text.utf8.index(after: mark)...])
        if text.utf8[mark] == UInt8(ascii: "@"), let selector = Selector(version: rest),
            !name.utf8.contains(equals)
        {
            return ModelArgument(try parse(name: name), selector)
        }
        if text.utf8[mark] == UInt8(ascii: "#"), ArtifactName.isValid(name: rest), !name.utf8.contains(equals)
        {
            return ModelArgument(try parse(name: name), .stage(rest))
        }
        if let tag = GTOTag(text) { return try selected(by: tag) }
        throw .selectorInvalid(rest, name: name, isVersion: text.utf8[mark] == UInt8(ascii: "@"))
    }

    private static func parse(name: String) throws(DVCModelError) -> Name {
        if name.isEmpty { return .inferred }
        if name.utf8.contains(equals) { throw .tagWithoutEvent(name) }
        return name.utf8.contains(UInt8(ascii: ":")) ? .full(try ArtifactName.parse(name)) : .bare(name)
    }

    private static func selected(by tag: GTOTag) throws(DVCModelError) -> ModelArgument {
        guard let argument = ModelArgument(tag) else { throw .tagSelectsNothing(tag) }
        return argument
    }

    /// What a tag registers or assigns; nil when it takes something away.
    init?(_ tag: GTOTag) {
        switch tag.event {
        case .register(let version): self.init(.full(tag.artifact), .version(version))
        case .assign(let stage): self.init(.full(tag.artifact), .stage(stage))
        case .deregister, .unassign, .deprecate, .create: return nil
        }
    }
}

private let equals = UInt8(ascii: "=")

private extension DVCModelError {
    static func notATag(_ text: String) -> Self {
        .init(.usage, "'\(text)' is not a tag of GTO", hint: "NAME@v1.2.3 or NAME#STAGE")
    }

    static func tagSelectsNothing(_ tag: GTOTag) -> Self {
        .init(
            .usage,
            "the tag '\(tag)' \(tag.effect), so it selects nothing",
            hint: "NAME@v1.2.3 or NAME#STAGE"
        )
    }

    static func tagWithoutEvent(_ name: String) -> Self {
        .init(
            .usage,
            "'\(name)' is the beginning of a tag, not a name",
            hint: String(name.map { $0 == "=" ? ":" : $0 }),
        )
    }

    static func selectorInvalid(_ text: String, name: String, isVersion: Bool) -> Self {
        guard isVersion else {
            return .init(.usage, "'\(text)' is not the name of a stage", hint: "\(name)#STAGE".shellQuoted)
        }
        return .versionInvalid(text, at: nil) { "\(name)@\($0)" }
    }
}

extension DVCModelError {
    /// - Parameter form: the call with a version put in.
    static func versionInvalid(_ text: String, at location: ErrorLocation?, form: (String) -> String) -> Self
    {
        let isBare = SemanticVersion(text) != nil
        return .init(
            .usage,
            "'\(text)' is not a version as GTO writes them" + (isBare ? ": its 'v' is missing" : ""),
            at: location,
            hint: form(isBare ? "v\(text)" : "v1.2.3"),
        )
    }
}

extension GTOTag {
    /// What the tag does, for notes and errors: `takes version v1.0.0 of 'm' away`.
    var effect: String {
        switch event {
        case .register(let version): "registers version \(version) of '\(artifact)'"
        case .deregister(let version): "takes version \(version) of '\(artifact)' away"
        case .assign(let stage): "gives '\(artifact)' the stage '\(stage)'"
        case .unassign(let stage): "takes the stage '\(stage)' of '\(artifact)' away"
        case .deprecate: "deprecates '\(artifact)'"
        case .create: "only announces '\(artifact)'"
        }
    }
}
