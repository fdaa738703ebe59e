import DVCModelCore

/// Objects of several models, each once: versions share most of their files, and what is signed differs from one to the
/// other.
struct DistinctObjects {
    private(set) var objects: [RemoteObject] = []
    /// Of each object that was given, its index among the distinct ones.
    private var indices: [Int] = []

    init(_ all: [RemoteObject]) {
        var known: [Identity: Int] = [:]
        for object in all {
            let identity = Identity(object)
            if let index = identity.flatMap({ known[$0] }) {
                indices.append(index)
            } else {
                if let identity { known[identity] = objects.count }
                indices.append(objects.count)
                objects.append(object)
            }
        }
    }

    /// What is known of the distinct ones, for each that was given.
    func spread<Value>(_ values: [Value]) -> [Value] {
        indices.map { values[$0] }
    }

    /// What is known of each that was given, for the distinct ones.
    func gather<Value>(_ values: [Value]) -> [Value] {
        var seen = 0
        return indices.indices.compactMap { place in
            guard indices[place] == seen else { return nil }
            seen += 1
            return values[place]
        }
    }
}

/// The same bytes at the same place.
private struct Identity: Hashable {
    private let location: String
    private let md5: MD5Digest

    /// nil where it cannot be told.
    init?(_ object: RemoteObject) {
        guard let location = object.location.shown, let md5 = object.expectedMD5?.digest else { return nil }
        self.location = location
        self.md5 = md5
    }
}
