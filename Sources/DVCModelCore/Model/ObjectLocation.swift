/// Where an object's bytes can be had.
package enum ObjectLocation: Sendable, Equatable {
    /// At a storage server, over http or https.
    case url(SignedURL, HTTPAccess = HTTPAccess())
    /// A file on this machine, by its absolute path: an object of a local DVC remote.
    case file(String)
    /// At hand: a plain file of the commit, which Git itself holds.
    case held([UInt8])
    /// Nobody asked where: the record is enough.
    case unasked
    /// It cannot be told where, which matters only if the object is not in DVC's cache either.
    case unknown(DVCModelError)
}

extension ObjectLocation {
    /// Seconds since 1970 at which the URL stops working, where its query tells; nil where it does not.
    package var expiresAt: Int64? {
        guard case .url(let url, _) = self else { return nil }
        return HTTPURL(url.text).flatMap(SignedURLExpiry.secondsSince1970)
    }

    /// As it can be handed to another program, whole: it may hold a signature. nil for what no URL leads to.
    package var urlText: String? {
        switch self {
        case .url(let url, _): url.text
        // RFC 8089; what RFC 3986 (2.3, 3.3) lets a path have stays as it is.
        case .file(let path):
            "file://"
                + PercentEncoding.encode(
                    path,
                    keeping: { PercentEncoding.isUnreserved($0) || $0 == UInt8(ascii: "/") }
                )
        case .held, .unasked, .unknown: nil
        }
    }

    /// As people and reports may see it: without what is signed. nil where nothing is known.
    package var shown: String? {
        switch self {
        case .url(let url, _): url.description
        case .file: urlText
        case .held, .unasked, .unknown: nil
        }
    }

    /// Where errors say that something is, without what is signed. nil where nothing is known.
    package var errorLocation: ErrorLocation? {
        switch self {
        case .url(let url, _): .url(url.description)
        case .file(let path): .file(path)
        case .held, .unasked, .unknown: nil
        }
    }

    /// Where the storage has another object, when it has `object` here; nil where it does not store by content.
    package func place(of other: ObjectID, beside object: ObjectID) -> ErrorLocation? {
        func beside(_ place: Substring) -> String? {
            let path = object.relativePath
            return place.hasSuffix("/\(path)") ? place.dropLast(path.utf8.count) + other.relativePath : nil
        }
        return switch errorLocation {
        case .file(let path, _)?: beside(path[...]).map { .file($0) }
        case .url(let url)?: beside(url.prefix { $0 != "?" }).map(ErrorLocation.url)
        case .option?, .environment?, nil: nil
        }
    }
}
