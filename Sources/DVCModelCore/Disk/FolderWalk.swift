/// Opens the folders of files that come one after another. The folder of the last one stays open, for the next is mostly
/// in the same.
struct FolderWalk {
    private let root: DestinationFolder
    private var last: (components: ArraySlice<String>, folder: FolderHandle?)?

    init(_ root: DestinationFolder) {
        self.root = root
    }

    /// As ``DestinationFolder/folder(of:making:)`` has it, without making any.
    mutating func folder(of place: SafePath) throws(DVCModelError) -> FolderHandle? {
        let components = place.components.dropLast()
        // By bytes: to Swift, composed and decomposed letters are equal, to the file system they are not.
        if let last, last.components.elementsEqual(components, by: { $0.utf8.elementsEqual($1.utf8) }) {
            return last.folder
        }
        let folder = try root.folder(of: place, making: false)
        last = (components, folder)
        return folder
    }
}
