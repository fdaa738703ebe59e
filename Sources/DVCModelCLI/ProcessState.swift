package import DVCModelCore

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// What a tool takes from its process, in one value so that tests can give it something else.
package struct ProcessState: Sendable {
    package var environment: Environment
    package var output: Descriptor
    package var errors: Descriptor
    package var cancellation: Cancellation
    package var clock: Clock
    /// Goes into these folders one after the other and says where that is, absolute.
    package var enter: @Sendable (_ folders: [String]) throws(DVCModelError) -> String

    package init(
        environment: Environment,
        output: Descriptor,
        errors: Descriptor,
        cancellation: Cancellation,
        clock: Clock,
        enter: @escaping @Sendable (_ folders: [String]) throws(DVCModelError) -> String,
    ) {
        self.environment = environment
        self.output = output
        self.errors = errors
        self.cancellation = cancellation
        self.clock = clock
        self.enter = enter
    }

    /// The real one.
    static func current(cancellation: Cancellation) -> Self {
        ProcessState(
            environment: Environment(ProcessInfo.processInfo.environment),
            output: .standardOutput,
            errors: .standardError,
            cancellation: cancellation,
            clock: Clock(
                monotonic: { nanoseconds(of: CLOCK_MONOTONIC) },
                wall: { Int64(nanoseconds(of: CLOCK_REALTIME) / 1_000_000_000) },
            ),
            enter: changeDirectory,
        )
    }

    private static func nanoseconds(of clock: clockid_t) -> UInt64 {
        var time = timespec()
        clock_gettime(clock, &time)
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }

    @Sendable
    private static func changeDirectory(_ folders: [String]) throws(DVCModelError) -> String {
        for folder in folders where chdir(folder) != 0 {
            throw .cannotEnter(folder, errno: errno)
        }
        guard let path = getcwd(nil, 0) else { throw .noWorkingDirectory(errno: errno) }
        defer { free(path) }
        return String(cString: path)
    }
}

extension DVCModelError {
    fileprivate static func cannotEnter(_ folder: String, errno: Int32) -> Self {
        Self(.usage, "cannot work in '\(folder)': \(systemMessage(errno))", at: .option("-C"))
    }

    fileprivate static func noWorkingDirectory(errno: Int32) -> Self {
        Self(
            .fileUnreadable,
            "the working directory cannot be told: \(systemMessage(errno))",
            hint: "cd to a folder that exists"
        )
    }

    /// stdout took less than all.
    package static func outputFailed(errno: Int32) -> Self {
        Self(
            errno == ENOSPC || errno == EDQUOT ? .diskFull : .fileUnwritable,
            "standard output cannot be written: \(systemMessage(errno))",
        )
    }

    private static func systemMessage(_ errno: Int32) -> String {
        errno == EBADF ? "it is closed" : String(cString: strerror(errno))
    }
}
