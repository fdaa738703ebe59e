import DVCModelCore
import Foundation
import Synchronization
import TestSupport
import Testing

@testable import DVCModelCLI

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Answers with its first argument, or fails as that says.
private enum EchoCommand: ToolCommand {
    struct Report: ToolReport {
        static let schema = 7
        @Nullable var text: String?

        init() {}
    }

    static let table = OptionTable.uris

    static func run(_ arguments: Arguments, in context: Context) throws(DVCModelError) -> Answer<Report> {
        var answer = Answer(Report())
        for word in arguments.positionals {
            switch word {
            case "throw": throw DVCModelError(.noDVCYAML, "no dvc.yaml here", hint: "cd to it")
            case "fail": answer.failures.append(DVCModelError(.md5Mismatch, "1 file differs", paths: ["a"]))
            case "deny": answer.failures.append(DVCModelError(.storageForbidden, "no"))
            case "where": context.console.answer(context.workingDirectory)
            case "interrupt": context.cancellation.cancel(signal: SIGINT)
            case "progress": context.console.showStatus("10%")
            default:
                answer.report.text = word
                context.console.answer(word)
                context.log.decision("said '\(word)'")
            }
        }
        return answer
    }
}

struct ToolMainTests {
    private let streams: Streams

    init() throws {
        streams = try Streams()
    }

    private func run(_ words: String..., environment: [String: String] = [:]) -> ToolMain.Ending {
        ToolMain.execute(EchoCommand.self, words, in: streams.process(environment: environment))
    }

    @Test func `a run that goes well answers and succeeds`() {
        #expect(run("hello") == .status(.success))
        #expect(streams.outputText == "hello\n")
        #expect(streams.errorText == "")
    }

    @Test func `what a command throws is told on stderr and gives the status`() {
        #expect(run("hello", "throw") == .status(.noInput))
        #expect(streams.outputText == "hello\n")
        #expect(streams.errorText == "dvc-model-uris: error: no dvc.yaml here\n  try: cd to it\n")
    }

    @Test func `every failure is told, and the gravest gives the status`() {
        #expect(run("fail", "deny") == .status(.notPermitted))
        #expect(
            streams.errorText
                == "dvc-model-uris: error: 1 file differs\n    a\ndvc-model-uris: error: no\n"
        )
    }

    @Test func `a misspelled option ends in 64 with a way out`() {
        #expect(run("--formt") == .status(.usage))
        #expect(streams.outputText == "")
        #expect(
            streams.errorText == """
                dvc-model-uris: error: unknown option '--formt'; did you mean '--format'?
                  try: dvc-model-uris --help

                """
        )
    }

    @Test(arguments: [["--help"], ["-h"], ["--json", "--help"]])
    func `help is an answer`(words: [String]) {
        #expect(ToolMain.execute(EchoCommand.self, words, in: streams.process()) == .status(.success))
        let text = words == ["-h"] ? HelpText.short(.uris) : HelpText.whole(.uris)
        #expect(streams.outputText == text)
    }

    @Test func `the version is one line`() {
        #expect(run("--version") == .status(.success))
        #expect(streams.outputText == "dvc-model-uris \(ToolVersion.text)\n")
    }

    @Test func `verbosity reaches the log`() {
        #expect(run("-v", "hi") == .status(.success))
        #expect(streams.errorText == "dvc-model-uris: said 'hi'\n")
    }

    @Test func `the working directory is the one that C leads to`() {
        #expect(run("-C", "a", "where", "-C", "b") == .status(.success))
        #expect(streams.outputText == "/checkout/a/b\n")
    }

    @Test func `JSON is one document with schema and error`() {
        #expect(run("--json", "hello") == .status(.success))
        #expect(
            streams.outputText == """
                {
                  "error" : null,
                  "schema" : 7,
                  "text" : "hello"
                }

                """
        )
        #expect(streams.errorText == "")
    }

    @Test func `JSON tells the gravest failure, and stderr tells all`() {
        #expect(run("hello", "fail", "deny", "--json") == .status(.notPermitted))
        #expect(
            streams.outputText == """
                {
                  "error" : {
                    "causes" : [

                    ],
                    "code" : "storage-forbidden",
                    "hint" : null,
                    "location" : null,
                    "message" : "no",
                    "paths" : [

                    ]
                  },
                  "schema" : 7,
                  "text" : "hello"
                }

                """
        )
        #expect(streams.errorText.split(separator: "\n").count == 3)
    }

    @Test(arguments: [
        ["throw", "--json"], ["--json", "--nonsense"], ["--nonsense", "--json"], ["--json", "--rev"],
    ])
    func `JSON is written for a run that never began`(words: [String]) throws {
        let ending = ToolMain.execute(EchoCommand.self, words, in: streams.process())
        #expect(ending == .status(words[0] == "throw" ? .noInput : .usage))
        let document = try JSONDecoder().decode(JSONValue.self, from: Data(streams.outputText.utf8))
        #expect(document["schema"] == .integer(7))
        #expect(document["text"] == .null)
        #expect(document["error"]?["code"]?.string == (words[0] == "throw" ? "no-dvc-yaml" : "usage"))
    }

    @Test func `a word after two dashes asks for no JSON`() {
        #expect(run("--nonsense", "--", "--json") == .status(.usage))
        #expect(streams.outputText == "")
    }

    @Test func `a run that a signal stopped ends by that signal, told or not`() {
        #expect(run("interrupt", "fail", "--json") == .signal(SIGINT))
        #expect(streams.outputText.hasPrefix("{"))
        #expect(streams.errorText == "dvc-model-uris: error: 1 file differs\n    a\n")
    }

    @Test func `the status line goes before the tool does`() {
        #expect(run("progress", "fail") == .status(.no))
        #expect(streams.errorText == "\r10%\u{1B}[K\r\u{1B}[Kdvc-model-uris: error: 1 file differs\n    a\n")
    }

    @Test func `color always colours without a terminal`() {
        #expect(run("--color", "always", "deny") == .status(.notPermitted))
        #expect(streams.errorText == "dvc-model-uris: \u{1B}[1;31merror:\u{1B}[0m no\n")
    }

    @Test func `a disk that is full is an error of its own`() {
        let full = open("/dev/full", O_WRONLY | O_CLOEXEC)
        guard full >= 0 else { return }
        defer { close(full) }
        var process = streams.process()
        process.output = Descriptor(full)
        #expect(ToolMain.execute(EchoCommand.self, ["hello"], in: process) == .status(.inputOutput))
        #expect(
            streams.errorText
                == "dvc-model-uris: error: standard output cannot be written: No space left on device\n"
        )
    }

    @Test func `a reader that has gone ends the tool quietly`() throws {
        signal(SIGPIPE, SIG_IGN)
        var ends: [Int32] = [-1, -1]
        try #require(pipe(&ends) == 0)
        close(ends[0])
        defer { close(ends[1]) }
        var process = streams.process()
        process.output = Descriptor(ends[1])
        #expect(ToolMain.execute(EchoCommand.self, ["hello"], in: process) == .signal(SIGPIPE))
        #expect(streams.errorText == "")
    }
}
