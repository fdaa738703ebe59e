import DVCModelCore
import Foundation
import TestSupport

@testable import DVCModelCLI

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Files that stand in for stdout and stderr.
final class Streams: Sendable {
    let output: Descriptor
    let errors: Descriptor
    private let folder: TemporaryFolder
    private let numbers: [Int32]

    init() throws {
        let folder = try TemporaryFolder()
        numbers = try ["out", "err"].map { name in
            open(try folder.write("", to: name), O_WRONLY | O_APPEND | O_CLOEXEC)
        }
        self.folder = folder
        output = Descriptor(numbers[0])
        errors = Descriptor(numbers[1])
    }

    deinit {
        for number in numbers { close(number) }
    }

    var outputText: String { text("out") }
    var errorText: String { text("err") }

    private func text(_ name: String) -> String {
        (try? String(contentsOfFile: folder.path(name), encoding: .utf8)) ?? "unreadable"
    }

    func console(_ manner: Console.Manner = .init()) -> Console {
        Console(tool: "dvc-model-pull", manner: manner, output: output, errors: errors)
    }

    /// A process whose folder is `/work`, and whose clock stands still.
    func process(environment: [String: String] = [:]) -> ProcessState {
        ProcessState(
            environment: Environment(environment),
            output: output,
            errors: errors,
            cancellation: Cancellation(),
            clock: Clock(monotonic: { 0 }, wall: { 0 }),
            enter: { folders in (["/checkout"] + folders).joined(separator: "/") },
        )
    }
}
