package import DVCModelCore

/// The files of the registered versions of a model, asked for only where one of them may be in the way.
package final class RegisteredFiles {
    /// A version further back than this is not looked into: each may cost a request.
    private static let versionLimit = 32

    private let versions: () throws(DVCModelError) -> [RegisteredVersion]
    /// The ways to learn what a version holds, the cheap ones first.
    private let ways: [(RegisteredVersion) throws(DVCModelError) -> Set<MD5Digest>]
    private var known: [[Set<MD5Digest>]] = []

    init(
        _ versions: @escaping () throws(DVCModelError) -> [RegisteredVersion],
        ways: [(RegisteredVersion) throws(DVCModelError) -> Set<MD5Digest>],
    ) {
        self.versions = versions
        self.ways = ways
        known = ways.map { _ in [] }
    }

    /// Whether a version has a file of this MD5.
    ///
    /// - Throws: what the ways throw
    package func contain(_ md5: MD5Digest) throws(DVCModelError) -> Bool {
        let versions = try versions().prefix(Self.versionLimit)
        for (index, way) in ways.enumerated() {
            for (place, version) in versions.enumerated() {
                if place == known[index].count { known[index].append(try way(version)) }
                if known[index][place].contains(md5) { return true }
            }
        }
        return false
    }
}
