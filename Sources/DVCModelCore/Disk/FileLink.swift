#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif

/// A file's place taken by a link to an object of DVC's cache, as `cache.type` wants it.
package enum FileLink: Sendable {
    case hard
    case symbolic
}

extension DestinationFolder {
    /// Links a place to a file elsewhere on this machine.
    ///
    /// - Parameters:
    ///   - target: absolute.
    ///   - replacing: whether a file of that name may go.
    /// - Returns: false where this kind of link cannot be made there (another file system, a file system without).
    /// - Throws: `destination-exists`, `destination-unsafe`, `file-unwritable`
    package func link(
        _ place: SafePath,
        to target: String,
        _ kind: FileLink,
        replacing: Bool,
    ) throws(DVCModelError) -> Bool {
        guard let folder = try folder(of: place, making: true), let name = place.components.last else {
            return false
        }
        // The link is made under another name first, so that a file that is to go is there until the last moment.
        let partName = try PartFile.name(for: place, expecting: nil)
        _ = unlinkat(folder.descriptor, partName, 0)
        let result =
            switch kind {
            case .hard: linkat(AT_FDCWD, target, folder.descriptor, partName, 0)
            case .symbolic: symlinkat(target, folder.descriptor, partName)
            }
        guard result == 0 else { return false }
        try PartFile.rename(
            partName,
            to: name,
            in: folder,
            replacing: replacing,
            shownPath: shown(place)
        )
        // Two names of one file: rename(2) then does nothing, and the second name stays.
        _ = unlinkat(folder.descriptor, partName, 0)
        return true
    }
}
