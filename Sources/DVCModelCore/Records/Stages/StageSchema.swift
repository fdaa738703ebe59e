/// What DVC wants of the `stages` of a dvc.yaml before it fills in templates (`dvc/schema.py`).
struct StageSchema {
    private let check: YAMLCheck

    init(file: String) {
        check = YAMLCheck(file: file, code: .dvcYAMLInvalid)
    }

    func check(_ stages: YAMLNode) throws(DVCModelError) {
        for stage in try check.mapping(stages, "'stages'") {
            let what = "stage '\(try check.key(stage, "a stage name"))'"
            if stage.value["foreach"] != nil || stage.value["do"] != nil {
                try checkLoop(stage, what)
            } else {
                try checkStage(stage, what)
            }
        }
    }

    private func checkLoop(_ stage: YAMLEntry, _ what: String) throws(DVCModelError) {
        for field in try check.mapping(stage.value, what) {
            switch try check.key(field, "a field of \(what)") {
            case "foreach":
                switch field.value.value {
                case .string, .sequence, .mapping: break
                default: throw check.wrongKind(field.value, "'foreach' of \(what)", "a list or a mapping")
                }
            case "do": try checkStage(field, "'do' of \(what)")
            case let name: throw check.unknownKey(name, field.key.line, what, ["foreach", "do"])
            }
        }
        for name in ["foreach", "do"] where stage.value[name] == nil {
            throw check.invalid("\(what) has no '\(name)'", stage.key.line)
        }
    }

    private static let fields = [
        "cmd", "wdir", "deps", "params", "outs", "metrics", "plots", "vars", "matrix", "frozen",
        "always_changed", "desc", "meta",
    ]

    private func checkStage(_ stage: YAMLEntry, _ what: String) throws(DVCModelError) {
        for field in try check.mapping(stage.value, what) {
            let name = try check.key(field, "a field of \(what)")
            let place = "'\(name)' of \(what)"
            switch name {
            case "cmd": try checkTextOrList(field.value, place)
            case "wdir", "desc": try check.text(field.value, place)
            case "deps": try check.texts(field.value, place)
            case "params", "vars": try check.textsOrMappings(field.value, place)
            case "outs", "metrics": try checkOutputs(field.value, place, arePlots: false)
            case "plots": try checkOutputs(field.value, place, arePlots: true)
            case "frozen", "always_changed": try check.flag(field.value, place)
            case "meta": break
            case "matrix":
                for axis in try check.mapping(field.value, place) {
                    try checkTextOrList(
                        axis.value,
                        "'\(try check.key(axis, "a key of \(place)"))' of \(place)"
                    )
                }
            default: throw check.unknownKey(name, field.key.line, what, Self.fields)
            }
        }
        guard stage.value["cmd"] != nil else { throw check.invalid("\(what) has no 'cmd'", stage.key.line) }
    }

    private func checkTextOrList(_ node: YAMLNode, _ what: String) throws(DVCModelError) {
        if node.elements == nil { try check.text(node, what) }
    }

    private func checkOutputs(_ node: YAMLNode, _ what: String, arePlots: Bool) throws(DVCModelError) {
        try check.textsOrMappings(node, what)
        for output in (node.elements ?? []).compactMap(\.entries).joined() {
            let place = "'\(try check.key(output, "an output in \(what)"))' in \(what)"
            for field in try check.mapping(output.value, place) {
                try checkOutputField(field, place, isPlot: arePlots)
            }
        }
    }

    private static let outputFields = [
        "cache", "remote", "push", "persist", "checkpoint", "desc", "type", "labels", "meta",
    ]
    private static let plotFields = ["template", "x", "y", "x_label", "y_label", "title", "header"]

    private func checkOutputField(_ field: YAMLEntry, _ what: String, isPlot: Bool) throws(DVCModelError) {
        let name = try check.key(field, "a field of \(what)")
        let place = "'\(name)' of \(what)"
        switch name {
        case "cache", "push", "persist", "checkpoint": try check.flag(field.value, place)
        case "remote", "desc", "type": try check.text(field.value, place)
        case "labels": try check.texts(field.value, place)
        case "meta": break
        case "header" where isPlot: try check.flag(field.value, place)
        case _ where isPlot && Self.plotFields.contains(name): try check.text(field.value, place)
        default:
            let known = Self.outputFields + (isPlot ? Self.plotFields : [])
            throw check.unknownKey(name, field.key.line, what, known)
        }
    }
}
