/// The full name of an artifact: its key in a dvc.yaml and the folder of that file, as GTO and Studio know it.
///
/// Prints as Studio is asked for it: `resnet`, `nlp:tokenizer`.
package struct ArtifactName: Hashable, Sendable {
    /// The folder of the dvc.yaml, relative to the git root; nil for the root's own.
    package let directory: String?
    package let name: String

    /// - Parameters: taken as they are: check them with ``isValid(name:)`` and ``isValid(directory:)``.
    package init(directory: String?, name: String) {
        self.directory = directory
        self.name = name
    }

    /// GTO's grammar of full names, `NAME` or `DIR:NAME`; the directory stays as it is written
    /// (`gto/constants.py`, `fullname_re`, but without a final line feed).
    package init?(_ text: String) {
        self.init(text.utf8[...], separator: UInt8(ascii: ":"))
    }

    /// The form in tags, `NAME` or `DIR=NAME`.
    init?(inTag text: Substring.UTF8View) {
        self.init(text, separator: UInt8(ascii: "="))
    }

    private init?(_ text: Substring.UTF8View, separator: UInt8) {
        let parts = text.split(separator: separator, omittingEmptySubsequences: false)
        guard let name = parts.last, parts.count <= 2, Self.isName(name) else { return nil }
        let directory = parts.dropLast().first
        guard directory.map(Self.isDirectory) ?? true else { return nil }
        self.init(directory: directory.map { String(Substring($0)) }, name: String(Substring(name)))
    }

    /// Whether GTO can address an artifact of this name: a letter or digit at both ends, between them also `-`, `_`
    /// and `/` (`gto/constants.py`, `name_re`).
    package static func isValid(name: String) -> Bool { isName(name.utf8) }

    /// Whether GTO can address artifacts in a folder of this name: letters, digits, `-`, `_`, `.` and `/`.
    package static func isValid(directory: String) -> Bool { isDirectory(directory.utf8) }

    static func isName(_ text: some BidirectionalCollection<UInt8>) -> Bool {
        guard let first = text.first, let last = text.last else { return false }
        return isLetterOrDigit(first) && isLetterOrDigit(last)
            && text.allSatisfy { isLetterOrDigit($0) || "-_/".utf8.contains($0) }
    }

    private static func isDirectory(_ text: some Collection<UInt8>) -> Bool {
        !text.isEmpty && text.allSatisfy { isLetterOrDigit($0) || "-_./".utf8.contains($0) }
    }

    /// A full name as people write it, always from the git root: `DIR:NAME`, `DIR/dvc.yaml:NAME`, `:NAME`, and
    /// `./DIR/:NAME`, which DVC would look for as it stands and never find.
    ///
    /// - Throws: `usage`.
    package static func parse(_ text: String) throws(DVCModelError) -> ArtifactName {
        let parts = text.utf8.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
            .map { String(Substring($0)) }
        guard let name = parts.last, isValid(name: name) else { throw .artifactNameInvalid(parts.last ?? "") }
        guard parts.count > 1, !parts[0].isEmpty else { return ArtifactName(directory: nil, name: name) }
        let directory = parts.dropLast().joined(separator: ":")
        guard isValid(directory: directory) else { throw .artifactFolderInvalid(directory, of: name) }
        guard !Path.isAbsolute(directory), !directory.split(separator: "/").contains("..") else {
            throw .artifactFolderOutside(directory, of: name)
        }
        return ArtifactName(directory: Path.normalised(directory), name: name).withoutFileName.withoutDot
    }

    /// `DIR/dvc.yaml:NAME` as `DIR:NAME`, as DVC rewrites it before it asks Studio (`dvc/repo/artifacts.py`,
    /// `_reformat_name`), and `dvc.yaml:NAME` as the root's NAME, which DVC cannot name in this way.
    var withoutFileName: ArtifactName {
        guard let directory, directory.utf8.last != UInt8(ascii: "/"),
            Path.lastComponent(directory).isSame(as: ArtifactsFile.name)
        else { return self }
        let parent = Path.parent(directory)
        return ArtifactName(directory: parent.isEmpty ? nil : parent, name: name)
    }

    private var withoutDot: ArtifactName {
        directory == "." ? ArtifactName(directory: nil, name: name) : self
    }

    /// The name in a tag: `nlp=tokenizer`.
    package var inTag: String {
        directory.map { "\($0)=\(name)" } ?? name
    }

    /// Whether a tag of this name can only be one of this artifact. Quick, so that of ten thousand tags few have to be read.
    package func isNamed(inTag tag: String) -> Bool {
        let beginning = inTag.utf8
        guard tag.utf8.starts(with: beginning) else { return false }
        return tag.utf8.dropFirst(beginning.count).first.map { "@#".utf8.contains($0) } ?? false
    }

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool { ASCII.isLetter(byte) || ASCII.isDigit(byte) }
}

extension ArtifactName: CustomStringConvertible {
    package var description: String {
        directory.map { "\($0):\(name)" } ?? name
    }
}

extension DVCModelError {
    static func artifactNameInvalid(_ name: String) -> Self {
        .init(
            .usage,
            "'\(name)' is not the name of an artifact: letters, digits, '-', '_' and '/', "
                + "with a letter or digit at both ends",
        )
    }

    fileprivate static func artifactFolderInvalid(_ directory: String, of name: String) -> Self {
        .init(
            .usage,
            "GTO cannot address '\(name)' in '\(directory)': "
                + "a folder has only letters, digits, '-', '_', '.' and '/' there",
        )
    }

    fileprivate static func artifactFolderOutside(_ directory: String, of name: String) -> Self {
        .init(
            .usage,
            "'\(directory)' is not a folder counted from the git root",
            hint: "DIR:\(name), where 'DIR/dvc.yaml' declares it",
        )
    }
}
