/// What to do with each object of a model. Made of values only, so that a table of cases can test it.
package struct TransferPlan: Sendable, Equatable {
    package enum Action: Sendable, Equatable {
        /// The file is there and right.
        case keep(byteCount: Int64, MD5Digest)
        case download
        /// Another file is there and may go.
        case replace
    }

    package struct Step: Sendable, Equatable {
        package let object: RemoteObject
        /// Below the destination folder.
        package let place: SafePath
        package let action: Action

        package var needsTransfer: Bool {
            if case .keep = action { false } else { true }
        }
    }

    package let steps: [Step]

    /// - Parameters:
    ///   - places: where each object goes.
    ///   - states: what stands there now.
    ///   - isForced: whether any file that is different may be replaced.
    ///   - isRecoverable: whether the bytes that stand at the place of this index can be had again; asked only of files
    ///     that are in the way.
    /// - Throws: `destination-exists` with all the paths that are in the way; what `isRecoverable` throws
    package init(
        _ objects: [RemoteObject],
        places: [SafePath],
        states: [FileState],
        isForced: Bool,
        isRecoverable: (Int) throws(DVCModelError) -> Bool = { _ in false },
    ) throws(DVCModelError) {
        var steps: [Step] = []
        var refusals: [Refusal: [String]] = [:]
        for (index, (object, place)) in zip(objects, places).enumerated() {
            let action: Action
            switch Self.decide(object, states[index], isForced) {
            case .success(let decided): action = decided
            case .failure(let refusal):
                guard refusal != .obstacle, try isRecoverable(index) else {
                    refusals[refusal, default: []].append(place.text)
                    continue
                }
                action = .replace
            }
            steps.append(Step(object: object, place: place, action: action))
        }
        for refusal in Refusal.allCases {
            if let paths = refusals[refusal] { throw .refused(refusal, paths) }
        }
        self.steps = steps
    }

    enum Refusal: Error, CaseIterable {
        case obstacle, different, unknown
    }

    static func decide(_ object: RemoteObject, _ state: FileState, _ isForced: Bool) -> Result<
        Action, Refusal
    > {
        switch state {
        case .absent:
            return .success(.download)
        case .obstacle, .unreadable:
            return .failure(.obstacle)
        case .brokenLink:
            return isForced ? .success(.replace) : .failure(.different)
        case .file(let byteCount, let digests):
            if let digests, let expected = object.expectedMD5, digests.satisfy(expected) {
                return .success(.keep(byteCount: byteCount, digests.md5))
            }
            if isForced { return .success(.replace) }
            return .failure(object.expectedMD5 == nil ? .unknown : .different)
        }
    }

    /// The objects that need a transfer.
    package var jobs: [TransferJob] {
        steps.compactMap { step in
            switch step.action {
            case .keep: nil
            case .download: TransferJob(object: step.object, destination: step.place, isReplacing: false)
            case .replace: TransferJob(object: step.object, destination: step.place, isReplacing: true)
            }
        }
    }
}

extension DVCModelError {
    fileprivate static func refused(_ refusal: TransferPlan.Refusal, _ paths: [String]) -> Self {
        let files = paths.count == 1 ? "'\(paths[0])'" : "\(paths.count) files"
        let them = paths.count == 1 ? "it" : "them"
        let (what, hint) =
            switch refusal {
            case .obstacle:
                (
                    "no file can be written over \(files): something that is no file stands there",
                    "move \(them) away"
                )
            case .different:
                (
                    "\(files) would be replaced: what is there differs from the model, and is neither in DVC's cache"
                        + " nor in another registered version",
                    "look at the difference, then run the same command with --force to replace \(them)"
                )
            case .unknown:
                (
                    "\(files) would be replaced: nothing tells what the bytes should be, so they may differ",
                    "run the same command with --force to replace \(them), or choose another place with -o DIR"
                )
            }
        return .init(.destinationExists, what, hint: hint, paths: paths.count == 1 ? [] : paths)
    }
}
