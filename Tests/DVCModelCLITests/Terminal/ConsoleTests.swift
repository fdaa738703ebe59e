import DVCModelCore
import Testing

@testable import DVCModelCLI

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

struct ConsoleTests {
    private let streams: Streams

    init() throws {
        streams = try Streams()
    }

    @Test func `the answer comes on stdout, printable and line by line`() {
        let console = streams.console()
        console.answer("a\nb")
        console.answer("c\u{1B}")
        #expect(console.finish() == nil)
        #expect(streams.outputText == "a b\nc\u{FFFD}\n")
        #expect(streams.errorText == "")
    }

    @Test func `bytes for a program come as they are`() {
        let console = streams.console()
        console.answer(bytes: Array("a\0b\u{1B}".utf8))
        #expect(console.finish() == nil)
        #expect(streams.outputText == "a\0b\u{1B}")
    }

    @Test func `stdout has only the document where JSON is wanted`() {
        let console = streams.console(.init(isJSON: true))
        console.answer("a")
        console.answer(bytes: [1])
        console.answer(document: "{}\n")
        console.note("n")
        #expect(console.finish() == nil)
        #expect(streams.outputText == "{}\n")
        #expect(streams.errorText == "dvc-model-pull: n\n")
    }

    @Test(
        arguments: [
            (.quiet, []),
            (.normal, ["note", "notice"]),
            (.decisions, ["note", "notice", "decision"]),
            (.exchanges, ["note", "notice", "decision", "exchange"]),
        ] as [(Console.Verbosity, [String])]
    )
    func `stderr has what the verbosity lets through`(verbosity: Console.Verbosity, texts: [String]) {
        let console = streams.console(.init(verbosity: verbosity))
        console.note("note")
        console.log.notice("notice")
        console.log.decision("decision")
        console.log.exchange("exchange")
        #expect(streams.errorText == texts.map { "dvc-model-pull: \($0)\n" }.joined())
    }

    @Test func `errors are told in any case`() {
        let console = streams.console(.init(verbosity: .quiet))
        console.report(DVCModelError(.usage, "no"))
        #expect(streams.errorText == "dvc-model-pull: error: no\n")
    }

    @Test func `only the marks are coloured`() {
        let console = streams.console(.init(usesColor: true))
        console.warn("careful")
        console.report(DVCModelError(.usage, "no"))
        #expect(
            streams.errorText == """
                dvc-model-pull: \u{1B}[1;33mwarning:\u{1B}[0m careful
                dvc-model-pull: \u{1B}[1;31merror:\u{1B}[0m no

                """
        )
    }

    @Test func `what others said cannot steer the terminal`() {
        streams.console().note("Studio says '\u{1B}[2J\nall is well'")
        #expect(streams.errorText == "dvc-model-pull: Studio says '\u{FFFD}[2J all is well'\n")
    }

    @Test func `a line goes above the status line, which comes again`() {
        let console = streams.console()
        console.showStatus("10%")
        console.note("n")
        console.clearStatus()
        console.clearStatus()
        #expect(
            streams.errorText
                == "\r10%\u{1B}[K" + "\r\u{1B}[K" + "dvc-model-pull: n\n" + "\r10%\u{1B}[K" + "\r\u{1B}[K"
        )
    }

    @Test func `a status line that did not change is not drawn again`() {
        let console = streams.console()
        console.showStatus("10%")
        console.showStatus("10%")
        #expect(streams.errorText == "\r10%\u{1B}[K")
    }

    @Test func `the first failure to write the answer is kept, and the rest is not tried`() {
        let console = Console(tool: "t", manner: .init(), output: Descriptor(-1), errors: streams.errors)
        console.answer("a")
        console.flush()
        console.answer("b")
        #expect(console.finish() == EBADF)
    }
}
