import CYAML

/// Reads YAML as DVC does, which loads it with ruamel.yaml's safe loader (`dvc/utils/serialize/_yaml.py`): YAML 1.2
/// unless the document says 1.1, UTF-8, one document, no key twice, no tags but YAML's own.
package enum YAML {
    package static let byteLimit = 64 << 20
    /// Python's own recursion limit ends ruamel at about 300.
    static let depthLimit = 200
    /// How many values aliases may add to a document.
    static let aliasedNodeLimit = 1_000_000

    /// The single document of a file; nil when it holds none, only comments.
    ///
    /// - Parameters:
    ///   - file: the file's name in errors.
    ///   - code: the code of every error.
    /// - Throws: `code` with the line.
    package static func parse(
        _ bytes: [UInt8],
        file: String,
        code: ErrorCode = .dvcYAMLInvalid,
    ) throws(DVCModelError) -> YAMLNode? {
        let source = YAMLSource(file: file, code: code)
        guard bytes.count <= byteLimit else {
            throw source.invalid("it holds \(bytes.count) bytes, more than \(byteLimit)", line: nil)
        }
        return try bytes.withUnsafeBufferPointer { (buffer) throws(DVCModelError) in
            var composer = YAMLComposer(events: YAMLEventReader(buffer, source), source: source)
            return try composer.document()
        }
    }
}

/// Names the file in errors.
struct YAMLSource {
    let file: String
    let code: ErrorCode

    func invalid(_ what: String, line: Int?, hint: String? = nil) -> DVCModelError {
        DVCModelError(code, "not valid YAML: \(what)", at: .file(file, line: line), hint: hint)
    }
}

/// One event of libyaml's parser, copied.
struct YAMLEvent {
    enum Kind {
        case streamStart
        case streamEnd
        case documentStart(YAMLVersion)
        case documentEnd
        case alias(String)
        /// `isPlain`: typed by its text. `tag` is nil then, and for a quoted scalar without a tag.
        case scalar(String, tag: String?, isPlain: Bool)
        case sequenceStart(tag: String?)
        case sequenceEnd
        case mappingStart(tag: String?)
        case mappingEnd
    }

    let kind: Kind
    let anchor: String?
    let line: Int
}

/// Owns libyaml's parser. Its state points into itself, so it stays at one place on the heap.
struct YAMLEventReader: ~Copyable {
    private let parser: UnsafeMutablePointer<yaml_parser_t>
    private let bytes: UnsafeBufferPointer<UInt8>
    private let source: YAMLSource

    /// `bytes` must stay where they are while this value lives.
    init(_ bytes: UnsafeBufferPointer<UInt8>, _ source: YAMLSource) {
        parser = .allocate(capacity: 1)
        self.bytes = bytes
        self.source = source
        guard yaml_parser_initialize(parser) == 1 else { fatalError("no memory for libyaml") }
        yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
        yaml_parser_set_input_string(parser, bytes.baseAddress, bytes.count)
    }

    deinit {
        yaml_parser_delete(parser)
        parser.deallocate()
    }

    func next() throws(DVCModelError) -> YAMLEvent {
        var event = yaml_event_t()
        guard yaml_parser_parse(parser, &event) == 1 else { throw failure() }
        defer { yaml_event_delete(&event) }
        return YAMLEvent(
            kind: try kind(of: event),
            anchor: anchor(of: event),
            line: Int(event.start_mark.line) + 1,
        )
    }

    private func kind(of event: yaml_event_t) throws(DVCModelError) -> YAMLEvent.Kind {
        switch event.type {
        case YAML_STREAM_START_EVENT: .streamStart
        case YAML_DOCUMENT_START_EVENT: .documentStart(version(of: event))
        case YAML_DOCUMENT_END_EVENT: .documentEnd
        case YAML_ALIAS_EVENT: .alias(text(event.data.alias.anchor) ?? "")
        case YAML_SCALAR_EVENT: scalar(event)
        case YAML_SEQUENCE_START_EVENT: .sequenceStart(tag: tag(event.data.sequence_start.tag))
        case YAML_SEQUENCE_END_EVENT: .sequenceEnd
        case YAML_MAPPING_START_EVENT: .mappingStart(tag: tag(event.data.mapping_start.tag))
        case YAML_MAPPING_END_EVENT: .mappingEnd
        default: .streamEnd
        }
    }

    private func version(of event: yaml_event_t) -> YAMLVersion {
        guard let directive = event.data.document_start.version_directive else { return .v1_2 }
        return directive.pointee.minor == 1 ? .v1_1 : .v1_2
    }

    private func anchor(of event: yaml_event_t) -> String? {
        switch event.type {
        case YAML_SCALAR_EVENT: text(event.data.scalar.anchor)
        case YAML_SEQUENCE_START_EVENT: text(event.data.sequence_start.anchor)
        case YAML_MAPPING_START_EVENT: text(event.data.mapping_start.anchor)
        default: nil
        }
    }

    private func scalar(_ event: yaml_event_t) -> YAMLEvent.Kind {
        let scalar = event.data.scalar
        let characters = UnsafeBufferPointer(start: scalar.value, count: scalar.length)
        return .scalar(
            String(decoding: characters, as: UTF8.self),
            tag: tag(scalar.tag),
            isPlain: scalar.plain_implicit != 0,
        )
    }

    /// `str` for `tag:yaml.org,2002:str`; a foreign tag as it is. A lone `!` says nothing to ruamel.
    private func tag(_ pointer: UnsafeMutablePointer<yaml_char_t>?) -> String? {
        guard let text = text(pointer), text != "!" else { return nil }
        let prefix = "tag:yaml.org,2002:"
        return text.hasPrefix(prefix) ? String(text.dropFirst(prefix.count)) : text
    }

    private func text(_ pointer: UnsafeMutablePointer<yaml_char_t>?) -> String? {
        pointer.map { String(cString: $0) }
    }

    private func failure() -> DVCModelError {
        let state = parser.pointee
        var what = state.problem.map { String(cString: $0) } ?? "unknown problem"
        if state.error == YAML_READER_ERROR {
            // The reader works ahead of the marks and tells only the byte.
            let before = bytes.prefix(state.problem_offset)
            return source.invalid(what, line: before.count { $0 == ASCII.newline } + 1)
        }
        if let context = state.context { what += " \(String(cString: context))" }
        let line = Int(state.problem_mark.line) + 1
        return source.invalid(
            "\(what), in column \(state.problem_mark.column + 1)",
            line: line,
            hint: conflictHint
        )
    }

    /// Most broken YAML in a git repository is an unfinished merge (`dvc/utils/strictyaml.py` looks for it too).
    private var conflictHint: String? {
        let text = String(decoding: bytes, as: UTF8.self)
        var line = 1
        for content in text.utf8.split(separator: ASCII.newline, omittingEmptySubsequences: false) {
            if content.starts(with: "<<<<<<< ".utf8) { return "resolve the merge conflict in line \(line)" }
            line += 1
        }
        return nil
    }
}
