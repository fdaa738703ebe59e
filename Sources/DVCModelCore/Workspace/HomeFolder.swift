#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// `~` and `~user` at the start of a path.
package enum HomeFolder {
    /// `path` with a leading `~` taken as `HOME` and a leading `~user` as that user's home folder, any other path
    /// as it is; nil when there is no such folder to put in.
    package static func expanding(_ path: String, in environment: Environment) -> String? {
        guard path.utf8.first == UInt8(ascii: "~") else { return path }
        let user = path.utf8.dropFirst().prefix { $0 != ASCII.slash }
        let rest = String(Substring(path.utf8[user.endIndex...]))
        let home = user.isEmpty ? environment["HOME"] : folder(ofUser: String(Substring(user)))
        return home.map { $0 + rest }
    }

    /// The user's own: an absolute `HOME`, else what the system's list of users says. Source: Python's platformdirs.
    package static func own(in environment: Environment) -> String? {
        if let home = environment["HOME"], Path.isAbsolute(home) { return home }
        guard let entry = getpwuid(getuid()), let folder = entry.pointee.pw_dir else { return nil }
        return String(validatingCString: folder)
    }

    private static func folder(ofUser name: String) -> String? {
        guard !name.utf8.contains(0), let entry = getpwnam(name), let folder = entry.pointee.pw_dir else {
            return nil
        }
        return String(validatingCString: folder)
    }
}
