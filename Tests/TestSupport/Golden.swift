import Foundation

/// Stored texts that tests compare whole outputs with: `Tests/Fixtures/golden`.
///
/// With `UPDATE_GOLDEN=1` a text that differs is written instead, and the test fails this once, so that nobody takes
/// a rewritten file for a passed test. The difference is then reviewed as any other change.
package enum Golden {
    package struct Rewritten: Error, CustomStringConvertible {
        package let description: String
    }

    /// The stored text.
    /// - Parameter actual: what is to be compared with it, and to be stored when that is wanted.
    package static func text(_ name: String, for actual: String) throws -> String {
        let file = Fixtures.folder.appending(path: "golden/\(name)")
        let stored = try? String(contentsOf: file, encoding: .utf8)
        if let stored, stored == actual { return stored }
        guard ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] == "1" else {
            return stored ?? "no \(file.path); UPDATE_GOLDEN=1 writes it"
        }
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(),
            withIntermediateDirectories: true,
        )
        try actual.write(to: file, atomically: true, encoding: .utf8)
        throw Rewritten(description: "\(name) was rewritten; review it and run again")
    }
}
