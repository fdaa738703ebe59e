package import Foundation

/// What a tool that ended left behind.
package struct ToolResult: Sendable {
    package let exit: ToolExit
    package let standardOutput: Data
    package let standardError: Data

    package var output: String { String(decoding: standardOutput, as: UTF8.self) }
    package var errorOutput: String { String(decoding: standardError, as: UTF8.self) }
}

/// Runs the built tools as a user does, in an environment of nothing but `PATH` and what the test gives.
package enum ToolRunner {
    /// The folder of the built tools: `DVC_MODEL_BIN`, or the one that holds the running tests.
    ///
    /// - Throws: when no tool is there.
    package static func folder() throws -> String {
        if let named = ProcessInfo.processInfo.environment["DVC_MODEL_BIN"], !named.isEmpty {
            return named
        }
        // On macOS the tests are a bundle in that folder, on Linux a program.
        var folder = try runningImage().deletingLastPathComponent()
        for _ in 0..<5 {
            let tool = folder.appending(path: "dvc-model-pull").path
            if FileManager.default.isExecutableFile(atPath: tool) { return folder.path }
            folder.deleteLastPathComponent()
        }
        throw TestSupportFailure("no dvc-model-pull beside the tests, and DVC_MODEL_BIN is not set")
    }

    /// Runs a tool to its end. Any other program is given by its path, or by a name on `PATH`.
    package static func run(
        _ tool: String,
        _ arguments: [String] = [],
        in folder: String,
        environment: [String: String] = [:],
        input: Data = Data(),
    ) async throws -> ToolResult {
        try await start(tool, arguments, in: folder, environment: environment, input: input).result()
    }

    /// Starts a tool and does not wait.
    package static func start(
        _ tool: String,
        _ arguments: [String] = [],
        in folder: String,
        environment: [String: String] = [:],
        input: Data = Data(),
    ) throws -> RunningTool {
        let isOurs = tool.hasPrefix("dvc-model-")
        let path = isOurs ? "\(try self.folder())/\(tool)" : "/usr/bin/env"
        return try RunningTool(
            path: path,
            arguments: isOurs ? arguments : [tool] + arguments,
            folder: folder,
            environment: [
                "PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
            ].merging(environment) { _, given in given },
            input: input,
        )
    }

    private static func runningImage() throws -> URL {
        #if os(Linux)
            return URL(filePath: try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"))
        #else
            var image = Dl_info()
            guard dladdr(#dsohandle, &image) != 0, let name = image.dli_fname else {
                throw TestSupportFailure("the running tests do not know their own path")
            }
            return URL(filePath: String(cString: name))
        #endif
    }
}

/// A tool that was started. Its output goes to files, so that it never waits for a reader.
package final class RunningTool: Sendable {
    private let scratch: TemporaryFolder
    private let process: ChildProcess

    fileprivate init(
        path: String,
        arguments: [String],
        folder: String,
        environment: [String: String],
        input: Data,
    ) throws {
        scratch = try TemporaryFolder()
        process = try ChildProcess(
            path,
            arguments,
            in: folder,
            environment: environment,
            input: FileHandle(forReadingFrom: URL(filePath: scratch.write(input, to: "in"))),
            output: FileHandle(forWritingTo: URL(filePath: scratch.write("", to: "out"))),
            errors: FileHandle(forWritingTo: URL(filePath: scratch.write("", to: "err"))),
        )
    }

    deinit {
        // Only a test that failed leaves a tool running.
        process.send(signal: SIGKILL)
    }

    package var processIdentifier: Int32 { process.processIdentifier }

    /// Sends a signal such as `SIGINT`.
    package func send(signal: Int32) {
        process.send(signal: signal)
    }

    /// Waits until the tool has said this on stderr.
    package func waitForErrorOutput(_ text: String) async throws {
        try await wait(for: text, in: "err")
    }

    /// Waits until the tool has said this on stdout.
    package func waitForOutput(_ text: String) async throws {
        try await wait(for: text, in: "out")
    }

    private func wait(for text: String, in stream: String) async throws {
        while true {
            let hasEnded = process.exit != nil
            if String(decoding: try said(on: stream), as: UTF8.self).contains(text) { return }
            guard !hasEnded else { throw TestSupportFailure("the tool ended and did not say '\(text)'") }
            await Task.yield()
        }
    }

    /// What the tool has said on stdout so far.
    package func output() throws -> Data {
        try said(on: "out")
    }

    private func said(on stream: String) throws -> Data {
        try Data(contentsOf: URL(filePath: scratch.path(stream)))
    }

    /// Waits for the end.
    package func result() async throws -> ToolResult {
        let exit = await process.wait()
        return ToolResult(
            exit: exit,
            standardOutput: try said(on: "out"),
            standardError: try said(on: "err"),
        )
    }
}

/// Something that the tests need is not there, or does not do what it should.
package struct TestSupportFailure: Error, CustomStringConvertible {
    package let description: String

    package init(_ description: String) {
        self.description = description
    }
}
