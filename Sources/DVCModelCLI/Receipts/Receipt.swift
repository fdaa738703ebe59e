package import DVCModelCore

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// What a pull has placed, to be kept with it: which model and version, from which commit, and the hashes of each file.
/// `dvc-model-verify --receipt` needs neither network nor repository for it.
package struct Receipt: Codable, Sendable {
    package static let schema = 1

    package let schema: Int
    package let models: [Model]
    /// The folder that the files' places are below, from the receipt's own folder.
    package let root: String
    package let files: [File]

    package struct Model: Codable, Sendable {
        /// ``ModelReport/model``
        package let model: String
        @Nullable package var name: String?
        @Nullable package var version: String?
        @Nullable package var stage: String?
        @Nullable package var commit: String?
        @Nullable package var repo: String?
    }

    package struct File: Codable, Sendable {
        /// ``ModelReport/model`` of the model it belongs to.
        package let model: String
        /// In the repository.
        package let path: String
        /// Below the root.
        package let place: String
        package let size: Int64
        package let md5: String
        package let sha256: String
        /// Who says that this is the right MD5: `git`, `url` or `header`; null where nobody does.
        @Nullable package var md5Source: String?

        package init(
            model: String,
            path: String,
            place: String,
            size: Int64,
            digests: ContentDigests,
            md5Source: String?,
        ) {
            self.model = model
            self.path = path
            self.place = place
            self.size = size
            self.md5Source = md5Source
            md5 = digests.md5.description
            sha256 = digests.sha256 ?? ""
        }
    }

    package init(_ models: [ModelReport], root: String, files: [File]) {
        schema = Self.schema
        self.root = root
        self.files = files
        self.models = models.map { model in
            Model(
                model: model.model,
                name: model.name,
                version: model.version,
                stage: model.stage,
                commit: model.commit,
                repo: model.repo
            )
        }
    }
}

extension Receipt {
    /// With its line end.
    package var text: String {
        get throws(DVCModelError) {
            try JSONText.of(self, name: "receipt")
        }
    }

    /// - Parameters:
    ///   - bytes: of a file that claims to be a receipt.
    ///   - path: as errors name it.
    /// - Throws: `receipt-invalid`
    package init(_ bytes: [UInt8], at path: String) throws(DVCModelError) {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        do {
            self = try decoder.decode(Receipt.self, from: Data(bytes))
        } catch {
            throw .receiptInvalid("it has not the form of one", path)
        }
        guard schema == Self.schema else {
            throw .receiptInvalid("its schema is \(schema), and this version knows \(Self.schema)", path)
        }
        guard !files.isEmpty else { throw .receiptInvalid("it names no file", path) }
        for file in files where MD5Digest(hex: file.md5) == nil || file.sha256.utf8.count != 64 {
            throw .receiptInvalid("the hashes of '\(file.path)' are none", path)
        }
    }
}

extension DVCModelError {
    fileprivate static func receiptInvalid(_ why: String, _ path: String) -> Self {
        .init(
            .receiptInvalid,
            "'\(path)' is no receipt of dvc-model-pull: \(why)",
            at: .file(path),
        )
    }
}
