package import DVCModelCore

/// What `dvc-model-uris --json` prints.
package struct UrisReport: ToolReport {
    package static let schema = 1

    package var models: [ModelReport]
    package var objects: [Object]

    /// One file of a model.
    package struct Object: Encodable, Sendable {
        /// ``ModelReport/model`` of the model it belongs to.
        package let model: String
        package let path: String
        /// Whole: it is the answer.
        package let url: String
        @Nullable package var md5: String?
        /// `md5`, or `md5-dos2unix` for an object of DVC 2.
        @Nullable package var md5Rule: String?
        /// `git`, `url` or `header`.
        @Nullable package var md5Source: String?
        @Nullable package var size: Int64?
        @Nullable package var expiresAt: Timestamp?

        /// - Parameter url: what leads to the object.
        package init(_ object: RemoteObject, at url: String, of model: String) {
            self.model = model
            path = object.path
            self.url = url
            md5 = object.expectedMD5?.digest.description
            md5Rule = object.expectedMD5?.rule.rawValue
            md5Source = object.expectedMD5?.source.rawValue
            size = object.byteCount
            expiresAt = object.expiresAt.flatMap(Timestamp.init)
        }
    }

    package init() {
        models = []
        objects = []
    }
}
