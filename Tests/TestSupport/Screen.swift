/// What a terminal shows after it was sent some bytes: as much of one as these tools need.
package struct Screen: Sendable, Equatable {
    /// The rows without the blanks at their ends, down to the cursor's.
    package private(set) var rows: [String] = [""]
    /// Of the cursor, from 0.
    package private(set) var column = 0
    /// The widest that a row has ever been.
    package private(set) var widest = 0
    /// Sequences that set colours, in order.
    package private(set) var colors: [String] = []
    /// What steers a terminal in a way that none of these tools should.
    package private(set) var surprises: [String] = []

    /// - Parameter bytes: as the terminal got them, so that a line ends with CR LF.
    package init(_ bytes: some Sequence<UInt8>) {
        var scalars = Array(String(decoding: Array(bytes), as: UTF8.self).unicodeScalars)[...]
        while let scalar = scalars.popFirst() {
            switch scalar {
            case "\r": column = 0
            case "\n": rows.append("")
            case "\t": column = (column / 8 + 1) * 8
            case "\u{1B}": obey(sequence(&scalars))
            case _ where scalar.properties.generalCategory == .control: surprises.append("\(scalar.value)")
            default: put(Character(scalar))
            }
        }
    }

    private mutating func put(_ character: Character) {
        var row = Array(rows[rows.count - 1])
        row += Array(repeating: " ", count: max(0, column + 1 - row.count))
        row[column] = character
        column += 1
        widest = max(widest, column)
        setLastRow(row)
    }

    /// The rest of an escape sequence: to the first letter (ECMA-48, 5.4).
    private func sequence(_ scalars: inout ArraySlice<Unicode.Scalar>) -> String {
        var sequence = ""
        while let scalar = scalars.popFirst() {
            sequence.unicodeScalars.append(scalar)
            if scalar.properties.isAlphabetic { break }
        }
        return sequence
    }

    private mutating func obey(_ sequence: String) {
        if sequence == "[K" {
            setLastRow(Array(Array(rows[rows.count - 1]).prefix(column)))
        } else if sequence.hasPrefix("["), sequence.hasSuffix("m") {
            colors.append(sequence)
        } else {
            surprises.append("ESC \(sequence)")
        }
    }

    private mutating func setLastRow(_ row: [Character]) {
        var row = row
        while row.last == " " { row.removeLast() }
        rows[rows.count - 1] = String(row)
    }
}
