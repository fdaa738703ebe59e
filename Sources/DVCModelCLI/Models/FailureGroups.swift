package import DVCModelCore

/// Alike failures of several files under one heading, in the order in which the kinds first came.
package func grouped(_ failures: [(path: String, error: DVCModelError)]) -> [DVCModelError] {
    var codes: [ErrorCode] = []
    var groups: [ErrorCode: [(path: String, error: DVCModelError)]] = [:]
    for failure in failures {
        let code = failure.error.code
        if groups[code] == nil { codes.append(code) }
        groups[code, default: []].append(failure)
    }
    return codes.compactMap { groups[$0].flatMap(merged) }
}

private func merged(_ group: [(path: String, error: DVCModelError)]) -> DVCModelError? {
    guard var error = group.first?.error else { return nil }
    if group.count > 1 {
        error.what = "\(Units.count(group.count, "file")) failed alike, the first so: \(error.what)"
        error.paths = group.map(\.path)
    }
    return error
}
