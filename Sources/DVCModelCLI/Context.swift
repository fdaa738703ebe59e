package import DVCModelCore

/// The world as a command sees it; built once, passed down.
package struct Context: Sendable {
    /// The folder to work in, absolute: the process's own, after `-C`.
    package let workingDirectory: String
    package let environment: Environment
    package let console: Console
    /// Raised by the first SIGINT, SIGTERM or SIGHUP.
    package let cancellation: Cancellation
    package let clock: Clock

    package var log: Log { console.log }

    package init(
        workingDirectory: String,
        environment: Environment,
        console: Console,
        cancellation: Cancellation,
        clock: Clock,
    ) {
        self.workingDirectory = workingDirectory
        self.environment = environment
        self.console = console
        self.cancellation = cancellation
        self.clock = clock
    }
}

extension Context {
    /// A path as the user can name it from where he is.
    package func shown(_ path: String) -> String { Path.relative(path, to: workingDirectory) }
}

/// The two times that a tool asks for, as functions so that tests can hand in their own.
package struct Clock: Sendable {
    /// Nanoseconds since some moment; never goes back.
    package let monotonic: @Sendable () -> UInt64
    /// Seconds since 1970.
    package let wall: @Sendable () -> Int64

    package init(monotonic: @escaping @Sendable () -> UInt64, wall: @escaping @Sendable () -> Int64) {
        self.monotonic = monotonic
        self.wall = wall
    }
}
