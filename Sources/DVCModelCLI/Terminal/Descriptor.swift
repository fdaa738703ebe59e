#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A standard stream of the process, by its number. It is not closed: it outlives whoever writes to it.
package struct Descriptor: Sendable {
    package static let standardOutput = Descriptor(1)
    package static let standardError = Descriptor(2)

    private let number: Int32

    package init(_ number: Int32) {
        self.number = number
    }

    package var isTerminal: Bool { isatty(number) == 1 }

    /// The width in columns; nil when it is no terminal or does not tell.
    package var columnCount: Int? {
        var size = winsize()
        guard ioctl(number, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
        return Int(size.ws_col)
    }

    /// Writes all of `bytes`, however many calls that takes.
    /// - Returns: 0, or the errno of the call that failed.
    package func write(_ bytes: some Collection<UInt8>) -> Int32 {
        let written = bytes.withContiguousStorageIfAvailable { write(UnsafeRawBufferPointer($0)) }
        return written ?? Array(bytes).withUnsafeBytes { write($0) }
    }

    private func write(_ buffer: UnsafeRawBufferPointer) -> Int32 {
        var rest = buffer[...]
        while !rest.isEmpty {
            let count = systemWrite(number, UnsafeRawBufferPointer(rebasing: rest))
            if count >= 0 {
                rest = rest.dropFirst(count)
                continue
            }
            switch errno {
            case EINTR: continue
            case EAGAIN, EWOULDBLOCK: waitUntilWritable()
            default: return errno
            }
        }
        return 0
    }

    /// Another program may have set the shared terminal or pipe to non-blocking.
    private func waitUntilWritable() {
        var request = pollfd(fd: number, events: Int16(POLLOUT), revents: 0)
        _ = poll(&request, 1, -1)
    }

    /// Opens `/dev/null` for every standard stream that the caller closed, so that no file opened later gets
    /// its number and takes what is meant for the stream. The wrong direction is on purpose: using the stream
    /// fails.
    package static func occupyClosedStandardStreams() {
        for (number, direction) in [(Int32(0), O_WRONLY), (1, O_RDONLY), (2, O_RDONLY)]
        where fcntl(number, F_GETFD) == -1 {
            // The lowest free number is taken, which is this one. Where even that fails nothing can be said.
            _ = open("/dev/null", direction)
        }
    }
}

/// Outside the type, whose own `write` would hide the system's.
private func systemWrite(_ number: Int32, _ buffer: UnsafeRawBufferPointer) -> Int {
    write(number, buffer.baseAddress, buffer.count)
}
