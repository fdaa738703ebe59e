import DVCModelCLI
import DVCModelCore

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The objects of a model in one of the formats that `--format` names.
enum URLListing {
    /// - Throws: `destination-unsafe` for a format that tells another program where to write
    static func text(_ objects: [ListedObject], _ format: UrisFormat) throws(DVCModelError) -> String {
        switch format {
        case .url: objects.map { "\(Printable.line($0.url))\n" }.joined()
        case .tsv: objects.map { "\(Printable.line($0.object.path))\t\(Printable.line($0.url))\n" }.joined()
        case .map: try map(objects)
        case .curl: try curl(objects)
        case .aria2: try aria2(objects)
        case .null: objects.map { "\($0.object.path)\0\($0.url)\0" }.joined()
        }
    }

    /// Studio's own JSON object. Written member by member: an encoder would make one of two canonically equivalent
    /// keys.
    private static func map(_ objects: [ListedObject]) throws(DVCModelError) -> String {
        let members = try objects.map { listed throws(DVCModelError) in
            "  \(try json(listed.object.path)): \(try json(listed.url))"
        }
        return "{\n\(members.joined(separator: ",\n"))\n}\n"
    }

    private static func json(_ text: String) throws(DVCModelError) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .withoutEscapingSlashes
        do {
            return Printable.json(String(decoding: try encoder.encode(text), as: UTF8.self))
        } catch {
            throw DVCModelError(.internal, "a path cannot be written as JSON: \(error)")
        }
    }

    /// For `curl -K -`. Source: <https://curl.se/docs/manpage.html#-K>.
    private static func curl(_ objects: [ListedObject]) throws(DVCModelError) -> String {
        let transfers = try safePaths(objects).map { path, listed in
            "url = \(quoted(listed.url))\noutput = \(quoted(path.text))\n"
        }
        return "fail\ngloboff\ncreate-dirs\n" + transfers.joined()
    }

    private static func quoted(_ text: String) -> String {
        var quoted = "\""
        for character in text.unicodeScalars {
            if character == "\"" || character == "\\" { quoted += "\\" }
            quoted.unicodeScalars.append(character)
        }
        return quoted + "\""
    }

    /// For `aria2c -i -`. Source: <https://aria2.github.io/manual/en/html/aria2c.html#input-file>.
    private static func aria2(_ objects: [ListedObject]) throws(DVCModelError) -> String {
        try safePaths(objects).map { path, listed in
            let md5 = listed.object.expectedMD5.flatMap { $0.rule == .md5 ? $0.digest : nil }
            let checksum = md5.map { "  checksum=md5=\($0)\n" } ?? ""
            return "\(listed.url)\n  out=\(path.text)\n\(checksum)"
        }.joined()
    }

    /// These programs write where they are told to, so they are told only what these tools would do themselves.
    private static func safePaths(_ objects: [ListedObject]) throws(DVCModelError) -> [(
        SafePath, ListedObject
    )] {
        Array(zip(try Layout.repository.place(objects.map(\.object)), objects))
    }
}
