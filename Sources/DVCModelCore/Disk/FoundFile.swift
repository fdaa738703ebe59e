#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif

/// A regular file at one of the places of a survey, before it is opened.
struct FoundFile: Sendable {
    /// Of its place.
    let index: Int
    /// Where it is when its place is a link to it; without links.
    let target: String?
    /// What is to be read of it; 0 where its hash would tell nothing.
    let byteCount: Int64
}

/// What can be told of a place without opening what is there.
enum Glance: Sendable {
    case state(FileState)
    case file(FoundFile)
}

extension Glance {
    /// - Parameter folder: the one that holds the place; nil: there is none.
    init(at index: Int, of survey: Survey, in folder: FolderHandle?) {
        let place = survey.places[index]
        var information = stat()
        guard let folder, let name = place.components.last else {
            self = .state(.absent)
            return
        }
        guard fstatat(folder.descriptor, name, &information, AT_SYMLINK_NOFOLLOW) == 0 else {
            self = .state(.failed(errno, survey.folder.shown(place), ifAbsent: .absent))
            return
        }
        var target: String?
        if information.st_mode & S_IFMT == S_IFLNK {
            let shown = survey.folder.shown(place)
            guard fstatat(folder.descriptor, name, &information, 0) == 0, let path = resolved(shown) else {
                self = .state(.failed(errno, shown, ifAbsent: .brokenLink))
                return
            }
            guard survey.mayFollow(to: path) else {
                self = .state(.obstacle("a link to '\(path)', which is neither here nor in DVC's cache"))
                return
            }
            target = path
        }
        if let obstacle = FileState(obstacle: information) {
            self = .state(obstacle)
            return
        }
        let byteCount = Int64(information.st_size)
        let isToRead = survey.objects[index].isWorthReading(byteCount)
        self = .file(FoundFile(index: index, target: target, byteCount: isToRead ? byteCount : 0))
    }
}

/// The path without links; nil with `errno` set where it does not lead to anything.
func resolved(_ path: String) -> String? {
    guard let buffer = realpath(path, nil) else { return nil }
    defer { free(buffer) }
    return String(cString: buffer)
}

extension FileState {
    fileprivate static func failed(_ error: Int32, _ shown: String, ifAbsent: FileState) -> FileState {
        error == ENOENT ? ifAbsent : .unreadable(shown, errno: error)
    }

    /// Nil for a regular file.
    init?(obstacle information: stat) {
        switch information.st_mode & S_IFMT {
        case S_IFREG: return nil
        case S_IFDIR: self = .obstacle("a folder")
        default: self = .obstacle("no regular file")
        }
    }
}

extension RemoteObject {
    /// Whether the hash of a file of this size can tell that it is the object.
    func isWorthReading(_ byteCount: Int64) -> Bool {
        expectedMD5 != nil && (self.byteCount ?? byteCount) == byteCount
    }
}
