extension TransferEngine {
    package struct Options: Sendable {
        /// Requests at the same time; nil: as many as serve best, of ranges fewer than of small objects.
        package var jobs: Int?
        package var retry: RetryPolicy
        /// Of all downloads together, in bytes a second; nil: no limit.
        package var bytesPerSecond: Int64?
        /// nil where nobody can give fresh addresses.
        package var renewal: Renewal?
        /// The time, by which URLs expire.
        package var secondsSince1970: @Sendable () -> Int64

        package init(
            jobs: Int? = nil,
            retry: RetryPolicy = RetryPolicy(),
            bytesPerSecond: Int64? = nil,
            renewal: Renewal? = nil,
            secondsSince1970: @escaping @Sendable () -> Int64 = { 0 },
        ) {
            self.jobs = jobs
            self.retry = retry
            self.bytesPerSecond = bytesPerSecond
            self.renewal = renewal
            self.secondsSince1970 = secondsSince1970
        }

        /// The number in flight decides the speed of small objects: at 20 ms of round trip 64 are ten times as fast as 4.
        package var connectionLimit: Int { min(jobs ?? 64, rateBound) }
        /// Of large objects: a server that limits each connection to 40 MiB/s gives 500 MiB/s by 16.
        var rangeLimit: Int { min(jobs ?? 16, rateBound) }

        /// Of a request, for what has come and was not read. A large one saves system calls, and many of them would cost
        /// memory. libcurl reads up to a hundred of them at a time (seen with 7.88), so under a limit they are as small as
        /// to bring a quarter of a second's bytes together.
        func bufferByteCount(isRange: Bool) -> Int {
            let usual = isRange ? 512 << 10 : 64 << 10
            guard let bytesPerSecond else { return usual }
            let share = bytesPerSecond / Int64(400 * connectionLimit)
            return Int(min(max(share, 1 << 10), Int64(usual)))
        }

        /// Where the user wants few bytes a second, they are not spread so thin that every connection looks dead.
        private var rateBound: Int { bytesPerSecond.map { max(1, Int(clamping: $0 / (64 << 10))) } ?? .max }
    }
}
