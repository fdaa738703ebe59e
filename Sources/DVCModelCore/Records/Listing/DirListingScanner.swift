/// Reads a `.dir` listing in the one form that DVC writes, several times faster than as JSON of any form.
struct DirListingScanner {
    private let bytes: UnsafeBufferPointer<UInt8>
    private var position = 0

    /// nil for anything but DVC's own form.
    static func scan(_ bytes: [UInt8], rule: ExpectedMD5.Rule) -> [DirListing.Entry]? {
        bytes.withUnsafeBufferPointer { buffer in
            var scanner = DirListingScanner(bytes: buffer)
            return scanner.entries(rule)
        }
    }

    private init(bytes: UnsafeBufferPointer<UInt8>) {
        self.bytes = bytes
    }

    private mutating func entries(_ rule: ExpectedMD5.Rule) -> [DirListing.Entry]? {
        if take("[]") { return position == bytes.count ? [] : nil }
        guard take("[") else { return nil }
        var entries: [DirListing.Entry] = []
        repeat {
            guard take("{\"md5\": \""), let id = objectID(rule), take("\", \"relpath\": \""),
                let path = path(),
                take("\"}")
            else { return nil }
            entries.append(DirListing.Entry(path: path, objectID: id))
        } while take(", ")
        return take("]") && position == bytes.count ? entries : nil
    }

    private mutating func take(_ text: StaticString) -> Bool {
        let count = text.utf8CodeUnitCount
        guard bytes.count - position >= count else { return false }
        for offset in 0..<count where bytes[position + offset] != text.utf8Start[offset] { return false }
        position += count
        return true
    }

    private mutating func objectID(_ rule: ExpectedMD5.Rule) -> ObjectID? {
        guard bytes.count - position >= 32 else { return nil }
        let digits = bytes[position..<(position + 32)]
        position += 32
        return ObjectID(recorded: String(decoding: digits, as: UTF8.self), rule: rule)
    }

    /// Up to the closing quote.
    private mutating func path() -> String? {
        let start = position
        while position < bytes.count, bytes[position] != UInt8(ascii: "\"") {
            guard (0x20...0x7E).contains(bytes[position]) else { return nil }
            if bytes[position] == UInt8(ascii: "\\") { return escapedPath(from: start) }
            position += 1
        }
        return String(decoding: bytes[start..<position], as: UTF8.self)
    }

    private mutating func escapedPath(from start: Int) -> String? {
        while position < bytes.count, bytes[position] != UInt8(ascii: "\"") {
            position += bytes[position] == UInt8(ascii: "\\") ? 2 : 1
        }
        guard position < bytes.count, case .string(let path)? = try? JSONReader.read(quoted(from: start))
        else {
            // It is judged once more, and the error told, when the whole is read as JSON.
            return nil
        }
        return path
    }

    private func quoted(from start: Int) -> [UInt8] { Array(bytes[(start - 1)...position]) }
}
