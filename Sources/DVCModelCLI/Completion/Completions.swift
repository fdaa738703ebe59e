/// What a shell may offer in place of the word under the cursor.
package enum Completions: Sendable, Equatable {
    case words([Candidate])
    /// The shell's own: the names of files; what the word has before them stays.
    case files
    case folders

    package struct Candidate: Sendable, Equatable {
        /// All of the word.
        package let text: String
        /// Nothing where there is nothing to say.
        package var description = ""
        /// Whether the word is whole: a blank may follow. Else more of it is to be typed: `--rev=`, `resnet@`.
        package var isWhole = true
    }
}
