import DVCModelCore

/// A tag as git tells a hook that it is pushed or was received.
package struct PushedTag: Sendable, Equatable {
    /// Without `refs/tags/`.
    package let name: String
    /// The id of the tag's object, or of the commit of a lightweight one.
    package let object: String
    /// The name that it has in this repository; nil where it has none.
    package let localName: String?

    package init(name: String, object: String, localName: String?) {
        self.name = name
        self.object = object
        self.localName = localName
    }

    /// The tags of GTO that register a version or assign a stage, from what git writes to a hook's standard input. What is
    /// deleted, and any other ref, is nothing to check.
    ///
    /// ```
    /// <local ref> <local oid> <remote ref> <remote oid>     pre-push
    /// <old oid> <new oid> <ref>                             post-receive
    /// ```
    /// Source: githooks(5).
    package static func all(in input: some Sequence<UInt8>, of event: HookEvent) -> [PushedTag] {
        let lines = Array(input).split(separator: UInt8(ascii: "\n"))
        return lines.compactMap { line in
            let words = line.split(separator: UInt8(ascii: " ")).map { String(decoding: $0, as: UTF8.self) }
            return switch event {
            case .prePush where words.count == 4: PushedTag(ref: words[2], words[1], local: words[0])
            case .postReceive where words.count == 3: PushedTag(ref: words[2], words[1], local: words[2])
            default: nil
            }
        }
    }

    private init?(ref: String, _ object: String, local: String) {
        guard let name = Self.tagName(ref), GTOTag(name)?.selectsSomething == true,
            object.contains(where: { $0 != "0" })
        else { return nil }
        self.init(name: name, object: object, localName: Self.tagName(local))
    }

    private static func tagName(_ ref: String) -> String? {
        let prefix = "refs/tags/"
        return ref.utf8.starts(with: prefix.utf8) ? String(ref.dropFirst(prefix.count)) : nil
    }
}

/// When `--hook` is called.
package enum HookEvent: String, Sendable, CaseIterable {
    /// By git on the pushing side, before anything is sent.
    case prePush = "pre-push"
    /// By git on the receiving side, once the refs are there.
    case postReceive = "post-receive"
    /// By the tool itself, in the background: `check TAG OBJECT`.
    case check
}

extension GTOTag {
    /// Whether it registers a version or assigns a stage.
    var selectsSomething: Bool {
        switch event {
        case .register, .assign: true
        case .deregister, .unassign, .deprecate, .create: false
        }
    }
}
