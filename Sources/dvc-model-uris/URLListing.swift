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
    static func text(_ objects: [RemoteObject], _ format: UrisFormat) throws(DVCModelError) -> String {
        switch format {
        case .url: objects.map { "\(Printable.line($0.url.text))\n" }.joined()
        case .tsv: objects.map { "\(Printable.line($0.path))\t\(Printable.line($0.url.text))\n" }.joined()
        case .map: try map(objects)
        case .curl: try curl(objects)
        case .aria2: try aria2(objects)
        case .null: objects.map { "\($0.path)\0\($0.url.text)\0" }.joined()
        }
    }

    /// Studio's own JSON object. Written member by member: an encoder would make one of two canonically equivalent
    /// keys.
    private static func map(_ objects: [RemoteObject]) throws(DVCModelError) -> String {
        let members = try objects.map { object throws(DVCModelError) in
            "  \(try json(object.path)): \(try json(object.url.text))"
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
    private static func curl(_ objects: [RemoteObject]) throws(DVCModelError) -> String {
        let transfers = try safePaths(objects).map { path, object in
            "url = \(quoted(object.url.text))\noutput = \(quoted(path.text))\n"
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
    private static func aria2(_ objects: [RemoteObject]) throws(DVCModelError) -> String {
        try safePaths(objects).map { path, object in
            let md5 = object.expectedMD5.flatMap { $0.rule == .md5 ? $0.digest : nil }
            let checksum = md5.map { "  checksum=md5=\($0)\n" } ?? ""
            return "\(object.url.text)\n  out=\(path.text)\n\(checksum)"
        }.joined()
    }

    /// These programs write where they are told to, so they are told only what these tools would do themselves.
    private static func safePaths(_ objects: [RemoteObject]) throws(DVCModelError) -> [(
        SafePath, RemoteObject
    )] {
        Array(zip(try Layout.repository.place(objects), objects))
    }
}
