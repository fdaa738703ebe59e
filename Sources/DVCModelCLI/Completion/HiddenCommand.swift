/// What the tools answer beside their work, for the shell and for the scripts of this repository. No model can have such a
/// name.
enum HiddenCommand {
    /// nil for an ordinary command line.
    static func answer(_ words: [String], by table: OptionTable, in process: ProcessState) -> String? {
        switch words.first {
        case CompletionCommand.name:
            CompletionCommand.answer(Array(words.dropFirst()), by: table, in: process)
        case "__script": words.dropFirst().first.flatMap(CompletionScript.init)?.text(for: table.tool)
        case "__manual": ManualPage.text(table)
        default: nil
        }
    }
}
