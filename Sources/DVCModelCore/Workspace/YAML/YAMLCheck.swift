/// Asks a value for the kind that a schema wants. All errors have one code and name one file.
struct YAMLCheck {
    let file: String
    let code: ErrorCode

    /// The text key of an entry.
    func key(_ entry: YAMLEntry, _ what: String) throws(DVCModelError) -> String {
        try text(entry.key, what)
    }

    func mapping(_ node: YAMLNode, _ what: String) throws(DVCModelError) -> [YAMLEntry] {
        guard let entries = node.entries else { throw wrongKind(node, what, "a mapping") }
        return entries
    }

    func list(_ node: YAMLNode, _ what: String) throws(DVCModelError) -> [YAMLNode] {
        guard let elements = node.elements else { throw wrongKind(node, what, "a list") }
        return elements
    }

    @discardableResult
    func text(_ node: YAMLNode, _ what: String) throws(DVCModelError) -> String {
        if let text = node.string { return text }
        switch node.value {
        case .bool, .integer, .float, .timestamp:
            throw wrongKind(node, what, "text", hint: "put it in quotes")
        default:
            throw wrongKind(node, what, "text")
        }
    }

    func texts(_ node: YAMLNode, _ what: String) throws(DVCModelError) {
        guard let elements = node.elements else { throw wrongKind(node, what, "a list of texts") }
        for element in elements { try text(element, "an element of \(what)") }
    }

    func textsOrMappings(_ node: YAMLNode, _ what: String) throws(DVCModelError) {
        for element in try list(node, what) where element.string == nil && element.entries == nil {
            throw wrongKind(element, "an element of \(what)", "text or a mapping")
        }
    }

    @discardableResult
    func flag(_ node: YAMLNode, _ what: String) throws(DVCModelError) -> Bool {
        guard case .bool(let flag) = node.value else { throw wrongKind(node, what, "true or false") }
        return flag
    }

    func wholeNumber(_ node: YAMLNode, _ what: String) throws(DVCModelError) {
        switch node.value {
        // To Python, and so to DVC's schemas, true and false are whole numbers.
        case .integer, .bool: break
        default: throw wrongKind(node, what, "a whole number")
        }
    }

    func wrongKind(_ node: YAMLNode, _ what: String, _ wanted: String, hint: String? = nil) -> DVCModelError {
        invalid("\(what) must be \(wanted), not \(node.kind)", node.line, hint: hint)
    }

    func unknownKey(_ name: String, _ line: Int, _ place: String, _ known: [String]) -> DVCModelError {
        invalid(
            "\(place) has the unknown key '\(name)'",
            line,
            hint: "known here: \(known.joined(separator: ", "))"
        )
    }

    func invalid(_ what: String, _ line: Int, hint: String? = nil) -> DVCModelError {
        DVCModelError(code, what, at: .file(file, line: line), hint: hint)
    }
}
