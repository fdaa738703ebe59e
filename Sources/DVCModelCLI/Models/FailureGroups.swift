package import DVCModelCore

/// Alike failures of several files under one heading, in the order in which the kinds first came.
///
/// - Parameter noun: what failed, where that is no file.
package func grouped(
    _ failures: [(path: String, error: DVCModelError)],
    noun: String = "file",
) -> [DVCModelError] {
    var codes: [ErrorCode] = []
    var groups: [ErrorCode: [(path: String, error: DVCModelError)]] = [:]
    for failure in failures {
        let code = failure.error.code
        if groups[code] == nil { codes.append(code) }
        groups[code, default: []].append(failure)
    }
    return codes.compactMap { code in groups[code].flatMap { merged($0, noun) } }
}

private func merged(_ group: [(path: String, error: DVCModelError)], _ noun: String) -> DVCModelError? {
    guard var error = group.first?.error else { return nil }
    if group.count > 1 {
        error.what = "\(Units.count(group.count, noun)) failed alike, the first so: \(error.what)"
        error.paths = group.map(\.path)
    }
    return error
}
