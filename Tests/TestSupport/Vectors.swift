package import Foundation

/// The recorded answers of the real tools: `Tests/Fixtures/vectors`, or the folder that `DVC_MODEL_VECTORS` names.
package enum Vectors {
    /// All cases of one file, `git-remotes` for `git-remotes.json`.
    ///
    /// - Throws: when the file cannot be read, or holds no case: a suite that runs nothing must not pass.
    package static func cases<Case: Decodable>(
        _ file: String,
        as type: Case.Type = Case.self,
    ) throws -> [Case] {
        let url = folder.appending(path: "\(file).json")
        let cases = try JSONDecoder().decode(File<Case>.self, from: Data(contentsOf: url)).cases
        guard !cases.isEmpty else { throw Failure(description: "no case in \(url.path)") }
        return cases
    }

    private static var folder: URL {
        if let path = ProcessInfo.processInfo.environment["DVC_MODEL_VECTORS"], !path.isEmpty {
            return URL(filePath: path, directoryHint: .isDirectory)
        }
        return Fixtures.folder.appending(path: "vectors")
    }

    private struct File<Case: Decodable>: Decodable {
        let cases: [Case]
    }

    private struct Failure: Error, CustomStringConvertible {
        let description: String
    }
}

/// `Tests/Fixtures`, found from this file's own place.
package enum Fixtures {
    package static var folder: URL {
        URL(filePath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Fixtures")
    }

    /// The text that users read.
    package static func readme() throws -> String {
        let root = folder.deletingLastPathComponent().deletingLastPathComponent()
        return try String(contentsOf: root.appending(path: "README.md"), encoding: .utf8)
    }

    package static func data(_ path: String) throws -> Data {
        try Data(contentsOf: folder.appending(path: path))
    }
}

/// A JSON value of any form, for expected values whose shape varies from case to case.
package enum JSONValue: Sendable, Hashable, Decodable {
    case null
    case bool(Bool)
    case integer(Int)
    case number(Double)
    case string(String)
    case array([JSONValue])
    case object([String: JSONValue])

    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let value = try? container.decode(Bool.self) {
            self = .bool(value)
        } else if let value = try? container.decode(Int.self) {
            self = .integer(value)
        } else if let value = try? container.decode(Double.self) {
            self = .number(value)
        } else if let value = try? container.decode(String.self) {
            self = .string(value)
        } else if let value = try? container.decode([JSONValue].self) {
            self = .array(value)
        } else {
            self = .object(try container.decode([String: JSONValue].self))
        }
    }

    package subscript(key: String) -> JSONValue? {
        guard case .object(let members) = self else { return nil }
        return members[key]
    }

    package var string: String? {
        guard case .string(let value) = self else { return nil }
        return value
    }
}
