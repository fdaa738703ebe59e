/// Rows of text as aligned columns, two blanks apart.
package enum Columns {
    package enum Alignment: Sendable {
        case left
        case right
    }

    /// One line for each row; the last column is not filled up. A row may have fewer cells than there are
    /// columns.
    package static func lines(_ rows: [[String]], _ alignments: [Alignment]) -> [String] {
        let rows = rows.map { $0.map(Printable.line) }
        let widths = alignments.indices.map { column in
            rows.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0
        }
        return rows.map { row in
            let cells = row.indices.map { column in
                let blanks = column < widths.count ? widths[column] - row[column].count : 0
                let fill = String(repeating: " ", count: blanks)
                let isRight = column < alignments.count && alignments[column] == .right
                return isRight
                    ? fill + row[column] : column == row.count - 1 ? row[column] : row[column] + fill
            }
            return cells.joined(separator: "  ")
        }
    }
}
