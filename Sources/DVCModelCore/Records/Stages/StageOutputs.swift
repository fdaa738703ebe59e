/// An output that a stage of a dvc.yaml declares.
struct StageOutput: Equatable {
    /// The stage's name as dvc.lock has it: `train`, `train@de`.
    let stage: String
    /// The stage's `wdir`, relative to the folder of the dvc.yaml; not normalised.
    let folder: String
    /// As written, relative to ``folder``.
    let path: String
    var isCached = true
    var remote: String?
    let line: Int
}

/// The `stages` of a dvc.yaml, as far as they declare outputs:
/// ```
/// stages:
///   train:
///     foreach: [de, fr]
///     do:
///       cmd: python train.py ${item}
///       outs: ['${item}.bin', {metrics.json: {cache: false}}]
/// ```
/// Source: dvc/parsing/__init__.py, dvc/stage/loader.py, dvc/output.py (`load_from_pipeline`).
struct StageOutputs {
    private let file: String
    private let read: TemplateContext.FileReader

    /// - Parameters: as of ``ArtifactsFile/parse(_:at:read:)``.
    init(file: String, read: @escaping TemplateContext.FileReader) {
        self.file = file
        self.read = read
    }

    /// All outputs of all stages; none where the file has no stage.
    ///
    /// - Throws: `dvc-yaml-invalid`, `parameters-invalid`. One bad stage makes the whole file unusable, as to DVC.
    func parse(_ bytes: [UInt8]) throws(DVCModelError) -> [StageOutput] {
        guard let root = try YAML.parse(bytes, file: file), !root.isFalsy else { return [] }
        try ArtifactsSchema(file: file).check(root)
        guard let stages = root["stages"]?.entries, !stages.isEmpty else { return [] }
        try StageSchema(file: file).check(root["stages"] ?? root)

        var context = TemplateContext(file: file)
        if root.hasTemplate { try context.load(vars: root["vars"], read) }
        var outputs: [StageOutput] = []
        for stage in stages {
            guard let name = stage.name else { continue }
            outputs += try self.outputs(of: stage, name, context)
        }
        return outputs
    }

    private func outputs(
        of stage: YAMLEntry,
        _ name: String,
        _ context: TemplateContext,
    ) throws(DVCModelError) -> [StageOutput] {
        let expansion = StageExpansion(resolver: TemplateResolver(context: context, file: file), file: file)
        let rounds: [StageExpansion.Round]
        if let matrix = stage.value["matrix"] {
            rounds = try expansion.matrix(matrix)
        } else if let data = stage.value["foreach"] {
            rounds = try expansion.foreach(data)
        } else {
            try requireNoAt(in: name, stage.key.line)
            return try outputs(of: stage.value, named: name, context)
        }
        let body = stage.value["do"] ?? stage.value
        var outputs: [StageOutput] = []
        for round in rounds {
            try requireNoAt(in: name, stage.key.line)
            try requireNoAt(in: round.key, stage.key.line)
            outputs += try self.outputs(
                of: body,
                named: "\(name)@\(round.key)",
                context.setting(round.values)
            )
        }
        return outputs
    }

    /// DVC splits the name of a stage at its `@` and then finds no such stage.
    private func requireNoAt(in name: String, _ line: Int) throws(DVCModelError) {
        guard !name.utf8.contains(UInt8(ascii: "@")) else { throw .stageNameWithAt(name, file, line) }
    }

    private func outputs(
        of stage: YAMLNode,
        named name: String,
        _ context: TemplateContext,
    ) throws(DVCModelError) -> [StageOutput] {
        let folder = try self.folder(of: stage, context)
        var context = context
        if let vars = stage["vars"] {
            let base = Path.join(Path.parent(file), folder)
            context = try context.adding(vars: vars, in: base, read)
        }
        let resolver = TemplateResolver(context: context, file: file, refusesCollections: true)
        var outputs: [StageOutput] = []
        for section in ["outs", "metrics", "plots"] {
            guard let list = stage[section] else { continue }
            outputs += try self.outputs(in: resolver.resolve(list), of: name, folder)
        }
        return outputs
    }

    /// "" for the folder of the dvc.yaml.
    private func folder(of stage: YAMLNode, _ context: TemplateContext) throws(DVCModelError) -> String {
        guard let written = stage["wdir"] else { return "" }
        let resolver = TemplateResolver(context: context, file: file, refusesCollections: true)
        let folder = try resolver.resolve(written)
        if folder.isFalsy { return "" }
        guard let text = folder.string else {
            throw YAMLCheck(file: file, code: .dvcYAMLInvalid).wrongKind(folder, "'wdir'", "text")
        }
        return text
    }

    /// Entries for one path in one list are taken together.
    private func outputs(
        in list: YAMLNode,
        of stage: String,
        _ folder: String,
    ) throws(DVCModelError) -> [StageOutput] {
        let check = YAMLCheck(file: file, code: .dvcYAMLInvalid)
        var outputs: [StageOutput] = []
        func place(of path: String, _ line: Int) -> Int {
            if let place = outputs.firstIndex(where: { $0.path.isSame(as: path) }) { return place }
            outputs.append(StageOutput(stage: stage, folder: folder, path: path, line: line))
            return outputs.count - 1
        }
        for element in try check.list(list, "a list of outputs") {
            guard let entries = element.entries else {
                _ = place(of: try check.text(element, "an output"), element.line)
                continue
            }
            for entry in entries {
                let place = place(of: try check.key(entry, "an output"), entry.key.line)
                let flags = entry.value
                if let cache = flags["cache"] { outputs[place].isCached = try check.flag(cache, "'cache'") }
                if let push = flags["push"] { _ = try check.flag(push, "'push'") }
                if let remote = flags["remote"] { outputs[place].remote = try check.text(remote, "'remote'") }
            }
        }
        return outputs
    }
}

extension DVCModelError {
    fileprivate static func stageNameWithAt(_ name: String, _ file: String, _ line: Int) -> Self {
        .init(
            .dvcYAMLInvalid,
            "'\(name)' cannot be in the name of a stage: DVC splits names at '@'",
            at: .file(file, line: line),
        )
    }
}
