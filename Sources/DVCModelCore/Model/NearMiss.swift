/// The candidate that `word` was probably meant to be; nil when none is near, or when `word` is one of them.
///
/// Near: at most one edit (a letter added, left out, changed, or two neighbours swapped) in a word of up to
/// four letters, two in one of up to eight, else three. Of equally near candidates the first wins.
package func nearMiss(_ word: String, in candidates: [String]) -> String? {
    let letters = Array(word.unicodeScalars)
    // An argument may be long; what nobody typed by hand is no misspelling.
    guard letters.count <= 128, !candidates.contains(word) else { return nil }
    var best: (distance: Int, candidate: String)?
    for candidate in candidates {
        let others = Array(candidate.unicodeScalars)
        let limit = editLimit(min(letters.count, others.count))
        guard abs(letters.count - others.count) <= limit else { continue }
        let distance = editDistance(letters, others)
        if distance <= limit, distance < best?.distance ?? .max { best = (distance, candidate) }
    }
    return best?.candidate
}

private func editLimit(_ letterCount: Int) -> Int {
    switch letterCount {
    case ...1: 0
    case ...4: 1
    case ...8: 2
    default: 3
    }
}

/// Damerau-Levenshtein distance in its restricted form: no letter is edited twice.
private func editDistance(_ one: [Unicode.Scalar], _ other: [Unicode.Scalar]) -> Int {
    var beforePrevious = [Int]()
    var previous = Array(0...other.count)
    for row in one.indices {
        var current = [row + 1]
        for column in other.indices {
            let isSame = one[row] == other[column]
            var cost = min(previous[column + 1] + 1, current[column] + 1, previous[column] + (isSame ? 0 : 1))
            if row > 0, column > 0, one[row] == other[column - 1], one[row - 1] == other[column] {
                cost = min(cost, beforePrevious[column - 1] + 1)
            }
            current.append(cost)
        }
        beforePrevious = previous
        previous = current
    }
    return previous[other.count]
}
