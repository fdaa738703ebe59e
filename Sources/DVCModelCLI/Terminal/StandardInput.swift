package import DVCModelCore

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// What another program writes to this one.
package enum StandardInput {
    /// All of it.
    ///
    /// - Parameter limit: in bytes; more is refused.
    /// - Throws: `file-unreadable`
    package static func read(limit: Int) throws(DVCModelError) -> [UInt8] {
        var bytes: [UInt8] = []
        var block = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            let count = block.withUnsafeMutableBytes { systemRead($0) }
            if count == 0 { return bytes }
            if count < 0 {
                if errno == EINTR { continue }
                throw .system(.fileUnreadable, "cannot read standard input")
            }
            bytes += block[..<count]
            guard bytes.count <= limit else {
                throw DVCModelError(
                    .fileUnreadable,
                    "standard input is longer than \(Units.bytes(Int64(limit)))"
                )
            }
        }
    }
}

/// Outside the type, whose own `read` would hide the system's.
private func systemRead(_ buffer: UnsafeMutableRawBufferPointer) -> Int {
    read(0, buffer.baseAddress, buffer.count)
}
