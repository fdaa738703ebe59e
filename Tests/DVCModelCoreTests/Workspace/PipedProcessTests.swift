import Foundation
import Testing

@testable import DVCModelCore

struct PipedProcessTests {
    private static func start(_ words: String...) throws(PipedProcess.Failure) -> PipedProcess {
        try PipedProcess("/bin/\(words[0])", words, variables: ["A=1"])
    }

    @Test(arguments: [false, true])
    func `a long request and its long answer do not wait for each other`(isLast: Bool) throws {
        let request = [UInt8](repeating: 7, count: 3_000_000)
        var answer: [UInt8] = []
        let process = try Self.start("cat")
        let isEnough = process.exchange(request, isLast: isLast) { piece in
            answer += piece
            return !isLast && answer.count == request.count
        }
        #expect(answer == request)
        #expect(isEnough == !isLast)
    }

    @Test func `a program that ends early does not harm whoever writes to it`() throws {
        let process = try Self.start("sh", "-c", "read line; exit 7")
        let request = [UInt8](repeating: ASCII.newline, count: 3_000_000)
        #expect(!process.exchange(request, isLast: false) { _ in false })
        #expect(process.wait() == 7)
    }

    @Test func `a signal gives the status that a shell gives`() throws {
        let process = try Self.start("sh", "-c", "kill -9 $$")
        #expect(!process.exchange([], isLast: true) { _ in false })
        #expect(process.wait() == 137)
    }

    @Test func `the environment is the one that was given`() throws {
        var answer: [UInt8] = []
        _ = try Self.start("env").exchange([], isLast: true) { piece in
            answer += piece
            return false
        }
        #expect(String(decoding: answer, as: UTF8.self) == "A=1\n")
    }

    @Test(
        arguments: [
            ("echo a >&2; echo error: b >&2; echo warning: c >&2", "sh says 'error: b'"),
            ("echo fatal: a: >&2; printf '\\tb\\n' >&2", "sh says 'fatal: a: b'"),
            ("echo error: a >&2; echo fatal: b >&2", "sh says 'fatal: b'"),
            ("head -c 1000000 /dev/zero >&2; echo >&2; echo fatal: a >&2", "sh says 'fatal: a'"),
            ("echo warning: a >&2", nil),
            ("echo error: a", nil),
        ] as [(String, String?)]
    )
    func `the last error on the standard error is told once`(script: String, expected: String?) throws {
        let process = try Self.start("sh", "-c", script)
        #expect(!process.exchange([], isLast: true) { _ in false })
        #expect(process.complaint() == expected)
        #expect(process.complaint() == nil)
    }

    @Test(arguments: [["no-such-program"], ["cat", "a\0b"]])
    func `what cannot be started is an error`(words: [String]) {
        #expect(throws: PipedProcess.Failure.self) {
            try PipedProcess("/bin/\(words[0])", words, variables: [])
        }
    }

    @Test func `what a program says is its whole output`() throws {
        #expect(try Self.start("sh", "-c", "cat; echo a").output(limit: 2) == Array("a\n".utf8))
    }

    @Test(arguments: [
        ("echo abc", "it said more than 2 bytes"), ("exit 3", "it ended with status 3"),
        ("kill -9 $$", "it ended by signal 9"), ("echo fatal: a >&2; exit 1", "sh says 'fatal: a'"),
    ])
    func `a program that fails, or says too much, is an error`(script: String, why: String) throws {
        let process = try Self.start("sh", "-c", script)
        let failure = #expect(throws: PipedProcess.Failure.self) { try process.output(limit: 2) }
        #expect(failure?.why == why)
    }
}
