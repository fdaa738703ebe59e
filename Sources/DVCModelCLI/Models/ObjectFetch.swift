import DVCModelCore
import Synchronization

/// Fetches a small object whole, with all the checks and patience of any other.
struct ObjectFetch {
    private let settings: HTTPSettings
    private let context: Context

    init(_ settings: HTTPSettings, _ context: Context) {
        self.settings = settings
        self.context = context
    }

    func bytes(_ object: RemoteObject) throws(DVCModelError) -> [UInt8] {
        let collected = Collected()
        let engine = TransferEngine(
            settings,
            .init(jobs: 1),
            target: .stream { collected.append($0) },
            cancellation: context.cancellation,
            log: context.log,
            emit: { _ in }
        )
        let job = TransferJob(object: object, destination: SafePath(fileName: "-"), isReplacing: false)
        switch engine.run([job]).first {
        case .downloaded: return collected.bytes
        case .failed(let error): throw error
        case .cancelled, nil:
            throw DVCModelError(.interrupted, "stopped while fetching '\(object.path)'")
        }
    }
}

private final class Collected: Sendable {
    private let storage = Mutex<[UInt8]>([])

    var bytes: [UInt8] { storage.withLock { $0 } }

    func append(_ bytes: UnsafeRawBufferPointer) { storage.withLock { $0.append(contentsOf: bytes) } }
}
