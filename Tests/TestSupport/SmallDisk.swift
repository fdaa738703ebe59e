import Foundation

/// A file system of its own with little room, below a test's scratch folder, gone with this value.
package final class SmallDisk: Sendable {
    package let path: String

    /// Whether this machine lets the tests mount one: on Linux, as root.
    package static let isAvailable: Bool = {
        guard let scratch = try? TemporaryFolder() else { return false }
        return (try? SmallDisk(in: scratch, mebibytes: 1)) != nil
    }()

    package init(in scratch: TemporaryFolder, mebibytes: Int) throws {
        path = try scratch.makeFolder("disk")
        try Self.run("mount", "-t", "tmpfs", "-o", "size=\(mebibytes)m,mode=755", "tmpfs", path)
    }

    /// Of a kind that sets blocks aside, as real disks do. It needs more of the machine: mkfs.ext4 and loop devices.
    package init(ext4In scratch: TemporaryFolder, mebibytes: Int) throws {
        path = try scratch.makeFolder("disk")
        let image = scratch.path("disk.img")
        try Self.run("truncate", "-s", "\(mebibytes)M", image)
        try Self.run("mkfs.ext4", "-q", "-m", "0", "-O", "^has_journal", image)
        try Self.run("mount", "-o", "loop", image, path)
    }

    package static let isExt4Available: Bool = {
        guard let scratch = try? TemporaryFolder() else { return false }
        return (try? SmallDisk(ext4In: scratch, mebibytes: 8)) != nil
    }()

    deinit {
        // One that is still in use goes when its last user does.
        try? Self.run("umount", "-l", path)
    }

    package func grow(toMebibytes mebibytes: Int) throws {
        try Self.run("mount", "-o", "remount,size=\(mebibytes)m", path)
    }

    package func makeReadOnly() throws {
        try Self.run("mount", "-o", "remount,ro", path)
    }

    private static func run(_ words: String...) throws {
        let result = try Program.run(words[0], Array(words.dropFirst()), in: "/")
        guard result.status == 0 else {
            throw TestSupportFailure("\(words.joined(separator: " ")): \(result.errorOutput)")
        }
    }
}
