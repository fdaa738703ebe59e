import DVCModelCLI
import DVCModelCore

/// What the storage has of one model.
struct RemoteFindings {
    struct Look {
        let object: RemoteObject
        let verdict: RemoteVerdict
    }

    let model: ResolvedModel
    /// At its files, then at the `.dir` listings that they are found by.
    let looks: [Look]

    /// For each file one; a listing, which is no file of the model's, has a row only where it is not as it should be.
    ///
    /// - Parameter root: absolute; the git root, or where the tool was started.
    func rows(root: String) -> [VerifyReport.File] {
        looks.enumerated().compactMap { index, look in
            if index >= model.objects.count, case .there = look.verdict { return nil }
            return VerifyReport.File(
                look.object,
                look.verdict,
                at: Path.join(root, look.object.path),
                of: model.label
            )
        }
    }

    /// How many files the model has, and their size as far as it is known.
    var files: VerifyReport.Version.Files {
        let sizes = looks.prefix(model.objects.count).compactMap { look in
            if case .there(let byteCount?, _) = look.verdict { byteCount } else { look.object.byteCount }
        }
        return .init(
            count: model.objects.count,
            byteCount: sizes.saturatingSum,
            missingCount: looks.count(where: \.verdict.isMissing)
        )
    }

    /// What is wrong, with the command that pushes it again.
    ///
    /// - Parameter gitRoot: absolute; outside of a checkout where the tool was started.
    func failures(gitRoot: String, in context: Context) -> [DVCModelError] {
        let push = { (looks: [Look], obstacles: [ErrorLocation]) in
            model.push.command(
                for: looks.map(\.object.path),
                removing: obstacles,
                gitRoot: gitRoot,
                in: context
            )
        }
        let missing = looks.filter(\.verdict.isMissing)
        let different = looks.filter(\.verdict.isDifferent)
        var failures: [DVCModelError] = []
        if !missing.isEmpty {
            failures.append(.missing(missing, in: self, push: push(missing, listings(of: missing))))
        }
        if !different.isEmpty {
            let obstacles = different.compactMap(\.object.errorLocation) + listings(of: different)
            failures.append(.different(different, in: self, push: push(different, obstacles)))
        }
        return failures + refusals { push($0, []) } + unknown
    }

    /// Where the listings are of the folders that these files are in, as far as they are in storage.
    private func listings(of looks: [Look]) -> [ErrorLocation] {
        var found: [ErrorLocation] = []
        for look in looks {
            guard let listing = model.push.listing(with: look.object.path),
                let place = place(of: listing, beside: look.object), !found.contains(place)
            else { continue }
            found.append(place)
        }
        return found
    }

    private func place(of listing: ObjectID, beside object: RemoteObject) -> ErrorLocation? {
        let look = looks.dropFirst(model.objects.count).first {
            $0.object.expectedMD5?.digest == listing.digest
        }
        if let look { return look.verdict.isMissing ? nil : look.object.errorLocation }
        return object.objectID.flatMap { object.location.place(of: listing, beside: $0) }
    }

    private func refusals(_ push: ([Look]) -> String) -> [DVCModelError] {
        let refused = looks.compactMap { look in
            if case .refused(let refusal) = look.verdict { (look: look, refusal: refusal) } else { nil }
        }
        // What S3 says of what is missing, too.
        let isDoubtful = refused.allSatisfy { $0.refusal.status == 403 && !$0.refusal.speaksOfCredentials }
        guard let first = refused.first, isDoubtful else {
            return grouped(refused.map { ($0.look.object.path, .refused($0.look.object, $0.refusal)) })
        }
        let looks = refused.map(\.look)
        return [.refused(looks, first.refusal, in: self, push: push(looks))]
    }

    private var unknown: [DVCModelError] {
        grouped(
            looks.compactMap { look in
                if case .unknown(let error) = look.verdict { (look.object.path, error) } else { nil }
            }
        )
    }

    /// `2 of 6 objects of 'nlp:bert@v1.0.0'`
    fileprivate func part(_ count: Int) -> String {
        let objects = Units.count(looks.count, "object")
        return (count == looks.count ? "all of \(objects)" : "\(count) of \(objects)")
            + " of '\(model.label)'"
    }
}

extension RemoteVerdict {
    fileprivate var isMissing: Bool {
        if case .missing = self { true } else { false }
    }

    fileprivate var isDifferent: Bool {
        if case .different = self { true } else { false }
    }
}

extension DVCModelError {
    fileprivate static func missing(
        _ missing: [RemoteFindings.Look],
        in findings: RemoteFindings,
        push: String,
    ) -> Self {
        let isSure = missing.contains { $0.verdict == .missing(isSure: true) }
        return .init(
            .objectMissing,
            isSure
                ? "not in storage: \(findings.part(missing.count))"
                : "probably not in storage: \(findings.part(missing.count)); they are refused where others are not, "
                    + "which is how S3 says it to keys that may not list the bucket",
            at: missing[0].object.errorLocation,
            hint: push,
            paths: missing.map(\.object.path)
        )
    }

    fileprivate static func different(
        _ different: [RemoteFindings.Look],
        in findings: RemoteFindings,
        push: String,
    ) -> Self {
        let first = different[0]
        return .init(
            .md5Mismatch,
            "not what is recorded: \(findings.part(different.count)); the first has "
                + (first.verdict.problem ?? "other bytes"),
            at: first.object.errorLocation,
            hint: push,
            paths: different.map(\.object.path)
        )
    }

    fileprivate static func refused(
        _ refused: [RemoteFindings.Look],
        _ refusal: StorageRefusal,
        in findings: RemoteFindings,
        push: String,
    ) -> Self {
        .init(
            .storageForbidden,
            "refused by the storage: \(findings.part(refused.count)) (\(refusal.summary)); its credentials lack the "
                + "right to read, or nothing was pushed and they may not list the bucket either",
            at: refused[0].object.errorLocation,
            hint: "check the credentials, and if they are right\n\(push)",
            paths: refused.map(\.object.path)
        )
    }
}
