/// Where an object's bytes can be had.
package enum ObjectLocation: Sendable, Equatable {
    /// At a storage server, over http or https.
    case url(SignedURL, HTTPAccess = HTTPAccess())
    /// A file on this machine, by its absolute path: an object of a local DVC remote.
    case file(String)
    /// Held by Git itself, as a plain file of the commit.
    case git([UInt8])
    /// Nobody asked where: the record is enough.
    case unasked
}
