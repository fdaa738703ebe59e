extension String {
    /// The text as one word of a POSIX shell, as Python's `shlex.quote` writes it.
    package var shellQuoted: String {
        let isSafe = utf8.allSatisfy {
            ASCII.isLetter($0) || ASCII.isDigit($0) || "@%+=:,./_-".utf8.contains($0)
        }
        if isSafe, !isEmpty { return self }
        // Scalar by scalar: a combining mark after a quote would hide the quote from a search for characters.
        let quoted = unicodeScalars.map { $0 == "'" ? "'\"'\"'" : String($0) }
        return "'\(quoted.joined())'"
    }
}
