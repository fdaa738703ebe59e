import DVCModelCore

/// Where a transfer stands, summed up from its events.
struct ProgressState: Equatable {
    private(set) var fileCount = 0
    private(set) var finishedCount = 0
    /// What is there of the files, from this run or before it.
    private(set) var doneByteCount: Int64 = 0
    /// What came over the network in this run, bytes that were of no use included.
    private(set) var receivedByteCount: Int64 = 0
    private var knownByteCount: Int64 = 0
    private var unsizedCount = 0
    private var rate = RateWindow()

    /// The size of all files together; nil as long as one's is not known.
    var totalByteCount: Int64? { unsizedCount == 0 ? knownByteCount : nil }

    mutating func apply(_ event: TransferEvent) {
        switch event {
        case .began(let fileCount, let byteCount, let unsizedCount, let alreadyThere):
            self.fileCount = fileCount
            self.unsizedCount = unsizedCount
            knownByteCount = byteCount
            doneByteCount = alreadyThere
        case .sized(_, let byteCount):
            unsizedCount = max(0, unsizedCount - 1)
            // A server may state any number.
            knownByteCount = knownByteCount.addingReportingOverflow(byteCount).overflow
                ? .max : knownByteCount + byteCount
        case .received(_, let byteCount):
            doneByteCount += byteCount
            receivedByteCount += byteCount
        case .restarted(_, let byteCount):
            doneByteCount = max(0, doneByteCount - byteCount)
        case .finished:
            finishedCount += 1
        case .retrying:
            break
        }
    }

    /// The state as it is to be shown at `time`, in nanoseconds; each call is a sample for the rate.
    mutating func frame(at time: UInt64) -> ProgressFrame {
        rate.add(receivedByteCount, at: time)
        return ProgressFrame(
            doneByteCount: doneByteCount,
            totalByteCount: totalByteCount,
            bytesPerSecond: rate.bytesPerSecond,
            finishedCount: finishedCount,
            fileCount: fileCount,
        )
    }
}

/// The speed over the last seconds, from samples of a count that only grows.
struct RateWindow: Equatable {
    private struct Sample: Equatable {
        let time: UInt64
        let byteCount: Int64
    }

    private static let span: UInt64 = 5_000_000_000
    /// Over a shorter time one buffer's arrival would be all that is measured.
    private static let shortest: UInt64 = 500_000_000

    private var samples: [Sample] = []

    mutating func add(_ byteCount: Int64, at time: UInt64) {
        samples.append(Sample(time: time, byteCount: byteCount))
        // The last sample outside the span stays: the span is measured from it.
        let old = samples.prefix { time - min(time, $0.time) >= Self.span }.count
        samples.removeFirst(max(0, old - 1))
    }

    /// Nil until there is enough to tell.
    var bytesPerSecond: Int64? {
        guard let first = samples.first, let last = samples.last, last.time >= first.time + Self.shortest else {
            return nil
        }
        let seconds = Double(last.time - first.time) / 1e9
        return Int64(Double(last.byteCount - first.byteCount) / seconds)
    }
}
