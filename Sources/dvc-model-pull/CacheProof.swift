import DVCModelCore

extension DVCCache {
    /// The path of an object that is there and right to the last byte, for whom nothing will check it later; nil where
    /// it is not. DVC 2's names are none of the bytes', so they prove nothing here.
    ///
    /// - Throws: `file-unreadable`, `interrupted`
    func proven(_ id: ObjectID, _ cancellation: Cancellation) throws(DVCModelError) -> String? {
        guard id.rule == .md5, let path = find(id),
            let folder = try DestinationFolder.open(folder, making: false)
        else { return nil }
        let place = try SafePath(id.relativePath)
        let md5 = try FileSurvey.md5(at: place, in: folder, cancellation: cancellation)
        return md5 == id.digest ? path : nil
    }
}
