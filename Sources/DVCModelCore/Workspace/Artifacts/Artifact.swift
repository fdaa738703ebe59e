/// An entry under `artifacts:` of a dvc.yaml, its templates filled in.
package struct Artifact: Sendable, Equatable {
    /// The key as it stands. DVC only warns when GTO could not address it, so it may be no valid artifact name.
    package let name: String
    /// The line of the key.
    package let line: Int
    /// All fields. A text that is one `${…}` as a whole keeps the type of its value, as in DVC, which looks at
    /// types before it fills templates in.
    package let entry: YAMLNode

    package init(name: String, line: Int, entry: YAMLNode) {
        self.name = name
        self.line = line
        self.entry = entry
    }

    /// Where the artifact is, relative to the folder of the dvc.yaml; not normalised, and possibly outside it.
    /// nil when a template made it a list or a mapping.
    package var path: String? {
        switch entry["path"]?.value {
        case nil, .sequence, .mapping: nil
        case let value?: PythonText.interpolated(value)
        }
    }

    /// What the artifact is; `model` is what the tools look for when no name is given.
    package var type: String? { entry["type"]?.string }
    package var desc: String? { entry["desc"]?.string }
    package var labels: [String] { entry["labels"]?.elements?.compactMap(\.string) ?? [] }
}
