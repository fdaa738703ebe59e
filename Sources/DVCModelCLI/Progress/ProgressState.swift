import DVCModelCore

/// Where a transfer stands, summed up from its events.
struct ProgressState: Equatable {
    private struct Object: Equatable {
        var byteCount: Int64?
        var doneByteCount: Int64 = 0
    }

    private(set) var fileCount = 0
    private(set) var finishedCount = 0
    /// What is there of the files, from this run or before it.
    private(set) var doneByteCount: Int64 = 0
    /// What came over the network in this run, bytes that were of no use included.
    private(set) var receivedByteCount: Int64 = 0
    /// Those of which there was an event.
    private var objects: [Int: Object] = [:]
    private var plannedByteCount: Int64?
    private var sizedCount = 0
    private var sizedByteCount: Int64 = 0
    private var rate = RateWindow()

    /// The size of all files together, once it is known.
    var totalByteCount: Int64? { plannedByteCount ?? (sizedCount == fileCount ? sizedByteCount : nil) }

    /// - Parameter time: of the event, in nanoseconds.
    mutating func apply(_ event: TransferEvent, at time: UInt64) {
        switch event {
        case .began(let fileCount, let byteCount):
            self.fileCount = fileCount
            plannedByteCount = byteCount
            rate.add(0, at: time)
        case .sized(let object, let byteCount, let alreadyThere):
            size(object, byteCount)
            setDone(object, alreadyThere)
        case .received(let object, let byteCount):
            receivedByteCount += byteCount
            setDone(object, objects[object, default: Object()].doneByteCount + byteCount)
        case .restarted(let object, _):
            setDone(object, 0)
        case .finished:
            finishedCount += 1
        case .retrying, .cachePassedOver:
            break
        }
    }

    /// The same for files that are only read.
    mutating func apply(_ event: FileSurvey.Event, at time: UInt64) {
        switch event {
        case .began(let fileCount, let byteCount):
            self.fileCount = fileCount
            plannedByteCount = byteCount
            rate.add(0, at: time)
        case .advanced(let fileCount, let byteCount):
            finishedCount += fileCount
            doneByteCount += byteCount
            receivedByteCount += byteCount
        }
    }

    private mutating func size(_ object: Int, _ byteCount: Int64) {
        let known = objects[object]?.byteCount
        objects[object, default: Object()].byteCount = byteCount
        // Wrapping: a server may state any number.
        sizedByteCount &+= byteCount &- (known ?? 0)
        sizedCount += known == nil ? 1 : 0
    }

    private mutating func setDone(_ object: Int, _ byteCount: Int64) {
        doneByteCount += byteCount - objects[object, default: Object()].doneByteCount
        objects[object, default: Object()].doneByteCount = byteCount
    }

    /// The picture of this moment; each call is a sample for the rate.
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
