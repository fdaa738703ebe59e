extension DestinationFolder {
    /// Writes a small file whole, brings it to disk, and only then gives it its name.
    ///
    /// - Parameter replacing: whether a file of that name may go.
    /// - Throws: `destination-exists`, `destination-unsafe`, `file-unwritable`, `disk-full`
    package func write(
        _ bytes: some Collection<UInt8>,
        to place: SafePath,
        _ mode: FileMode = .ordinary,
        replacing: Bool,
    ) throws(DVCModelError) {
        guard let folder = try folder(of: place, making: true), let name = place.components.last else {
            throw DVCModelError(.internal, "the folder of '\(shown(place))' was neither found nor made")
        }
        let partName = try PartFile.name(for: place, expecting: nil)
        let part = try PartFile.make(partName, in: folder, shownPath: shown(place))
        try part.truncate()
        try part.write(Array(bytes), at: 0)
        try part.sync()
        try part.place(as: name, mode, replacing: replacing)
    }
}
