package import Foundation

/// A scratch folder of one test, removed with the value unless `KEEP_SCRATCH=1`.
package final class TemporaryFolder: Sendable {
    /// Absolute, without symbolic links on the way, without a final slash.
    package let path: String

    package init() throws {
        let made = FileManager.default.temporaryDirectory.appending(path: "dvc-model-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: made, withIntermediateDirectories: true)
        // Foundation's own way leaves /var on macOS, which is a link, as it is.
        guard let resolved = realpath(made.path, nil) else { throw CocoaError(.fileNoSuchFile) }
        defer { free(resolved) }
        path = String(cString: resolved)
    }

    deinit {
        guard ProcessInfo.processInfo.environment["KEEP_SCRATCH"] != "1" else { return }
        // A folder that stays behind in the system's temporary folder fails no test.
        try? FileManager.default.removeItem(atPath: path)
    }

    /// The absolute path of something in the folder; the folder's own for "".
    package func path(_ relative: String) -> String {
        relative.isEmpty ? path : "\(path)/\(relative)"
    }

    /// Writes a file and makes the folders on the way; gives its absolute path.
    @discardableResult
    package func write(_ text: String, to relative: String) throws -> String {
        try write(Data(text.utf8), to: relative)
    }

    @discardableResult
    package func write(_ bytes: Data, to relative: String) throws -> String {
        let url = URL(filePath: path(relative))
        try FileManager.default.createDirectory(
            at: url.deletingLastPathComponent(),
            withIntermediateDirectories: true,
        )
        try bytes.write(to: url)
        return url.path
    }

    /// Makes a folder and those on the way; gives its absolute path.
    @discardableResult
    package func makeFolder(_ relative: String) throws -> String {
        try FileManager.default.createDirectory(atPath: path(relative), withIntermediateDirectories: true)
        return path(relative)
    }

    package func link(_ relative: String, to target: String) throws {
        try FileManager.default.createSymbolicLink(atPath: path(relative), withDestinationPath: target)
    }
}
