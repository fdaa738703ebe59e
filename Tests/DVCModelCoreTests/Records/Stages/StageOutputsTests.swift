import DVCModelCore
import Testing

/// Which outputs the stages of a dvc.yaml have, told by the lock entries they find. What DVC makes of many more is in
/// `RandomTreesTests`.
@Suite struct StageOutputsTests {
    private static let md5 = "0cc175b9c0f1b6a831c399e269772661"

    /// The outputs that are found when each of `locked`, `STAGE PATH`, is in dvc.lock.
    private func outputs(_ stages: String, locked: [String], params: String = "")
        throws -> [String]
    {
        var lock = "schema: '2.0'\nstages:\n"
        for entry in locked {
            let parts = entry.split(separator: " ", maxSplits: 1)
            lock +=
                "  '\(parts[0])': {cmd: x, outs: [{path: '\(parts[1])', md5: \(Self.md5)}]}\n"
        }
        let files = ["dvc.yaml": stages, "dvc.lock": lock, "params.yaml": params]
        let record = try RecordReader(CommitFiles(files)).record(at: "")
        return record.entries.filter { $0.source == .dvcRemote(nil) }.map(\.path)
    }

    @Test func `a foreach over a list names its stages by the items, as YAML or Python has them`() throws {
        let stages =
            "stages:\n  s: {foreach: [a, 1, 2.50, true, null, '${t}'], do: {cmd: x, outs: ['${item}.o']}}\n"
        let locked = ["s@a a.o", "s@1 1.o", "s@2.5 2.5.o", "s@true true.o", "s@None None.o", "s@True true.o"]
        // The later of two stages with one output counts.
        #expect(
            try outputs(stages, locked: locked, params: "t: true")
                == ["1.o", "2.5.o", "None.o", "a.o", "true.o"]
        )
    }

    @Test func `a foreach over a mapping has keys, one over mappings has indices`() throws {
        let stages = """
            stages:
              m: {foreach: {k: {v: w}}, do: {cmd: x, outs: ['${key}.${item.v}']}}
              l: {foreach: [{v: a}, {v: b}], do: {cmd: x, wdir: '${item.v}', outs: [o]}}
              p: {foreach: '${maps}', do: {cmd: x, outs: ['p${item[1]}']}}
            """
        let locked = ["m@k k.w", "l@0 o", "l@1 o", "p@0 p2", "p@1 p4"]
        #expect(
            try outputs(stages, locked: locked, params: "maps: [[1, 2], [3, 4]]")
                == ["a/o", "b/o", "k.w", "p2", "p4"]
        )
    }

    @Test func `a matrix goes through all combinations`() throws {
        let stages =
            "stages:\n  s: {matrix: {a: [x, '${n}'], b: [[1], [2]]}, cmd: x, outs: ['${key}/${item.b[0]}']}\n"
        let locked = ["s@x-b0 x-b0/1", "s@x-b1 x-b1/2", "s@3-b0 3-b0/1", "s@3-b1 3-b1/2"]
        #expect(
            try outputs(stages, locked: locked, params: "n: 3") == ["3-b0/1", "3-b1/2", "x-b0/1", "x-b1/2"]
        )
    }

    @Test func `a stage's own vars are looked for in its own folder`() throws {
        let files = [
            "a/dvc.yaml": "stages:\n  s: {cmd: x, wdir: 'w${n}', vars: ['own.yaml:v'], outs: ['${v}']}\n",
            "a/params.yaml": "n: 1\n", "a/own.yaml": "v: wrong\n", "a/w1/own.yaml": "{v: right, n: 2}\n",
            "a/dvc.lock": "{schema: '2.0', stages: {s: {cmd: x, outs: [{path: right, md5: \(Self.md5)}]}}}\n",
        ]
        let record = try RecordReader(CommitFiles(files)).record(at: "a/w1/right")
        #expect(record.entries.map(\.source) == [.dvcRemote(nil)])
    }

    @Test func `an output without cache is Git's, and a metric or plot is an output too`() throws {
        let stages = """
            stages:
              s: {cmd: x, metrics: [{m: {cache: false}}]}
              t: {cmd: x, metrics: [n]}
              u: {cmd: x, plots: [{p: {x: a, y: b}}]}
            """
        #expect(try outputs(stages, locked: ["s m", "t n", "u p"]) == ["n", "p"])
    }

    @Test(arguments: [
        "foreach: text, do: {cmd: x}", "foreach: '${n}', do: {cmd: x}", "foreach: {'${n}': 1}, do: {cmd: x}",
        "foreach: [a@b], do: {cmd: x, outs: ['${item}']}", "foreach: [2020-01-01], do: {cmd: x}",
        "matrix: {a: '${n}'}, cmd: x",
        "matrix: {'${n}': [1]}, cmd: x", "cmd: x, outs: ['${l}']", "cmd: x, outs: ['${n}']",
        "cmd: x, outs: ['a${l}']",
        "cmd: x, wdir: '${n}', outs: [o]", "cmd: x, wdir: '${l}', outs: [o]", "cmd: x, outs: [m.dvc]",
        "cmd: x, outs: [a/dvc.yaml]",
        "foreach: [1], do: {cmd: x, vars: [{item: 2}]}", "cmd: x, vars: ['${n}']",
        "foreach: [1], do: {outs: [o]}",
        "cmd: x, vars: [{n: 1}], outs: ['${n}x']", "cmd: x, outs: ['${gone}']",
    ])
    func `a stage that DVC cannot resolve makes the file unusable`(stage: String) {
        let error = #expect(throws: DVCModelError.self) {
            try outputs("stages:\n  s: {\(stage)}\n", locked: ["t t"], params: "n: 1\nl: [1]\n")
        }
        #expect(error?.code == .recordInvalid)
        #expect(error?.location == .file("1a2b3c4:dvc.yaml", line: 2))
    }

    @Test func `a matrix without bound is refused`() {
        let axes = (0..<20).map { "a\($0): [1, 2, 3, 4, 5, 6, 7, 8, 9]" }.joined(separator: ", ")
        let error = #expect(throws: DVCModelError.self) {
            try outputs("stages:\n  s: {matrix: {\(axes)}, cmd: x}\n", locked: ["t t"])
        }
        #expect(error?.what.contains("more than 100000 stages") ?? false)
    }
}
