/// Opens the folders of files that come one after another. The folder of the last one stays open, for the next is mostly
/// in the same.
struct FolderWalk {
    let root: DestinationFolder
    private let isMaking: Bool
    private var last: (components: ArraySlice<String>, folder: FolderHandle?)?

    init(_ root: DestinationFolder, making isMaking: Bool = false) {
        self.root = root
        self.isMaking = isMaking
    }

    /// As ``DestinationFolder/folder(of:making:)`` has it.
    mutating func folder(of place: SafePath) throws(DVCModelError) -> FolderHandle? {
        let components = place.components.dropLast()
        // By bytes: to Swift, composed and decomposed letters are equal, to the file system they are not.
        if let last, last.components.elementsEqual(components, by: { $0.utf8.elementsEqual($1.utf8) }) {
            return last.folder
        }
        let folder = try root.folder(of: place, making: isMaking)
        last = (components, folder)
        return folder
    }
}
