#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A moment, written as RFC 3339 in UTC: `2026-01-02T03:04:05Z`.
package struct Timestamp: Encodable, Sendable, Equatable {
    package let text: String

    /// Nil outside the years 1970 to 9999: RFC 3339 writes no year beyond, and a server may state any number.
    package init?(secondsSince1970: Int64) {
        guard (0...253_402_300_799).contains(secondsSince1970) else { return nil }
        text = Date(timeIntervalSince1970: Double(secondsSince1970)).ISO8601Format()
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}
