import DVCModelCore
import TestSupport
import Testing

@testable import DVCModelCLI

struct ErrorTextTests {
    /// One error for each thing that an error can have, as text that is reviewed.
    private static let samples: [(name: String, error: DVCModelError)] = [
        ("only what happened", DVCModelError(.internal, "the plan has 3 steps, and 4 outcomes came back")),
        (
            "a place and a hint",
            DVCModelError(
                .artifactUnknown,
                "no artifact 'resnet' in dvc.yaml",
                at: .file("/home/ana/vision/dvc.yaml", line: 4),
                hint: "dvc-model-pull resnet50   (declared here: resnet50, tokenizer)",
            )
        ),
        (
            "commands to choose from",
            DVCModelError(
                .artifactAmbiguous,
                "2 models",
                hint: "dvc-model-pull bert\ndvc-model-pull resnet50"
            )
        ),
        ("a few paths", DVCModelError(.md5Mismatch, "2 files differ", paths: ["a", "b\nc"])),
        (
            "eleven paths",
            DVCModelError(.md5Mismatch, "11 files differ", paths: (1...11).map { "m/\($0).bin" })
        ),
        ("many paths", DVCModelError(.md5Mismatch, "12 files differ", paths: (1...12).map { "m/\($0).bin" })),
        (
            "causes, and words of others",
            DVCModelError(
                .studioUnavailable,
                "Studio answered 503: 'come\r\nback \u{1B}[31mlater'",
                at: .url("https://studio.example.com/api/model-registry/get-download-uris?…"),
                causes: ["the server closed the connection", "\u{202E}reset"],
            )
        ),
        ("an option", DVCModelError(.usage, "cannot work in 'x': it is gone", at: .option("-C"))),
        ("a variable", DVCModelError(.settingInvalid, "'x' is no number", at: .environment("DVC_MODEL_X"))),
    ]

    @Test(arguments: [false, true])
    func `errors read as stored`(isWhole: Bool) throws {
        let text = Self.samples.map { sample in
            let lines = ErrorText.lines(sample.error, tool: "dvc-model-pull", isWhole: isWhole)
            return "# \(sample.name)\n" + lines.map { $0 + "\n" }.joined()
        }.joined(separator: "\n")
        #expect(text == (try Golden.text(isWhole ? "errors-verbose.txt" : "errors.txt", for: text)))
    }
}
