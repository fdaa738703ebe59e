import Testing

@testable import DVCModelCLI

@Suite struct TypedWordsTests {
    private func place(_ words: [String], _ current: String) -> String {
        switch TypedWords(words, by: .pull).place(of: current) {
        case .optionName: "option"
        case .positional: "model"
        case .value(let option, let prefix): "\(prefix)\(option.name)"
        }
    }

    @Test(
        arguments: [
            ([], "", "model"),
            ([], "-", "option"),
            ([], "--re", "option"),
            (["--rev"], "", "--rev"),
            (["--rev"], "-", "--rev"),
            (["--rev", "v1.0.0"], "", "model"),
            (["--rev=v1.0.0"], "", "model"),
            ([], "--rev=v", "--rev=--rev"),
            ([], "--strict=v", "option"),
            (["-o"], "", "--out"),
            (["-fo"], "", "--out"),
            (["-omodels"], "", "model"),
            (["-f"], "", "model"),
            (["--"], "--rev", "model"),
            (["--nonsense"], "", "model"),
            (["-x"], "", "model"),
        ] as [([String], String, String)]
    )
    func `the cursor's word is what the parser would take it for`(
        words: [String],
        current: String,
        expected: String,
    ) {
        #expect(place(words, current) == expected)
    }

    @Test func `values and models that were typed are known`() {
        let typed = TypedWords(["-C", "a", "resnet", "--path=x", "--path", "y", "--", "--json"], by: .pull)
        #expect(typed[.directory] == ["a"])
        #expect(typed[.path] == ["x", "y"])
        #expect(typed.positionals == ["resnet", "--json"])
        #expect(!typed.has(Flag.json.declaration))
    }
}
