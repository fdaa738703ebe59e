/// The one error type of the tools: what happened, where, and what to do next.
///
/// Constructors for an area stand at the foot of the file that throws them, wording included.
/// Text may hold what a server or a file said; it is stripped of control characters where it is printed,
/// and must hold no secret: see ``Redaction``.
package struct DVCModelError: Error, Sendable, Equatable {
    package var code: ErrorCode
    /// One sentence in lower case without a final stop, values in single quotes.
    package var what: String
    package var location: ErrorLocation?
    /// A command or an edit that mends it; nil where there is nothing true to say.
    package var hint: String?
    /// The paths of alike failures under one heading; empty where the error concerns a single thing.
    package var paths: [String]
    /// Why, outermost first; shown with `-v`.
    package var causes: [String]

    package init(
        _ code: ErrorCode,
        _ what: String,
        at location: ErrorLocation? = nil,
        hint: String? = nil,
        paths: [String] = [],
        causes: [String] = [],
    ) {
        self.code = code
        self.what = what
        self.location = location
        self.hint = hint
        self.paths = paths
        self.causes = causes
    }
}

/// Where an error arose.
package enum ErrorLocation: Sendable, Equatable {
    case file(String, line: Int? = nil)
    /// A URL, already redacted.
    case url(String)
    case option(String)
    case environment(String)
}

extension ErrorLocation: CustomStringConvertible {
    package var description: String {
        switch self {
        case .file(let path, let line?): "\(path):\(line)"
        case .file(let path, nil): path
        case .url(let url): url
        case .option(let name): name
        case .environment(let name): "environment variable \(name)"
        }
    }
}
