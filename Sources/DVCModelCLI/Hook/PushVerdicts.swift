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
    /// There while a verdict waits to be told: so a tool that has nothing to tell looks for one file only.
    private static let untoldName = "untold"

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
        guard let opened = try DestinationFolder.open(folder, making: true) else { return }
        let place = SafePath(fileName: "\(Self.fileName(of: verdict.tag)).json")
        try opened.write(try JSONText.of(verdict, name: "verdict").utf8, to: place, replacing: true)
        guard !verdict.isTold, verdict.state != .waiting else { return }
        // Checks of other tags may do the same in this moment. Without it the verdict still stands in --hook-status.
        Files.mark(Path.join(folder, Self.untoldName))
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

    /// Those that no tool has told yet, which are then told.
    fileprivate func takeUntold() -> [PushVerdict] {
        let mark = Path.join(folder, Self.untoldName)
        guard Files.kind(mark) != nil else { return [] }
        // First of all: a verdict that comes meanwhile puts it back.
        Files.remove(mark)
        return all.filter { !$0.isTold && $0.state != .waiting }.map(told)
    }

    /// Notes that a verdict was told.
    @discardableResult
    package func told(_ verdict: PushVerdict) -> PushVerdict {
        var verdict = verdict
        verdict.isTold = true
        // It is told once more where the git folder cannot be written to.
        try? write(verdict)
        return verdict
    }

    /// Corrects the verdict on a tag that was found to have arrived after all.
    package func correct(_ tag: String, time: String) {
        guard var verdict = verdict(in: Path.join(folder, "\(Self.fileName(of: tag)).json")),
            verdict.state != .arrived, verdict.state != .waiting
        else { return }
        verdict.state = .arrived
        verdict.time = time
        verdict.lines = []
        told(verdict)
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
        for verdict in PushVerdicts(layout).takeUntold() {
            guard verdict.state != .arrived else {
                context.console.note("the tag '\(verdict.tag)' that was pushed can be downloaded")
                continue
            }
            let what = verdict.state == .failed ? "cannot be downloaded" : "could not be checked"
            context.console.warn(
                "the tag '\(verdict.tag)' that was pushed \(what); dvc-model-verify --hook-status says more"
            )
        }
    }
}
