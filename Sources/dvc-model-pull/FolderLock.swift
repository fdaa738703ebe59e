import DVCModelCLI
import DVCModelCore

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Keeps two pulls into one folder apart: the second waits for the first.
struct FolderLock {
    private static let pauseMicroseconds: UInt32 = 100_000

    private let folder: DestinationFolder
    private let context: Context

    init(_ folder: DestinationFolder, _ context: Context) {
        self.folder = folder
        self.context = context
    }

    /// - Throws: `interrupted`
    func take() throws(DVCModelError) {
        var hasSaidSo = false
        while true {
            switch folder.tryLock() {
            case .locked:
                return
            case .unsupported(let reason):
                context.console.warn("'\(folder.path)' cannot be locked against other pulls: \(reason)")
                return
            case .busy:
                if !hasSaidSo {
                    context.console.note("waiting for another pull into '\(folder.path)' to end")
                }
                hasSaidSo = true
                guard !context.cancellation.isCancelled else {
                    throw DVCModelError(.interrupted, "stopped while waiting for another pull")
                }
                usleep(Self.pauseMicroseconds)
            }
        }
    }
}
