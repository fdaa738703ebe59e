/// The files of a repository as they are at one commit: what records are read from, never the work tree.
package protocol RevisionFiles {
    /// How errors name a file: `1a2b3c4:models/dvc.yaml`, as git itself names it.
    func shown(_ path: String) -> String

    /// Every file, relative to the git root, sorted by UTF-8 bytes; no submodules.
    func paths() throws(DVCModelError) -> [String]

    /// The bytes of a file; nil when the commit has none of that name.
    func contents(_ path: String) throws(DVCModelError) -> [UInt8]?
}
