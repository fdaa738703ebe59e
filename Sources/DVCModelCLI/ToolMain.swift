package import DVCModelCore

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// One of the tools: what it takes, and what it does with that.
package protocol ToolCommand {
    associatedtype Report: ToolReport

    static var table: OptionTable { get }

    /// Whether a run is one of the user's, who is to hear what became of the tags that were pushed.
    static func tellsVerdicts(_ arguments: Arguments) -> Bool

    /// Does the work, and gives the answer's text face to the console as it comes; the report is its JSON
    /// face.
    /// - Throws: what kept all of the work from being done; what went wrong with parts stands in the answer.
    static func run(_ arguments: Arguments, in context: Context) throws(DVCModelError) -> Answer<Report>
}

extension ToolCommand {
    package static func tellsVerdicts(_ arguments: Arguments) -> Bool { true }
}

/// What a run found out, and what did not go right.
package struct Answer<Report: ToolReport>: Sendable {
    package var report: Report
    /// Alike failures grouped in one; empty when all that was asked for is done.
    package var failures: [DVCModelError]

    package init(_ report: Report, failures: [DVCModelError] = []) {
        self.report = report
        self.failures = failures
    }
}

/// Arguments, context, run, error text, exit status: the frame around every command.
package enum ToolMain {
    /// How the process is to end.
    package enum Ending: Sendable, Equatable {
        case status(ExitStatus)
        case signal(Int32)
    }

    /// The whole life of a tool.
    package static func run<Command: ToolCommand>(_ command: Command.Type) -> Never {
        Memory.keepLittle()
        Descriptor.occupyClosedStandardStreams()
        Signals.ignoreFailedWrites()
        let cancellation = Cancellation()
        Signals.watch { cancellation.cancel(signal: $0) }
        let words = Array(CommandLine.arguments.dropFirst())
        switch execute(command, words, in: .current(cancellation: cancellation)) {
        case .status(let status): exit(status.rawValue)
        case .signal(let number): Signals.die(of: number)
        }
    }

    /// All but the ending.
    /// - Parameter words: the command line without the program's own name.
    package static func execute<Command: ToolCommand>(
        _ command: Command.Type,
        _ words: [String],
        in process: ProcessState,
    ) -> Ending {
        let table = Command.table
        if let text = HiddenCommand.answer(words, by: table, in: process) {
            return show(text, table, process)
        }
        do {
            switch try ArgumentParser.parse(words, by: table) {
            case .run(let arguments):
                return perform(command, arguments, in: process)
            case .help:
                return show(HelpText.whole(table), table, process)
            case .shortHelp:
                return show(HelpText.short(table), table, process)
            case .version:
                return show("\(table.tool) \(ToolVersion.text)\n", table, process)
            }
        } catch {
            // Before a "--", this word is the option wherever it stands, and it decides where the error is
            // told.
            let isJSON = words.prefix { $0 != "--" }.contains(Flag.json.declaration.name)
            let manner = Console.Manner(
                isJSON: isJSON,
                usesColor: ColorChoice.auto.usesColor(
                    isTerminal: process.errors.isTerminal,
                    environment: process.environment,
                ),
            )
            let console = Console(
                tool: table.tool,
                manner: manner,
                output: process.output,
                errors: process.errors
            )
            return conclude(Answer(Command.Report(), failures: [error]), console, process.cancellation)
        }
    }

    private static func perform<Command: ToolCommand>(
        _ command: Command.Type,
        _ arguments: Arguments,
        in process: ProcessState,
    ) -> Ending {
        let console = Console(
            tool: Command.table.tool,
            manner: Console.Manner(
                arguments,
                stderrIsTerminal: process.errors.isTerminal,
                process.environment
            ),
            output: process.output,
            errors: process.errors,
        )
        let answer: Answer<Command.Report>
        do {
            let context = Context(
                workingDirectory: try process.enter(arguments[all: .directory]),
                environment: process.environment,
                console: console,
                cancellation: process.cancellation,
                clock: process.clock,
            )
            if !console.manner.isJSON, console.manner.verbosity > .quiet, Command.tellsVerdicts(arguments) {
                PushVerdicts.tellNew(in: context)
            }
            answer = try Command.run(arguments, in: context)
        } catch {
            answer = Answer(Command.Report(), failures: [error])
        }
        return conclude(answer, console, process.cancellation)
    }

    private static func show(_ text: String, _ table: OptionTable, _ process: ProcessState) -> Ending {
        let console = Console(
            tool: table.tool,
            manner: .init(),
            output: process.output,
            errors: process.errors
        )
        console.answer(bytes: text.utf8)
        return end(console, failures: [], process.cancellation)
    }

    private static func conclude(
        _ answer: Answer<some ToolReport>,
        _ console: Console,
        _ cancellation: Cancellation,
    ) -> Ending {
        var failures = answer.failures
        if console.manner.isJSON {
            do throws(DVCModelError) {
                console.answer(document: try ReportDocument(answer).text())
            } catch {
                failures.append(error)
            }
        }
        console.clearStatus()
        for failure in failures { console.report(failure) }
        return end(console, failures: failures, cancellation)
    }

    private static func end(
        _ console: Console,
        failures: [DVCModelError],
        _ cancellation: Cancellation,
    ) -> Ending {
        var failures = failures
        var signal = cancellation.signal
        switch console.finish() {
        case nil: break
        case EPIPE?:
            // Whoever read the answer has enough of it: the quiet end that any filter comes to.
            if failures.isEmpty { signal = signal ?? SIGPIPE }
        case let errno?:
            let failure = DVCModelError.outputFailed(errno: errno)
            // A command that streams has met it and told it already.
            guard !failures.contains(failure) else { break }
            console.report(failure)
            failures.append(failure)
        }
        return signal.map(Ending.signal) ?? .status(ExitStatus(failures))
    }
}

extension Console.Manner {
    /// What the options that every tool takes say of it.
    fileprivate init(_ arguments: Arguments, stderrIsTerminal: Bool, _ environment: Environment) {
        let verbosity: Console.Verbosity =
            switch arguments.count(of: .verbose) {
            case 0: arguments[.quiet] ? .quiet : .normal
            case 1: .decisions
            default: .exchanges
            }
        self.init(
            verbosity: verbosity,
            isJSON: arguments[.json],
            usesColor: (arguments[.color] ?? .auto).usesColor(
                isTerminal: stderrIsTerminal,
                environment: environment,
            ),
        )
    }
}
