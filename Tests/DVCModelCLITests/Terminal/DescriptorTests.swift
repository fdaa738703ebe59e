import Foundation
import Synchronization
import Testing

@testable import DVCModelCLI

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

struct DescriptorTests {
    /// Both ends of a new pipe. Whoever gets them closes them.
    private func makePipe() throws -> (read: Int32, write: Int32) {
        var ends: [Int32] = [-1, -1]
        try #require(pipe(&ends) == 0)
        return (ends[0], ends[1])
    }

    @Test func `more than a pipe holds is written even where writing does not wait`() throws {
        let ends = try makePipe()
        defer { close(ends.read) }
        _ = fcntl(ends.write, F_SETFL, O_NONBLOCK)
        let bytes = (0..<1 << 20).map { UInt8(truncatingIfNeeded: $0 &* 7) }
        let result = Mutex<Int32?>(nil)
        let writer = Thread {
            result.withLock { $0 = Descriptor(ends.write).write(bytes) }
            close(ends.write)
        }
        writer.start()
        let arrived = try FileHandle(fileDescriptor: ends.read).readToEnd()
        #expect(arrived.map(Array.init) == bytes)
        #expect(result.withLock { $0 } == 0)
    }

    @Test func `a descriptor that is not open says so`() {
        #expect(Descriptor(-1).write([1]) == EBADF)
    }

    @Test func `a full device says so`() {
        let full = open("/dev/full", O_WRONLY | O_CLOEXEC)
        guard full >= 0 else { return }
        defer { close(full) }
        #expect(Descriptor(full).write([1]) == ENOSPC)
    }

    @Test func `a file is no terminal and has no width`() throws {
        let streams = try Streams()
        #expect(!streams.output.isTerminal)
        #expect(streams.output.columnCount == nil)
    }
}
