import Foundation
import TestSupport
import Testing

@testable import DVCModelCore

/// What gto and DVC were asked of one artifact, and said, with commits by their labels. A tag that another tag names
/// is labelled `tag:<name>`.
struct RecordedAnswers: Decodable, Sendable {
    let gto_latest: Answer<Row?>
    let gto_show: Answer<[Row]>
    let gto_show_latest: Answer<[Row]>
    let gto_show_stage: [String: Answer<[Row]>]
    let gto_show_version: [String: Answer<[Row]>]
    /// The commit whose assignment gives a stage its place in `gto show`; only in the generated histories.
    let gto_holder: [String: String]?
    let dvc_get_rev: Answer<String>
    let dvc_get_rev_stage: [String: Answer<String>]
    let dvc_get_rev_version: [String: Answer<String>]

    struct Row: Decodable, Sendable, Hashable {
        /// The commit's own label for one that is no version.
        let version: String
        let commit: String
        let stages: [String]?
    }

    /// nil for any failure.
    struct Answer<Value: Decodable & Sendable>: Decodable, Sendable {
        let value: Value?

        init(from decoder: any Decoder) throws {
            let isFailure = (try? Failure(from: decoder)) != nil
            value = isFailure ? nil : try Value(from: decoder)
        }

        private struct Failure: Decodable {
            let error: String
        }
    }

    /// Asks a registry the same questions.
    func expectSame(of artifact: ArtifactName, in registry: Registry, _ history: TagHistory) {
        defer { expectSameAsDVC(artifact, registry, history) }
        // To gto all artifacts are lost with the tags of one, to us only that one.
        if gto_show.value == nil,
            registry.artifacts.contains(where: { $0 != artifact && registry.isLost($0) })
        {
            return
        }
        #expect(ours(artifact, registry, history) == gto_show.value.map { history.peeled($0) }, "\(artifact)")

        let latest = outcome(.latest, artifact, registry)
        #expect(gto_show_latest.allows(latest, history), "\(artifact): \(latest)")
        for (stage, recorded) in gto_show_stage {
            let stageOutcome = outcome(.stage(stage), artifact, registry)
            #expect(recorded.allows(stageOutcome, history), "\(artifact)#\(stage): \(stageOutcome)")
            guard let holder = gto_holder?[stage] else { continue }
            #expect(stageOutcome.commit == history.commit(holder), "\(artifact)#\(stage)")
        }
        for (version, recorded) in gto_show_version {
            let versionOutcome = outcome(.version(version), artifact, registry)
            #expect(recorded.allows(versionOutcome, history), "\(artifact)@\(version): \(versionOutcome)")
        }
        // The API's own answer goes on for a deprecated artifact, `gto show` does not.
        if let shown = gto_show.value, !shown.isEmpty {
            let registered = try? registry.versions(of: artifact).first { $0.isActive && $0.version != nil }
            #expect(registered?.version == gto_latest.value??.version)
            #expect(registered?.commit == (gto_latest.value??.commit).flatMap(history.commit))
        }
    }

    private func expectSameAsDVC(_ artifact: ArtifactName, _ registry: Registry, _ history: TagHistory) {
        #expect(
            registry.dvcCommit(.latest, of: artifact) == dvc_get_rev.value.flatMap(history.commit),
            "\(artifact)"
        )
        for (stage, recorded) in dvc_get_rev_stage {
            let ours = registry.dvcCommit(.stage(stage), of: artifact)
            #expect(ours == recorded.value.flatMap(history.commit), "\(artifact)#\(stage)")
        }
        for (version, recorded) in dvc_get_rev_version {
            let ours = registry.dvcCommit(.version(version), of: artifact)
            #expect(ours == recorded.value.flatMap(history.commit), "\(artifact)@\(version)")
        }
    }

    private func ours(
        _ artifact: ArtifactName,
        _ registry: Registry,
        _ history: TagHistory,
    ) -> [TagHistory.Row]? {
        guard let versions = try? registry.versions(of: artifact) else { return nil }
        return versions.filter(\.isActive).map {
            TagHistory.Row(version: $0.version, commit: $0.commit, stages: $0.stages)
        }
    }

    private func outcome(_ selector: Selector, _ artifact: ArtifactName, _ registry: Registry) -> Outcome {
        do throws(DVCModelError) {
            return .commit(try registry.version(selector, of: artifact).commit)
        } catch {
            // Of an artifact that is deprecated, gto says that there is none, as of a version or stage.
            let isDeprecated = (try? registry.versions(of: artifact)) != nil
            return isDeprecated && error.code != .registryInvalid ? .nothing : .failure
        }
    }
}

extension Registry {
    fileprivate func isLost(_ artifact: ArtifactName) -> Bool {
        do throws(DVCModelError) {
            _ = try versions(of: artifact)
            return false
        } catch {
            return error.code == .registryInvalid
        }
    }
}

private enum Outcome {
    case commit(String)
    case nothing
    case failure

    var commit: String? {
        guard case .commit(let commit) = self else { return nil }
        return commit
    }
}

extension RecordedAnswers.Answer<[RecordedAnswers.Row]> {
    /// Where gto lists several commits, ours is one of them.
    fileprivate func allows(_ outcome: Outcome, _ history: TagHistory) -> Bool {
        switch outcome {
        case .failure: value == nil
        case .nothing: value?.isEmpty == true
        case .commit(let commit): value?.contains { history.commit($0.commit) == commit } == true
        }
    }
}
