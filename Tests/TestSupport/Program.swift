package import Foundation

/// What a program that ran to its end left behind.
package struct ProgramResult: Sendable, Equatable {
    package let status: Int32
    package let standardOutput: Data
    package let standardError: Data

    package var output: String { String(decoding: standardOutput, as: UTF8.self) }
    package var errorOutput: String { String(decoding: standardError, as: UTF8.self) }
}

/// Programs that tests run, in an environment of nothing but `PATH`, a `HOME` that does not exist, and what the
/// test adds.
package enum Program {
    /// Runs a program found on `PATH` (or given by path) to its end. A status other than 0 is no error here.
    package static func run(
        _ name: String,
        _ arguments: [String] = [],
        in folder: String,
        environment: [String: String] = [:],
        input: Data = Data(),
    ) throws -> ProgramResult {
        let scratch = try TemporaryFolder()
        let outputPath = try scratch.write("", to: "out")
        let errorPath = try scratch.write("", to: "err")
        let inputPath = try scratch.write(input, to: "in")
        let process = try ChildProcess(
            "/usr/bin/env",
            [name] + arguments,
            in: folder,
            environment: cleanEnvironment.merging(environment) { _, new in new },
            input: FileHandle(forReadingFrom: URL(filePath: inputPath)),
            output: FileHandle(forWritingTo: URL(filePath: outputPath)),
            errors: FileHandle(forWritingTo: URL(filePath: errorPath)),
        )
        guard case .status(let status) = process.waitBlocking() else {
            throw TestSupportFailure("\(name) ended by a signal")
        }
        return ProgramResult(
            status: status,
            standardOutput: try Data(contentsOf: URL(filePath: outputPath)),
            standardError: try Data(contentsOf: URL(filePath: errorPath)),
        )
    }

    /// Writes a program, and makes the folders on the way. By another program: a file that this process had open for writing
    /// may be held open by what another test starts in that moment, and then not be run ("text file busy").
    package static func write(script: String, to path: String) throws {
        let folder = URL(filePath: path).deletingLastPathComponent()
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let command = #"cat >"$1" && chmod 755 "$1""#
        let result = try run("sh", ["-c", command, "sh", path], in: folder.path, input: Data(script.utf8))
        guard result.status == 0 else { throw TestSupportFailure("\(path): \(result.errorOutput)") }
    }

    /// Runs git, which must succeed; gives its output without the final newline.
    @discardableResult
    package static func git(_ arguments: String..., in folder: String) throws -> String {
        let result = try run("git", arguments, in: folder, environment: identity)
        guard result.status == 0 else {
            throw GitFailure(description: "git \(arguments.joined(separator: " ")): \(result.errorOutput)")
        }
        return result.output.hasSuffix("\n") ? String(result.output.dropLast()) : result.output
    }

    private static var cleanEnvironment: [String: String] {
        [
            "PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin",
            "HOME": "/nonexistent",
            "LC_ALL": "C",
            "GIT_CONFIG_NOSYSTEM": "1",
        ]
    }

    private static let identity = [
        "GIT_AUTHOR_NAME": "Test", "GIT_AUTHOR_EMAIL": "test@example.com",
        "GIT_COMMITTER_NAME": "Test", "GIT_COMMITTER_EMAIL": "test@example.com",
    ]

    private struct GitFailure: Error, CustomStringConvertible {
        let description: String
    }
}
