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
        guard let folder = try folder(of: place, making: true), let name = place.components.last,
            let part = try PartFile.open(
                named: try PartFile.name(for: place, expecting: nil),
                in: folder,
                shownPath: shown(place),
                making: true
            )
        else { throw DVCModelError(.internal, "the place of '\(shown(place))' was neither found nor made") }
        try part.truncate()
        try Array(bytes).withUnsafeBytes { buffer in
            Result { () throws(DVCModelError) in try part.write(buffer, at: 0) }
        }.get()
        try part.sync()
        try part.place(as: name, mode, replacing: replacing)
    }
}
