/// Quantities as people read them.
package enum Units {
    /// `512 B`, `1.5 KiB`, `34.0 MiB`, `1.2 TiB`.
    package static func bytes(_ count: Int64) -> String {
        guard count.magnitude >= 1024 else { return "\(count) B" }
        var value = Double(count)
        var unit = ""
        for next in ["KiB", "MiB", "GiB", "TiB", "PiB", "EiB"] {
            value /= 1024
            unit = next
            // 1023.95 would print as 1024.0 of this unit.
            if value.magnitude < 1023.95 { break }
        }
        let tenths = Int64((value * 10).rounded())
        return "\(tenths / 10).\((tenths % 10).magnitude) \(unit)"
    }

    /// A count of bytes as curl reads it: `500`, `500K`, `2.5m`, `1G`; the units are powers of 1024. Nil for any other
    /// text, for less than a byte, and for more than can be counted.
    static func byteCount(_ text: String) -> Int64? {
        let scale: Double? =
            switch text.last {
            case "k", "K": 0x1p10
            case "m", "M": 0x1p20
            case "g", "G": 0x1p30
            default: nil
            }
        let number = scale == nil ? Substring(text) : text.dropLast()
        let parts = number.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
        guard parts.count <= 2, parts.allSatisfy({ !$0.isEmpty && $0.allSatisfy(digits.contains) }),
            let value = Double(number)
        else { return nil }
        let count = value * (scale ?? 1)
        return count >= 1 && count < 0x1p63 ? Int64(count) : nil
    }

    /// A time of whole seconds, minutes or hours: `90s`, `10m`, `1h`, `90`. Nil for any other text, and for none at all.
    package static func duration(_ text: String) -> Duration? {
        let scale: Int64? =
            switch text.last {
            case "s": 1
            case "m": 60
            case "h": 3600
            default: nil
            }
        let digits = scale == nil ? Substring(text) : text.dropLast()
        // No sign: `Int` would take one.
        guard digits.utf8.allSatisfy((UInt8(ascii: "0")...UInt8(ascii: "9")).contains),
            let count = Int32(digits),
            count > 0
        else { return nil }
        return .seconds(Int64(count) * (scale ?? 1))
    }

    /// `0.3s`, `9.9s`, and from ten seconds on as any duration: how long something took.
    package static func elapsed(nanoseconds: UInt64) -> String {
        let tenths = nanoseconds / 100_000_000
        guard tenths >= 100 else { return "\(tenths / 10).\(tenths % 10)s" }
        return duration(seconds: Int64(clamping: tenths / 10))
    }

    /// `7s`, `1m 05s`, `2h 03m`, `3d 04h`: whole seconds, the two leading units.
    package static func duration(seconds: Int64) -> String {
        let seconds = max(0, seconds)
        return switch seconds {
        case ..<60: "\(seconds)s"
        case ..<3600: "\(seconds / 60)m \(twoDigits(seconds % 60))s"
        case ..<86400: "\(seconds / 3600)h \(twoDigits(seconds / 60 % 60))m"
        default: "\(seconds / 86400)d \(twoDigits(seconds / 3600 % 24))h"
        }
    }

    /// The same in whole seconds, a part of one counted as one.
    package static func duration(roundedUp duration: Duration) -> String {
        let (seconds, attoseconds) = duration.components
        return self.duration(seconds: seconds + (attoseconds > 0 ? 1 : 0))
    }

    /// `1 file`, `3 files`.
    package static func count(_ count: Int, _ noun: String) -> String {
        "\(count) \(noun)\(count == 1 ? "" : "s")"
    }

    private static func twoDigits(_ value: Int64) -> String { value < 10 ? "0\(value)" : "\(value)" }
}
