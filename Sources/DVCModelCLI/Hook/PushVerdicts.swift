package import DVCModelCore

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The verdicts on pushed tags, one file for each tag in `dvc-model/pushed` below the git folder, and beside it what its
/// check has said.
package struct PushVerdicts: Sendable {
    /// The newest that are kept.
    private static let keptCount = 100
    private static let byteLimit = 1 << 20

    private let folder: String

    package init(_ layout: GitLayout) {
        folder = Path.join(layout.commonFolder, "dvc-model/pushed")
    }

    /// By tag. A file that is none of these, or not readable, is passed over.
    package var all: [PushVerdict] {
        let names = (try? Files.names(in: folder)) ?? []
        return names.filter { $0.hasSuffix(".json") }
            .compactMap { verdict(in: Path.join(folder, $0)) }
            .sorted { $0.tag.utf8.lexicographicallyPrecedes($1.tag.utf8) }
    }

    /// Where the check of a tag says what it does.
    package func log(of tag: String) -> String { Path.join(folder, "\(Self.fileName(of: tag)).log") }

    /// - Throws: `file-unwritable`, `disk-full`
    package func write(_ verdict: PushVerdict) throws(DVCModelError) {
        guard let folder = try DestinationFolder.open(folder, making: true) else { return }
        let place = SafePath(fileName: "\(Self.fileName(of: verdict.tag)).json")
        try folder.write(try JSONText.of(verdict, name: "verdict").utf8, to: place, replacing: true)
    }

    /// Forgets a tag, and the oldest ones beyond what is kept.
    package func remove(_ tag: String) {
        for suffix in ["json", "log"] {
            Files.remove(Path.join(folder, "\(Self.fileName(of: tag)).\(suffix)"))
        }
    }

    package func removeOldest() {
        let all = all.sorted { $0.time > $1.time }
        for verdict in all.dropFirst(Self.keptCount) { remove(verdict.tag) }
    }

    private func verdict(in file: String) -> PushVerdict? {
        guard let bytes = try? Files.read(file, limit: Self.byteLimit) else { return nil }
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try? decoder.decode(PushVerdict.self, from: Data(bytes))
    }

    private static func fileName(of tag: String) -> String { PercentEncoding.encode(tag) }
}

extension PushVerdicts {
    /// Tells each verdict that no tool has told yet.
    package static func tellNew(in context: Context) {
        // Where there is no repository, or one that cannot be read, there is nothing to tell; the tool's own work says why.
        guard let layout = try? GitLayout.find(from: context.workingDirectory) else { return }
        let verdicts = PushVerdicts(layout)
        for var verdict in verdicts.all where !verdict.isTold {
            switch verdict.state {
            case .waiting: continue
            case .arrived:
                context.console.note("the tag '\(verdict.tag)' that was pushed can be downloaded")
            case .failed, .unknown:
                let what = verdict.state == .failed ? "cannot be downloaded" : "could not be checked"
                context.console.warn(
                    "the tag '\(verdict.tag)' that was pushed \(what); dvc-model-verify --hook-status says more"
                )
            }
            verdict.isTold = true
            // Told once more, where the git folder cannot be written to.
            try? verdicts.write(verdict)
        }
    }
}
