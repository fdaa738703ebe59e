import Foundation
import Testing

@testable import DVCModelCore

struct PipedProcessTests {
    private static func start(_ program: String, _ words: String...) throws -> PipedProcess {
        try PipedProcess(program, [program] + words, variables: ["A=1"])
    }

    @Test(arguments: [false, true])
    func `a long request and its long answer do not wait for each other`(isLast: Bool) throws {
        let request = [UInt8](repeating: 7, count: 3_000_000)
        var answer: [UInt8] = []
        let process = try Self.start("/bin/cat")
        let isEnough = process.exchange(request, isLast: isLast) { piece in
            answer += piece
            return !isLast && answer.count == request.count
        }
        #expect(answer == request)
        #expect(isEnough == !isLast)
    }

    @Test func `a program that ends early does not harm whoever writes to it`() throws {
        let process = try Self.start("/bin/sh", "-c", "read line; exit 7")
        let request = [UInt8](repeating: ASCII.newline, count: 3_000_000)
        #expect(!process.exchange(request, isLast: false) { _ in false })
        #expect(process.wait() == 7)
    }

    @Test func `a signal gives the status that a shell gives`() throws {
        let process = try Self.start("/bin/sh", "-c", "kill -9 $$")
        #expect(!process.exchange([], isLast: true) { _ in false })
        #expect(process.wait() == 137)
    }

    @Test func `the environment is the one that was given`() throws {
        var answer: [UInt8] = []
        _ = try Self.start("/usr/bin/env").exchange([], isLast: true) { piece in
            answer += piece
            return false
        }
        #expect(String(decoding: answer, as: UTF8.self) == "A=1\n")
    }

    @Test(
        arguments: [
            ("echo a >&2; echo error: b >&2; echo warning: c >&2", "git says 'error: b'"),
            ("echo fatal: a: >&2; printf '\\tb\\n' >&2", "git says 'fatal: a: b'"),
            ("echo error: a >&2; echo fatal: b >&2", "git says 'fatal: b'"),
            ("head -c 1000000 /dev/zero >&2; echo >&2; echo fatal: a >&2", "git says 'fatal: a'"),
            ("echo warning: a >&2", nil),
            ("echo error: a", nil),
        ] as [(String, String?)]
    )
    func `the last error on the standard error is told once`(script: String, expected: String?) throws {
        let process = try Self.start("/bin/sh", "-c", script)
        #expect(!process.exchange([], isLast: true) { _ in false })
        #expect(process.complaint() == expected)
        #expect(process.complaint() == nil)
    }

    @Test func `a program that is not there is an error`() {
        let error = #expect(throws: DVCModelError.self) { try Self.start("/no/such/program") }
        #expect(error?.what == "'/no/such/program' failed: no such file or directory")
    }
}
