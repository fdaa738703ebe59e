import DVCModelCore

/// Finds what the word under the cursor can become: from the option table, and from what the checkout says of models.
struct Completer {
    private let table: OptionTable
    private let process: ProcessState

    init(_ table: OptionTable, in process: ProcessState) {
        self.table = table
        self.process = process
    }

    /// - Parameters:
    ///   - words: those before the cursor's, without the program's own name.
    ///   - word: the one under the cursor, as far as the cursor.
    func completions(after words: [String], of word: String) -> Completions {
        let typed = TypedWords(words, by: table)
        switch typed.place(of: word) {
        case .optionName: return .words(options(typed).beginning(with: word))
        case .positional: return values(table.positional.completion, typed, word)
        case .value(let option, let prefix):
            let value = String(word.dropFirst(prefix.count))
            return values(option.completion, typed, value).prefixed(prefix)
        }
    }

    /// Those that can still be given.
    private func options(_ typed: TypedWords) -> [Completions.Candidate] {
        let excluded = table.exclusions.map { $0.map(\.declaration) }
            .filter { $0.contains(where: typed.has) }
            .joined()
            .map(\.name)
        return table.declarations
            .filter { option in
                !option.isHidden && (option.isRepeatable || !typed.has(option))
                    && (typed.has(option) || !excluded.contains(option.name))
            }
            .map { Completions.Candidate(text: $0.name, description: $0.help) }
    }

    private func values(_ kind: Completion, _ typed: TypedWords, _ word: String) -> Completions {
        switch kind {
        case .none: return .words([])
        case .file: return .files
        case .folder: return .folders
        case .values(let values):
            return .words(values.map { .init(text: $0) }.beginning(with: word))
        case .model, .version, .stage, .tag, .remote:
            // What is elsewhere is not known here.
            guard typed[.repo].isEmpty else { return .words([]) }
            do throws(DVCModelError) {
                let names = try RegistryNames(
                    workingDirectory: try process.enter(typed[.directory]),
                    environment: process.environment
                )
                return .words(try candidates(kind, typed, word, names).beginning(with: word))
            } catch {
                // Whoever presses Tab wants candidates, not errors: the command itself will tell them.
                return .words([])
            }
        }
    }

    private func candidates(
        _ kind: Completion,
        _ typed: TypedWords,
        _ word: String,
        _ names: RegistryNames,
    ) throws(DVCModelError) -> [Completions.Candidate] {
        switch kind {
        case .model: try names.models(word)
        case .version: try names.versions(of: typed.positionals.last)
        case .stage: try names.stages(of: typed.positionals.last)
        case .tag: try names.tags(word)
        case .remote: try names.remotes
        case .none, .file, .folder, .values: []
        }
    }
}

extension Completions {
    fileprivate func prefixed(_ prefix: String) -> Self {
        guard !prefix.isEmpty, case .words(let candidates) = self else { return self }
        return .words(
            candidates.map { candidate in
                Candidate(
                    text: prefix + candidate.text,
                    description: candidate.description,
                    isWhole: candidate.isWhole
                )
            }
        )
    }
}

extension [Completions.Candidate] {
    /// A text with control characters is none that anybody could want on the command line.
    fileprivate func beginning(with word: String) -> Self {
        filter { $0.text.utf8.starts(with: word.utf8) && Printable.line($0.text) == $0.text }
    }
}
