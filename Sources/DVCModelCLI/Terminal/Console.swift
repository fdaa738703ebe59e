package import DVCModelCore
import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Everything that a tool says: the answer on stdout, all else on stderr.
///
/// Text is made printable here, line by line; who calls it need not. Any thread may call.
package final class Console: Sendable {
    /// How the command line wants to be spoken to.
    package struct Manner: Sendable, Equatable {
        package var verbosity = Verbosity.normal
        /// Whether stdout is for one JSON document, so that ``answer(_:)`` says nothing.
        package var isJSON = false
        package var usesColor = false

        package init(verbosity: Verbosity = .normal, isJSON: Bool = false, usesColor: Bool = false) {
            self.verbosity = verbosity
            self.isJSON = isJSON
            self.usesColor = usesColor
        }
    }

    package enum Verbosity: Int, Sendable, Comparable {
        case quiet
        case normal
        /// `-v`
        case decisions
        /// `-vv`
        case exchanges

        package static func < (one: Verbosity, other: Verbosity) -> Bool { one.rawValue < other.rawValue }

        /// The least at which a level of the log is heard.
        fileprivate init(hearing level: Log.Level) {
            self =
                switch level {
                case .notice: .normal
                case .decision: .decisions
                case .exchange: .exchanges
                }
        }
    }

    private struct State {
        /// What stdout is still to get.
        var pending = [UInt8]()
        /// Why stdout takes no more; sticky, for what follows would leave a gap.
        var failure: Int32?
        /// The line that stands, without its end, on a terminal's last row; empty when none does.
        var status = ""
    }

    package let tool: String
    package let manner: Manner
    private let output: Descriptor
    private let errors: Descriptor
    private let outputIsTerminal: Bool
    private let state = Mutex(State())

    package init(
        tool: String,
        manner: Manner,
        output: Descriptor = .standardOutput,
        errors: Descriptor = .standardError
    ) {
        self.tool = tool
        self.manner = manner
        self.output = output
        self.errors = errors
        outputIsTerminal = output.isTerminal
    }

    // MARK: stdout

    /// One line of the answer, or nothing where the answer is a JSON document.
    package func answer(_ line: String) {
        answer(bytes: Array((Printable.line(line) + "\n").utf8))
    }

    /// A part of the answer as it is, for a reader that is a program: no line end is added, nothing is made
    /// printable.
    package func answer(bytes: some Collection<UInt8>) {
        guard !manner.isJSON else { return }
        put(bytes)
    }

    /// The JSON document that is the answer.
    func answer(document: String) {
        put(Printable.json(document).utf8)
    }

    /// A piece of an answer that is too long to wait for its end: it goes out at once.
    /// - Returns: 0, or the errno that kept it from stdout: `EPIPE` when its reader has gone.
    package func stream(_ bytes: UnsafeRawBufferPointer) -> Int32 {
        state.withLock { state in
            state.pending.append(contentsOf: bytes)
            flush(&state)
            return state.failure ?? 0
        }
    }

    /// Hands stdout all that was said so far.
    package func flush() {
        state.withLock { flush(&$0) }
    }

    /// Ends the answer.
    /// - Returns: nil, or the errno that kept part of it from stdout: `EPIPE` when its reader has gone.
    func finish() -> Int32? {
        clearStatus()
        return state.withLock { state in
            flush(&state)
            return state.failure
        }
    }

    private func put(_ bytes: some Collection<UInt8>) {
        state.withLock { state in
            state.pending.append(contentsOf: bytes)
            if outputIsTerminal || state.pending.count >= 1 << 16 { flush(&state) }
        }
    }

    private func flush(_ state: inout State) {
        guard !state.pending.isEmpty else { return }
        if state.failure == nil {
            let status = state.status
            if outputIsTerminal { show("", &state) }
            let failure = output.write(state.pending)
            state.failure = failure == 0 ? nil : failure
            if outputIsTerminal { show(status, &state) }
        }
        state.pending.removeAll(keepingCapacity: true)
    }

    // MARK: stderr

    /// Something that the user did not ask for and may want to know; silent with `-q`.
    package func note(_ text: String) {
        say(Printable.line(text), from: .normal)
    }

    /// Something that is probably not as the user wants it; silent with `-q`.
    package func warn(_ text: String) {
        say("\(painted("warning:", .yellow)) \(Printable.line(text))", from: .normal)
    }

    /// An error, in the words of ``ErrorText``.
    package func report(_ error: DVCModelError) {
        let mark = painted("error:", .red)
        tell(ErrorText.lines(error, tool: tool, mark: mark, isWhole: manner.verbosity >= .decisions))
    }

    /// What the stages say while they work, as far as the command line wants to hear it.
    package var log: Log {
        Log { [self] level, text in
            say(Printable.line(text()), from: Verbosity(hearing: level))
        }
    }

    private func say(_ line: @autoclosure () -> String, from verbosity: Verbosity) {
        guard manner.verbosity >= verbosity else { return }
        tell(["\(tool): \(line())"])
    }

    private func tell(_ lines: [String]) {
        state.withLock { state in
            flush(&state)
            let status = state.status
            show("", &state)
            // There is no one left to tell that stderr cannot be written.
            _ = errors.write(lines.map { $0 + "\n" }.joined().utf8)
            show(status, &state)
        }
    }

    private enum Color: Int {
        case red = 31
        case yellow = 33
    }

    private func painted(_ mark: String, _ color: Color) -> String {
        manner.usesColor ? "\u{1B}[1;\(color.rawValue)m\(mark)\u{1B}[0m" : mark
    }

    // MARK: the status line

    /// Whether stderr is a terminal.
    package var isTerminal: Bool { errors.isTerminal }

    /// The width of the terminal that stderr is; 80 where it does not tell.
    package var columnCount: Int { errors.columnCount ?? 80 }

    /// Shows a line that the next one replaces. For a terminal only; the text must be shorter than its width.
    package func showStatus(_ text: String) {
        state.withLock { show(Printable.line(text), &$0) }
    }

    package func clearStatus() {
        showStatus("")
    }

    private func show(_ status: String, _ state: inout State) {
        guard status != state.status else { return }
        // Carriage return, text, erase to the end of the line (ECMA-48, 8.3.41): one write, so nothing
        // flickers.
        _ = errors.write("\r\(status)\u{1B}[K".utf8)
        state.status = status
    }
}
