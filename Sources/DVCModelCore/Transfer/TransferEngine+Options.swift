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

        /// Where the user wants few bytes a second, they are not spread so thin that every connection looks dead.
        private var rateBound: Int { bytesPerSecond.map { max(1, Int(clamping: $0 / (64 << 10))) } ?? .max }
    }
}
