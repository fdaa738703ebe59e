import DVCModelCore
import Foundation
import Synchronization
import TestSupport
import Testing

@testable import DVCModelCLI

/// A clock that a test sets.
final class SecondHand: Sendable {
    static let start: Int64 = 1_767_323_045

    private let value = Atomic(start)

    /// Seconds since 1970.
    var seconds: Int64 { value.load(ordering: .relaxed) }

    func move(to seconds: Int64) { value.store(seconds, ordering: .relaxed) }
}

/// Models that were resolved in this process for `dvc-model-pull`, and the way to ask for their objects again.
struct ResolvedPull: Sendable {
    /// Of all models.
    let objects: [RemoteObject]
    let renewal: Renewal?
    let cancellation: Cancellation
    let streams: Streams

    /// - Parameters:
    ///   - words: the command line.
    ///   - variable: one of the bed's environment that is not to be set.
    init(
        _ bed: some Bed,
        _ words: [String] = [],
        without variable: String = "",
        clock: SecondHand = SecondHand(),
    ) async throws {
        var variables = bed.environment
        variables["PATH"] = ProcessInfo.processInfo.environment["PATH"]
        variables[variable] = nil
        let streams = try Streams()
        let cancellation = Cancellation()
        let context = Context(
            workingDirectory: bed.checkout,
            environment: Environment(variables),
            console: streams.console(Console.Manner(verbosity: .decisions)),
            cancellation: cancellation,
            clock: Clock(monotonic: { 0 }, wall: { clock.seconds }),
        )
        let found = try await onThread {
            Result { () throws(DVCModelError) in
                guard case .run(let arguments) = try ArgumentParser.parse(words, by: .pull) else {
                    throw DVCModelError(.usage, "no run")
                }
                let source = try ModelSource(arguments, in: context)
                let models = try source.resolve(.unlessCached)
                return (objects: models.flatMap(\.objects), renewal: source.renewal(of: models))
            }
        }.get()
        (objects, renewal) = (found.objects, found.renewal)
        self.streams = streams
        self.cancellation = cancellation
    }

    /// Asks for these objects again, or for all.
    func renew(_ objects: [RemoteObject]? = nil) async throws -> Result<[RemoteObject], DVCModelError> {
        let renewal = try #require(renewal)
        let objects = objects ?? self.objects
        return await onThread { renewal(objects) }
    }
}
