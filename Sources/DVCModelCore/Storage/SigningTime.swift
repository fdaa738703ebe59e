#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

/// Times as storage services write them into signatures, in UTC.
enum SigningTime {
    /// `20260102T030405Z`
    static func basic(_ secondsSince1970: Int64) -> String {
        date(secondsSince1970).formatted(
            Date.ISO8601FormatStyle(dateSeparator: .omitted, timeSeparator: .omitted)
        )
    }

    /// `2026-01-02T03:04:05Z`
    static func extended(_ secondsSince1970: Int64) -> String {
        date(secondsSince1970).formatted(.iso8601)
    }

    /// Of a time with its offset or `Z`; nil for anything else.
    static func seconds(_ text: String) -> Int64? {
        // What cannot be read is no time that could be over.
        (try? Date.ISO8601FormatStyle().parse(text)).map { Int64($0.timeIntervalSince1970) }
    }

    private static func date(_ seconds: Int64) -> Date { Date(timeIntervalSince1970: Double(seconds)) }
}
