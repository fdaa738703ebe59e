package import DVCModelCore

/// A model whose objects are known.
package struct ResolvedModel: Sendable {
    package let report: ModelReport
    /// Where its `dvc.yaml` says that it is, from the git root; nil where no `dvc.yaml` here declares it.
    package let artifactPath: String?
    /// In the order of their paths; at least one.
    package let objects: [RemoteObject]

    package init(report: ModelReport, artifactPath: String?, objects: [RemoteObject]) {
        self.report = report
        self.artifactPath = artifactPath
        self.objects = objects
    }

    /// As it can be asked for again.
    package var label: String { report.model }
}
