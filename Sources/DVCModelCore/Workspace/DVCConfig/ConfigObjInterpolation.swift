/// Puts values in for `%(key)s`: from the same section, its `[[DEFAULT]]`, or the sections around it.
///
/// Source: `ConfigParserInterpolation` in configobj/__init__.py.
struct ConfigObjInterpolation {
    /// More than any configuration that means well needs; without them a few lines could ask for 2^64 values.
    private static let maximumDepth = 64
    private static let maximumCount = 10_000
    private static let maximumLength = 1 << 20

    private let file: String
    /// The section whose values are looked at, then the ones around it, as they were written.
    private let chain: [ConfigObj]
    /// Values put in so far.
    private var count = 0

    private init(_ chain: [ConfigObj], file: String) {
        self.chain = chain
        self.file = file
    }

    static func apply(to root: inout ConfigObj, file: String) throws(DVCModelError) {
        try apply(to: &root, around: [], file: file)
    }

    private static func apply(
        to section: inout ConfigObj,
        around outer: [ConfigObj],
        file: String,
    ) throws(DVCModelError) {
        let chain = [section] + outer
        for index in section.entries.indices {
            var interpolation = ConfigObjInterpolation(chain, file: file)
            section.entries[index].value = try interpolation.value(of: section.entries[index])
        }
        for index in section.sections.indices {
            try apply(to: &section.sections[index], around: chain, file: file)
        }
    }

    private mutating func value(of entry: ConfigObj.Entry) throws(DVCModelError) -> ConfigObj.Value {
        let origin = Origin(key: entry.key, section: chain[0].name)
        switch entry.value {
        case .text(let text): return .text(try replaced(text, [origin], line: entry.line))
        case .list(let items):
            var result: [String] = []
            for item in items { result.append(try replaced(item, [origin], line: entry.line)) }
            return .list(result)
        }
    }

    /// A value that is being put in, to notice one that holds itself.
    private struct Origin: Equatable {
        let key: String
        let section: String
    }

    private mutating func replaced(_ text: String, _ trail: [Origin], line: Int) throws(DVCModelError)
        -> String
    {
        var result = ""
        var rest = text[...]
        while let (range, key) = Self.reference(in: rest) {
            guard let (value, section) = lookUp(key) else {
                throw invalid("'%(\(key))s' names no value here", line)
            }
            let origin = Origin(key: key, section: section)
            guard !trail.contains(origin), trail.count < Self.maximumDepth else {
                throw invalid("'%(\(key))s' holds itself", line)
            }
            result += rest[..<range.lowerBound] + (try replaced(value, trail + [origin], line: line))
            count += 1
            guard count <= Self.maximumCount, result.utf8.count <= Self.maximumLength else {
                throw invalid("'%(\(key))s' is put in too often", line)
            }
            rest = rest[range.upperBound...]
        }
        return result + rest
    }

    /// The first `%(key)s`; the key may be anything without a closing parenthesis.
    private static func reference(in text: Substring) -> (Range<String.Index>, key: String)? {
        let scalars = text.unicodeScalars
        var start = scalars.startIndex
        while let open = scalars[start...].firstRange(of: "%(".unicodeScalars) {
            guard let close = scalars[open.upperBound...].firstIndex(of: ")") else { return nil }
            let mark = scalars.index(after: close)
            if mark < scalars.endIndex, scalars[mark] == "s" {
                return (
                    open.lowerBound..<scalars.index(after: mark), String(scalars[open.upperBound..<close])
                )
            }
            start = open.upperBound
        }
        return nil
    }

    private func lookUp(_ key: String) -> (value: String, section: String)? {
        for section in chain {
            let found = section.value(key) ?? section.sections.first { $0.name == "DEFAULT" }?.value(key)
            // A list cannot be put in: configobj fails on it too.
            if let found {
                if case .text(let text) = found { return (text, section.name) } else { return nil }
            }
        }
        return nil
    }

    private func invalid(_ why: String, _ line: Int) -> DVCModelError {
        .dvcConfigInvalid(why, at: .file(file, line: line))
    }
}
