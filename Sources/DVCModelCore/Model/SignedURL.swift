/// A URL to fetch an object from. Its query may be a signature, so it is a secret: it prints redacted, and only
/// ``text`` holds the whole.
package struct SignedURL: Sendable, Equatable {
    package let text: String

    package init(_ text: String) {
        self.text = text
    }
}

extension SignedURL: CustomStringConvertible {
    package var description: String { Redaction.url(text) }
}
