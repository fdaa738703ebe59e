/// The check of one object where it is to be downloaded from, against what is recorded of it.
package enum RemoteVerdict: Sendable, Equatable {
    /// It is there, and nothing that the storage says of it contradicts its record.
    case there(byteCount: Int64?, statedMD5: ExpectedMD5?)
    /// `isSure`: false where the storage only refuses it, and not the others.
    case missing(isSure: Bool)
    /// `reason` follows on the object's name: `3 bytes, expected 4`.
    case different(reason: String)
    /// The storage refuses it, for what it has or lacks of rights or for good; not as one that is missing among others.
    case refused(StorageRefusal)
    case unknown(DVCModelError)

    /// What is wrong, to stand behind the object's name; nil where nothing is, or where it is missing.
    package var problem: String? {
        switch self {
        case .there, .missing: nil
        case .different(let reason): reason
        case .refused(let refusal): "refused: \(refusal.summary)"
        case .unknown(let error): error.what
        }
    }

    /// One verdict for each object, in the same order; nil where there is no answer.
    ///
    /// S3 answers 403, not 404, for an object that is missing where the keys may not list the bucket
    /// (<https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html>): so 403 is the credentials' fault only where
    /// no object can be had.
    package static func judge(
        _ answers: [ObjectProbe.Answer?],
        of objects: [RemoteObject],
    ) -> [RemoteVerdict?] {
        let isAnyThere = answers.contains { answer in
            if case .there? = answer { true } else { false }
        }
        return zip(answers, objects).map { answer, object in
            answer.map { judge($0, of: object, isAnyThere: isAnyThere) }
        }
    }

    /// The same once all of the object was to be downloaded; nil where that was stopped.
    package func judged(after outcome: ObjectOutcome) -> RemoteVerdict? {
        switch outcome {
        case .downloaded(let download):
            return .there(
                byteCount: download.byteCount,
                statedMD5: ExpectedMD5(download.md5, from: .header)
            )
        case .cancelled: return nil
        case .failed(let error):
            return switch error.code {
            case .md5Mismatch: .different(reason: error.what)
            case .objectMissing: .missing(isSure: true)
            default: .unknown(error)
            }
        }
    }

    private static func judge(
        _ answer: ObjectProbe.Answer,
        of object: RemoteObject,
        isAnyThere: Bool,
    ) -> RemoteVerdict {
        switch answer {
        case .there(let byteCount, let statedMD5):
            if let reason = difference(byteCount, statedMD5, object) { return .different(reason: reason) }
            return .there(byteCount: byteCount, statedMD5: statedMD5)
        case .missing: return .missing(isSure: true)
        case .failed(let error): return .unknown(error)
        case .refused(let refusal):
            switch refusal.status {
            case 404, 410: return .missing(isSure: true)
            case 403 where isAnyThere && !refusal.speaksOfCredentials: return .missing(isSure: false)
            default: return .refused(refusal)
            }
        }
    }

    private static func difference(
        _ byteCount: Int64?,
        _ statedMD5: ExpectedMD5?,
        _ object: RemoteObject,
    ) -> String? {
        if let byteCount, let expected = object.byteCount, byteCount != expected {
            return "\(byteCount) bytes, expected \(expected)"
        }
        if let statedMD5, let expected = object.expectedMD5, expected.rule == statedMD5.rule,
            expected.digest != statedMD5.digest
        {
            return "md5 \(statedMD5.digest), expected \(expected.digest)"
        }
        return nil
    }
}

extension DVCModelError {
    /// What keeps an object from being had, where it is not the object itself.
    package static func refused(_ object: RemoteObject, _ refusal: StorageRefusal) -> Self {
        storageRefused(object, refusal, isFresh: false)
    }
}
