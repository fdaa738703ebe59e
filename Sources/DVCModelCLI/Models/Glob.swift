#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Shell patterns.
enum Glob {
    /// `*` also matches a slash, as in `.gitattributes` it does not but in Python's `fnmatch` and most download tools it
    /// does.
    static func matches(_ pattern: String, _ text: String) -> Bool { fnmatch(pattern, text, 0) == 0 }
}
