import Foundation

/// What only somebody without rights on a file meets.
package enum Rights {
    package static let canBeDropped =
        geteuid() != 0 || FileManager.default.isExecutableFile(atPath: "/usr/bin/setpriv")
}

extension Bed {
    /// Runs a tool as somebody without rights on what is not his: as who runs the tests, or as nobody for root, to whom
    /// the scratch folder then belongs.
    package func runWithoutRights(_ tool: String, _ arguments: [String] = []) async throws -> ToolResult {
        guard geteuid() == 0 else { return try await start(tool, arguments).result() }
        let own = scratch.path(tool)
        // By a program: a copy that this process had open for writing could be held open by another test's child,
        // and then not be run.
        try await requireSuccess("cp", ["\(ToolRunner.folder())/\(tool)", own])
        try await requireSuccess("chown", ["-R", "65534:65534", scratch.path])
        let nobody = ["--reuid=65534", "--regid=65534", "--clear-groups", own]
        return try await start("setpriv", nobody + arguments).result()
    }

    private func requireSuccess(_ program: String, _ arguments: [String]) async throws {
        let result = try await start(program, arguments).result()
        guard result.exit == .status(0) else {
            throw TestSupportFailure("\(program) \(arguments): \(result.errorOutput)")
        }
    }
}
