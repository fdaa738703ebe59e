import DVCModelCore

/// Where a transfer stands, summed up from its events.
struct ProgressState: Equatable {
    private struct Object: Equatable {
        var byteCount: Int64?
        var doneByteCount: Int64 = 0
    }

    /// When something last came, as far as the samples tell.
    private struct Movement: Equatable {
        var time: UInt64 = 0
        var receivedByteCount: Int64 = 0
        var finishedCount = 0
    }

    private(set) var fileCount = 0
    private(set) var finishedCount = 0
    /// What is there of the files, from this run or before it.
    private(set) var doneByteCount: Int64 = 0
    /// What came over the network in this run, bytes that were of no use included.
    private(set) var receivedByteCount: Int64 = 0
    /// By their numbers.
    private var objects: [Object] = []
    private var plannedByteCount: Int64?
    private var sizedCount = 0
    private var sizedByteCount: Int64 = 0
    private var rate = RateWindow()
    private var beginning: UInt64 = 0
    private var movement = Movement()

    /// The size of all files together, once it is known.
    var totalByteCount: Int64? { plannedByteCount ?? (sizedCount == fileCount ? sizedByteCount : nil) }

    /// - Parameter time: of the event, in nanoseconds; asked for only where it counts, as events are many.
    mutating func apply(_ event: TransferEvent, at time: @autoclosure () -> UInt64) {
        switch event {
        case .began(let fileCount, let byteCount):
            objects.reserveCapacity(fileCount)
            begin(fileCount, byteCount, at: time())
        case .sized(let object, let byteCount, let alreadyThere):
            makeRoom(for: object)
            size(object, byteCount)
            setDone(object, alreadyThere)
        case .received(let object, let byteCount):
            makeRoom(for: object)
            receivedByteCount += byteCount
            setDone(object, objects[object].doneByteCount + byteCount)
        case .restarted(let object, let byteCount):
            makeRoom(for: object)
            setDone(object, max(0, objects[object].doneByteCount - byteCount))
        case .finished:
            finishedCount += 1
        case .retrying, .cachePassedOver:
            break
        }
    }

    private mutating func begin(_ fileCount: Int, _ byteCount: Int64?, at time: UInt64) {
        self.fileCount = fileCount
        plannedByteCount = byteCount
        beginning = time
        movement.time = time
        rate.add(0, at: time)
    }

    private mutating func makeRoom(for object: Int) {
        while objects.count <= object { objects.append(Object()) }
    }

    /// The same for files that are only read.
    mutating func apply(_ event: FileSurvey.Event, at time: UInt64) {
        switch event {
        case .began(let fileCount, let byteCount):
            begin(fileCount, byteCount, at: time)
        case .advanced(let fileCount, let byteCount):
            finishedCount += fileCount
            doneByteCount += byteCount
            receivedByteCount += byteCount
        }
    }

    private mutating func size(_ object: Int, _ byteCount: Int64) {
        let known = objects[object].byteCount
        objects[object].byteCount = byteCount
        // Wrapping: a server may state any number.
        sizedByteCount &+= byteCount &- (known ?? 0)
        sizedCount += known == nil ? 1 : 0
    }

    private mutating func setDone(_ object: Int, _ byteCount: Int64) {
        doneByteCount += byteCount - objects[object].doneByteCount
        objects[object].doneByteCount = byteCount
    }

    /// The picture of this moment; each call is a sample for the rate.
    mutating func frame(at time: UInt64) -> ProgressFrame {
        rate.add(receivedByteCount, at: time)
        if movement.receivedByteCount != receivedByteCount || movement.finishedCount != finishedCount {
            movement = Movement(
                time: time,
                receivedByteCount: receivedByteCount,
                finishedCount: finishedCount
            )
        }
        return ProgressFrame(
            doneByteCount: doneByteCount,
            totalByteCount: totalByteCount,
            bytesPerSecond: rate.bytesPerSecond,
            finishedCount: finishedCount,
            fileCount: fileCount,
            elapsedSeconds: Self.seconds(from: beginning, to: time),
            stillSeconds: Self.seconds(from: movement.time, to: time),
        )
    }

    private static func seconds(from start: UInt64, to end: UInt64) -> Int64 {
        Int64(clamping: (end - min(start, end)) / 1_000_000_000)
    }
}
