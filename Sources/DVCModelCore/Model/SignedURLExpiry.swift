#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

/// When a signed URL stops working, read from its query.
package enum SignedURLExpiry {
    /// Seconds since 1970; nil where the query does not tell.
    ///
    /// - S3 and GCS, version 4: `X-Amz-Date` or `X-Goog-Date` (`20260102T030405Z`) plus `…-Expires` in seconds.
    /// - S3 and GCS, version 2: `Expires`, seconds since 1970.
    /// - Azure SAS: `se`, a date or a time in ISO 8601, in UTC.
    package static func secondsSince1970(of url: HTTPURL) -> Int64? {
        var items: [String: String] = [:]
        for (name, value) in url.queryItems { items[name.lowercased()] = value }
        for prefix in ["x-amz", "x-goog"] {
            if let date = items["\(prefix)-date"].flatMap(basicTime),
                let life = items["\(prefix)-expires"].flatMap({ Int64($0) }),
                (0...maximumLife).contains(life)
            {
                return date + life
            }
        }
        if let end = items["se"], items["sig"] != nil { return extendedTime(end) }
        if let end = items["expires"], items["signature"] != nil { return Int64(end) }
        return nil
    }

    /// Longer lives than this are no lives but nonsense; both services stop at seven days.
    private static let maximumLife: Int64 = 366 * 24 * 3_600

    private static func basicTime(_ text: String) -> Int64? {
        seconds(text, Date.ISO8601FormatStyle(dateSeparator: .omitted, timeSeparator: .omitted))
    }

    /// Azure allows `YYYY-MM-DD`, `YYYY-MM-DDThh:mmZ` and `YYYY-MM-DDThh:mm:ssZ`.
    /// Source: <https://learn.microsoft.com/rest/api/storageservices/formatting-datetime-values>.
    private static func extendedTime(_ text: String) -> Int64? {
        switch text.utf8.count {
        case 10: seconds(text + "T00:00:00Z", .iso8601)
        case 17: seconds(text.dropLast() + ":00Z", .iso8601)
        default: seconds(text, .iso8601)
        }
    }

    private static func seconds(_ text: String, _ style: Date.ISO8601FormatStyle) -> Int64? {
        // A text that is no time is no expiry: nothing else would be done with the error.
        (try? style.parse(text)).map { Int64($0.timeIntervalSince1970) }
    }
}
